using Dispatch.Accounts;
using Dispatch.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Dispatch.Tests.Pages;

/// <summary>Somebody types a script wherever people can type: every page shows it as what was typed, and runs nothing.</summary>
sealed class AScriptInEveryField : AConsoleFixture
{
    const string Script = "\"'><img src=x onerror=\"window.ran=1\"><script>window.ran=1</script>";

    [Test]
    public async Task Is_text_on_every_page_and_on_paper()
    {
        var hotline = await OnTheBus.PersonAsync(Database, DemoCallers.Community, "<b>hotline");
        var number = await FiledAsync($"标题{Script}", "0110", new
        {
            text = $"内容{Script}",
            merchant = new { name = $"商户{Script}", phone = "<script>", address = $"店址{Script}" },
            location = new { latitude = 25.4581, longitude = 119.1142, address = $"地点{Script}" },
            source = "<b>hotline",
            externalId = $"外部{Script}",
        }, hotline.Token);
        var like = await FiledAsync($"相似{Script}", "0110", new { text = Script, location = new { address = $"地点{Script}" } });
        await TakenAsync(DemoCallers.Secretariat, number, "comment", new { text = $"备注{Script}" });
        await TakenAsync(DemoCallers.Secretariat, number, "comment", new { text = $"致商户{Script}", to = "merchant" });
        await TakenAsync(DemoCallers.Secretariat, number, "accept");
        await TakenAsync(DemoCallers.Chair, number, "assign", new { lead = "huanwei" });
        await TakenAsync(DemoCallers.OfMember("huanwei"), number, "return", new { reason = $"退单{Script}" });
        await TakenAsync(DemoCallers.Chair, number, "assign", new { lead = "huanwei" });
        await TakenAsync(DemoCallers.OfMember("huanwei"), number, "claim");
        await TakenAsync(DemoCallers.OfMember("huanwei"), number, "extend", new { reason = $"延期{Script}" });

        await LooksAsync("demo-secretariat", number, like, "/work", $"/work?order={like}", "/orders", "/meeting", "/reports", "/accounts");
        await LooksAsync("demo-member-huanwei", number, like, "/work", "/orders", "/meeting", "/reports");
        await LooksAsync("demo-community", number, like, "/work", "/orders");
    }

    [Test]
    public async Task Comes_back_as_text_when_a_form_or_a_search_is_refused()
    {
        await using var community = await ComesAsync("demo-community");
        var page = community.Page;
        foreach (var name in (string[])["q", "stage", "desk", "source", "weekday", "from", "merchant"])
        {
            await page.GotoAsync($"/orders?{name}={Uri.EscapeDataString(Script)}");
            await Expect(page.Locator("h1")).ToHaveTextAsync("诉求单查询");
            Assert.That(await RanAsync(page), Is.False, name);
        }

        await page.GotoAsync("/orders/new");
        await page.EvaluateAsync("document.querySelectorAll('[required]').forEach(field => { field.required = false; })");
        // A browser lets nobody type a text for a time; a program may send one all the same.
        await page.EvaluateAsync("document.querySelectorAll('[type=datetime-local]').forEach(field => { field.type = 'text'; })");
        foreach (var field in await page.Locator("form.filing input:not([type=hidden]):not([type=radio]), form.filing textarea").AllAsync())
            await field.FillAsync(Script);
        await page.Locator("form.filing button.main").ClickAsync();
        await Expect(page.Locator(".refused")).ToBeVisibleAsync();
        Assert.That(await page.Locator("input[name=title]").InputValueAsync(), Is.EqualTo(Script));
        Assert.That(await RanAsync(page), Is.False);
    }

    async Task LooksAsync(string person, string number, string like, params string[] addresses)
    {
        await using var visitor = await ComesAsync(person);
        var page = visitor.Page;
        foreach (var address in (string[])[$"/orders/{number}", $"/orders/{like}", .. addresses])
        {
            await page.GotoAsync(address);
            Assert.That(await RanAsync(page), Is.False, $"{address} of {person}");
            await page.EmulateMediaAsync(new() { Media = Media.Print });
            Assert.That(await RanAsync(page), Is.False, $"{address} of {person} on paper");
            await page.EmulateMediaAsync(new() { Media = Media.Screen });
        }

        await page.GotoAsync($"/orders/{number}");
        await Expect(page.Locator("article.order h2")).ToHaveTextAsync($"标题{Script}");
        await Expect(page.Locator(".timeline")).ToContainTextAsync($"延期{Script}");
        // A script that is let in is stopped by the content policy, which the console says; so is a picture that is not there.
        Assert.That(visitor.Complaints, Is.Empty);
    }

    static async Task<bool> RanAsync(IPage page) =>
        await page.EvaluateAsync<bool>("window.ran !== undefined || document.querySelector('main img') !== null");
}
