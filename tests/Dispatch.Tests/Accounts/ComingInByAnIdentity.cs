using System.Net;
using System.Text.RegularExpressions;
using Dispatch.Accounts;
using Dispatch.Language;
using Dispatch.Server.Accounts;
using Dispatch.Tests.Support;
using Microsoft.Extensions.Configuration;

namespace Dispatch.Tests.Accounts;

[TestFixture("sub")]
[TestFixture("preferred_username")]
[TestFixture("email")]
sealed partial class ComingInByAnIdentity(string claim) : APageFixture
{
    AProvider provider = null!;

    protected override IReadOnlyDictionary<string, string?> Settings => new Dictionary<string, string?>
    {
        ["Oidc:Authority"] = provider.Url.ToString(),
        ["Oidc:ClientId"] = AProvider.Client,
        ["Oidc:ClientSecret"] = AProvider.ClientSecret,
        ["Oidc:Claim"] = claim,
    };

    /// <summary>As at the provider, whose clock nobody moves.</summary>
    protected override DateTimeOffset? Now => DateTimeOffset.UtcNow;

    [OneTimeSetUp]
    public async Task StartProvider() => provider = await AProvider.StartAsync();

    [OneTimeTearDown]
    public async Task StopProvider() => await provider.DisposeAsync();

    [SetUp]
    public void Be_somebody() => provider.Claims = ClaimsOf("one");

    [Test]
    public async Task Leads_to_the_account_that_it_was_linked_to()
    {
        await LinkAsync(Situations.Secretary);
        var browser = NewBrowser();

        var page = await FollowAsync(browser, "/sign-in/oidc?then=%2Forders");

        Assert.That(page.Next, Is.EqualTo("/orders"));
        Assert.That((await browser.OpenAsync("/work")).Text, Does.Contain("苏秘书"));
        Assert.That(Security.Told, Does.Contain("identity-linked su").And.Contain("signed-in su identity"));
    }

    [Test]
    public async Task Lets_nobody_in_whose_name_is_the_same()
    {
        await BeginAsync(Situations.Secretary);
        provider.Claims = new Dictionary<string, string>(ClaimsOf("su")) { ["name"] = "苏秘书", ["nickname"] = "su" };
        var browser = NewBrowser();

        var page = await FollowAsync(browser, "/sign-in/oidc");

        Assert.That(page.Next, Is.EqualTo("/sign-in?reason=unknown-identity"));
        Assert.That((await browser.OpenAsync(page.Next!)).Text, Does.Contain("还没有绑定账号"));
        Assert.That((await browser.OpenAsync("/work")).Next, Does.StartWith("/sign-in"));
    }

    [Test]
    public async Task Lets_nobody_in_who_is_another_to_the_provider()
    {
        await LinkAsync(Situations.Secretary);
        provider.Claims = ClaimsOf("another");

        Assert.That((await FollowAsync(NewBrowser(), "/sign-in/oidc")).Next, Is.EqualTo("/sign-in?reason=unknown-identity"));
    }

    [Test]
    public async Task Lets_nobody_in_whose_account_is_locked()
    {
        await LinkAsync(Situations.Secretary);
        await AccountStore.LockAsync(Api.Database, "su", Api.Time.GetUtcNow());

        Assert.That((await FollowAsync(NewBrowser(), "/sign-in/oidc")).Next, Is.EqualTo("/sign-in?reason=account-locked"));
    }

    [Test]
    public async Task Is_linked_to_one_account_only_and_can_be_unlinked()
    {
        var first = await LinkAsync(Situations.Secretary);
        var second = await LinkAsync(Situations.CommunityWorker);
        Assert.That((await second.OpenAsync("/account")).Text, Does.Contain("已绑定别的账号"));

        Assert.That((await first.SendAsync("/account", "unlink")).Next, Is.EqualTo("/account"));
        Assert.That((await FollowAsync(NewBrowser(), "/sign-in/oidc")).Next, Is.EqualTo("/sign-in?reason=unknown-identity"));
    }

    [TestCase("/account/identity")]
    [TestCase("/account/identity?key=forged")]
    public async Task Is_not_linked_by_an_address_that_another_site_made(string address)
    {
        var browser = await SignedInAsync(Situations.Secretary);

        Assert.That((await browser.OpenAsync(address)).Next, Is.EqualTo("/account"));
    }

    [Test]
    public async Task Fails_in_a_sentence_when_the_answer_is_forged_or_the_claim_is_missing()
    {
        var browser = NewBrowser();
        var forged = await browser.OpenAsync("/sign-in/oidc/done?code=forged&state=forged");
        Assert.That(forged.Next, Is.EqualTo("/sign-in?reason=identity-failed"));

        if (claim == "sub")
            return; // a provider that leaves this one out breaks its own standard
        provider.Claims = new Dictionary<string, string> { ["sub"] = "one", ["email"] = "one@example.cn", ["email_verified"] = "false" };
        Assert.That((await FollowAsync(browser, "/sign-in/oidc")).Next, Is.EqualTo("/sign-in?reason=identity-failed"));
        Assert.That((await browser.OpenAsync("/sign-in?reason=identity-failed")).Text, Does.Contain("统一身份登录没有成功"));
    }

    [TestCase("", "dispatch", "both")]
    [TestCase("http://id.example.cn", "dispatch", "https")]
    [TestCase("not an address", "dispatch", "https")]
    public void Is_refused_at_the_start_when_a_setting_is_wrong(string authority, string client, string said)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(
            [new("Oidc:Authority", authority), new("Oidc:ClientId", client)]).Build();

        Assert.That(() => IdentityProvider.Read(configuration), Throws.TypeOf<UserErrorException>().With.Message.Contains(said));
    }

    Dictionary<string, string> ClaimsOf(string value) => new()
    {
        ["sub"] = claim == "sub" ? value : "always the same",
        ["preferred_username"] = value,
        ["email"] = $"{value}@example.cn",
        ["email_verified"] = "true",
    };

    /// <summary>Links whoever the provider says to a person's account.</summary>
    async Task<Browsing> LinkAsync(Caller person)
    {
        var browser = await SignedInAsync(person);
        var address = WebUtility.HtmlDecode(LinkAddress().Match((await browser.OpenAsync("/account")).Text).Groups[1].Value);
        var page = await FollowAsync(browser, address);
        Assert.That(page.Next, Is.EqualTo("/account"));
        return browser;
    }

    /// <summary>To the provider and back.</summary>
    async Task<Page> FollowAsync(Browsing browser, string address)
    {
        var there = await browser.OpenAsync(address);
        Assert.That(there.Next, Does.StartWith(provider.Url.ToString()), there.Text);
        var back = await browser.OpenAsync(there.Next!);
        Assert.That(back.Next, Does.StartWith(Api.Url.ToString()), back.Text);
        return await browser.OpenAsync(back.Next!);
    }

    [GeneratedRegex("href=\"(/account/identity[^\"]+)\"")]
    private static partial Regex LinkAddress();
}
