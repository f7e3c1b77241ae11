using Dispatch.Accounts;
using Dispatch.Server.Accounts;
using Dispatch.Tests.Support;
using Microsoft.Playwright;

namespace Dispatch.Tests.Accounts;

/// <summary>A server with pages whose clock the test moves, and people who sign in to it.</summary>
abstract class APageFixture
{
    protected const string Password = "九月的荔枝红得正好看";

    readonly List<Browsing> browsers = [];

    protected ApiHost Api { get; set; } = null!;

    protected SecurityLines Security { get; private set; } = null!;

    protected virtual IReadOnlyDictionary<string, string?>? Settings => null;

    /// <summary>When it is at the start; Monday where it does not matter.</summary>
    protected virtual DateTimeOffset? Now => null;

    [SetUp]
    public async Task Start()
    {
        Security = new SecurityLines();
        Api = await ApiHost.StartAsync(pages: true, log: Security, settings: Settings, at: Now);
    }

    [TearDown]
    public async Task Stop()
    {
        foreach (var browser in browsers)
            browser.Dispose();
        browsers.Clear();
        await Api.DisposeAsync();
        Security.Dispose();
    }

    /// <summary>A browser that nobody has used yet.</summary>
    protected Browsing NewBrowser()
    {
        Browsing browser = new(Api.Url);
        browsers.Add(browser);
        return browser;
    }

    /// <summary>Gives a person an account with the password, as if they had used a link.</summary>
    protected async Task BeginAsync(Caller person, string password = Password)
    {
        var word = await InvitationStore.MakeAsync(Api.Database, person.Id, "test", Api.Time.GetUtcNow());
        await AccountStore.BeginAsync(Api.Database, word!, Passwords.Hash(password), Api.Time.GetUtcNow());
    }

    /// <summary>A browser in which a person with an account is signed in.</summary>
    protected async Task<Browsing> SignedInAsync(Caller person)
    {
        if (await AccountStore.FindAsync(Api.Database, person.Id) is null)
            await BeginAsync(person);
        var browser = NewBrowser();
        var page = await browser.SignInAsync(person.Id, Password);
        Assert.That(page.Next, Is.EqualTo("/"), page.Text);
        return browser;
    }

    /// <summary>The same in a real browser.</summary>
    protected async Task<Visitor> ComesAsync(Caller person)
    {
        await BeginAsync(person);
        var visitor = await Visitor.ComesAsync(
            Api.Url, new BrowserNewContextOptions { ViewportSize = new() { Width = 1440, Height = 900 } });
        await visitor.Page.GotoAsync("/sign-in");
        await visitor.Page.FillAsync("input[name=name]", person.Id);
        await visitor.Page.FillAsync("input[name=password]", Password);
        await visitor.Page.ClickAsync("form.credentials button.main");
        await visitor.Page.Locator("nav.desks").WaitForAsync();
        return visitor;
    }
}
