using System.Net;
using System.Text.RegularExpressions;
using Dispatch.Accounts;
using Dispatch.Server.Accounts;
using Dispatch.Tests.Support;

namespace Dispatch.Tests.Accounts;

sealed partial class OnesOwnAccount : APageFixture
{
    const string Another = "另一句更难猜的话语呀";

    [Test]
    public async Task Begins_at_a_link_that_is_good_once()
    {
        var word = await InvitationStore.MakeAsync(Api.Database, "he", "admin", Api.Time.GetUtcNow());
        var browser = NewBrowser();
        (string, string)[] chosen = [("new", Password), ("again", Password)];

        Assert.That((await browser.OpenAsync($"/welcome/{word}")).Text, Does.Contain("何社工"));
        var tooShort = await browser.SendAsync($"/welcome/{word}", "choose", ("new", "short"), ("again", "short"));
        Assert.That(tooShort.Text, Does.Contain("至少 10 个字符"));
        var mistyped = await browser.SendAsync($"/welcome/{word}", "choose", ("new", Password), ("again", "x"));
        Assert.That(mistyped.Text, Does.Contain("两次输入不一致"));
        Assert.That((await browser.SendAsync($"/welcome/{word}", "choose", chosen)).Next, Is.EqualTo("/"));
        Assert.That((await browser.OpenAsync("/work")).Text, Does.Contain("何社工"));

        var used = await NewBrowser().OpenAsync($"/welcome/{word}");
        Assert.That(used.Status, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That(used.Text, Does.Contain("链接无效"));
        Assert.That(Security.Told, Is.EqualTo((string[])["account-begun he", "signed-in he link"]));
        Assert.That(Security.Everything, Does.Not.Contain(word![4..]));
    }

    [Test]
    public async Task Changes_its_password_and_ends_the_other_sessions()
    {
        var (here, there) = (await SignedInAsync(Situations.Secretary), await SignedInAsync(Situations.Secretary));

        var wrong = await here.SendAsync("/account", "password", ("current", "x"), ("new", Another), ("again", Another));
        Assert.That(wrong.Text, Does.Contain("密码不对"));
        var page = await here.SendAsync("/account", "password", ("current", Password), ("new", Another), ("again", Another));
        Assert.That(page.Next, Is.EqualTo("/account"));

        Assert.That((await here.OpenAsync("/account")).Text, Does.Contain("密码已改"));
        Assert.That((await here.OpenAsync("/account")).Text, Does.Not.Contain("密码已改"), "it is said once");
        Assert.That((await there.OpenAsync("/work")).Next, Does.StartWith("/sign-in"));
        Assert.That((await NewBrowser().SignInAsync("su", Password)).Next, Is.Null);
        Assert.That((await NewBrowser().SignInAsync("su", Another)).Next, Is.EqualTo("/"));
    }

    [Test]
    public async Task Shows_its_sessions_in_words_and_ends_them()
    {
        var (here, there) = (await SignedInAsync(Situations.Secretary), await SignedInAsync(Situations.Secretary));
        var stranger = await SignedInAsync(Situations.CommunityWorker);

        var page = await here.OpenAsync("/account");
        Assert.That(Session().Count(page.Text), Is.EqualTo(2));
        Assert.That(page.Text, Does.Contain("Windows 电脑 · Edge").And.Contain("本机"));

        var foreign = (await SessionStore.OfAsync(Api.Database, "he", Api.Time.GetUtcNow())).Single();
        Assert.That((await here.SendAsync("/account", "end", ("session", foreign.Hash))).Status, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That((await here.SendAsync("/account", "end-others")).Next, Is.EqualTo("/account"));
        Assert.That((await there.OpenAsync("/work")).Next, Does.StartWith("/sign-in"));
        Assert.That((await here.OpenAsync("/work")).Status, Is.EqualTo(HttpStatusCode.OK));
        Assert.That((await stranger.OpenAsync("/work")).Status, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task Shows_a_token_once_and_revokes_it_by_its_listing()
    {
        var browser = await SignedInAsync(Situations.Secretary);

        Assert.That((await browser.SendAsync("/account", "token", ("note", "门禁平板"), ("days", "30"))).Next, Is.EqualTo("/account"));
        var token = Token().Match((await browser.OpenAsync("/account")).Text).Value;
        var listed = (await TokenList.OfAsync(Api.Database, "su")).Single(known => known.Note == "门禁平板");
        Assert.That(listed.ExpiresAt, Is.EqualTo(Api.Time.GetUtcNow().AddDays(30)));
        Assert.That((await browser.OpenAsync("/account")).Text, Does.Contain("门禁平板").And.Not.Contain(token));
        Assert.That(await CallAsync(token), Is.EqualTo(HttpStatusCode.OK));

        await browser.SendAsync("/account", "revoke", ("token", listed.Hash));
        Assert.That(await CallAsync(token), Is.EqualTo(HttpStatusCode.Unauthorized), "at once on this server");
        Assert.That(Security.Told, Does.Contain("token-made su 门禁平板").And.Contain($"token-revoked su {listed.Hash[..12]}"));
        Assert.That(Security.Everything, Does.Not.Contain(token));
    }

    [Test]
    public async Task Makes_a_token_for_a_year_where_nothing_else_is_chosen()
    {
        var browser = await SignedInAsync(Situations.Secretary);

        await browser.SendAsync("/account", "token", ("note", "台账"), ("days", "36500"));

        var made = (await TokenList.OfAsync(Api.Database, "su")).Single(known => known.Note == "台账");
        Assert.That(made.ExpiresAt, Is.EqualTo(Api.Time.GetUtcNow().AddDays(365)));
    }

    [Test]
    public async Task Turns_a_second_step_on_and_off()
    {
        var browser = await SignedInAsync(Situations.Secretary);
        var other = await SignedInAsync(Situations.Secretary);
        var page = (await browser.OpenAsync("/account/second-step")).Text;
        Assert.That(page, Does.Contain("<svg"));
        var secret = Key().Match(page).Groups[1].Value.Replace(" ", "", StringComparison.Ordinal);
        var closed = Sealed().Match(page).Groups[1].Value;

        (string, string)[] Fields(string code, string password) => [("secret", closed), ("code", code), ("current", password)];
        var code = SecondStep.CodeAt(secret, Api.Time.GetUtcNow());
        var wrong = await browser.SendAsync("/account/second-step", "on", Fields("000000", Password));
        Assert.That(wrong.Text, Does.Contain("验证码不对").And.Contain(secret[..4]));
        Assert.That((await browser.SendAsync("/account/second-step", "on", Fields(code, "x"))).Text, Does.Contain("密码不对"));
        var on = await browser.SendAsync("/account/second-step", "on", Fields(code, Password));
        Assert.That(on.Next, Is.EqualTo("/account/second-step"));

        var codes = RecoveryCode().Matches((await browser.OpenAsync("/account/second-step")).Text);
        Assert.That(codes, Has.Count.EqualTo(10));
        Assert.That((await browser.OpenAsync("/account/second-step")).Text, Does.Not.Contain(codes[0].Value), "they are shown once");
        Assert.That((await other.OpenAsync("/work")).Next, Does.StartWith("/sign-in"), "whoever else was in has shown no code");
        Assert.That((await NewBrowser().SignInAsync("su", Password)).Next, Does.StartWith("/sign-in/code"));

        Assert.That((await browser.SendAsync("/account/second-step", "off", ("off-current", Password))).Next, Is.EqualTo("/account"));
        Assert.That((await NewBrowser().SignInAsync("su", Password)).Next, Is.EqualTo("/"));
        Assert.That(Security.Everything, Does.Not.Contain(secret));
    }

    [Test]
    public async Task Takes_no_form_that_another_site_sends()
    {
        var browser = await SignedInAsync(Situations.Secretary);

        var page = await browser.SendAsync("/account", "end-others", ("__RequestVerificationToken", "forged"));

        Assert.That(page.Status, Is.EqualTo(HttpStatusCode.BadRequest));
    }

    async Task<HttpStatusCode> CallAsync(string token)
    {
        using HttpClient http = new() { BaseAddress = Api.Url };
        http.DefaultRequestHeaders.Authorization = new("Bearer", token);
        using var response = await http.GetAsync(new Uri("/api/me", UriKind.Relative));
        return response.StatusCode;
    }

    [GeneratedRegex("name=\"session\"")]
    private static partial Regex Session();

    [GeneratedRegex("dsp_[A-Za-z0-9_-]{43}")]
    private static partial Regex Token();

    [GeneratedRegex("<code class=\"key\">([A-Z2-7 ]+)</code>")]
    private static partial Regex Key();

    [GeneratedRegex("name=\"secret\" value=\"([^\"]+)\"")]
    private static partial Regex Sealed();

    [GeneratedRegex("[A-Z2-7]{4}-[A-Z2-7]{4}-[A-Z2-7]{4}-[A-Z2-7]{4}")]
    private static partial Regex RecoveryCode();
}
