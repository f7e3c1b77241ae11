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

    const int Phone = 360;
    const int Screen = 1920;

    /// <param name="axe">At which width its accessibility is looked at: each width and each language once.</param>
    [TestCase("zh", Phone)]
    [TestCase("en", Screen)]
    public async Task A_page_is_accessible_fits_and_asks_nobody_else(string language, int axe)
    {
        List<string> faults = [];
        foreach (var (person, addresses) in Pages)
        {
            await using var visitor = await ComesAsync(person, new BrowserNewContextOptions
            {
                ReducedMotion = ReducedMotion.Reduce, // or a colour is looked at while it changes
                Locale = language == "zh" ? "zh-CN" : "en-GB",
            });
            foreach (var address in addresses)
                faults.AddRange(await FaultsAsync(visitor, address, axe, Phone, Screen));
        }

        Assert.That(faults, Is.Empty);
    }

    [Test]
    public async Task The_page_of_arrival_is_accessible_and_fits()
    {
        await using var visitor = await Visitor.ComesAsync(Server.Url, new()
        {
            ReducedMotion = ReducedMotion.Reduce,
        });

        Assert.That(await FaultsAsync(visitor, "/", axe: Phone, Phone), Is.Empty);
    }

    [Test]
    public async Task What_is_not_accessible_is_found()
    {
        await using var visitor = await Visitor.ComesAsync(Server.Url);
        await visitor.Page.SetContentAsync("""<html lang="zh"><title>x</title><main><h1>x</h1><input name="a"></main></html>""");

        Assert.That(await Accessibility.FaultsAsync(visitor.Page), Is.EqualTo((string[])["""label: <input name="a">"""]));
    }

    /// <summary>What is wrong with a page by day and in the dark.</summary>
    /// <param name="axe">The one of the widths at which its accessibility is looked at.</param>
    static async Task<IReadOnlyList<string>> FaultsAsync(Visitor visitor, string address, int axe, params int[] widths)
    {
        var page = visitor.Page;
        var before = visitor.Complaints.Count;
        if (address.Contains("NUMBER", StringComparison.Ordinal))
        {
            await page.GotoAsync("/orders");
            address = await page.Locator("[data-row] [data-open]").First.GetAttributeAsync("href") ?? "/";
        }

        await page.GotoAsync(address);
        List<string> faults = [];
        foreach (var width in widths)
        {
            await page.SetViewportSizeAsync(width, 800);
            foreach (var scheme in (ColorScheme[])[ColorScheme.Light, ColorScheme.Dark])
            {
                var name = $"{address} at {width}, {scheme}";
                await page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = scheme });
                var scroll = await page.EvaluateAsync<int>("document.documentElement.scrollWidth");
                if (scroll > width)
                    faults.Add($"{name}: {scroll} pixels wide");
                // In the dark a page has other colours, and is the same otherwise.
                if (width == axe)
                    faults.AddRange((await Accessibility.FaultsAsync(page, scheme == ColorScheme.Dark ? "color-contrast" : null))
                        .Select(fault => $"{name}: {fault}"));
            }
        }

        // A page that is not there says so with its status, which the console repeats.
        faults.AddRange(visitor.Complaints.Skip(before).Where(complaint => !complaint.Contains("404", StringComparison.Ordinal)));
        return faults;
    }
}
