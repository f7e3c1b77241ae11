using Microsoft.Playwright;

namespace Dispatch.Tests.Support;

/// <summary>Somebody with a browser of their own, who notes whatever the browser complains about.</summary>
sealed class Visitor : IAsyncDisposable
{
    /// <summary>Generous on two cores; no test passes or fails by it.</summary>
    const float Timeout = 60_000;

    readonly IBrowserContext profile;
    readonly List<string> complaints = [];

    Visitor(IBrowserContext profile, IPage page) => (this.profile, Page) = (profile, page);

    public IPage Page { get; }

    /// <summary>Console errors, violations of the content policy, and requests that left the server.</summary>
    public IReadOnlyList<string> Complaints => complaints;

    /// <summary>Opens a browser for a server that is running.</summary>
    public static async Task<Visitor> ComesAsync(Uri server, BrowserNewContextOptions? options = null)
    {
        options ??= new BrowserNewContextOptions();
        options.BaseURL = server.ToString();
        options.Locale ??= "zh-CN";
        var profile = await TheBrowser.NewProfileAsync(options);
        profile.SetDefaultTimeout(Timeout);
        Visitor visitor = new(profile, await profile.NewPageAsync());
        visitor.Page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
                visitor.complaints.Add($"{visitor.Page.Url}: {message.Text}");
        };
        visitor.Page.PageError += (_, error) => visitor.complaints.Add($"{visitor.Page.Url}: {error}");
        visitor.Page.Request += (_, request) =>
        {
            if (!request.Url.StartsWith(server.ToString(), StringComparison.Ordinal)
                && !request.Url.StartsWith("data:", StringComparison.Ordinal))
                visitor.complaints.Add($"{visitor.Page.Url}: asked for {request.Url}");
        };
        return visitor;
    }

    /// <summary>Opens a browser and comes in as one of the demo's people.</summary>
    /// <param name="person">Such as <c>demo-chair</c>.</param>
    public static async Task<Visitor> ComesAsAsync(string person, Uri server, BrowserNewContextOptions? options = null)
    {
        var visitor = await ComesAsync(server, options);
        await visitor.Page.GotoAsync("/sign-in");
        await visitor.Page.Locator($"button[value={person}]").ClickAsync();
        await visitor.Page.Locator("nav.desks").WaitForAsync();
        return visitor;
    }

    public async ValueTask DisposeAsync() => await profile.DisposeAsync();
}
