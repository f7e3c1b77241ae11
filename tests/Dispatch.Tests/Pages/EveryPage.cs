using Dispatch.Tests.Support;
using Microsoft.Playwright;

namespace Dispatch.Tests.Pages;

/// <summary>What holds on every page, in both languages, light and dark, on a small phone and a large screen.</summary>
[Parallelizable(ParallelScope.Self)]
sealed class EveryPage : AConsoleFixture
{
    /// <summary>A person and the addresses of their pages; NUMBER stands for an order of the demo.</summary>
    static readonly (string Person, string[] Addresses)[] Pages =
    [
        ("demo-community", ["/work", "/orders/new"]),
        ("demo-secretariat",
        [
            "/work", "/orders?q=夜市", "/orders?from=never", "/orders/NUMBER", "/reports", "/meeting", "/accounts",
            "/workflow", "/roster", "/calendar?year=2026",
        ]),
        ("demo-secretariat",
        [
            "/registers", "/registers/members", "/registers/members/chengguan", "/registers/categories", "/registers/categories/0128",
            "/registers/merchants", "/registers/new/merchants", "/registers/people", "/registers/people/su-xiuying", "/registers/audit",
            "/registers/import/categories", "/registers/remove/members/zhiyuan", "/registers/remove/members/chengguan",
            "/registers/alliances/shuiyuncheng",
        ]),
        ("demo-chair", ["/work", "/handover"]),
        ("demo-member-chengguan", ["/work", "/orders/NUMBER", "/reports"]),
        ("demo-merchant", ["/orders"]),
        ("demo-admin",
            ["/orders", "/account", "/system", "/workflow", "/registers/alliances", "/registers/new/alliances", "/no/such/page"]),
    ];

    static IEnumerable<TestCaseData> Views =>
        from language in (string[])["zh", "en"]
        from width in (int[])[360, 1920]
        select new TestCaseData(language, width);

    [TestCaseSource(nameof(Views))]
    public async Task A_page_is_accessible_fits_and_asks_nobody_else(string language, int width)
    {
        var axe = (language, width) is ("zh", 360) or ("en", 1920);
        List<string> faults = [];
        foreach (var (person, addresses) in Pages)
        {
            await using var visitor = await ComesAsync(person, new BrowserNewContextOptions
            {
                ReducedMotion = ReducedMotion.Reduce, // or a colour is looked at while it changes
                ViewportSize = new ViewportSize { Width = width, Height = 800 },
                Locale = language == "zh" ? "zh-CN" : "en-GB",
            });
            foreach (var address in addresses)
                faults.AddRange(await FaultsAsync(visitor, address, width, axe));
        }

        Assert.That(faults, Is.Empty);
    }

    [Test]
    public async Task The_page_of_arrival_is_accessible_and_fits()
    {
        await using var visitor = await Visitor.ComesAsync(Server.Url, new()
        {
            ReducedMotion = ReducedMotion.Reduce,
            ViewportSize = new() { Width = 360, Height = 800 },
        });

        Assert.That(await FaultsAsync(visitor, "/", 360, axe: true), Is.Empty);
    }

    [Test]
    public async Task What_is_not_accessible_is_found()
    {
        await using var visitor = await Visitor.ComesAsync(Server.Url);
        await visitor.Page.SetContentAsync("""<html lang="zh"><title>x</title><main><h1>x</h1><input name="a"></main></html>""");

        Assert.That(await Accessibility.FaultsAsync(visitor.Page), Is.EqualTo((string[])["""label: <input name="a">"""]));
    }

    /// <param name="axe">Whether its accessibility is looked at: each width and each language once, by day and in the dark.</param>
    static async Task<IReadOnlyList<string>> FaultsAsync(Visitor visitor, string address, int width, bool axe)
    {
        var page = visitor.Page;
        var before = visitor.Complaints.Count;
        if (address.Contains("NUMBER", StringComparison.Ordinal))
        {
            await page.GotoAsync("/orders");
            address = await page.Locator("[data-row] [data-open]").First.GetAttributeAsync("href") ?? "/";
        }

        await page.GotoAsync(address);
        var name = $"{address} at {width}";
        List<string> faults = [];
        foreach (var scheme in (ColorScheme[])[ColorScheme.Light, ColorScheme.Dark])
        {
            await page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = scheme });
            var scroll = await page.EvaluateAsync<int>("document.documentElement.scrollWidth");
            if (scroll > width)
                faults.Add($"{name}, {scheme}: {scroll} pixels wide");
            if (axe)
                faults.AddRange((await Accessibility.FaultsAsync(page)).Select(fault => $"{name}, {scheme}: {fault}"));
        }

        // A page that is not there says so with its status, which the console repeats.
        faults.AddRange(visitor.Complaints.Skip(before).Where(complaint => !complaint.Contains("404", StringComparison.Ordinal)));
        return faults;
    }
}
