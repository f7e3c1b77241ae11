using Dapper;
using Dispatch.Language;
using Dispatch.Orders;
using Dispatch.Reports;
using Dispatch.Storage;
using Dispatch.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using static Dispatch.Tests.Support.Situations;

namespace Dispatch.Tests.Reports;

/// <summary>What keeps the reports up with the history.</summary>
[TestFixture("sqlite")]
[TestFixture("postgres")]
public sealed class TheCount(string engine)
{
    static readonly Period November = Period.Month(2026, 11);

    FakeTimeProvider time = null!;
    Office office = null!;

    [SetUp]
    public async Task Opens()
    {
        time = new FakeTimeProvider(Monday);
        office = await Office.OpenAsync(engine, time);
    }

    [TearDown]
    public async Task Closes() => await office.DisposeAsync();

    OutcomeCount Count => Of(office);

    OutcomeCount Of(Office server) => new(server.Database, server.Alliances, time, NullLogger<OutcomeCount>.Instance);

    async Task<int> CountAsync(OutcomeCount? count = null)
    {
        var steps = 0;
        for (var more = -1; more != 0; steps += more)
            more = await (count ?? Count).RunOnceAsync();
        return steps;
    }

    Task<Report> ReportAsync(string dimension = Dimension.Member, Period? period = null) =>
        ReportList.FindAsync(office.Database, Office.Alliance, dimension, period ?? November, time.GetUtcNow());

    Task<RecountReport> RecountAsync() => Recount.RunAsync(office.Database, office.Alliances);

    [Test]
    public async Task An_order_comes_into_the_report_of_its_month()
    {
        await office.ClosesAsync("夜市喇叭");

        Assert.That(await CountAsync(), Is.EqualTo(6), "six steps");

        var report = await ReportAsync();
        Assert.That(report.Total[Measures.OnTime].ToString(), Is.EqualTo("on-time 1/1"));
        Assert.That(report.Find("chengguan")![Measures.Satisfaction].Rate, Is.EqualTo(1));
        Assert.That(report.Rows.Select(row => row.Key), Is.EqualTo((string[])["chengguan"]));
        Assert.That((await ReportAsync(Dimension.Alliance)).Rows, Is.Empty, "the alliance is the total");
        Assert.That(
            (await ReportAsync(period: Period.Month(2026, 10))).Total.Figures.Select(figure => figure.Rate),
            Has.All.Null,
            "nothing is not all");
        Assert.That(
            (await ReportAsync(period: new Period(November.First.PlusDays(22), November.First.PlusDays(22)))).Total[Measures.Closed].Asked,
            Is.EqualTo(1),
            "of a day");
    }

    [Test]
    public async Task Counting_an_order_again_changes_nothing()
    {
        await office.ClosesAsync("夜市喇叭");
        await CountAsync();
        var before = await ReportAsync();

        await Count.BeginAgainAsync();

        Assert.That(await CountAsync(), Is.EqualTo(1));
        Assert.That((await ReportAsync()).Total.Figures, Is.EqualTo(before.Total.Figures));
    }

    [Test]
    public async Task Two_servers_count_no_order_twice()
    {
        await using var other = await office.OpenAnotherAsync();
        await Task.WhenAll(Enumerable.Range(0, 40).Select(n => office.ClosesAsync($"喇叭 {n}")));
        OutcomeCount[] counts = [Count, Count, Of(other), Of(other)];

        await Task.WhenAll(counts.Select(count => Task.Run(() => CountAsync(count))));
        await CountAsync();

        Assert.That((await ReportAsync()).Total[Measures.Closed].ToString(), Is.EqualTo("closed 40/40"));
        Assert.That((await RecountAsync()).Differences, Is.Empty);
    }

    [Test]
    public async Task A_count_writes_nothing_when_another_server_was_quicker()
    {
        await office.ClosesAsync("喇叭");
        await using var connection = await office.Database.ConnectAsync();
        var next = await OutcomeList.UncountedAsync(connection, 100, CancellationToken.None);
        await CountAsync();
        OutcomeSums sums = new();
        sums.Add(new SumKey(Office.Alliance, "2026-11", Dimension.Alliance, "", Measures.OnTime.Name, 0), new Sum(1, 1, 0));

        List<long> positions = [.. next.Select(step => step.Position)];
        var saved = await OutcomeStore.SaveAsync(
            office.Database, connection, new Counted(positions, [], [], [], sums, new Dictionary<Guid, string>()), Monday, default);

        Assert.That(saved, Is.False);
        Assert.That((await ReportAsync()).Total[Measures.OnTime].Asked, Is.EqualTo(1));
    }

    [Test]
    public async Task An_order_that_cannot_be_counted_holds_up_no_other()
    {
        var unknown = await office.FilesAsync("后来版本的动作");
        await TakesAnUnknownStepAsync(unknown);
        await office.ClosesAsync("喇叭");
        var count = Count;

        await CountAsync(count);

        Assert.That((await ReportAsync()).Total[Measures.OnTime].Asked, Is.EqualTo(1));
        Assert.That(await OutcomeCount.CountSetAsideAsync(office.Database), Is.EqualTo(1));
        var recount = await RecountAsync();
        Assert.That(recount.Differences.Single(), Does.StartWith($"Order {unknown.Id} cannot be counted: KeyNotFoundException"));
        Assert.That(recount.Waiting, Is.Zero);
        Assert.That(await CountAsync(count), Is.Zero, "it is not tried again and again");
    }

    [Test]
    public async Task An_order_that_was_set_aside_is_tried_again_within_an_hour()
    {
        var order = await office.ClosesAsync("喇叭");
        var count = Count;
        await count.RunOnceAsync();
        await using (var connection = await office.Database.ConnectAsync())
        {
            await connection.ExecuteAsync("delete from uncounted");
            await connection.ExecuteAsync(
                "insert into uncountable (order_id, at, reason) values (@id, @at, 'unknown step')", new { id = order.Id, at = Monday });
        }

        Assert.That(await CountAsync(count), Is.Zero);
        time.Advance(TimeSpan.FromHours(1));

        Assert.That(await CountAsync(count), Is.EqualTo(1));
        Assert.That(await OutcomeCount.CountSetAsideAsync(office.Database), Is.Zero);
        Assert.That((await RecountAsync()).Differences, Is.Empty);
    }

    [Test]
    public async Task An_order_that_was_set_aside_is_tried_by_a_server_that_starts()
    {
        var order = await office.FilesAsync("后来版本的动作");
        await TakesAnUnknownStepAsync(order);
        await CountAsync(Count);
        var later = Count;

        Assert.That(await later.RunOnceAsync(), Is.EqualTo(1));
        Assert.That(await OutcomeCount.CountSetAsideAsync(office.Database), Is.EqualTo(1), "it knows the step no better");
    }

    /// <summary>As a later version of the program may.</summary>
    async Task TakesAnUnknownStepAsync(Order order)
    {
        await using var connection = await office.Database.ConnectAsync();
        await connection.ExecuteAsync(
            """
            insert into history (order_id, sequence, id, step, from_stage, to_stage, desk, actor_id, actor_name, at, input)
            values (@id, 2, @event, 'bless', 'filed', 'filed', 'secretariat', 'su', '苏秘书', @at, '{}')
            """,
            new { id = order.Id, @event = Guid.CreateVersion7(), at = time.GetUtcNow() });
        await connection.ExecuteAsync("insert into uncounted (order_id) values (@id)", new { id = order.Id });
    }

    [Test]
    public async Task A_recount_reads_as_of_the_moment_of_its_snapshot()
    {
        await office.ClosesAsync("之前");
        await CountAsync();
        await using var connection = await office.Database.ConnectAsync();
        await using var snapshot = await Database.SnapshotAsync(connection);
        var orders = await Verification.RunAsync(office.Database, connection, snapshot, office.Workflows, default);

        await office.ClosesAsync("之后");
        await CountAsync();
        var recount = await Recount.RunAsync(office.Database, connection, snapshot, office.Alliances, default);

        Assert.That((orders.Orders, orders.Differences, recount.Differences), Is.EqualTo((1L, Array.Empty<string>(), Array.Empty<string>())));
        Assert.That(recount.Outcomes, Is.LessThan((await RecountAsync()).Outcomes));
    }

    [Test]
    public async Task Reopening_an_order_corrects_the_sums()
    {
        var order = await office.ClosesAsync("喇叭");
        await CountAsync();
        Assert.That((await ReportAsync()).Total[Measures.Resolution].ToString(), Is.EqualTo("resolution 1/1"));

        time.Advance(TimeSpan.FromHours(3));
        await office.TakesAsync(office.Community, order, "reopen", new { reason = "又响了" });
        await CountAsync();

        Assert.That((await ReportAsync()).Total[Measures.Resolution].ToString(), Is.EqualTo("resolution 0/1"));
        Assert.That((await ReportAsync()).Total[Measures.Closed].Asked, Is.Zero);
        Assert.That((await RecountAsync()).Differences, Is.Empty);
    }

    [Test]
    public async Task An_overdue_order_shows_in_the_report_without_a_further_step()
    {
        var order = await office.FilesAsync("喇叭");
        await office.TakesAsync(office.Secretariat, order, "accept");
        await office.TakesAsync(office.Chair, order, "assign", new { lead = "huanwei" });
        await CountAsync();
        Assert.That((await ReportAsync()).Find("huanwei")?[Measures.Response].Asked ?? 0, Is.Zero);

        time.Advance(TimeSpan.FromDays(1));

        var report = await ReportAsync();
        Assert.That(report.Find("huanwei")![Measures.Response].ToString(), Is.EqualTo("response 0/1"));
        OutcomeFilter missed = new(Office.Alliance, November, Dimension.Member, "huanwei", Measures.Response, null, Share.Missed);
        var behind = await CountedOrderList.PageAsync(office.Database, missed, time.GetUtcNow(), null, 10);
        Assert.That(behind.Select(counted => counted.Number), Is.EqualTo((string[])[order.Number]));
        Assert.That(behind[0].Due, Is.Not.Null);
    }

    [Test]
    public async Task The_orders_behind_a_figure_are_read_page_by_page()
    {
        for (var n = 0; n < 7; n++)
            await office.ClosesAsync($"喇叭 {n}");
        await CountAsync();
        OutcomeFilter filter = new(Office.Alliance, November, Dimension.Category, "0128", Measures.Satisfaction, null, Share.Met);

        List<string> numbers = [];
        for (OutcomeKey? after = null; ;)
        {
            var page = await CountedOrderList.PageAsync(office.Database, filter, time.GetUtcNow(), after, 3);
            if (page.Count == 0)
                break;
            numbers.AddRange(page.Select(counted => counted.Number));
            after = OutcomeKey.Read(OutcomeKey.Of(page[^1]).Text);
        }

        Assert.That(numbers, Has.Count.EqualTo(7).And.Unique);
        Assert.That(
            await CountedOrderList.PageAsync(office.Database, filter with { Of = Share.Missed }, time.GetUtcNow(), null, 10),
            Is.Empty);
        Assert.That(
            await CountedOrderList.PageAsync(
                office.Database, filter with { Measure = null, Stage = "claimed", Of = Share.All }, time.GetUtcNow(), null, 10),
            Has.Count.EqualTo(7));
    }

    [TestCase(
        "update outcome_sums set met = met - 1 where dimension = 'member' and measure = 'on-time' and period = '2026-11'",
        "The sum on-time")]
    [TestCase("delete from outcome_sums where measure = 'closed' and dimension = 'alliance'", "is missing")]
    [TestCase(
        "insert into outcome_sums values ('shuiyuncheng', '2026-11', 'member', 'huanwei', 'on-time', 0, 9, 9, 0)",
        "should be 0 of 0")]
    [TestCase("update outcomes set met = 0 where kind = 'work'", "its history makes other outcomes")]
    [TestCase("delete from outcomes where kind = 'end'", "its history makes other outcomes")]
    public async Task A_recount_finds_tampering(string tampering, string sentence)
    {
        await office.ClosesAsync("喇叭");
        await CountAsync();
        Assert.That((await RecountAsync()).Differences, Is.Empty);

        await using (var connection = await office.Database.ConnectAsync())
            await connection.ExecuteAsync(tampering);

        Assert.That((await RecountAsync()).Differences, Has.Some.Contains(sentence));
    }

    [Test]
    public async Task A_recount_says_nothing_of_orders_still_to_be_counted()
    {
        await office.ClosesAsync("喇叭");

        var recount = await RecountAsync();

        Assert.That((recount.Waiting, recount.Differences.Count), Is.EqualTo((1, 0)));
    }

    [Test]
    public async Task The_charter_of_a_day_is_the_newest_that_was_in_force()
    {
        CharterReading Version(int version, string since) =>
            CharterFile.Parse("charter.yaml", $$"""
                charter: shuiyuncheng
                version: {{version}}
                since: {{since}}
                title: { zh: 章程, en: Charter }
                score: { on-time: 100 }
                """);
        await CharterStore.KeepAsync(office.Database, Version(1, "2026-01-01"), Monday);
        await CharterStore.KeepAsync(office.Database, Version(1, "2026-01-01"), Monday);
        await CharterStore.KeepAsync(office.Database, Version(2, "2026-12-01"), Monday);

        Assert.That((await CharterList.InForceAsync(office.Database, Office.Alliance, new(2026, 11, 30))).Version, Is.EqualTo(1));
        Assert.That((await CharterList.InForceAsync(office.Database, Office.Alliance, new(2026, 12, 31))).Version, Is.EqualTo(2));
        Assert.That(
            (await CharterList.InForceAsync(office.Database, Office.Alliance, new(2025, 12, 31))).Alliance,
            Is.EqualTo(Charter.Default));
        Assert.That(
            () => CharterStore.KeepAsync(office.Database, Version(1, "2026-02-01"), Monday),
            Throws.TypeOf<UserErrorException>().With.Message.Contains("needs a new version"));
    }
}
