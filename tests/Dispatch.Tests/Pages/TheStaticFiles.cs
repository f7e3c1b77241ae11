using System.Text;
using System.Text.RegularExpressions;
using Dispatch.Server.Pages;
using Dispatch.Tests.Accounts;
using static Dispatch.Tests.Support.Situations;

namespace Dispatch.Tests.Pages;

/// <summary>Our own style sheets and scripts, as a browser gets them before they are compressed.</summary>
sealed class TheStaticFiles : APageFixture
{
    [TestCase(".css", 30_000)]
    [TestCase(".js", 20_000)]
    public async Task Are_small_all_together(string kind, int mostBytes)
    {
        var browser = NewBrowser();
        var bytes = 0;
        foreach (var address in StaticFiles.Addresses.Where(address => address.EndsWith(kind, StringComparison.Ordinal)))
            bytes += (await browser.DownloadAsync(address)).Length;

        Assert.That(bytes, Is.InRange(1_000, mostBytes));
    }

    [Test]
    public async Task Make_a_desks_first_page_with_fifty_rows_no_larger_than_a_hundred_thousand_bytes()
    {
        for (var n = 0; n < 60; n++)
            await Api.FileAsync($"延宁路 {n} 号门前的垃圾两天没人收，行人都要绕着走");
        var browser = await SignedInAsync(Secretary);
        browser.Says("Accept-Encoding", "gzip, br");

        // A page that were compressed in spite of docs/decisions/061 would name no files here.
        var page = await browser.DownloadAsync("/work");
        var files = Regex.Matches(Encoding.UTF8.GetString(page), "/assets/[^\"]+").Select(found => found.Value).Distinct().ToList();
        var bytes = page.Length;
        foreach (var file in files)
            bytes += (await browser.DownloadAsync(file)).Length;

        Assert.That(files, Has.Count.GreaterThan(5));
        Assert.That(Regex.Count(Encoding.UTF8.GetString(page), "data-row"), Is.GreaterThanOrEqualTo(50));
        Assert.That(bytes, Is.LessThan(100_000));
    }

    [TestCase(
        "a:hover { color: red; }\n\n/* why: { */\n.b > c,\n.d :focus { margin: 0; }\n",
        "a:hover{color:red}.b > c,\n.d :focus{margin:0}")]
    [TestCase(
        "@media (max-width: 720px) {\n  .a::after { content: \" ▾ \"; --b: 1px solid; }\n}",
        "@media (max-width: 720px){.a::after{content:\" ▾ \";--b:1px solid}}")]
    [TestCase("a { inset: auto 0 0; }\n:focus-visible { top: 1px; }", "a{inset:auto 0 0}:focus-visible{top:1px}")]
    public void Say_without_blanks_what_they_said_with_them(string sheet, string served) =>
        Assert.That(StaticFiles.WithoutBlanks(sheet), Is.EqualTo(served));
}
