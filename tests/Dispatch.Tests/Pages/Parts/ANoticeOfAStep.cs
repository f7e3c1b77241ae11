using Bunit;
using Dispatch.Accounts;
using Dispatch.Orders;
using Dispatch.Server.Orders;
using Dispatch.Server.Pages;

namespace Dispatch.Tests.Pages.Parts;

/// <summary>What was just done is told once, with the way back as long as there is one.</summary>
sealed class ANoticeOfAStep : APartFixture
{
    Order order = null!;

    [SetUp]
    public async Task AnOrderIsAccepted()
    {
        order = await Office.FilesAsync("夜市喇叭");
        await Office.TakesAsync(Office.Secretariat, order, "accept");
    }

    [Test]
    public async Task Offers_the_way_back_to_whoever_took_it_and_says_how_long()
    {
        var notice = await ShownAsync(Office.Secretariat, "accept");

        Assert.That(notice.Find("p").TextContent, Does.Contain("已受理").And.Contain(order.Number));
        Assert.That(notice.Find("form").GetAttribute("action"), Is.EqualTo($"/orders/{order.Number}"));
        Assert.That(notice.Find("form input[name=step]").GetAttribute("value"), Is.EqualTo("recall"));
        Assert.That(notice.Find(".note").TextContent, Does.Contain("明天 09:00前可撤回"));
    }

    [Test]
    public async Task Offers_none_once_somebody_has_gone_on_with_it()
    {
        await Office.TakesAsync(Office.Chair, order, "assign", new { lead = "chengguan" });
        await Office.TakesAsync(Office.Member("chengguan"), order, "claim");

        Assert.That((await ShownAsync(Office.Secretariat, "accept")).FindAll("form"), Is.Empty);
    }

    [Test]
    public async Task Offers_none_after_a_day()
    {
        Time.Advance(TimeSpan.FromHours(25));

        Assert.That((await ShownAsync(Office.Secretariat, "accept")).FindAll("form"), Is.Empty);
    }

    [TestCase("file")]
    [TestCase("recall")]
    public async Task Offers_none_of_what_is_not_taken_back(string step) =>
        Assert.That((await ShownAsync(Office.Secretariat, step)).FindAll("form"), Is.Empty);

    [Test]
    public async Task Offers_nothing_of_an_order_that_its_reader_may_not_see() =>
        Assert.That((await ShownAsync(Office.Merchant, "accept")).FindAll("form"), Is.Empty);

    async Task<IRenderedComponent<Said>> ShownAsync(Caller reader, string step)
    {
        await ReadsAsync(reader);
        return Part<Said>(part => part.Add(said => said.Done, new Notice(step, order.Number)));
    }
}
