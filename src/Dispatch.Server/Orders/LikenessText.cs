using Dispatch.Orders;
using Dispatch.Server.Pages;

namespace Dispatch.Server.Orders;

/// <summary>What speaks for two orders being the same trouble, in words.</summary>
static class LikenessText
{
    public static IEnumerable<string> Of(Lookalike like, Viewer viewer)
    {
        if (like.SamePlace)
            yield return viewer.Say("同一地点", "same place");
        if (like.Metres is { } metres)
            yield return viewer.Say($"相距 {metres} 米", $"{metres} m away");
        if (like.SameMerchant)
            yield return viewer.Say("同一商户", "same merchant");
        yield return like.SameCategory ? viewer.Say("同类", "same category") : viewer.Say("不同类", "another category");
        var ago = viewer.Times.Length(viewer.Now - like.Order.FiledAt);
        yield return viewer.Say($"{ago}前上报", $"filed {ago} ago");
    }
}
