using Dispatch.Accounts;
using Dispatch.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Dispatch.Tests.Pages;

/// <summary>成员单位: claiming, giving back, and how one did.</summary>
sealed class TheMembersDesk : AConsoleFixture
{
    static readonly BrowserNewContextOptions Wide = new() { ViewportSize = new() { Width = 1440, Height = 900 } };

    [Test]
    public async Task A_claim_goes_on_with_the_next_and_a_lost_race_says_who_was_quicker()
    {
        foreach (var name in (string[])["竞速一", "竞速二", "竞速三"])
        {
            var offered = await FiledAsync(name, "0496");
            await TakenAsync(DemoCallers.Secretariat, offered, "accept");
            await TakenAsync(DemoCallers.Chair, offered, "offer");
        }

        await using var member = await ComesAsync("demo-member-wuye", Wide);
        var page = member.Page;
        await page.GotoAsync("/work?desk=pool&for=pool");
        var rows = page.Locator("#work-list [data-row]", new() { HasText = "竞速" });
        await Expect(rows).ToHaveCountAsync(3);
        await rows.First.GetByRole(AriaRole.Button).ClickAsync();
        await Expect(page.Locator(".said")).ToContainTextAsync("已接单");
        await Expect(page.Locator("article.order h2")).ToContainTextAsync("竞速二");

        await page.GotoAsync(page.Url);
        var lost = await page.Locator("article.order .number").First.InnerTextAsync();
        await TakenAsync(DemoCallers.OfMember("jiaojing"), lost, "claim");
        await page.Locator("details:has(summary[data-step=claim]) form > button").ClickAsync();

        var refused = page.Locator("article.order .refused");
        await Expect(refused).ToContainTextAsync("交警大队");
        await Expect(refused).ToContainTextAsync("秒前已接");
        var next = refused.Locator("a", new() { HasText = "下一单：" });
        var title = (await next.InnerTextAsync()).Replace("下一单：", "", StringComparison.Ordinal);
        await next.ClickAsync();
        await Expect(page.Locator("article.order h2")).ToContainTextAsync(title);
    }

    [Test]
    public async Task A_return_picks_its_reason_and_says_how_many_are_left()
    {
        var number = await FiledAsync("派错单位的一单");
        await TakenAsync(DemoCallers.Secretariat, number, "accept");
        await TakenAsync(DemoCallers.Chair, number, "assign", new { lead = "huanwei" });
        await using var member = await ComesAsync("demo-member-huanwei");
        var page = member.Page;
        await page.GotoAsync($"/orders/{number}");

        await TakeAsync(member, "return", async step =>
        {
            await Expect(step).ToContainTextAsync("还可退单 2 次");
            await step.Locator("label[data-pick]").First.ClickAsync();
            await Expect(step.Locator("textarea[name=reason]")).ToHaveValueAsync("非本单位职责");
        });

        await Expect(page.Locator("#order-body")).ToContainTextAsync("非本单位职责");
    }

    [Test]
    public async Task Each_figure_of_the_own_record_opens_its_orders()
    {
        var number = await FiledAsync("计入成绩的一单");
        await TakenAsync(DemoCallers.Secretariat, number, "accept");
        await TakenAsync(DemoCallers.Chair, number, "assign", new { lead = "huanwei" });
        await TakenAsync(DemoCallers.OfMember("huanwei"), number, "claim");
        await TakenAsync(DemoCallers.OfMember("huanwei"), number, "resolve", new { note = "已清运" });
        await using var member = await ComesAsync("demo-member-huanwei");
        var page = member.Page;

        await page.GotoAsync("/reports");
        await Eventually.ThatAsync(async () =>
        {
            await page.ReloadAsync();
            return await page.Locator("table.own tr", new() { HasText = "按期处置率" }).CountAsync();
        }, Is.EqualTo(1));
        await Expect(page.Locator("h1")).ToHaveTextAsync("本单位成绩");
        await page.Locator("table.own tr", new() { HasText = "按期处置率" }).GetByRole(AriaRole.Link).First.ClickAsync();

        await Expect(page.Locator("ol.rows")).ToContainTextAsync(number);
        Assert.That(member.Complaints, Is.Empty);
    }
}
