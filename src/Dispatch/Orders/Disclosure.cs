using Dispatch.Accounts;
using Dispatch.Alliances;
using Dispatch.Contracts;
using Dispatch.Language;

namespace Dispatch.Orders;

/// <summary>
/// What people read of an order who do not need to reach the merchant: the same, but for the telephone and identity numbers in it.
/// </summary>
public static class Disclosure
{
    /// <summary>The order as the caller may read it.</summary>
    public static Order To(Caller caller, Order order, Alliance alliance, DateTimeOffset now) =>
        Rules.Needs(order, caller.At(now, alliance), alliance, now) ? order : Hidden(order);

    /// <summary>The order as those read it who do not need its merchant.</summary>
    public static Order Hidden(Order order) => order with
    {
        Title = PersonalNumbers.Hidden(order.Title),
        Text = PersonalNumbers.Hidden(order.Text),
        Place = PersonalNumbers.Hidden(order.Place),
    };

    /// <summary>The merchant and where it is, with a masked number.</summary>
    public static Merchant? Hidden(Merchant? merchant) => merchant is null ? null : merchant with
    {
        Name = Hidden(merchant.Name),
        Phone = merchant.Phone is { } phone ? PhoneMask.Of(phone) : null,
        Address = Hidden(merchant.Address),
    };

    /// <summary>A text as everybody reads it; null where there is none.</summary>
    public static string? Hidden(string? text) => text is null ? null : PersonalNumbers.Hidden(text);

    /// <summary>A ruling as everybody reads it: it was made on an order that its reader may have nothing to do with.</summary>
    public static Ruling Hidden(Ruling ruling) =>
        ruling with { Place = PersonalNumbers.Hidden(ruling.Place), Text = PersonalNumbers.Hidden(ruling.Text) };
}
