using Dispatch.Accounts;
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
            await step.Locator("details.others summary").ClickAsync(); // it is not their duty
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
    public async Task A_trouble_that_was_told_earlier_is_filed_with_its_time()
    {
        await using var community = await ComesAsync("demo-community");
        var page = community.Page;
        await page.GotoAsync("/orders/new");
        await page.Locator("label.tile:has(input[value='0110'])").ClickAsync();
        await page.Locator("input[name=title]").FillAsync("上周就说过的垃圾堆");
        await page.Locator("input[name=reportedAt]").FillAsync(DateTime.UtcNow.AddDays(-3).ToString("yyyy-MM-dd'T'08:30", null));
        await page.Locator("form.filing button.main").ClickAsync();

        await Expect(page.Locator("dl.facts div", new() { HasText = "反映时间" })).ToContainTextAsync("8:30");

        await page.GotoAsync("/reports?time=reported");
        await Expect(page.Locator("select[name=time]")).ToHaveValueAsync("reported");
        Assert.That(community.Complaints, Is.Empty);
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
    public async Task An_order_goes_through_all_desks_without_scripts()
    {
        await using var community = await ComesAsync("demo-community", new() { JavaScriptEnabled = false });
        await using var secretariat = await ComesAsync("demo-secretariat", new() { JavaScriptEnabled = false });
        await using var chair = await ComesAsync("demo-chair", new() { JavaScriptEnabled = false });
        await using var member = await ComesAsync("demo-member-huanwei", new() { JavaScriptEnabled = false });

        var number = await FileAsync(community, "没有脚本也能办到底");
        await secretariat.Page.GotoAsync($"/orders/{number}");
        await TakeAsync(secretariat, "accept");
        await chair.Page.GotoAsync($"/orders/{number}");
        await TakeAsync(chair, "assign", step => step.Locator("input[name=lead][value=huanwei]").CheckAsync());
        await member.Page.GotoAsync($"/orders/{number}");
        await TakeAsync(member, "claim");
        await TakeAsync(member, "resolve", step => step.Locator("textarea[name=note]").FillAsync("已清运"));
        await community.Page.GotoAsync($"/orders/{number}");
        await TakeAsync(community, "confirm", step => step.Locator("input[name=rating][value='5']").CheckAsync());

        await Expect(community.Page.Locator("#order-head")).ToContainTextAsync("已办结");
        foreach (var visitor in (Visitor[])[community, secretariat, chair, member])
            Assert.That(visitor.Complaints, Is.Empty);
    }

    [Test]
    public async Task An_order_goes_through_all_desks_with_the_keyboard_alone()
    {
        await using var community = await ComesAsync("demo-community");
        await using var secretariat = await ComesAsync("demo-secretariat");
        await using var chair = await ComesAsync("demo-chair");

        await community.Page.GotoAsync("/orders/new");
        await TabToAsync(community.Page, "input[name='merchant.name']");
        await community.Page.Keyboard.TypeAsync("花花鲜果");
        await TabToAsync(community.Page, "input[name=category]");
        while (!await community.Page.Locator("input[name=category][value='0110']").IsCheckedAsync())
            await community.Page.Keyboard.PressAsync("ArrowDown");
        await TabToAsync(community.Page, "input[name=title]");
        await community.Page.Keyboard.TypeAsync("只用键盘办到底");
        await community.Page.Keyboard.PressAsync("Enter");
        await community.Page.Locator("article.order").WaitForAsync();
        var number = new Uri(community.Page.Url).Segments[^1];

        await PressAsync(secretariat.Page, $"/orders/{number}", "a", "Enter");
        await PressAsync(chair.Page, $"/orders/{number}", "p", "1", "Enter");
        var lead = (await OrderAsync(number)).GetProperty("assignments")[0].GetProperty("member").GetString();
        await using var member = await ComesAsync(DemoCallers.OfMember(lead!));
        await PressAsync(member.Page, $"/orders/{number}", "c", "Enter");
        await PressAsync(member.Page, $"/orders/{number}", "f", "已清运", "Tab", "Tab", "Tab", "Enter");
        await Expect(member.Page.Locator("#order-head")).ToContainTextAsync("待回访");
    }

    static async Task TabToAsync(IPage page, string selector)
    {
        for (var count = 0; count < 60; count++)
        {
            if (await page.EvaluateAsync<bool>("selector => document.activeElement.matches(selector)", selector))
                return;
            await page.Keyboard.PressAsync("Tab");
        }

        Assert.Fail($"{selector} is not reached with the tabulator.");
    }

    static async Task PressAsync(IPage page, string address, params string[] keys)
    {
        await page.GotoAsync(address);
        foreach (var key in keys)
        {
            if (key.Any(sign => sign > 127))
                await page.Keyboard.TypeAsync(key);
            else
                await page.Keyboard.PressAsync(key);
        }

        await Expect(page.Locator(".said")).ToBeVisibleAsync();
    }

    [Test]
    public async Task A_filing_with_a_fault_keeps_what_was_typed_and_says_what_is_wrong()
    {
        await using var community = await ComesAsync("demo-community");
        var page = community.Page;
        await page.GotoAsync("/orders/new");
        await page.EvaluateAsync(
            "document.querySelectorAll('[required],[maxlength]').forEach(f => { f.required = false; f.removeAttribute('maxlength'); })");
        await page.Locator("input[name=title]").FillAsync(new string('长', 500));
        await page.Locator("textarea[name=text]").FillAsync("写了很多，不能丢");

        await page.Locator("form.filing button.main").ClickAsync();

        await Expect(page.Locator(".refused")).ToBeVisibleAsync();
        Assert.That(await page.Locator(".fault").CountAsync(), Is.EqualTo(2), "the category and the title");
        Assert.That(await page.Locator("textarea[name=text]").InputValueAsync(), Is.EqualTo("写了很多，不能丢"));
    }
}
