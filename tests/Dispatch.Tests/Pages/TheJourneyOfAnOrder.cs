using Dispatch.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Dispatch.Tests.Pages;

/// <summary>An order from the street to its end, each desk in a browser of its own.</summary>
sealed class TheJourneyOfAnOrder : AConsoleFixture
{
    [Test]
    public async Task An_order_goes_through_all_desks_and_shows_on_an_open_page()
    {
        await using var community = await ComesAsync("demo-community");
        await using var secretariat = await ComesAsync("demo-secretariat");
        await using var chair = await ComesAsync("demo-chair");
        await using var member = await ComesAsync("demo-member-huanwei");
        await using var watcher = await ComesAsync("demo-member-wuye");

        var number = await FileAsync(community, "市场后门垃圾堆了三天");
        await Expect(community.Page.Locator(".said")).ToContainTextAsync(number);
        await watcher.Page.GotoAsync($"/orders/{number}");

        await secretariat.Page.GotoAsync($"/orders/{number}");
        await TakeAsync(secretariat, "accept", step => step.Locator("input[name=urgency][value=raised]").CheckAsync());
        await Expect(watcher.Page.Locator("#order-head")).ToContainTextAsync("待派单");

        await chair.Page.GotoAsync($"/orders/{number}");
        await TakeAsync(chair, "assign", async step =>
        {
            await step.Locator("input[name=lead][value=huanwei]").CheckAsync();
            await step.Locator("input[name=support][value=wuye]").CheckAsync();
        });
        await Expect(watcher.Page.Locator("#order-body")).ToContainTextAsync("环境卫生管理中心");

        await member.Page.GotoAsync("/work");
        await member.Page.Locator("[data-row]", new() { HasText = number }).Locator("button").ClickAsync();
        await Expect(member.Page.Locator(".said")).ToContainTextAsync(number);
        await member.Page.GotoAsync($"/orders/{number}");
        await TakeAsync(member, "resolve", async step =>
        {
            await step.Locator("textarea[name=note]").FillAsync("已清运，并增设一日三清。");
            await step.Locator("textarea[name=reason]").FillAsync("协办无需到场");
        });
        await Expect(watcher.Page.Locator("#order-head")).ToContainTextAsync("待回访");

        await community.Page.GotoAsync($"/orders/{number}");
        await TakeAsync(community, "confirm", step => step.Locator("input[name=rating][value='5']").CheckAsync());
        await Expect(watcher.Page.Locator("#order-head")).ToContainTextAsync("已办结");

        foreach (var visitor in (Visitor[])[community, secretariat, chair, member, watcher])
            Assert.That(visitor.Complaints, Is.Empty);
    }

    [Test]
    public async Task Of_two_clerks_on_one_order_the_second_is_told_why_not()
    {
        await using var community = await ComesAsync("demo-community");
        await using var first = await ComesAsync("demo-secretariat");
        await using var second = await ComesAsync("demo-secretariat");
        var number = await FileAsync(community, "两人同时受理的一单");

        await second.Page.GotoAsync($"/orders/{number}");
        await second.Page.Locator("summary[data-step=refuse]").ClickAsync();
        await second.Page.Locator("details[open] textarea[name=reason]").FillAsync("不属于本联盟职责");
        await first.Page.GotoAsync($"/orders/{number}");
        await TakeAsync(first, "accept");
        await second.Page.Locator("details[open] form > button").ClickAsync();

        await Expect(second.Page.Locator(".refused").First).ToBeVisibleAsync();
    }

    [Test]
    public async Task An_order_can_be_filed_and_accepted_without_scripts()
    {
        BrowserNewContextOptions options = new() { JavaScriptEnabled = false };
        await using var community = await ComesAsync("demo-community", options);
        await using var secretariat = await ComesAsync("demo-secretariat", new() { JavaScriptEnabled = false });

        var number = await FileAsync(community, "没有脚本也能上报");
        await secretariat.Page.GotoAsync($"/orders/{number}");
        await TakeAsync(secretariat, "accept");

        await Expect(secretariat.Page.Locator("#order-head")).ToContainTextAsync("待派单");
    }

    [Test]
    public async Task A_filing_with_a_fault_keeps_what_was_typed_and_says_what_is_wrong()
    {
        await using var community = await ComesAsync("demo-community");
        var page = community.Page;
        await page.GotoAsync("/orders/new");
        await page.EvaluateAsync("document.querySelectorAll('[required],[maxlength]').forEach(f => { f.required = false; f.removeAttribute('maxlength'); })");
        await page.Locator("input[name=title]").FillAsync(new string('长', 500));
        await page.Locator("textarea[name=text]").FillAsync("写了很多，不能丢");

        await page.Locator("form.filing button.main").ClickAsync();

        await Expect(page.Locator(".refused")).ToBeVisibleAsync();
        Assert.That(await page.Locator(".fault").CountAsync(), Is.EqualTo(2), "the category and the title");
        Assert.That(await page.Locator("textarea[name=text]").InputValueAsync(), Is.EqualTo("写了很多，不能丢"));
    }

    [Test]
    public async Task Ten_orders_are_accepted_with_the_keyboard_alone()
    {
        await using var community = await ComesAsync("demo-community");
        await using var secretariat = await ComesAsync("demo-secretariat", new() { ViewportSize = new() { Width = 1440, Height = 900 } });
        for (var count = 0; count < 10; count++)
            await FileAsync(community, $"键盘受理第 {count + 1} 单");

        var page = secretariat.Page;
        await page.GotoAsync("/work");
        for (var count = 0; count < 10; count++)
        {
            var number = await page.Locator("article .number").InnerTextAsync();
            await page.Keyboard.PressAsync("a");
            await page.Keyboard.PressAsync("Enter");
            await Expect(page.Locator(".said")).ToContainTextAsync(number);
        }

        await Expect(page.Locator("#work-list [data-row]", new() { HasText = "键盘受理" })).ToHaveCountAsync(0);
    }

    static async Task TakeAsync(Visitor visitor, string step, Func<ILocator, Task>? fill = null)
    {
        var section = visitor.Page.Locator($"details.step:has(summary[data-step={step}])");
        if (await section.GetAttributeAsync("open") is null)
            await section.Locator("summary").ClickAsync();
        await (fill?.Invoke(section) ?? Task.CompletedTask);
        await section.Locator("form > button").ClickAsync();
        await Expect(visitor.Page.Locator(".said")).ToBeVisibleAsync();
    }
}
