using Dispatch.Accounts;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Dispatch.Tests.Pages;

/// <summary>受理台: the list, the order and its lookalikes, with the keyboard.</summary>
sealed class TheSecretariatsDesk : AConsoleFixture
{
    static readonly BrowserNewContextOptions Wide = new() { ViewportSize = new() { Width = 1440, Height = 900 } };

    [Test]
    public async Task Ten_orders_in_a_row_need_no_mouse()
    {
        Dictionary<string, string> ends = [];
        for (var count = 1; count <= 10; count++)
        {
            var (stage, title) = (count % 3) switch
            {
                0 => ("refused", $"键盘：不予受理 {count}"),
                1 => ("accepted", $"键盘：受理 {count}"),
                _ => ("merged", $"键盘：并单 {count}"),
            };
            // Each merger finds the one that was accepted before it, at the same place.
            ends[await FiledAsync(title, "0110", new { location = new { address = $"键盘路 {(count + 2) / 3}00 号" } })] = stage;
        }

        await using var secretariat = await ComesAsync("demo-secretariat", Wide);
        var page = secretariat.Page;
        await page.GotoAsync("/work");
        HashSet<string> done = [];
        while (!ends.Keys.All(done.Contains))
        {
            // Those of the demo and of other tests stand among them.
            var number = await page.Locator("article.order .number").First.InnerTextAsync();
            string[] keys = ends.GetValueOrDefault(number) switch
            {
                "refused" => ["x", "1", "Enter"],
                "merged" => ["m", "1", "Enter"],
                _ => ["a", "Enter"],
            };
            await page.WaitForLoadStateAsync(); // the keys mean something once the page is whole
            foreach (var key in keys)
                await page.Keyboard.PressAsync(key);
            if (keys[0] != "a")
            {
                await Expect(page.Locator(".confirm button")).ToBeFocusedAsync();
                await page.Keyboard.PressAsync("Enter");
            }

            await Expect(page.Locator(".said")).ToContainTextAsync(number);
            done.Add(number);
        }

        foreach (var (number, stage) in ends)
            Assert.That((await OrderAsync(number)).GetProperty("stage").GetString(), Is.EqualTo(stage), number);
        Assert.That(secretariat.Complaints, Is.Empty);
    }

    [Test]
    public async Task A_merger_shows_both_texts_and_can_be_called_off()
    {
        var first = await FiledAsync("台阶没人扫", "0112", new { text = "烟头堆了两周。", location = new { address = "台阶巷 1 号" } });
        var second = await FiledAsync("台阶上都是烟头", "0112", new { text = "路过滑倒一次。", location = new { address = "台阶巷 1 号" } });
        await using var secretariat = await ComesAsync("demo-secretariat", Wide);
        var page = secretariat.Page;
        await page.GotoAsync($"/orders/{second}");

        await Expect(page.Locator(".lookalikes")).ToContainTextAsync("烟头堆了两周。");
        await page.Locator(".lookalikes li", new() { HasText = first }).GetByRole(AriaRole.Button).ClickAsync();
        await Expect(page.Locator(".confirm .two")).ToContainTextAsync("路过滑倒一次。");
        await Expect(page.Locator(".confirm .two")).ToContainTextAsync("烟头堆了两周。");
        await page.Locator(".confirm a").ClickAsync();
        Assert.That((await OrderAsync(second)).GetProperty("stage").GetString(), Is.EqualTo("filed"));

        await page.Locator(".lookalikes li", new() { HasText = first }).GetByRole(AriaRole.Button).ClickAsync();
        await page.Locator(".confirm button").ClickAsync();
        await Expect(page.Locator("#order-body")).ToContainTextAsync(first);
        Assert.That((await OrderAsync(second)).GetProperty("mergedInto").GetString(), Is.EqualTo(first));
    }

    [Test]
    public async Task A_reason_is_picked_and_confirmed_without_scripts()
    {
        var number = await FiledAsync("不归这里管的事");
        await using var secretariat = await ComesAsync("demo-secretariat", new() { JavaScriptEnabled = false });
        var page = secretariat.Page;
        await page.GotoAsync($"/orders/{number}");

        await page.Locator("summary[data-step=refuse]").ClickAsync();
        await page.Locator("input[name=picked-reason]").First.CheckAsync();
        await page.Locator("details:has(summary[data-step=refuse]) form > button").ClickAsync();
        await Expect(page.Locator(".confirm")).ToContainTextAsync("不属于本联盟职责范围");
        await page.Locator(".confirm button").ClickAsync();

        await Expect(page.Locator("#order-body")).ToContainTextAsync("不属于本联盟职责范围");
    }

    [Test]
    public async Task A_refusal_without_a_reason_is_not_asked_twice_about_but_refused()
    {
        var number = await FiledAsync("没有理由的不予受理");
        await using var secretariat = await ComesAsync("demo-secretariat");
        var page = secretariat.Page;
        await page.GotoAsync($"/orders/{number}");

        await page.Locator("summary[data-step=refuse]").ClickAsync();
        await page.Locator("details:has(summary[data-step=refuse]) form > button").ClickAsync();

        await Expect(page.Locator(".refused")).ToBeVisibleAsync();
        await Expect(page.Locator("details:has(summary[data-step=refuse]) .fault")).ToBeVisibleAsync();
    }

    [Test]
    public async Task A_slip_is_taken_back_where_it_was_made()
    {
        var number = await FiledAsync("手滑受理的一单");
        await using var secretariat = await ComesAsync("demo-secretariat");
        var page = secretariat.Page;
        await page.GotoAsync($"/work?order={number}");

        await TakeAsync(secretariat, "accept");
        await Expect(page.Locator(".said")).ToContainTextAsync(number);
        await page.Locator(".said button").ClickAsync();

        await Expect(page.Locator("#order-head")).ToContainTextAsync("待受理");
        await Expect(page.Locator(".said")).ToContainTextAsync("已撤回");
        Assert.That(await page.Locator(".said button").CountAsync(), Is.Zero, "nothing is left to take back");
    }

    [Test]
    public async Task Taking_back_is_refused_once_a_claim_came_first()
    {
        var number = await FiledAsync("派错了又被接走的一单");
        await TakenAsync(DemoCallers.Secretariat, number, "accept");
        await using var chair = await ComesAsync("demo-chair");
        var page = chair.Page;
        await page.GotoAsync($"/orders/{number}");
        await TakeAsync(chair, "assign", step => step.Locator("input[name=lead][value=huanwei]").CheckAsync());

        await TakenAsync(DemoCallers.OfMember("huanwei"), number, "claim");
        await page.Locator(".said button").ClickAsync();

        await Expect(page.Locator(".refused")).ToBeVisibleAsync();
        await Expect(page.Locator("#order-head")).ToContainTextAsync("办理中");
        Assert.That((await OrderAsync(number)).GetProperty("stage").GetString(), Is.EqualTo("claimed"));
    }
}
