using Dispatch.Accounts;
using Dispatch.Server.Accounts;
using Dispatch.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Dispatch.Tests.Pages;

/// <summary>People come in to a server that is no demo, each in a browser of their own.</summary>
[Category("Browser")]
sealed class TheWayIn
{
    const string Password = "九月的荔枝红得正好看";

    TestDatabase database = null!;
    RunningServer server = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        database = await TestDatabase.CreateAsync("sqlite");
        var alliance = Path.Combine(AppContext.BaseDirectory, "Demo", "shuiyuncheng.yaml");
        await ShellCommand.RunAsync(database.ConnectionString, null, "alliance", "load", alliance);
        server = await RunningServer.StartAsync(database.ConnectionString, null, ("Demo", "false"));
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        if (server is not null)
            await server.DisposeAsync();
        if (database is not null)
            await database.DisposeAsync();
    }

    [Test]
    public async Task Begins_at_the_shell_and_goes_on_by_links_that_are_good_once()
    {
        var made = await ShellCommand.RunAsync(
            database.ConnectionString, null, "account", "create", "chen", "--name", "陈主任", "--admin", "--address", server.Url.ToString());
        await using var administrator = await Visitor.ComesAsync(server.Url);
        await administrator.Page.GotoAsync(made.Output.Trim());
        await ChooseAsync(administrator.Page);
        await administrator.Page.GotoAsync("/accounts/huang-lihua");
        await administrator.Page.ClickAsync("text=发邀请链接");
        var link = await administrator.Page.Locator("[data-copied]").InputValueAsync();

        await using var secretary = await Visitor.ComesAsync(server.Url);
        await secretary.Page.GotoAsync(link);
        await ChooseAsync(secretary.Page);
        await Expect(secretary.Page.Locator(".menu summary")).ToContainTextAsync("黄丽华");
        await secretary.Page.GotoAsync("/accounts");
        await Expect(secretary.Page.Locator("table.accounts")).Not.ToContainTextAsync("陈主任");

        await using var stranger = await Visitor.ComesAsync(server.Url);
        await stranger.Page.GotoAsync(link);
        await Expect(stranger.Page.Locator("h1")).ToHaveTextAsync("链接无效");
        Assert.That(administrator.Complaints.Concat(secretary.Complaints), Is.Empty);
    }

    [Test]
    public async Task Asks_for_the_code_of_the_phone_once_it_is_set_up()
    {
        await using var worker = await ComesAsync("lin-yuzhen");
        var page = worker.Page;
        await page.GotoAsync("/account/second-step");
        var secret = (await page.Locator(".key").InnerTextAsync()).Replace(" ", "", StringComparison.Ordinal);
        await page.FillAsync("input[name=code]", SecondStep.CodeAt(secret, DateTimeOffset.UtcNow));
        await page.FillAsync("input[name=current]", Password);
        await page.ClickAsync("button.main");
        await Expect(page.Locator(".codes li")).ToHaveCountAsync(10);
        var recovery = await page.Locator(".codes code").First.InnerTextAsync();

        await using var elsewhere = await Visitor.ComesAsync(server.Url);
        await SignInAsync(elsewhere.Page, "lin-yuzhen", Password);
        await elsewhere.Page.FillAsync("input[name=code]", recovery);
        await elsewhere.Page.ClickAsync("button.main");
        await Expect(elsewhere.Page.Locator(".menu summary")).ToBeVisibleAsync();
        Assert.That(worker.Complaints.Concat(elsewhere.Complaints), Is.Empty);
    }

    [Test]
    public async Task Closes_for_a_while_to_who_guesses_and_says_for_how_long()
    {
        await AccountOfAsync("wu-jianfeng");
        await using var guesser = await Visitor.ComesAsync(server.Url);
        for (var count = 0; count < 5; count++)
        {
            await SignInAsync(guesser.Page, "wu-jianfeng", $"guess number {count}");
            await Expect(guesser.Page.Locator(".refused")).ToContainTextAsync("登录名或密码不对");
            Assert.That(await guesser.Page.Locator("input[name=name]").InputValueAsync(), Is.EqualTo("wu-jianfeng"));
        }

        await SignInAsync(guesser.Page, "wu-jianfeng", Password);

        await Expect(guesser.Page.Locator(".refused")).ToContainTextAsync("请 1 分钟后再试");
    }

    [Test]
    public async Task Brings_back_what_was_half_typed_when_the_session_had_ended()
    {
        await using var worker = await ComesAsync("chen-zhiming");
        var page = worker.Page;
        await page.GotoAsync("/orders/new");
        await page.FillAsync("input[name='merchant.name']", "花花鲜果");
        await page.Locator("label.tile").First.ClickAsync();
        await page.FillAsync("input[name=title]", "写到一半登录就过期了");
        await SessionStore.EndAllAsync(database.Database, "chen-zhiming", null);

        await page.ClickAsync("form.filing button.main");
        await Expect(page.Locator("form.credentials")).ToBeVisibleAsync();
        await SignInAsync(page, "chen-zhiming", Password, go: false);

        await Expect(page.Locator("input[name=title]")).ToHaveValueAsync("写到一半登录就过期了");
        await page.ClickAsync("form.filing button.main");
        await Expect(page.Locator(".said")).ToBeVisibleAsync();
    }

    [Test]
    public async Task Does_not_show_the_next_person_what_the_one_before_had_typed()
    {
        await AccountOfAsync("huang-lihua");
        await using var worker = await ComesAsync("chen-zhiming");
        var page = worker.Page;
        await page.GotoAsync("/orders/new");
        await page.FillAsync("input[name=title]", "只给自己看的草稿");
        await SessionStore.EndAllAsync(database.Database, "chen-zhiming", null);

        await page.GotoAsync("/orders/new");
        await SignInAsync(page, "huang-lihua", Password, go: false);

        await Expect(page.Locator("input[name=title]")).ToHaveValueAsync("");
    }

    [TestCase("zh", ColorScheme.Light, 360)]
    [TestCase("en", ColorScheme.Dark, 360)]
    [TestCase("zh", ColorScheme.Dark, 1920)]
    [TestCase("en", ColorScheme.Light, 1920)]
    public async Task Is_accessible_and_fits(string language, ColorScheme scheme, int width)
    {
        await using var visitor = await ComesAsync("huang-lihua", new BrowserNewContextOptions
        {
            ColorScheme = scheme,
            ViewportSize = new ViewportSize { Width = width, Height = 800 },
            Locale = language == "zh" ? "zh-CN" : "en-GB",
        });
        var invitation = await InvitationStore.MakeAsync(database.Database, "su-xiuying", "test", DateTimeOffset.UtcNow);
        List<string> faults = [];
        foreach (var address in (string[])
            [
                "/account", "/account/second-step", "/accounts", "/accounts/wu-jianfeng",
                $"/welcome/{invitation}", "/sign-in/code", "/sign-in",
            ])
        {
            await visitor.Page.GotoAsync(address);
            var scroll = await visitor.Page.EvaluateAsync<int>("document.documentElement.scrollWidth");
            if (scroll > width)
                faults.Add($"{address}: {scroll} pixels wide");
            faults.AddRange((await Accessibility.FaultsAsync(visitor.Page)).Select(fault => $"{address}: {fault}"));
        }

        Assert.That(faults.Concat(visitor.Complaints), Is.Empty);
    }

    static async Task ChooseAsync(IPage page)
    {
        await page.FillAsync("input[name=new]", Password);
        await page.FillAsync("input[name=again]", Password);
        await page.ClickAsync("button.main");
        await Expect(page.Locator(".menu summary")).ToBeVisibleAsync();
    }

    static async Task SignInAsync(IPage page, string name, string password, bool go = true)
    {
        if (go)
            await page.GotoAsync("/sign-in");
        await page.FillAsync("input[name=name]", name);
        await page.FillAsync("input[name=password]", password);
        await page.ClickAsync("form.credentials button.main");
        await page.WaitForLoadStateAsync();
    }

    /// <summary>Somebody with an account, signed in.</summary>
    async Task<Visitor> ComesAsync(string person, BrowserNewContextOptions? options = null)
    {
        await AccountOfAsync(person);
        var visitor = await Visitor.ComesAsync(server.Url, options);
        await SignInAsync(visitor.Page, person, Password);
        await Expect(visitor.Page.Locator(".menu summary")).ToBeVisibleAsync();
        return visitor;
    }

    async Task AccountOfAsync(string person)
    {
        if (await AccountStore.FindAsync(database.Database, person) is not null)
            return;
        var word = await InvitationStore.MakeAsync(database.Database, person, "test", DateTimeOffset.UtcNow);
        await AccountStore.BeginAsync(database.Database, word!, Passwords.Hash(Password), DateTimeOffset.UtcNow);
    }
}
