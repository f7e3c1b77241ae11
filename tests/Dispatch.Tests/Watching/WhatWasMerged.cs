using Dapper;
using Dispatch.Clocks;
using Dispatch.Orders;
using Dispatch.Orders.Steps;
using Dispatch.Tests.Support;
using Dispatch.Watching;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Dispatch.Tests.Watching;

/// <summary>Merged orders follow the one that goes on for them, on the real databases.</summary>
[TestFixture("sqlite")]
[TestFixture("postgres")]
public sealed class WhatWasMerged(string engine)
{
    FakeTimeProvider time = null!;
    Office office = null!;

    [SetUp]
    public async Task OpenAsync()
    {
        time = new FakeTimeProvider(Situations.Monday);
        office = await Office.OpenAsync(engine, time);
        watches.Clear();
        await WatchFromNowOnAsync(office);
    }

    [TearDown]
    public async Task CloseAsync()
    {
        var differences = (await office.VerifyAsync()).Differences;
        await office.DisposeAsync();
        Assert.That(differences, Is.Empty);
    }

    readonly Dictionary<Office, Watch> watches = [];

    /// <summary>Its watch has looked back already, at nothing: what is found from now on is what was noted.</summary>
    async Task WatchFromNowOnAsync(Office server)
    {
        Watch watch = new(server.Database, server.Desk, server.Alliances, server.Workflows, server.Time, NullLogger<Watch>.Instance);
        Assert.That(await watch.RunOnceAsync(), Is.Zero);
        watches[server] = watch;
    }

    async Task<Office> AnotherAsync()
    {
        var other = await office.OpenAnotherAsync();
        await WatchFromNowOnAsync(other);
        return other;
    }

    async Task<int> WatchesAsync(Office server)
    {
        var taken = 0;
        while (await watches[server].RunOnceAsync() is > 0 and var more)
            taken += more;
        return taken;
    }

    /// <summary>An order about the same as one before, a minute later.</summary>
    async Task<Order> MergesAsync(Order into, string title = "又报")
    {
        time.Advance(TimeSpan.FromMinutes(1));
        var order = await office.FilesAsync(title);
        return await office.TakesAsync(office.Secretariat, order, "merge", new { into = into.Number });
    }

    async Task<Order> NowAsync(Order order) => (await OrderList.FindAsync(office.Database, order.Number))!;

    async Task<IReadOnlyList<string>> FollowedAsync(Order order) =>
    [
        .. (await HistoryList.FindAsync(office.Database, order.Id)).Select(taken => taken.Step).OfType<FollowStep>()
            .Select(step => $"{step.Into == order.MergedInto} {step.Became} {step.Outcome}"),
    ];

    async Task<long> UnfollowedAsync()
    {
        await using var connection = await office.Database.ConnectAsync();
        return await connection.ExecuteScalarAsync<long>("select count(*) from unfollowed");
    }

    [TestCase("withdraw")]
    [TestCase("refuse")]
    public async Task Comes_back_when_its_order_was_given_up(string step)
    {
        var lead = await office.FilesAsync("先报");
        Order[] merged = [await MergesAsync(lead), await MergesAsync(lead)];
        Assert.That(await WatchesAsync(office), Is.Zero, "it goes on");
        await office.TakesAsync(
            step == "refuse" ? office.Secretariat : office.Community, await NowAsync(lead), step, new { reason = "不需要了" });

        Assert.That(await WatchesAsync(office), Is.EqualTo(2));

        foreach (var order in merged)
        {
            var back = await NowAsync(order);
            Assert.That((back.Stage, back.Desk, back.MergedInto), Is.EqualTo(("filed", "secretariat", (string?)null)));
            var last = (await HistoryList.FindAsync(office.Database, order.Id))[^1];
            Assert.That((last.Step.Name, last.Actor.Id), Is.EqualTo(("follow", "clock")));
        }

        Assert.That(await UnfollowedAsync(), Is.Zero);
    }

    [Test]
    public async Task That_comes_back_late_has_been_back_since_its_order_was_given_up()
    {
        var lead = await office.FilesAsync("先报");
        var merged = await MergesAsync(lead);
        time.Advance(TimeSpan.FromMinutes(19));
        await office.TakesAsync(office.Community, await NowAsync(lead), "withdraw"); // 09:20
        time.Advance(TimeSpan.FromHours(5)); // without a server

        await WatchesAsync(office);

        var back = await NowAsync(merged);
        Assert.That(back.Clocks.Find(ClockOf.Stage)!.Due, Is.EqualTo(Situations.Monday.AddMinutes(140)), "two hours from 09:20");
        var history = await HistoryList.FindAsync(office.Database, merged.Id);
        var whole = ExplainedDeadline.Of(back, history, Situations.China).Single(limit => limit.Clock.Of == ClockOf.Order);
        Assert.That(whole.Counted, Is.EqualTo(TimeSpan.FromDays(15)));
    }

    [Test]
    public async Task Is_told_that_its_order_was_closed_and_that_it_goes_on_again()
    {
        var lead = await office.FilesAsync("先报");
        var merged = await MergesAsync(lead);
        lead = await CloseAsync(lead);
        await WatchesAsync(office);
        await office.TakesAsync(office.Community, lead, "reopen", new { reason = "又来了" });

        await WatchesAsync(office);

        Assert.That(await FollowedAsync(merged), Is.EqualTo((string[])["True closed ended", "True accepted goes-on"]));
        Assert.That((await NowAsync(merged)).Stage, Is.EqualTo("merged"), "and goes along");
        await office.TakesAsync(office.Community, lead, "withdraw");
        await WatchesAsync(office);
        Assert.That((await NowAsync(merged)).Stage, Is.EqualTo("filed"));
    }

    [Test]
    public async Task Goes_along_when_its_order_is_merged_and_comes_back_with_it()
    {
        var first = await office.FilesAsync("最先");
        time.Advance(TimeSpan.FromMinutes(1));
        var second = await office.FilesAsync("其次");
        var third = await MergesAsync(second);
        second = await office.TakesAsync(office.Secretariat, await NowAsync(second), "merge", new { into = first.Number });
        await WatchesAsync(office);
        var above = await MergerList.AboveAsync(office.Database, [third]);
        Assert.That(third.GoesOnAs(above)!.Number, Is.EqualTo(first.Number));
        var below = await MergerList.BelowAsync(office.Database, [first.Number, second.Number]);
        Assert.That(below[first.Number].Select(one => one.Order.Number), Is.EqualTo((string[])[second.Number, third.Number]));
        Assert.That(below[second.Number].Select(one => one.Order.Number), Is.EqualTo((string[])[third.Number]));

        await office.TakesAsync(office.Community, await NowAsync(first), "withdraw");
        await WatchesAsync(office);

        Assert.That((await NowAsync(second)).Stage, Is.EqualTo("filed"), "which goes on for both");
        Assert.That((await NowAsync(third)).MergedInto, Is.EqualTo(second.Number));
        await CloseAsync(await NowAsync(second));
        await WatchesAsync(office);
        Assert.That(await FollowedAsync(third), Is.EqualTo((string[])["True closed ended"]));
    }

    [Test]
    public async Task Is_left_alone_when_the_end_was_taken_back()
    {
        var lead = await office.FilesAsync("先报");
        var merged = await MergesAsync(lead);
        await office.TakesAsync(office.Secretariat, lead, "refuse", new { reason = "点错了" });
        await office.TakesAsync(office.Secretariat, lead, "recall");

        Assert.That(await WatchesAsync(office), Is.Zero);
        Assert.That((await NowAsync(merged)).Stage, Is.EqualTo("merged"));
        Assert.That(await UnfollowedAsync(), Is.Zero);
    }

    [Test]
    public async Task Is_never_lost_when_orders_are_merged_and_given_up_at_the_same_moment()
    {
        await using var other = engine == "postgres" ? await AnotherAsync() : null;
        var leads = await Task.WhenAll(Enumerable.Range(0, 40).Select(n => office.FilesAsync($"先报 {n}")));
        time.Advance(TimeSpan.FromMinutes(1));
        var later = await Task.WhenAll(leads.Select(lead => office.FilesAsync($"又报 {lead.Number}")));

        await Task.WhenAll(leads.Zip(later).SelectMany(pair => (Task[])
        [
            Task.Run(() => office.AsksAsync(office.Secretariat, pair.Second.Number, "merge", new { into = pair.First.Number })),
            Task.Run(() => (other ?? office).AsksAsync(office.Community, pair.First.Number, "withdraw")),
            Task.Run(() => WatchesAsync(office)),
            Task.Run(() => WatchesAsync(other ?? office)),
        ]));
        await WatchesAsync(office);

        Assert.That(
            (await Task.WhenAll(later.Select(NowAsync))).Select(order => order.Stage), Is.All.EqualTo("filed"), "nobody waits for nothing");
        Assert.That(await UnfollowedAsync(), Is.Zero);
    }

    [Test]
    public async Task Comes_back_once_when_it_is_separated_and_its_order_withdrawn_at_the_same_moment()
    {
        await using var other = engine == "postgres" ? await AnotherAsync() : null;
        var leads = await Task.WhenAll(Enumerable.Range(0, 40).Select(n => office.FilesAsync($"先报 {n}")));
        time.Advance(TimeSpan.FromMinutes(1));
        var merged = await Task.WhenAll(leads.Select(async lead => await office.TakesAsync(
            office.Secretariat, await office.FilesAsync("又报"), "merge", new { into = lead.Number })));

        var separations = await Task.WhenAll(leads.Zip(merged).Select(async pair =>
        {
            var withdrawing = Task.Run(() => (other ?? office).AsksAsync(office.Community, pair.First.Number, "withdraw"));
            var watching = Task.Run(() => WatchesAsync(other ?? office));
            var separating = await Task.Run(() => office.AsksAsync(office.Secretariat, pair.Second.Number, "separate"));
            Assert.That((await withdrawing).Refusal, Is.Null);
            await watching;
            return separating.Refusal?.Code;
        }));
        await WatchesAsync(office);

        Assert.That(separations.Distinct(), Is.SubsetOf((string?[])[null, "ended", "wrong-stage"]));
        foreach (var (order, refusal) in merged.Zip(separations))
        {
            var back = (await HistoryList.FindAsync(office.Database, order.Id)).Where(taken => taken.From == "merged" && taken.HasMoved);
            Assert.That(back.Select(taken => taken.Step.Name), Is.EqualTo((string[])[refusal is null ? "separate" : "follow"]));
        }
    }

    [Test]
    public async Task Follows_once_when_two_servers_watch()
    {
        var lead = await office.FilesAsync("先报");
        var merged = new List<Order>();
        for (var n = 0; n < 50; n++)
            merged.Add(await MergesAsync(lead, $"又报 {n}"));
        await using var other = await AnotherAsync();
        await office.TakesAsync(office.Community, await NowAsync(lead), "withdraw");

        await Task.WhenAll(Enumerable.Range(0, 8).Select(n => Task.Run(() => WatchesAsync(n % 2 == 0 ? office : other))));
        await WatchesAsync(office);

        foreach (var order in merged)
            Assert.That((await FollowedAsync(order)).Count, Is.EqualTo(1));
        Assert.That(await UnfollowedAsync(), Is.Zero);
    }

    [Test]
    public async Task Waits_for_the_watch_as_long_as_it_was_not_looked_at()
    {
        var lead = await office.FilesAsync("先报");
        await MergesAsync(lead);
        await WatchesAsync(office);
        Assert.That(await Watch.WaitingAsync(office.Database, time.GetUtcNow()), Is.Null);

        await office.TakesAsync(office.Community, lead, "withdraw");

        Assert.That((await Watch.WaitingAsync(office.Database, time.GetUtcNow()))?.Count, Is.EqualTo(1));
        await WatchesAsync(office);
        Assert.That(await Watch.WaitingAsync(office.Database, time.GetUtcNow()), Is.Null);
    }

    [Test]
    public async Task And_left_behind_by_a_version_before_comes_back_once_a_server_starts()
    {
        var (given, done) = (await office.FilesAsync("先报"), await office.FilesAsync("也先报"));
        var (lost, served) = (await MergesAsync(given), await MergesAsync(done));
        await office.TakesAsync(office.Community, given, "withdraw");
        await CloseAsync(done);
        await using (var connection = await office.Database.ConnectAsync())
            await connection.ExecuteAsync("delete from unfollowed");
        Assert.That(await WatchesAsync(office), Is.Zero, "nothing is noted");

        Watch started = new(office.Database, office.Desk, office.Alliances, office.Workflows, time, NullLogger<Watch>.Instance);
        Assert.That(await started.RunOnceAsync(), Is.EqualTo(1));

        Assert.That((await NowAsync(lost)).Stage, Is.EqualTo("filed"));
        Assert.That(await FollowedAsync(served), Is.Empty, "what was seen to before is not told again");
    }

    [Test]
    public async Task Is_found_in_a_database_that_had_later_scripts_before()
    {
        await using (var connection = await office.Database.ConnectAsync())
        {
            await connection.ExecuteAsync("drop table unfollowed; drop index orders_merged_into");
            await connection.ExecuteAsync("delete from schemaversions where scriptname like '%.011_mergers.sql'");
        }

        await office.Database.MigrateAsync();

        Assert.That(await UnfollowedAsync(), Is.Zero);
    }

    [Test]
    public async Task Is_found_by_its_index()
    {
        await using var connection = await office.Database.ConnectAsync();
        const string Sql = """
            select id from orders as merged
             where merged.state ->> 'mergedInto' = 'SY-1' and merged.desk is null and merged.state ->> 'mergedInto' is not null
            """;
        if (engine == "postgres")
            await connection.ExecuteAsync("set enable_seqscan = off");
        var plan = engine == "postgres"
            ? string.Join('\n', await connection.QueryAsync<string>($"explain {Sql}"))
            : string.Join('\n', (await connection.QueryAsync($"explain query plan {Sql}")).Select(row => (string)row.detail));

        Assert.That(plan, Does.Contain("orders_merged_into"));
    }

    async Task<Order> CloseAsync(Order order)
    {
        await office.TakesAsync(office.Secretariat, order, "accept");
        await office.TakesAsync(office.Chair, order, "assign", new { lead = "chengguan" });
        await office.TakesAsync(office.Member("chengguan"), order, "claim");
        await office.TakesAsync(office.Member("chengguan"), order, "resolve", new { note = "已办" });
        return await office.TakesAsync(office.Community, order, "confirm");
    }
}
