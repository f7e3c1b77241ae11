using Microsoft.Playwright;

namespace Dispatch.Tests.Support;

/// <summary>The Chromium that all tests of a run share, started when the first test asks; each person has a profile of their own.</summary>
static class TheBrowser
{
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
        var browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            // Debian's own: nothing is downloaded. Root, as in a container, has no sandbox to start it in.
            ExecutablePath = Environment.GetEnvironmentVariable("DISPATCH_TEST_CHROMIUM") is { Length: > 0 } named ? named
                : "/usr/bin/chromium",
            Args = Environment.UserName == "root" ? ["--no-sandbox"] : [],
            Timeout = 120_000,
        });
        return (playwright, browser);
    }
}
