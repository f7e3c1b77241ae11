using System.Security.Cryptography;
using System.Text;
using Dapper;
using Dispatch.Accounts;
using Dispatch.Alliances;
using Dispatch.Calendars;
using Dispatch.Orders;
using Dispatch.Orders.Steps;
using Dispatch.Replays;
using Dispatch.Storage;
using Dispatch.Tests.Support;
using Dispatch.Watching;
using Dispatch.Workflows;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using NodaTime;

namespace Dispatch.Tests.Replays;

/// <summary>Orders that went through the real desk and watch, at times that the tests set, replayed from the real databases.</summary>
[TestFixture("sqlite")]
[TestFixture("postgres")]
public sealed class TheComparison(string engine)
{
    static readonly LocalDate First = new(2026, 11, 23);

    FakeTimeProvider time = null!;
    Office office = null!;
    Watch watch = null!;

    [SetUp]
    public async Task OpenAsync()
    {
        time = new FakeTimeProvider(Situations.Monday); // 09:00 in Putian
        office = await Office.OpenAsync(engine, time);
        watch = new Watch(office.Database, office.Desk, office.Alliances, office.Workflows, time, NullLogger<Watch>.Instance);
    }

    [TearDown]
    public async Task CloseAsync() => await office.DisposeAsync();

    /// <summary>People do one thing or another, by the seed; the watch is there at the very instant at which something is due.</summary>
    [TestCase(1)]
    [TestCase(2)]
    [TestCase(3)]
    public async Task A_comparison_under_the_same_rules_finds_the_recorded_notices_twice(int seed)
    {
        await LiveAsync(new Random(seed), orders: 25, steps: 300);

        List<ComparedOrder> compared = [];
        var report = await CompareAsync(new OtherRules(Renamed(Situations.MerchantOrder), Situations.China, null), compared.Add);

        Assert.That((report.Orders, report.Differing, report.RecordedDiverged, report.OtherDiverged), Is.EqualTo((25, 0, 0, 0)));
        Assert.That(report.Holders.Select(holder => holder.Recorded), Is.EqualTo(report.Holders.Select(holder => holder.Other)));
        Assert.That(report.Recorded.Breached, Is.Positive);
        foreach (var order in compared)
        {
            var stored = (await OrderList.FindAsync(office.Database, order.Number))!;
            Assert.That(order.Recorded.Notices.Select(Text), Is.EqualTo(await RecordedAsync(stored.Id)), order.Number);
            Assert.That(
                (order.Recorded.Order.Stage, order.Recorded.Order.Clocks.All.Count, order.Recorded.Order.State.Level),
                Is.EqualTo((stored.Stage, stored.Clocks.All.Count, stored.State.Level)), order.Number);
        }
    }

    [Test]
    public async Task A_comparison_counts_notices_by_member_and_desk()
    {
        var order = await office.FilesAsync("噪音"); // whose work has two urgent hours
        await office.TakesAsync(office.Secretariat, order, "accept");
        await office.TakesAsync(office.Chair, order, "assign", new { lead = "chengguan" });
        time.Advance(TimeSpan.FromHours(1));
        await office.TakesAsync(office.Member("chengguan"), order, "claim");
        await office.TakesAsync(office.Member("chengguan"), order, "resolve", new { note = "喇叭已收走" });
        await office.TakesAsync(office.Community, order, "confirm");
        await office.FilesAsync("喇叭");
        time.Advance(TimeSpan.FromHours(4.5)); // over lunch
        var strict = new Dictionary<string, CategoryLimits> { ["0128"] = new(Limit.Read("30 urgent minutes"), null, null) };

        List<ComparedOrder> compared = [];
        var report = await CompareAsync(new OtherRules(null, null, strict), compared.Add);

        Assert.That(
            report.Holders.Select(counts => (counts.Holder.Member ?? counts.Holder.Desk, counts.Recorded, counts.Other)),
            Is.EqualTo(((string, NoticeCounts, NoticeCounts)[])
            [
                ("secretariat", new NoticeCounts(1, 1, 1, 0), new NoticeCounts(1, 1, 1, 0)),
                ("chengguan", default, new NoticeCounts(1, 1, 1, 0)),
            ]));
        Assert.That((report.Orders, report.Differing), Is.EqualTo((2, 1)));
        var differing = compared.Single(one => one.Differs);
        Assert.That(
            differing.Differences.Select(difference => (difference.IsOther, Text(difference.Notice))),
            Is.EqualTo(((bool, string)[])
                [(true, "warn work "), (true, "breach work "), (true, "escalate work secretariat")]));
    }

    [Test]
    public async Task A_comparison_takes_only_orders_of_its_days_and_its_workflow()
    {
        time.SetUtcNow(new DateTimeOffset(2026, 11, 23, 15, 59, 59, TimeSpan.Zero)); // the last second of Monday in Putian
        await office.FilesAsync("周一");
        time.Advance(TimeSpan.FromSeconds(1));
        await office.FilesAsync("周二");
        var rules = new OtherRules(null, Situations.China, null);
        var posts = new OtherRules(Situations.VolunteerPost, null, null);

        Assert.That((await CompareAsync(rules, first: First, last: First)).Orders, Is.EqualTo(1));
        Assert.That((await CompareAsync(rules, first: First, last: First.PlusDays(1))).Orders, Is.EqualTo(2));
        Assert.That((await CompareAsync(rules, first: First.PlusDays(2), last: First.PlusDays(9))).Orders, Is.Zero);
        var left = await CompareAsync(posts, first: First, last: First.PlusDays(1));
        Assert.That((left.Orders, left.LeftAside), Is.EqualTo((0, 2)));
    }

    [Test]
    public async Task A_comparison_of_many_pages_reads_each_order_once()
    {
        await Task.WhenAll(Enumerable.Range(0, 2100).Select(n => office.FilesAsync($"噪音 {n}")));
        HashSet<string> numbers = [];

        var report = await CompareAsync(new OtherRules(null, Situations.China, null), order => numbers.Add(order.Number));

        Assert.That((report.Orders, numbers.Count), Is.EqualTo((2100, 2100)));
    }

    [Test]
    public async Task A_comparison_writes_nothing_and_runs_on_a_read_only_database()
    {
        await LiveAsync(new Random(4), orders: 10, steps: 60);
        var before = await ContentsAsync();

        await using var readOnly = Database.At(office.ConnectionString, readOnly: true);
        await Comparison.RunAsync(
            readOnly, new WorkflowLibrary(readOnly, time), await office.Alliances.AllAsync(),
            new OtherRules(AReplay.WithoutAPool(), null, null), First, First.PlusDays(30), time.GetUtcNow(), _ => { });

        Assert.That(await ContentsAsync(), Is.EqualTo(before));
        await using var connection = await readOnly.ConnectAsync();
        Assert.That(
            async () => await connection.ExecuteAsync("update orders set title = 'x'"),
            Throws.InstanceOf<System.Data.Common.DbException>().With.Message.Contains(engine == "sqlite" ? "readonly" : "read-only"));
    }

    async Task<ComparisonReport> CompareAsync(
        OtherRules rules, Action<ComparedOrder>? tell = null, LocalDate? first = null, LocalDate? last = null) =>
        await Comparison.RunAsync(
            office.Database, office.Workflows, await office.Alliances.AllAsync(), rules, first ?? First, last ?? First.PlusDays(60),
            time.GetUtcNow(), tell ?? (_ => { }));

    /// <summary>The same rules under another version.</summary>
    static Workflow Renamed(Workflow workflow) =>
        WorkflowFile.Read("same.yaml", workflow.Text.Replace("version: 3", "version: 9", StringComparison.Ordinal)).Workflow!;

    static string Text(Notice notice) => $"{notice.Step} {notice.Of} {notice.To}";

    /// <summary>The notices about an order, as its history has them.</summary>
    async Task<IReadOnlyList<string>> RecordedAsync(Guid order) =>
    [
        .. (await HistoryList.FindAsync(office.Database, order)).Where(taken => taken.Actor.Id == "clock" && taken.Step is not ResumeStep)
            .Select(taken => taken.Step switch
        {
            WarnStep warn => $"warn {warn.Of} ",
            BreachStep breach => $"breach {breach.Of} ",
            EscalateStep escalate => $"escalate {escalate.Of} {escalate.To}",
            _ => "lapse lapse ",
        }),
    ];

    async Task LiveAsync(Random random, int orders, int steps)
    {
        List<string> numbers = [];
        for (var step = 0; step < steps; step++)
        {
            await MoveToAsync(time.GetUtcNow() + TimeSpan.FromSeconds(random.Next(30, 3 * 3600)));
            if (numbers.Count < orders)
            {
                numbers.Add((await office.FilesAsync($"噪音 {step}")).Number);
                continue;
            }

            var number = numbers[random.Next(numbers.Count)];
            var (caller, name, input) = Move(random);
            await office.AsksAsync(caller, number, name, input); // refused as often as not
        }
    }

    /// <summary>Goes from one due step to the next, as a watch would that never pauses.</summary>
    async Task MoveToAsync(DateTimeOffset until)
    {
        await using var connection = await office.Database.ConnectAsync();
        const string NextSql = "select min(watch_at) from orders";
        while (await connection.ExecuteScalarAsync<object>(NextSql) is { } next and not DBNull && Read(next) is var at && at <= until)
        {
            // What is kept is cut to the microsecond.
            if (at.AddTicks(10) > time.GetUtcNow())
                time.SetUtcNow(at.AddTicks(10));
            while (await watch.RunOnceAsync() > 0) { }
        }

        if (until > time.GetUtcNow())
            time.SetUtcNow(until);
    }

    static DateTimeOffset Read(object stored) => stored is string text
        ? DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture)
        : new DateTimeOffset((DateTime)stored, TimeSpan.Zero);

    (Caller Caller, string Step, object? Input) Move(Random random)
    {
        var member = (string[])["chengguan", "paichusuo"];
        var one = member[random.Next(2)];
        var until = (time.GetUtcNow() + TimeSpan.FromHours(random.Next(1, 60))).ToString("O");
        return random.Next(16) switch
        {
            0 or 1 => (office.Secretariat, "accept", new { urgency = Urgency.All[random.Next(3)] }),
            2 => (office.Chair, "assign", new { lead = one, support = random.Next(2) == 0 ? null : (string[])["huanwei"] }),
            3 => (office.Chair, "assign", new { lead = one }),
            4 => (office.Chair, "offer", null),
            5 or 6 or 7 => (office.Member(one), "claim", null),
            8 => (office.Member(one), "return", new { reason = "不属本单位" }),
            9 or 10 => (office.Member(one), "resolve", new { note = "已办", reason = "协办另行处理" }),
            11 => (office.Community, random.Next(2) == 0 ? "confirm" : "reopen", random.Next(2) == 0 ? null : new { reason = "仍有噪音" }),
            12 => (office.Secretariat, "suspend", new { until, reason = "等待材料" }),
            13 => (office.Secretariat, "resume", null),
            14 => (office.Member(one), "extend", new { reason = "等待材料" }),
            _ => (office.Secretariat, random.Next(2) == 0 ? "grant" : "comment", random.Next(2) == 0 ? null : new { text = "请抓紧" }),
        };
    }

    /// <summary>Every table with the number of its rows and the hash of what is in them.</summary>
    async Task<IReadOnlyList<string>> ContentsAsync()
    {
        await using var connection = await office.Database.ConnectAsync();
        var tables = await connection.QueryAsync<string>(engine == "sqlite"
            ? "select name from sqlite_master where type = 'table' order by name"
            : "select table_name from information_schema.tables where table_schema = 'public' order by table_name");
        List<string> contents = [];
        foreach (var table in tables)
        {
            var rows = (await connection.QueryAsync($"select * from {table}"))
                .Select(row => string.Join('|', ((IDictionary<string, object?>)row).Values)).Order(StringComparer.Ordinal).ToList();
            contents.Add($"{table} {rows.Count} {Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', rows))))}");
        }

        return contents;
    }
}
