using System.Net.Http.Json;
using System.Text.Json;
using Dispatch.Accounts;
using Dispatch.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Dispatch.Tests.Pages;

/// <summary>A server with the demo alliance, and browsers to visit it with.</summary>
[Category("Browser")]
abstract class AConsoleFixture
{
    TestDatabase database = null!;

    protected Storage.Database Database => database.Database;

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

    /// <summary>Files an order over HTTP, where the filing is not under test.</summary>
    /// <param name="filing">Beside the category and the title.</param>
    /// <param name="caller">A word of the demo, or a token.</param>
    /// <returns>Its number.</returns>
    protected async Task<string> FiledAsync(
        string title, string category = "0110", object? filing = null, string caller = DemoCallers.Community)
    {
        var input = JsonSerializer.SerializeToNode(filing ?? new { })!.AsObject();
        (input["title"], input["category"]) = (title, category);
        return (await SentAsync(caller, "", input)).GetProperty("number").GetString()!;
    }

    /// <summary>Takes a step over HTTP, where it is not under test.</summary>
    protected Task TakenAsync(string caller, string number, string step, object? input = null) =>
        SentAsync(caller, $"/{number}/steps/{step}", input ?? new { });

    /// <summary>The order as the secretariat sees it over HTTP.</summary>
    protected async Task<JsonElement> OrderAsync(string number) =>
        JsonElement.Parse(await Server.As(DemoCallers.Secretariat).GetStringAsync($"/api/orders/{number}"));

    async Task<JsonElement> SentAsync(string caller, string address, object input)
    {
        using var response = await Server.As(caller).PostAsJsonAsync($"/api/orders{address}", input);
        var text = await response.Content.ReadAsStringAsync();
        Assert.That(response.IsSuccessStatusCode, text);
        return JsonElement.Parse(text);
    }

    /// <summary>Takes a step on the page of its order, and waits until the page says that it is taken.</summary>
    protected static async Task TakeAsync(Visitor visitor, string step, Func<ILocator, Task>? fill = null)
    {
        var section = visitor.Page.Locator($"details.step:has(summary[data-step={step}])");
        if (await section.GetAttributeAsync("open") is null)
            await section.Locator("summary").ClickAsync();
        await (fill?.Invoke(section) ?? Task.CompletedTask);
        await section.Locator("form > button").ClickAsync();
        await Expect(visitor.Page.Locator(".said")).ToBeVisibleAsync();
    }

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
