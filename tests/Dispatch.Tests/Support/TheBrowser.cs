using Microsoft.Playwright;

namespace Dispatch.Tests.Support;

/// <summary>The Chromium that all tests of a run share, started when the first test asks; each person has a profile of their own.</summary>
static class TheBrowser
{
    /// <summary>Milliseconds until a page shows what it is expected to. Generous on two cores; no test passes or fails by it.</summary>
    const float Patience = 30_000;

    static readonly Lazy<Task<(IPlaywright Playwright, IBrowser Browser)>> Running = new(StartAsync);

    /// <summary>A person's profile: cookies and storage that nobody else has.</summary>
    public static async Task<IBrowserContext> NewProfileAsync(BrowserNewContextOptions? options = null) =>
        await (await Running.Value).Browser.NewContextAsync(options);

    /// <summary>At the end of the run.</summary>
    public static async Task StopAsync()
    {
        if (!Running.IsValueCreated)
            return;
        var (playwright, browser) = await Running.Value;
        await browser.DisposeAsync();
        playwright.Dispose();
    }

    static async Task<(IPlaywright Playwright, IBrowser Browser)> StartAsync()
    {
        var playwright = await Playwright.CreateAsync();
        Assertions.SetDefaultExpectTimeout(Patience);
        var browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            // Debian's own: nothing is downloaded. Without windows, whose making takes a whole Chromium longer than most pages.
            // Root, as in a container, has no sandbox to start it in.
            ExecutablePath = Environment.GetEnvironmentVariable("DISPATCH_TEST_CHROMIUM") is { Length: > 0 } named ? named
                : "/usr/bin/chromium-headless-shell",
            Args = Environment.UserName == "root" ? ["--no-sandbox"] : [],
            Timeout = 120_000,
        });
        return (playwright, browser);
    }
}
