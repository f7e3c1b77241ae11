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
    readonly FakeTimeProvider clock = new(new DateTimeOffset(2026, 3, 2, 1, 0, 0, TimeSpan.Zero));
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
    public async Task Finds_an_alliance_by_its_code()
    {
        var directory = new AllianceDirectory(Database, Situations.Calendars, clock);

        Assert.That((await directory.FindAsync("guohuo"))?.Prefix, Is.EqualTo("GH"));
        Assert.That(await directory.FindAsync("nowhere"), Is.Null);
        Assert.That(await directory.AllAsync(), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Sees_a_change_once_what_it_knows_is_five_seconds_old()
    {
        var directory = new AllianceDirectory(Database, Situations.Calendars, clock);
        await directory.AllAsync();
        await AllianceStore.SaveAsync(Database, Files.Definition("prefix: GH", "prefix: GHO"));

        clock.Advance(AllianceDirectory.Freshness - TimeSpan.FromMilliseconds(1));
        Assert.That((await directory.FindAsync("guohuo"))?.Prefix, Is.EqualTo("GH"));

        clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.That((await directory.FindAsync("guohuo"))?.Prefix, Is.EqualTo("GHO"));
    }

    [Test]
    public async Task Sees_a_change_at_once_when_told_to_read()
    {
        var directory = new AllianceDirectory(Database, Situations.Calendars, clock);
        await directory.AllAsync();
        await AllianceStore.SaveAsync(Database, Files.Definition("prefix: GH", "prefix: GHO"));

        await directory.RefreshAsync();

        Assert.That((await directory.FindAsync("guohuo"))?.Prefix, Is.EqualTo("GHO"));
    }

    [Test]
    public async Task Answers_without_waiting_while_what_it_knows_is_fresh()
    {
        var directory = new AllianceDirectory(Database, Situations.Calendars, clock);
        await directory.AllAsync();

        Assert.That(directory.FindAsync("guohuo").AsTask().IsCompletedSuccessfully, Is.True);
    }

    [Test]
    public async Task Serves_what_it_knows_while_the_database_is_away()
    {
        var directory = new AllianceDirectory(Database, Situations.Calendars, clock);
        await directory.AllAsync();

        await RenameAsync("alliances", "away");
        clock.Advance(AllianceDirectory.Freshness);
        Assert.That((await directory.FindAsync("guohuo"))?.Prefix, Is.EqualTo("GH"));
        Assert.That(directory.Trouble, Is.Not.Null);
        Assert.That(directory.FindAsync("guohuo").AsTask().IsCompletedSuccessfully, Is.True, "not everybody tries again at once");

        await RenameAsync("away", "alliances");
        await AllianceStore.SaveAsync(Database, Files.Definition("prefix: GH", "prefix: GHO"));
        clock.Advance(AllianceDirectory.Freshness);
        Assert.That((await directory.FindAsync("guohuo"))?.Prefix, Is.EqualTo("GHO"));
        Assert.That(directory.Trouble, Is.Null);
    }

    [Test]
    public async Task Fails_while_it_knows_nothing_and_recovers()
    {
        var directory = new AllianceDirectory(Database, Situations.Calendars, clock);

        await RenameAsync("alliances", "away");
        Assert.That(async () => await directory.FindAsync("guohuo"), Throws.InstanceOf<System.Data.Common.DbException>());

        await RenameAsync("away", "alliances");
        Assert.That(await directory.FindAsync("guohuo"), Is.Not.Null);
    }

    [Test]
    public async Task Serves_many_at_once()
    {
        var directory = new AllianceDirectory(Database, Situations.Calendars, clock);

        for (var round = 0; round < 20; round++)
        {
            var found = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(async () => await directory.FindAsync("guohuo"))));
            Assert.That(found, Has.None.Null);
            clock.Advance(AllianceDirectory.Freshness);
        }
    }

    async Task RenameAsync(string table, string name)
    {
        await using var connection = await Database.ConnectAsync();
        await connection.ExecuteAsync($"alter table {table} rename to {name}");
    }
}
