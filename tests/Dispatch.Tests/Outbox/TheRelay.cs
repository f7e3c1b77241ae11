using Dapper;
using Dispatch.Outbox;
using Dispatch.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace Dispatch.Tests.Outbox;

[TestFixture("sqlite")]
[TestFixture("postgres")]
public sealed class TheRelay(string engine)
{
    readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 11, 23, 2, 0, 0, TimeSpan.Zero));
    readonly List<OutboxMessage> published = [];
    Office office = null!;

    [SetUp]
    public async Task OpenAsync()
    {
        published.Clear();
        office = await Office.OpenAsync(engine, time);
    }

    [TearDown]
    public async Task CloseAsync() => await office.DisposeAsync();

    OutboxRelay Relay(Publish? publish = null, TimeProvider? clock = null) => new(office.Database, publish ?? Record, clock ?? time);

    /// <summary>All that is written of leases is so much older: leases go by the database's clock, which no test can move.</summary>
    async Task LeasesAgeAsync(TimeSpan by)
    {
        var seconds = -(int)by.TotalSeconds;
        string Aged(string column) => engine == "postgres"
            ? $"{column} + interval '{seconds} seconds'"
            : $"strftime('%Y-%m-%dT%H:%M:%f000Z', {column}, '{seconds:+0;-0} seconds')";
        await using var connection = await office.Database.ConnectAsync();
        await connection.ExecuteAsync($"update partitions set leased_until = {Aged("leased_until")} where relay is not null");
        await connection.ExecuteAsync($"update relays set seen_at = {Aged("seen_at")}");
    }

    Task Record(IReadOnlyList<OutboxMessage> messages, CancellationToken cancel)
    {
        published.AddRange(messages);
        return Task.CompletedTask;
    }

    [Test]
    public async Task What_waits_for_each_part_of_the_house_can_be_seen()
    {
        await office.ClosesAsync("噪音");

        Assert.That((await OutboxStore.WaitingAsync(office.Database))?.Count, Is.EqualTo(6));
        Assert.That((await Dispatch.Reports.OutcomeCount.WaitingAsync(office.Database))?.Count, Is.GreaterThan(0));
        Assert.That(
            (await Dispatch.Watching.Watch.WaitingAsync(office.Database, time.GetUtcNow()))?.Count, Is.EqualTo(1),
            "it looks whether anything was merged into the order that ended");
    }

    [Test]
    public async Task The_relay_publishes_each_step_once_and_in_sequence()
    {
        for (var n = 0; n < 10; n++)
            await office.ClosesAsync($"噪音 {n}");
        var relay = Relay();

        while (await relay.RunOnceAsync() > 0) { }

        Assert.That(published, Has.Count.EqualTo(60));
        foreach (var order in published.GroupBy(message => message.OrderId))
            Assert.That(order.Select(message => message.Sequence), Is.EqualTo((int[])[1, 2, 3, 4, 5, 6]));
        var report = await office.VerifyAsync();
        Assert.That((report.Published, report.Waiting, report.Differences.Count), Is.EqualTo((60L, 0L, 0)));
    }

    [Test]
    public async Task The_relay_keeps_what_the_bus_did_not_accept()
    {
        await office.FilesAsync("噪音");
        var broken = Relay((_, _) => throw new InvalidOperationException("the bus is down"));

        Assert.That(() => broken.RunOnceAsync(), Throws.InvalidOperationException);
        Assert.That((await office.VerifyAsync()).Waiting, Is.EqualTo(1));

        var sent = 0;
        var repaired = Relay();
        await broken.LeaveAsync();
        sent += await repaired.RunOnceAsync();
        Assert.That(sent, Is.EqualTo(1));
    }

    [Test]
    public async Task The_partitions_of_a_dead_relay_are_free_once_its_lease_ends()
    {
        await office.FilesAsync("噪音");
        var dead = Relay((_, _) => throw new InvalidOperationException("killed while publishing"));
        Assert.That(() => dead.RunOnceAsync(), Throws.InvalidOperationException);
        var successor = Relay();

        Assert.That(await successor.RunOnceAsync(), Is.Zero, "the dead relay still holds every partition");

        await LeasesAgeAsync(OutboxRelay.Lease);
        time.Advance(OutboxRelay.Renewal);
        Assert.That(await successor.RunOnceAsync(), Is.EqualTo(1));
    }

    [Test]
    public async Task A_relay_marks_nothing_in_partitions_that_another_took_over()
    {
        await office.FilesAsync("噪音");
        var successor = Relay((_, _) => throw new InvalidOperationException("the bus is down"));
        var slow = Relay(async (messages, _) =>
        {
            await LeasesAgeAsync(OutboxRelay.Lease);
            Assert.That(() => successor.RunOnceAsync(), Throws.InvalidOperationException);
            await Record(messages, default);
        });

        await slow.RunOnceAsync();

        var report = await office.VerifyAsync();
        Assert.That((report.Published, report.Waiting), Is.EqualTo((0, 1)), "whoever holds the partition now sends it again");
        Assert.That(report.Differences, Is.Empty);
    }

    [Test]
    public async Task A_relay_marks_what_nobody_took_over_however_slow_the_bus_was()
    {
        await office.FilesAsync("噪音");
        var slow = Relay(async (messages, _) =>
        {
            await LeasesAgeAsync(10 * OutboxRelay.Lease);
            await Record(messages, default);
        });

        await slow.RunOnceAsync();

        Assert.That((await office.VerifyAsync()).Waiting, Is.Zero, "otherwise it would be sent again and again");
    }

    [Test]
    public async Task Relays_share_the_partitions_and_give_them_back_when_they_leave()
    {
        for (var n = 0; n < 40; n++)
            await office.FilesAsync($"噪音 {n}");
        List<OutboxMessage> byFirst = [], bySecond = [];
        var first = Relay((messages, _) => { byFirst.AddRange(messages); return Task.CompletedTask; });
        var second = Relay((messages, _) => { bySecond.AddRange(messages); return Task.CompletedTask; });
        var everything = await first.RunOnceAsync();
        Assert.That(everything, Is.EqualTo(40), "alone it holds every partition");

        await second.RunOnceAsync(); // says that it is there
        time.Advance(OutboxRelay.Renewal);
        await first.RunOnceAsync(); // gives half away
        time.Advance(OutboxRelay.Renewal);
        for (var n = 0; n < 40; n++)
            await office.FilesAsync($"更多 {n}");
        byFirst.Clear();
        await second.RunOnceAsync();
        await first.RunOnceAsync();

        Assert.That(byFirst, Is.Not.Empty);
        Assert.That(bySecond, Is.Not.Empty);
        Assert.That(byFirst.Concat(bySecond).Select(message => message.EventId), Is.Unique.And.Exactly(40).Items);
        Assert.That(byFirst.Select(message => message.Partition).Intersect(bySecond.Select(message => message.Partition)), Is.Empty);

        await first.LeaveAsync();
        time.Advance(OutboxRelay.Renewal);
        for (var n = 0; n < 40; n++)
            await office.FilesAsync($"还有 {n}");
        Assert.That(await second.RunOnceAsync(), Is.EqualTo(40));
    }

    [Test]
    public async Task Relays_on_machines_whose_clocks_differ_repeat_nothing()
    {
        FakeTimeProvider behind = new(time.GetUtcNow() - TimeSpan.FromMinutes(10));
        FakeTimeProvider ahead = new(time.GetUtcNow() + TimeSpan.FromMinutes(10));
        OutboxRelay[] relays = [Relay(clock: behind), Relay(clock: ahead)];

        for (var n = 0; n < 6; n++)
        {
            for (var order = 0; order < 20; order++)
                await office.FilesAsync($"噪音 {n} {order}");
            foreach (var relay in relays)
                await relay.RunOnceAsync();
            behind.Advance(OutboxRelay.Renewal);
            ahead.Advance(OutboxRelay.Renewal);
        }

        foreach (var relay in relays)
            while (await relay.RunOnceAsync() > 0) { }
        Assert.That(published.Select(message => message.EventId), Is.Unique.And.Exactly(120).Items);
    }

    [Test]
    public async Task A_relay_does_not_wait_for_a_lease_that_ends_later_than_any_can()
    {
        await office.FilesAsync("噪音");
        var dead = Relay((_, _) => throw new InvalidOperationException("killed while publishing"));
        Assert.That(() => dead.RunOnceAsync(), Throws.InvalidOperationException);
        await LeasesAgeAsync(-TimeSpan.FromMinutes(10)); // the database's clock was put back

        Assert.That(await Relay().RunOnceAsync(), Is.EqualTo(1));
    }

    [Test]
    public async Task A_relay_renews_its_leases_after_the_clock_of_its_machine_was_put_back()
    {
        ClockThatWasPutBack clock = new(time);
        var relay = Relay(clock: clock);
        await relay.RunOnceAsync();
        await LeasesAgeAsync(TimeSpan.FromSeconds(5));
        clock.By = TimeSpan.FromMinutes(10);
        time.Advance(OutboxRelay.Renewal);

        await relay.RunOnceAsync();
        await LeasesAgeAsync(TimeSpan.FromSeconds(5));
        await office.FilesAsync("噪音");

        Assert.That(await Relay().RunOnceAsync(), Is.Zero, "the first still holds every partition");
    }

    /// <summary>Shows another time of day from some moment on; what has passed in between is told rightly all the same.</summary>
    sealed class ClockThatWasPutBack(TimeProvider clock) : TimeProvider
    {
        public TimeSpan By { get; set; }
        public override DateTimeOffset GetUtcNow() => clock.GetUtcNow() - By;
        public override long GetTimestamp() => clock.GetTimestamp();
        public override long TimestampFrequency => clock.TimestampFrequency;
    }

    [Test]
    public async Task The_outbox_knows_when_its_oldest_step_was_written()
    {
        Assert.That(await OutboxStore.OldestAsync(office.Database), Is.Null);

        await office.FilesAsync("噪音");

        Assert.That(await OutboxStore.OldestAsync(office.Database), Is.EqualTo(time.GetUtcNow()));
    }
}
