using System.Net;
using System.Text.RegularExpressions;
using Dispatch.Accounts;
using Dispatch.Tests.Support;

namespace Dispatch.Tests.Accounts;

sealed partial class LookingAfterAccounts : APageFixture
{
    [Test]
    public async Task Shows_the_secretariat_its_own_people_and_no_administrator()
    {
        var secretary = await SignedInAsync(Situations.Secretary);

        var page = (await secretary.OpenAsync("/accounts")).Text;

        Assert.That(page, Does.Contain("何社工").And.Contain("吴队长"));
        Assert.That(page, Does.Not.Contain("外联盟秘书").And.Not.Contain(">管理员</a>"));
        Assert.That((await secretary.OpenAsync("/accounts?alliance=qinghe")).Text, Does.Not.Contain("外联盟秘书"));
    }

    [TestCase("far")]
    [TestCase("admin")]
    [TestCase("nobody")]
    public async Task Finds_nobody_of_another_alliance(string person)
    {
        var secretary = await SignedInAsync(Situations.Secretary);

        foreach (var page in (Page[])
            [
                await secretary.OpenAsync($"/accounts/{person}"),
                await SendAsync(secretary, person, "invite"),
                await SendAsync(secretary, person, "lock"),
                await SendAsync(secretary, person, "end-all"),
            ])
            Assert.That((page.Status, page.Text.Contains("外联盟秘书", StringComparison.Ordinal)), Is.EqualTo((HttpStatusCode.NotFound, false)));
        Assert.That(await CountAsync("invitations"), Is.Zero);
    }

    [Test]
    public async Task Is_not_for_those_who_only_work_here()
    {
        var member = await SignedInAsync(Situations.UrbanManager);

        Assert.That((await member.OpenAsync("/accounts")).Status, Is.EqualTo(HttpStatusCode.Forbidden));
        Assert.That((await member.OpenAsync("/accounts/he")).Status, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That((await member.OpenAsync("/work")).Text, Does.Not.Contain("href=\"/accounts\""));
    }

    [Test]
    public async Task Shows_a_link_once_at_which_the_person_comes_in()
    {
        var secretary = await SignedInAsync(Situations.Secretary);

        Assert.That((await secretary.SendAsync("/accounts/he", "invite")).Next, Is.EqualTo("/accounts/he"));
        var address = Link().Match((await secretary.OpenAsync("/accounts/he")).Text).Value;
        Assert.That((await secretary.OpenAsync("/accounts/he")).Text, Does.Not.Contain("/welcome/"));
        Assert.That((await secretary.OpenAsync("/accounts")).Text, Does.Contain("已邀请"));

        Assert.That(address, Does.StartWith(Api.Url.ToString()));
        var page = await NewBrowser().SendAsync(new Uri(address).PathAndQuery, "choose", ("new", Password), ("again", Password));
        Assert.That(page.Next, Is.EqualTo("/"));
        Assert.That(Security.Told, Does.Contain("invited he"));
    }

    [Test]
    public async Task Locks_somebody_out_and_lets_them_in_again()
    {
        var (secretary, worker) = (await SignedInAsync(Situations.Secretary), await SignedInAsync(Situations.CommunityWorker));

        await secretary.SendAsync("/accounts/he", "lock");
        Assert.That((await worker.OpenAsync("/work")).Next, Does.StartWith("/sign-in"));
        Assert.That((await worker.SignInAsync("he", Password)).Text, Does.Contain("账号已停用"));
        Assert.That((await Api.GetAsync(Situations.CommunityWorker, "/api/me")).Status, Is.EqualTo(HttpStatusCode.Unauthorized));

        await secretary.SendAsync("/accounts/he", "unlock");
        Assert.That((await worker.SignInAsync("he", Password)).Next, Is.EqualTo("/"));
        Assert.That(Security.Told, Does.Contain("account-locked he").And.Contain("account-unlocked he"));
    }

    [Test]
    public async Task Lets_nobody_lock_themselves_out()
    {
        var secretary = await SignedInAsync(Situations.Secretary);

        Assert.That((await secretary.SendAsync("/accounts/su", "lock")).Status, Is.EqualTo(HttpStatusCode.Forbidden));
        Assert.That((await secretary.OpenAsync("/work")).Status, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task Lets_only_an_administrator_see_and_revoke_tokens()
    {
        var (secretary, administrator) = (await SignedInAsync(Situations.Secretary), await SignedInAsync(Situations.Admin));
        await TokenStore.CreateAsync(Api.Database, "he", null, "台账程序", Api.Time.GetUtcNow());
        var listed = (await TokenList.OfAsync(Api.Database, "he")).Single(token => token.Note == "台账程序");

        Assert.That((await secretary.OpenAsync("/accounts/he")).Text, Does.Not.Contain("台账程序"));
        var refused = await secretary.SendAsync("/accounts/he", "revoke", ("token", listed.Hash));
        Assert.That(refused.Status, Is.EqualTo(HttpStatusCode.Forbidden));
        Assert.That((await administrator.OpenAsync("/accounts/he")).Text, Does.Contain("台账程序"));
        Assert.That((await administrator.SendAsync("/accounts/he", "revoke", ("token", listed.Hash))).Next, Is.EqualTo("/accounts/he"));
        Assert.That((await TokenList.OfAsync(Api.Database, "he")).Select(token => token.Note), Has.None.EqualTo("台账程序"));
    }

    [Test]
    public async Task Ends_the_sessions_of_others()
    {
        var (administrator, worker) = (await SignedInAsync(Situations.Admin), await SignedInAsync(Situations.CommunityWorker));

        await administrator.SendAsync("/accounts/he", "end-all");

        Assert.That((await worker.OpenAsync("/work")).Next, Does.StartWith("/sign-in"));
    }

    [Test]
    public async Task Writes_what_people_are_called_as_text_and_not_as_markup()
    {
        await AdministratorStore.MakeAsync(Api.Database, "mallory", "<script>alert(1)</script>");
        var administrator = await SignedInAsync(Situations.Admin);

        foreach (var address in (string[])["/accounts", "/accounts/mallory"])
            Assert.That((await administrator.OpenAsync(address)).Text, Does.Contain("&lt;script&gt;").And.Not.Contain("<script>alert"));
    }

    /// <summary>The page is not there, so the form comes from another one.</summary>
    static Task<Page> SendAsync(Browsing browser, string person, string form) => browser.SendAsync("/account", $"/accounts/{person}", form);

    async Task<long> CountAsync(string table)
    {
        await using var connection = await Api.Database.ConnectAsync();
        return await Dapper.SqlMapper.ExecuteScalarAsync<long>(connection, $"select count(*) from {table}");
    }

    [GeneratedRegex("http://[^\"]+/welcome/dwl_[A-Za-z0-9_-]{43}")]
    private static partial Regex Link();
}
