using Dispatch.Server.Pages;
using Dispatch.Tests.Accounts;

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

    [TestCase("a:hover { color: red; }\n\n/* why: { */\n.b > c,\n.d :focus { margin: 0 auto; }\n", "a:hover{color:red}.b > c,\n.d :focus{margin:0 auto}")]
    [TestCase("@media (max-width: 720px) {\n  .a::after { content: \" ▾ \"; --b: 1px solid; }\n}", "@media (max-width: 720px){.a::after{content:\" ▾ \";--b:1px solid}}")]
    [TestCase("a { inset: auto 0 0; }\n:focus-visible { top: 1px; }", "a{inset:auto 0 0}:focus-visible{top:1px}")]
    public void Say_without_blanks_what_they_said_with_them(string sheet, string served) =>
        Assert.That(StaticFiles.WithoutBlanks(sheet), Is.EqualTo(served));
}
