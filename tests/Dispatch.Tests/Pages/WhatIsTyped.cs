using Dispatch.Accounts;
using static Microsoft.Playwright.Assertions;

namespace Dispatch.Tests.Pages;

/// <summary>What somebody has begun to type is still there, whatever happens in between.</summary>
sealed class WhatIsTyped : AConsoleFixture
{
    [Test]
    public async Task A_step_that_is_half_typed_is_there_after_another_page_and_gone_once_it_is_taken()
    {
        var (number, other) = (await FiledAsync("写了一半的备注"), await FiledAsync("另一单"));
        await using var secretariat = await ComesAsync("demo-secretariat");
        var page = secretariat.Page;
        await page.GotoAsync($"/orders/{number}");
        await page.Locator("summary[data-step=comment]").ClickAsync();
        await page.Locator("textarea[name=text]").FillAsync("先记一句");

        await page.GotoAsync($"/orders/{other}");
        await TakeAsync(secretariat, "accept");
        await page.GotoAsync($"/orders/{number}");
        await Expect(page.Locator("summary[data-step=comment][data-draft]")).ToBeVisibleAsync();
        await TakeAsync(secretariat, "comment", step => Expect(step.Locator("textarea[name=text]")).ToHaveValueAsync("先记一句"));

        Assert.That(await page.Locator("textarea[name=text]").InputValueAsync(), Is.Empty);
        await Expect(page.Locator("#order-body .internal")).ToContainTextAsync("内部备注");
    }

    [Test]
    public async Task A_remark_to_the_merchant_looks_different_from_one_that_stays_in_the_house()
    {
        var number = await FiledAsync("两种备注");
        await using var secretariat = await ComesAsync("demo-secretariat");
        await secretariat.Page.GotoAsync($"/orders/{number}");

        await TakeAsync(secretariat, "comment", step => step.Locator("textarea[name=text]").FillAsync("这户老投诉"));
        await TakeAsync(secretariat, "comment", async step =>
        {
            await step.Locator("textarea[name=text]").FillAsync("请留意来电");
            await step.Locator("input[name=to][value=merchant]").CheckAsync();
        });

        await Expect(secretariat.Page.Locator(".timeline .internal")).ToContainTextAsync("这户老投诉");
        await Expect(secretariat.Page.Locator(".timeline .to-merchant")).ToContainTextAsync("请留意来电");
    }

    [Test]
    public async Task A_session_that_ended_costs_no_typed_word_of_a_step()
    {
        var number = await FiledAsync("登录中途结束");
        await using var secretariat = await ComesAsync("demo-secretariat");
        var page = secretariat.Page;
        await page.GotoAsync($"/orders/{number}");
        await page.Locator("summary[data-step=comment]").ClickAsync();
        await page.Locator("textarea[name=text]").FillAsync("写到一半登录就没了");
        await page.Context.ClearCookiesAsync();

        await page.Locator("details:has(summary[data-step=comment]) form > button").ClickAsync();
        await page.Locator("button[value=demo-secretariat]").ClickAsync();

        await Expect(page.Locator("article.order")).ToBeVisibleAsync();
        await TakeAsync(
            secretariat, "comment", step => Expect(step.Locator("textarea[name=text]")).ToHaveValueAsync("写到一半登录就没了"));
    }

    [Test]
    public async Task A_page_whose_stream_is_gone_says_so_and_comes_back_with_what_was_typed()
    {
        var number = await FiledAsync("服务器重启");
        await using var member = await ComesAsync("demo-member-wuye");
        var page = member.Page;
        await page.GotoAsync($"/orders/{number}");
        await page.Locator("summary[data-step=comment]").ClickAsync();
        await page.Locator("textarea[name=text]").FillAsync("重启前写的");

        await Server.KillAsync();
        await Expect(page.Locator("#stream")).ToContainTextAsync("连接中断", new() { Timeout = 30_000 });
        await Server.StartAgainAsync();
        await TakenAsync(DemoCallers.Secretariat, number, "accept");

        await Expect(page.Locator("#stream")).ToBeHiddenAsync(new() { Timeout = 40_000 });
        await Expect(page.Locator("#order-head")).ToContainTextAsync("待派单", new() { Timeout = 30_000 });
        await Expect(page.Locator("textarea[name=text]")).ToHaveValueAsync("重启前写的");
    }
}
