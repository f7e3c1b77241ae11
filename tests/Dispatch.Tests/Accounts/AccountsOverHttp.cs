using System.Net;
using System.Text.Json;
using Dispatch.Accounts;
using Dispatch.Tests.Http;
using Dispatch.Tests.Support;

namespace Dispatch.Tests.Accounts;

sealed class AccountsOverHttp : AnApiFixture
{
    [Test]
    public async Task Ones_own_sessions_are_listed_and_ended()
    {
        await SignInAsync("wu");

        var listed = (await Api.GetAsync(Situations.UrbanManager, "/api/me/sessions"))["sessions"].EnumerateArray().Single();
        var address = $"/api/me/sessions/{listed.GetProperty("id").GetString()}";

        Assert.That((await DeleteAsync(Situations.Cleaner, address)).Code, Is.EqualTo("no-such-session"));
        Assert.That((await DeleteAsync(Situations.UrbanManager, address)).Status, Is.EqualTo(HttpStatusCode.NoContent));
        Answers.IsProblem(await DeleteAsync(Situations.UrbanManager, address), HttpStatusCode.NotFound, "no-such-session");
    }

    [Test]
    public async Task Ones_own_tokens_are_listed_and_revoked_without_knowing_them()
    {
        var token = await TokenStore.CreateAsync(Api.Database, "zheng", null, "泄露的", Api.Time.GetUtcNow());

        var reply = await Api.GetAsync(Situations.Constable, "/api/me/tokens");
        var listed = reply["tokens"].EnumerateArray().Single(known => Text(known, "name") == "泄露的");
        Assert.That(reply.Text, Does.Not.Contain(token[4..]));

        var address = $"/api/me/tokens/{Text(listed, "id")}";
        Assert.That((await DeleteAsync(Situations.Cleaner, address)).Code, Is.EqualTo("no-such-token"));
        Assert.That((await DeleteAsync(Situations.Constable, address)).Status, Is.EqualTo(HttpStatusCode.NoContent));
        Assert.That((await TokenList.OfAsync(Api.Database, "zheng")).Select(known => known.Note), Has.None.EqualTo("泄露的"));
    }

    [Test]
    public async Task The_accounts_of_an_alliance_are_listed_for_its_secretariat()
    {
        var own = await Api.GetAsync(Situations.Secretary, "/api/accounts");
        var foreign = await Api.GetAsync(Situations.Secretary, "/api/accounts?alliance=qinghe");
        var all = await Api.GetAsync(Situations.Admin, "/api/accounts");

        Assert.That(People(own), Does.Contain("he").And.Not.Contain("far").And.Not.Contain("admin"));
        Assert.That(People(foreign), Is.Empty);
        Assert.That(People(all), Is.SupersetOf((string[])["he", "far", "admin"]).And.Unique);
        Assert.That(Text(own["accounts"].EnumerateArray().Single(account => Text(account, "person") == "he"), "state"), Is.EqualTo("none"));
        Answers.IsProblem(await Api.GetAsync(Situations.UrbanManager, "/api/accounts"), HttpStatusCode.Forbidden, "forbidden");
    }

    [Test]
    public async Task Sessions_of_another_are_ended_by_whoever_looks_after_their_account()
    {
        await SignInAsync("cai");
        var listed = await Api.GetAsync(Situations.Secretary, "/api/accounts/cai/sessions");
        var address = $"/api/accounts/cai/sessions/{Text(listed["sessions"].EnumerateArray().Single(), "id")}";

        foreach (var stranger in (Caller[])[Situations.Stranger, Situations.UrbanManager])
        {
            Answers.IsProblem(await Api.GetAsync(stranger, "/api/accounts/cai/sessions"), HttpStatusCode.NotFound, "no-such-account");
            Answers.IsProblem(await DeleteAsync(stranger, address), HttpStatusCode.NotFound, "no-such-account");
        }

        Assert.That((await DeleteAsync(Situations.Secretary, address)).Status, Is.EqualTo(HttpStatusCode.NoContent));
        Assert.That(await SessionStore.OfAsync(Api.Database, "cai", Api.Time.GetUtcNow()), Is.Empty);
    }

    [Test]
    public async Task Tokens_of_another_are_revoked_by_an_administrator_only()
    {
        await TokenStore.CreateAsync(Api.Database, "xu", null, "泄露的", Api.Time.GetUtcNow());
        var listed = await Api.GetAsync(Situations.Admin, "/api/accounts/xu/tokens");
        var id = Text(listed["tokens"].EnumerateArray().Single(known => Text(known, "name") == "泄露的"), "id");

        Answers.IsProblem(await DeleteAsync(Situations.Secretary, $"/api/accounts/xu/tokens/{id}"), HttpStatusCode.Forbidden, "forbidden");
        Answers.IsProblem(await Api.GetAsync(Situations.Stranger, "/api/accounts/xu/tokens"), HttpStatusCode.NotFound, "no-such-account");
        Assert.That((await DeleteAsync(Situations.Admin, $"/api/accounts/xu/tokens/{id}")).Status, Is.EqualTo(HttpStatusCode.NoContent));
    }

    Task<Reply> DeleteAsync(Caller caller, string address) => Api.SendAsync(caller, HttpMethod.Delete, address);

    async Task SignInAsync(string person)
    {
        var word = await InvitationStore.MakeAsync(Api.Database, person, "test", Api.Time.GetUtcNow());
        var account = await AccountStore.BeginAsync(Api.Database, word!, "hash", Api.Time.GetUtcNow());
        await SessionStore.BeginAsync(Api.Database, person, account!.Stamp, "browser", Api.Time.GetUtcNow());
    }

    static IReadOnlyList<string?> People(Reply reply) =>
        [.. reply["accounts"].EnumerateArray().Select(account => Text(account, "person"))];

    static string? Text(JsonElement value, string field) => value.GetProperty(field).GetString();
}
