using System.Net;
using Dispatch.Accounts;
using Dispatch.Server.Accounts;
using Dispatch.Tests.Support;

namespace Dispatch.Tests.Accounts;

sealed class SigningIn : APageFixture
{
    const string Another = "另一句更难猜的话语呀";
    const string Wrong = "登录名或密码不对";

    [Test]
    public async Task Leads_to_where_somebody_wanted_to_go()
    {
        await BeginAsync(Situations.Secretary);
        var browser = NewBrowser();

        var asked = await browser.OpenAsync("/orders?q=垃圾");
        Assert.That(asked.Next, Is.EqualTo("/sign-in?then=%2Forders%3Fq%3D%25E5%259E%2583%25E5%259C%25BE"));
        var page = await browser.SendAsync("/sign-in?then=%2Forders%3Fq%3D1", "password", ("name", "su"), ("password", Password));

        Assert.That((page.Status, page.Next), Is.EqualTo((HttpStatusCode.SeeOther, "/orders?q=1")));
        Assert.That((await browser.OpenAsync("/work")).Text, Does.Contain("苏秘书"));
    }

    [TestCase("su", "not the password")]
    [TestCase("nobody", Password)]
    [TestCase("he", Password, TestName = "Says_the_same_to_somebody_who_has_no_account")]
    [TestCase("", "")]
    [TestCase("su", "")]
    [TestCase("' or 1=1 --", "' or 1=1 --")]
    public async Task Says_the_same_whatever_is_wrong(string name, string password)
    {
        await BeginAsync(Situations.Secretary);

        var page = await NewBrowser().SignInAsync(name, password);

        Assert.That(page.Status, Is.EqualTo(HttpStatusCode.Forbidden));
        Assert.That(page.Text, Does.Contain(Wrong));
    }

    [Test]
    public async Task Takes_no_form_with_a_zero_character()
    {
        await BeginAsync(Situations.Secretary);

        Assert.That((await NewBrowser().SignInAsync("su\0", Password)).Status, Is.EqualTo(HttpStatusCode.BadRequest));
    }

    [Test]
    public async Task Takes_a_name_in_capitals_and_full_width_letters()
    {
        await BeginAsync(Situations.Secretary);

        Assert.That((await NewBrowser().SignInAsync(" ＳＵ ", Password)).Next, Is.EqualTo("/"));
    }

    [Test]
    public async Task Waits_after_five_failures_even_with_the_right_password_and_not_for_long()
    {
        await BeginAsync(Situations.Secretary);
        await FailAsync("su", 5);

        var page = await NewBrowser().SignInAsync("su", Password);
        Assert.That(page.Status, Is.EqualTo(HttpStatusCode.TooManyRequests));
        Assert.That(page.Text, Does.Contain("请 1 分钟后再试"));

        Api.Time.Advance(Attempts.FirstWait);
        Assert.That((await NewBrowser().SignInAsync("su", Password)).Next, Is.EqualTo("/"));
    }

    [Test]
    public async Task Waits_as_long_for_a_name_that_nobody_has()
    {
        await FailAsync("nobody", 5);

        Assert.That((await NewBrowser().SignInAsync("nobody", Password)).Status, Is.EqualTo(HttpStatusCode.TooManyRequests));
    }

    [Test]
    public async Task Goes_on_in_ones_own_browser_while_others_guess()
    {
        var own = await SignedInAsync(Situations.Secretary);
        await own.SendAsync("/work", "sign-out");
        await own.SendAsync("/sign-out", "sign-out");
        await FailAsync("su", 12);

        Assert.That((await NewBrowser().SignInAsync("su", Password)).Status, Is.EqualTo(HttpStatusCode.TooManyRequests));
        Assert.That((await own.SignInAsync("su", Password)).Next, Is.EqualTo("/"));
    }

    [Test]
    public async Task Goes_on_by_a_new_link_while_others_guess()
    {
        await BeginAsync(Situations.Secretary);
        await FailAsync("su", 12);
        var word = await InvitationStore.MakeAsync(Api.Database, "su", "admin", Api.Time.GetUtcNow());

        var page = await NewBrowser().SendAsync($"/welcome/{word}", "choose", ("new", Another), ("again", Another));

        Assert.That(page.Next, Is.EqualTo("/"));
    }

    [Test]
    public async Task Waits_after_many_failures_from_one_address_whatever_the_names()
    {
        await BeginAsync(Situations.Secretary);
        for (var number = 0; number < 50; number++)
            await AttemptStore.TakeAsync(Api.Database, "address 7f000001", 50, Api.Time.GetUtcNow());

        Assert.That((await NewBrowser().SignInAsync("su", Password)).Status, Is.EqualTo(HttpStatusCode.TooManyRequests));
    }

    [Test]
    public async Task Says_that_an_account_is_locked_only_to_who_knows_its_password()
    {
        await BeginAsync(Situations.Secretary);
        await AccountStore.LockAsync(Api.Database, "su", Api.Time.GetUtcNow());

        Assert.That((await NewBrowser().SignInAsync("su", Password)).Text, Does.Contain("账号已停用"));
        Assert.That((await NewBrowser().SignInAsync("su", "not the password")).Text, Does.Contain(Wrong));
    }

    [Test]
    public async Task Asks_for_a_code_where_there_is_a_second_step_and_takes_each_once()
    {
        var secret = await WithSecondStepAsync();
        var code = SecondStep.CodeAt(secret, Api.Time.GetUtcNow());

        var first = NewBrowser();
        Assert.That((await first.SignInAsync("su", Password)).Next, Is.EqualTo("/sign-in/code?then=%2F"));
        Assert.That((await first.OpenAsync("/work")).Next, Does.StartWith("/sign-in"), "nobody is in with a password alone");
        Assert.That((await first.SendAsync("/sign-in/code", "code", ("code", "000000"))).Status, Is.EqualTo(HttpStatusCode.Forbidden));
        Assert.That((await first.SendAsync("/sign-in/code", "code", ("code", code))).Next, Is.EqualTo("/"));

        var second = NewBrowser();
        await second.SignInAsync("su", Password);
        Assert.That((await second.SendAsync("/sign-in/code", "code", ("code", code))).Text, Does.Contain("已经用过"));
    }

    [Test]
    public async Task Takes_a_recovery_code_once_in_place_of_a_code()
    {
        await WithSecondStepAsync("ABCDEFGHIJKLMNOP");
        var (first, second) = (NewBrowser(), NewBrowser());
        await first.SignInAsync("su", Password);
        await second.SignInAsync("su", Password);

        Assert.That((await first.SendAsync("/sign-in/code", "code", ("code", "abcd-efgh-ijkl-mnop"))).Next, Is.EqualTo("/"));
        Assert.That((await second.SendAsync("/sign-in/code", "code", ("code", "abcd-efgh-ijkl-mnop"))).Next, Is.Null);
    }

    [Test]
    public async Task Waits_after_five_wrong_codes()
    {
        var secret = await WithSecondStepAsync();
        var browser = NewBrowser();
        await browser.SignInAsync("su", Password);
        for (var number = 0; number < 5; number++)
            await browser.SendAsync("/sign-in/code", "code", ("code", "000000"));

        var page = await browser.SendAsync("/sign-in/code", "code", ("code", SecondStep.CodeAt(secret, Api.Time.GetUtcNow())));
        Assert.That(page.Status, Is.EqualTo(HttpStatusCode.TooManyRequests));
    }

    [Test]
    public async Task Asks_for_no_code_long_after_the_password()
    {
        var secret = await WithSecondStepAsync();
        var browser = NewBrowser();
        await browser.SignInAsync("su", Password);
        Api.Time.Advance(TimeSpan.FromMinutes(6));

        var page = await browser.SendAsync("/sign-in/code", "code", ("code", SecondStep.CodeAt(secret, Api.Time.GetUtcNow())));
        Assert.That(page.Text, Does.Contain("登录超时"));
    }

    [Test]
    public async Task Leads_nobody_to_another_server()
    {
        await BeginAsync(Situations.Secretary);

        var page = await NewBrowser().SendAsync(
            "/sign-in", "password", ("name", "su"), ("password", Password), ("then", "https://evil.example/"));

        Assert.That(page.Next, Is.EqualTo("/"));
    }

    [Test]
    public async Task Is_written_to_the_security_log_without_anything_secret()
    {
        await BeginAsync(Situations.Secretary);
        const string typed = "my-password-in-the-wrong-field";
        await NewBrowser().SignInAsync(typed, "x");
        await NewBrowser().SignInAsync("su", "not the password");
        await FailAsync("su", 4);
        await NewBrowser().SignInAsync("su", Password);
        Api.Time.Advance(Attempts.LongestWait);
        await NewBrowser().SignInAsync("su", Password);

        Assert.That(Security.Told, Is.EqualTo((string[])
        [
            "sign-in-refused wrong-sign-in",
            .. Enumerable.Repeat("sign-in-refused su wrong-sign-in", 5),
            "sign-in-refused su too-many-attempts",
            "signed-in su password",
        ]));
        Assert.That(Security.Events[^1].GetProperty("address").GetString(), Is.EqualTo("127.0.0.1"));
        Assert.That(Security.Everything, Does.Not.Contain(typed).And.Not.Contain(Password).And.Not.Contain("dss_"));
    }

    async Task FailAsync(string name, int times)
    {
        for (var number = 0; number < times; number++)
        {
            await NewBrowser().SignInAsync(name, "not the password");
            if (number >= 5)
                Api.Time.Advance(TimeSpan.FromSeconds(1));
        }
    }

    async Task<string> WithSecondStepAsync(params string[] recoveryCodes)
    {
        await BeginAsync(Situations.Secretary);
        var secret = SecondStep.NewSecret();
        await AccountStore.SetSecondStepAsync(Api.Database, "su", secret, null, recoveryCodes, null);
        return secret;
    }
}
