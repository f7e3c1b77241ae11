using Dapper;
using Dispatch.Accounts;
using Dispatch.Alliances;
using Dispatch.Storage;
using Dispatch.Tests.Alliances;
using Dispatch.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace Dispatch.Tests.Accounts;

[TestFixture("sqlite")]
[TestFixture("postgres")]
public sealed class Tokens(string engine)
{
    readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 3, 2, 1, 0, 0, TimeSpan.Zero));
    TestDatabase fresh = null!;

    Database Database => fresh.Database;

    [SetUp]
    public async Task Create()
    {
        fresh = await TestDatabase.CreateMigratedAsync(engine);
        await AllianceStore.SaveAsync(Database, Files.Definition());
    }

    [TearDown]
    public async Task Drop() => await fresh.DisposeAsync();

    [Test]
    public async Task A_token_stands_for_a_person()
    {
        var callers = new CallerDirectory(Database, time);

        var wu = await callers.FindAsync(await CreateAsync("wu-jianfeng"));
        Assert.That(wu, Is.EqualTo(new Caller("wu-jianfeng", "吴剑锋", "guohuo", [], "chengguan", null)).UsingPropertiesComparer());
        Assert.That((await callers.FindAsync(await CreateAsync("huang-lihua")))!.Has(Role.Secretariat), Is.True);
        Assert.That((await callers.FindAsync(await CreateAsync("lanshan-dian")))!.Merchant, Is.EqualTo("lanshan"));
    }

    [Test]
    public async Task An_administrators_token_belongs_to_no_alliance()
    {
        var caller = await new CallerDirectory(Database, time).FindAsync(await CreateAsync("guohuo-admin"));

        Assert.That(caller!.IsAdmin, Is.True);
        Assert.That(caller.Alliance, Is.Null);
    }

    [Test]
    public async Task Only_the_hash_of_a_token_is_stored()
    {
        var token = await CreateAsync("wu-jianfeng");

        await using var connection = await Database.ConnectAsync();
        var row = (IDictionary<string, object?>)await connection.QuerySingleAsync("select * from tokens");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(token, Does.Match("^dsp_[A-Za-z0-9_-]{43}$"));
            Assert.That(row["hash"], Is.EqualTo(TokenStore.HashOf(token)));
            Assert.That(row.Values.Select(value => $"{value}"), Has.None.Contains(token[4..]));
        }
    }

    [Test]
    public async Task Two_tokens_of_a_person_differ()
    {
        var first = await CreateAsync("wu-jianfeng");
        var second = await CreateAsync("wu-jianfeng");

        Assert.That(second, Is.Not.EqualTo(first));
    }

    [Test]
    public void A_token_is_not_made_for_an_unknown_person() =>
        Assert.That(() => CreateAsync("nobody"), Throws.TypeOf<KeyNotFoundException>());

    [TestCase("")]
    [TestCase("demo-chair")]
    [TestCase("dsp_")]
    [TestCase("dsp_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [TestCase("' or 1 = 1 --")]
    public async Task An_unknown_token_stands_for_nobody(string token) =>
        Assert.That(await new CallerDirectory(Database, time).FindAsync(token), Is.Null);

    [Test]
    public async Task A_token_ends_when_it_expires_even_on_a_server_that_knows_it()
    {
        var callers = new CallerDirectory(Database, time);
        var token = await CreateAsync("wu-jianfeng", time.GetUtcNow().AddSeconds(10));

        Assert.That(await callers.FindAsync(token), Is.Not.Null);

        time.Advance(TimeSpan.FromSeconds(10));
        Assert.That(await callers.FindAsync(token), Is.Null);
        Assert.That(await new CallerDirectory(Database, time).FindAsync(token), Is.Null);
    }

    [Test]
    public async Task A_revoked_token_ends_within_a_minute_on_every_server()
    {
        var callers = new CallerDirectory(Database, time);
        var token = await CreateAsync("wu-jianfeng");
        await callers.FindAsync(token);

        Assert.That(await TokenStore.RevokeAsync(Database, token), Is.True);
        Assert.That(await TokenStore.RevokeAsync(Database, token), Is.False);
        Assert.That(await new CallerDirectory(Database, time).FindAsync(token), Is.Null, "a server that does not know it asks");

        time.Advance(CallerDirectory.KnownFor);
        Assert.That(await callers.FindAsync(token), Is.Null);
    }

    [Test]
    public async Task Stand_for_no_role_that_was_taken_away_more_than_half_a_second_ago()
    {
        var token = await CreateAsync("huang-lihua");
        var callers = new CallerDirectory(Database, time);
        Assert.That((await callers.FindAsync(token))!.Roles, Is.Not.Empty);

        await AllianceStore.SaveAsync(Database, Files.Definition("name: 黄丽华, roles: [secretariat]", "name: 黄丽华"));
        time.Advance(RegisterWatch.Freshness);

        Assert.That((await callers.FindAsync(token))!.Roles, Is.Empty);
    }

    [Test]
    public async Task A_token_can_be_revoked_by_the_hash_in_the_list()
    {
        var token = await CreateAsync("wu-jianfeng", note: "门禁平板");

        var listed = (await TokenList.OfAsync(Database, "wu-jianfeng")).Single();
        Assert.That(listed, Is.EqualTo(new KnownToken(TokenStore.HashOf(token), "wu-jianfeng", time.GetUtcNow(), null, "门禁平板")));

        Assert.That(await TokenStore.RevokeAsync(Database, listed.Hash), Is.True);
        Assert.That(await new CallerDirectory(Database, time).FindAsync(token), Is.Null);
    }

    [Test]
    public async Task A_token_costs_a_query_once_a_minute_while_no_register_changes()
    {
        var callers = new CallerDirectory(Database, time);
        var token = await CreateAsync("wu-jianfeng");
        await callers.FindAsync(token);
        await TokenStore.RevokeAsync(Database, TokenStore.HashOf(token));

        time.Advance(CallerDirectory.KnownFor - TimeSpan.FromMilliseconds(1));

        Assert.That(await callers.FindAsync(token), Is.Not.Null, "the token was not asked for again");
        Assert.That(callers.FindAsync(token).AsTask().IsCompletedSuccessfully, "nor were the registers");
    }

    [Test]
    public async Task The_tokens_of_a_person_end_when_the_file_no_longer_names_them()
    {
        var token = await CreateAsync("su-xiuying");
        var without = Files.Definition("  - { id: su-xiuying, name: 苏秀英, member: huanwei }\n", "");

        await AllianceStore.SaveAsync(Database, without);

        Assert.That(await new CallerDirectory(Database, time).FindAsync(token), Is.Null);
    }

    Task<string> CreateAsync(string person, DateTimeOffset? expires = null, string note = "") =>
        TokenStore.CreateAsync(Database, person, expires, note, time.GetUtcNow());
}
