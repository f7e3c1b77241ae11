using Dapper;
using Dispatch.Alliances;
using Dispatch.Storage;
using Dispatch.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace Dispatch.Tests.Alliances;

[TestFixture("sqlite")]
[TestFixture("postgres")]
public sealed class TheAllianceDirectory(string engine)
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
    public async Task An_alliance_is_found_by_its_code()
    {
        var directory = new AllianceDirectory(Database, Situations.Calendars, time);

        Assert.That((await directory.FindAsync("guohuo"))?.Prefix, Is.EqualTo("GH"));
        Assert.That(await directory.FindAsync("nowhere"), Is.Null);
        Assert.That(await directory.AllAsync(), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task A_changed_alliance_is_seen_on_another_server_after_half_a_second()
    {
        var directory = new AllianceDirectory(Database, Situations.Calendars, time);
        await directory.AllAsync();
        await AllianceStore.SaveAsync(Database, Files.Definition("prefix: GH", "prefix: GHO"));

        time.Advance(AllianceDirectory.Freshness - TimeSpan.FromMilliseconds(1));
        Assert.That((await directory.FindAsync("guohuo"))?.Prefix, Is.EqualTo("GH"));

        time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.That((await directory.FindAsync("guohuo"))?.Prefix, Is.EqualTo("GHO"));
    }

    [Test]
    public async Task A_changed_alliance_is_seen_at_once_after_a_refresh()
    {
        var directory = new AllianceDirectory(Database, Situations.Calendars, time);
        await directory.AllAsync();
        await AllianceStore.SaveAsync(Database, Files.Definition("prefix: GH", "prefix: GHO"));

        await directory.RefreshAsync();

        Assert.That((await directory.FindAsync("guohuo"))?.Prefix, Is.EqualTo("GHO"));
    }

    [Test]
    public async Task A_fresh_alliance_is_found_without_waiting()
    {
        var directory = new AllianceDirectory(Database, Situations.Calendars, time);
        await directory.AllAsync();

        Assert.That(directory.FindAsync("guohuo").AsTask().IsCompletedSuccessfully, Is.True);
    }

    [Test]
    public async Task Known_alliances_are_found_while_the_database_is_away()
    {
        var directory = new AllianceDirectory(Database, Situations.Calendars, time);
        await directory.AllAsync();

        await RenameAsync("alliances", "away");
        time.Advance(AllianceDirectory.Freshness);
        Assert.That((await directory.FindAsync("guohuo"))?.Prefix, Is.EqualTo("GH"));
        Assert.That(directory.Trouble, Is.Not.Null);
        Assert.That(directory.FindAsync("guohuo").AsTask().IsCompletedSuccessfully, Is.True, "not everybody tries again at once");

        await RenameAsync("away", "alliances");
        await AllianceStore.SaveAsync(Database, Files.Definition("prefix: GH", "prefix: GHO"));
        time.Advance(AllianceDirectory.Freshness);
        Assert.That((await directory.FindAsync("guohuo"))?.Prefix, Is.EqualTo("GHO"));
        Assert.That(directory.Trouble, Is.Null);
    }

    [Test]
    public async Task Finding_an_alliance_fails_until_the_first_reading_succeeds()
    {
        var directory = new AllianceDirectory(Database, Situations.Calendars, time);

        await RenameAsync("alliances", "away");
        Assert.That(async () => await directory.FindAsync("guohuo"), Throws.InstanceOf<System.Data.Common.DbException>());

        await RenameAsync("away", "alliances");
        Assert.That(await directory.FindAsync("guohuo"), Is.Not.Null);
    }

    [Test]
    public async Task Many_threads_find_an_alliance_at_the_same_time()
    {
        var directory = new AllianceDirectory(Database, Situations.Calendars, time);

        for (var reading = 0; reading < 20; reading++)
        {
            var found = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(async () => await directory.FindAsync("guohuo"))));
            Assert.That(found, Has.None.Null);
            time.Advance(AllianceDirectory.Freshness);
        }
    }

    [Test]
    public async Task What_has_not_changed_is_not_read_again()
    {
        var directory = new AllianceDirectory(Database, Situations.Calendars, time);
        var before = await directory.AllAsync();

        time.Advance(AllianceDirectory.Freshness);

        Assert.That(await directory.AllAsync(), Is.SameAs(before));
    }

    async Task RenameAsync(string table, string name)
    {
        await using var connection = await Database.ConnectAsync();
        await connection.ExecuteAsync($"alter table {table} rename to {name}");
    }
}
