using System.Net;
using Dapper;
using Dispatch.Accounts;
using Dispatch.Orders;
using Dispatch.Storage;
using Dispatch.Tests.Support;
using static Dispatch.Tests.Http.Answers;
using static Dispatch.Tests.Support.Situations;

namespace Dispatch.Tests.Accounts;

/// <summary>A source names the orders of another system: nobody but whoever was given it files under it.</summary>
sealed class ASource : APageFixture
{
    const string Theirs = """{"category":"0110","title":"门口垃圾未清","source":"hotline-12345","externalId":"A-1"}""";

    [Test]
    public async Task Cannot_be_taken_by_a_merchant_before_the_real_complaint_comes()
    {
        await Api.GiveSourceAsync(CommunityWorker, "hotline-12345");

        var taken = await Api.PostAsync(NoodleMerchant, "/api/orders", Theirs);
        var real = await Api.PostAsync(CommunityWorker, "/api/orders", Theirs);
        var again = await Api.PostAsync(CommunityWorker, "/api/orders", Theirs);

        IsFault(taken, "source", "not-your-source");
        Assert.That(real.Status, Is.EqualTo(HttpStatusCode.Created), real.Text);
        Assert.That((again.Status, again["number"].GetString()), Is.EqualTo((HttpStatusCode.OK, real["number"].GetString())));
    }

    [Test]
    public async Task Is_refused_to_whoever_has_none_or_another_one()
    {
        await Api.GiveSourceAsync(Secretary, "mini-program");

        IsFault(await Api.PostAsync(CommunityWorker, "/api/orders", Theirs), "source", "not-your-source");
        IsFault(await Api.PostAsync(Secretary, "/api/orders", Theirs), "source", "not-your-source");
        var without = await Api.PostAsync(CommunityWorker, "/api/orders", """{"category":"0110","title":"门口垃圾未清"}""");
        Assert.That(without.Status, Is.EqualTo(HttpStatusCode.Created), without.Text);
    }

    [Test]
    public async Task Goes_with_the_token_and_not_with_the_person()
    {
        await Api.GiveSourceAsync(CommunityWorker, "hotline-12345");
        var browser = await SignedInAsync(CommunityWorker);

        var page = await browser.SendAsync(
            "/orders/new", "step",
            ("category", "0110"), ("title", "门口垃圾未清"), ("source", "hotline-12345"), ("externalId", "A-1"));

        Assert.That(page.Status, Is.EqualTo(HttpStatusCode.UnprocessableEntity), page.Text);
        Assert.That((await OrderList.KnownAsync(Api.Database, "shengyang", "hotline-12345", ["A-1"])).Keys, Is.Empty);
    }

    [Test]
    public async Task Is_told_in_the_listing_of_tokens()
    {
        await Api.GiveSourceAsync(CommunityWorker, "hotline-12345");

        var tokens = (await Api.GetAsync(CommunityWorker, "/api/me/tokens"))["tokens"].EnumerateArray();

        Assert.That(
            tokens.Select(token => token.TryGetProperty("source", out var source) ? source.GetString() : null),
            Is.EquivalentTo((string?[])[null, "hotline-12345"]));
        Assert.That((await (await SignedInAsync(CommunityWorker)).OpenAsync("/account")).Text, Does.Contain("来源 hotline-12345"));
    }

    [TestCase("sqlite")]
    [TestCase("postgres")]
    public async Task Is_given_by_the_upgrade_to_whoever_alone_filed_under_it(string engine)
    {
        await using var api = await ApiHost.StartAsync(engine: engine);
        foreach (var (caller, source) in ((Caller, string)[])
            [(CommunityWorker, "hotline"), (Secretary, "shared"), (TeaMerchant, "shared"), (NoodleMerchant, "mini")])
        {
            await api.GiveSourceAsync(caller, source);
            var filed = await api.PostAsync(
                caller, "/api/orders", $$"""{"category":"0110","title":"x","source":"{{source}}","externalId":"{{caller.Id}}"}""");
            Assert.That(filed.Status, Is.EqualTo(HttpStatusCode.Created), filed.Text);
        }

        await using (var connection = await api.Database.ConnectAsync())
        {
            await connection.ExecuteAsync("update tokens set source = null");
            await connection.ExecuteAsync(Upgrade(engine));
        }

        var sources = await TokenList.SourcesAsync(api.Database, api.Time.GetUtcNow());
        Assert.That(
            sources.SelectMany(source => source.Select(person => (source.Key, person))),
            Is.EqualTo(new[] { ("hotline", CommunityWorker.Id) }), "not where several did, and to no merchant");
    }

    /// <summary>The script without its first statement, which is done already.</summary>
    static string Upgrade(string engine)
    {
        using var script = typeof(Database).Assembly.GetManifestResourceStream($"Dispatch.Storage.Schema.{engine}.023_sources.sql")!;
        var text = new StreamReader(script).ReadToEnd();
        return text[text.IndexOf("update tokens", StringComparison.Ordinal)..];
    }
}
