using Dispatch.Tests.Support;
using Microsoft.Playwright;

namespace Dispatch.Tests.Pages;

/// <summary>A server with the demo alliance, and browsers to visit it with.</summary>
[Category("Browser")]
abstract class AConsoleFixture
{
    TestDatabase database = null!;

    protected RunningServer Server { get; private set; } = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        database = await TestDatabase.CreateAsync("sqlite");
        Server = await RunningServer.StartAsync(database.ConnectionString);
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        if (Server is not null)
            await Server.DisposeAsync();
        if (database is not null)
            await database.DisposeAsync();
    }

    protected Task<Visitor> ComesAsync(string person, BrowserNewContextOptions? options = null) =>
        Visitor.ComesAsAsync(person, Server.Url, options);

    /// <summary>Files an order as the community worker does at a desk.</summary>
    /// <returns>Its number.</returns>
    protected static async Task<string> FileAsync(Visitor community, string title, string category = "0110")
    {
        var page = community.Page;
        await page.GotoAsync("/orders/new");
        await page.Locator("input[name='merchant.name']").FillAsync("花花鲜果");
        await page.Locator("input[name='merchant.name']").BlurAsync();
        await page.Locator($"label.tile:has(input[value='{category}'])").ClickAsync();
        await page.Locator("input[name=title]").FillAsync(title);
        await page.Locator("form.filing button.main").ClickAsync();
        await page.Locator("article.order").WaitForAsync();
        return new Uri(page.Url).Segments[^1];
    }
}
