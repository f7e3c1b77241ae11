using System.Globalization;

namespace Dispatch.Orders;

/// <summary>Where a page ended.</summary>
public sealed record PageKey(DateTimeOffset Due, Guid Id)
{
    public static PageKey Of(Order order) => new(order.DueKey, order.Id);

    /// <summary>For a link; means nothing to anybody else.</summary>
    public string Text => $"{Due.UtcTicks:x}-{Id:n}";

    /// <summary>Null when the text is no key.</summary>
    public static PageKey? Read(string text) =>
        text.Split('-') is [var due, var id]
        && long.TryParse(due, NumberStyles.HexNumber, null, out var ticks)
        && ticks >= 0 && ticks <= DateTimeOffset.MaxValue.UtcTicks
        && Guid.TryParseExact(id, "n", out var guid)
            ? new PageKey(new DateTimeOffset(ticks, TimeSpan.Zero), guid)
            : null;
}
