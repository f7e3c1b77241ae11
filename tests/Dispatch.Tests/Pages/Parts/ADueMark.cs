using Bunit;
using Dispatch.Orders;
using Dispatch.Server.Orders;

namespace Dispatch.Tests.Pages.Parts;

/// <summary>How an order stands with its time: filed at nine, it is to be accepted by eleven.</summary>
sealed class ADueMark : APartFixture
{
    [TestCase(0, "zh-CN", "due ahead", "● 今天 11:00")]
    [TestCase(95, "zh-CN", "due ahead", "● 今天 11:00")]
    [TestCase(97, "zh-CN", "due near", "◐ 剩 23 分")]
    [TestCase(97, "en", "due near", "◐ Left: 23 min")]
    [TestCase(120, "zh-CN", "due late", "▲ 超期 1 分", Description = "from its minute on")]
    [TestCase(150, "zh-CN", "due late", "▲ 超期 30 分")]
    [TestCase(150, "en", "due late", "▲ Late by 30 min")]
    public async Task Is_a_word_a_shape_and_a_colour(int minutesLater, string language, string kind, string text)
    {
        var order = await Office.FilesAsync("夜市喇叭");
        Time.Advance(TimeSpan.FromMinutes(minutesLater));

        await MarksAsync(order, kind, text, language);
    }

    [Test]
    public async Task Says_until_when_an_order_stands_still_however_late_it_was()
    {
        var order = await Office.FilesAsync("夜市喇叭");
        await Office.TakesAsync(Office.Secretariat, order, "accept");
        await Office.TakesAsync(Office.Chair, order, "assign", new { lead = "chengguan" });
        await Office.TakesAsync(Office.Member("chengguan"), order, "claim");
        Time.Advance(TimeSpan.FromDays(30));

        order = await Office.TakesAsync(
            Office.Secretariat, order, "suspend", new { until = Time.GetUtcNow().AddDays(3), reason = "等路面施工结束" });

        await MarksAsync(order, "due suspended", "Ⅱ 挂账至 周六 09:00");
    }

    [Test]
    public async Task Says_that_an_order_has_ended_and_not_that_it_was_late()
    {
        var order = await Office.FilesAsync("夜市喇叭");
        Time.Advance(TimeSpan.FromDays(30));

        order = await Office.TakesAsync(Office.Community, order, "withdraw");

        await MarksAsync(order, "due ended", "✓ 已结束");
    }

    async Task MarksAsync(Order order, string kind, string text, string language = "zh-CN")
    {
        await ReadsAsync(Office.Secretariat, language);

        var mark = Part<DueMark>(part => part.Add(due => due.Order, order)).Find(".due");

        Assert.That(
            (mark.ClassName, string.Join(' ', mark.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))),
            Is.EqualTo((kind, text)));
    }
}
