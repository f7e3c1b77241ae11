using System.Diagnostics;
using Dapper;
using Dispatch.Reports;
using Dispatch.Tests.Support;
using Npgsql;
using NpgsqlTypes;

namespace Dispatch.Benchmarks;

/// <summary>The cost of a month's report of an alliance with many closed orders, beside a recount of the month by SQL.</summary>
/// <remarks>The orders are laid over a year; a few in a hundred are late, given back, reopened or still open.</remarks>
static class ReportsBenchmark
{
    const int Times = 200;
    static readonly Period Month = Period.Month(2025, 6);
    static readonly DateTimeOffset Start = new(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);
    static readonly string[] Members = ["chengguan", "shichang", "jiaojing", "paichusuo", "huanwei", "xiaofang", "shengtai"];
    static readonly string[] Categories = ["0128", "0136", "0110", "0112", "0402", "0405"];
    static readonly (string Stage, int Usual)[] Stages =
        [("filed", 20), ("accepted", 15), ("assigned", 45), ("claimed", 300), ("resolved", 200)];

    public static async Task RunAsync(int size)
    {
        await using var office = await Office.OpenAsync("postgres");
        var since = Stopwatch.GetTimestamp();
        await FillAsync(office, size);
        Console.WriteLine(
            $"\nA month's report, PostgreSQL, {size} orders over a year; filled in {Stopwatch.GetElapsedTime(since).TotalSeconds:0} s");

        var now = Start.AddYears(2);
        foreach (var dimension in (string[])[Dimension.Alliance, Dimension.Member, Dimension.Category])
        {
            List<double> report = [];
            for (var time = 0; time < Times + 5; time++)
            {
                var start = Stopwatch.GetTimestamp();
                var found = await ReportList.FindAsync(office.Database, Office.Alliance, dimension, Month, now);
                if (time >= 5)
                    report.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
                if (time == 0)
                    Console.WriteLine($"  {dimension}: {found.Rows.Count} rows, {found.Total[Measures.OnTime]}");
            }

            Console.WriteLine($"  {dimension,-9} p50 {At(report, 0.5):0.0} ms  p99 {At(report, 0.99):0.0} ms");
            if (dimension == Dimension.Member)
            {
                var (first, second) = (await NaiveAsync(office), await NaiveAsync(office));
                Console.WriteLine(
                    $"  the naive recount of four of its rates: {first:0} ms, {second / At(report, 0.5):0} times as long");
            }
        }
    }

    static double At(List<double> values, double share) => values.Order().ElementAt((int)(share * (values.Count - 1)));

    // By member: claimed in time, disposed in time, satisfied, done again. Clocks and suspensions are left out, which flatters it.
    const string NaiveSql = """
        select r.actor_member, count(*), count(*) filter (where c.at <= c.due), count(*) filter (where r.at <= r.due),
               count(*) filter (where (f.input ->> 'rating')::int >= 4), count(*) filter (where o.order_id is not null)
          from history r
          join history c on c.order_id = r.order_id and c.step = 'claim'
          left join history f on f.order_id = r.order_id and f.step = 'confirm'
          left join history o on o.order_id = r.order_id and o.step = 'reopen'
         where r.step = 'resolve'
           and r.at >= @first
           and r.at < @last
         group by r.actor_member
        """;

    static async Task<double> NaiveAsync(Office office)
    {
        await using var connection = await office.Database.ConnectAsync();
        var start = Stopwatch.GetTimestamp();
        await connection.QueryAsync(NaiveSql, new { first = Start.AddMonths(5), last = Start.AddMonths(6) }, commandTimeout: 300);
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    const string OrdersSql = """
        insert into orders (id, number, alliance, workflow, workflow_version, version, stage, desk, since, due, category, title, text,
                            place, filed_by, filed_at, state)
        select ('00000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 'SY-20250101-' || lpad(n::text, 7, '0'),
               'shuiyuncheng', 'merchant-order', 2, 6, 'closed', null, filed, '9999-12-31T23:59:59Z',
               '0128', '夜市喇叭太吵', '每晚八点到十二点,音响对着居民楼。', '延宁路 6 号', 'demo-community', filed,
               '{"assignments":[{"member":"chengguan","part":"lead","state":"done"}],"moves":{},"places":1,"urgency":"normal"}'
          from (select n, @start + n * (interval '1 year' / @size) as filed from generate_series(0, @size - 1) as n) as made
        """;

    const string HistorySql = """
        insert into history (order_id, sequence, id, step, from_stage, to_stage, desk, actor_id, actor_name, actor_member, at, due, input)
        select id, s.sequence, gen_random_uuid(), s.step, 'claimed', 'claimed', 'member', 'demo', '演示', 'chengguan',
               filed_at + s.sequence * interval '1 hour', filed_at + s.sequence * interval '1 hour',
               case s.step when 'confirm' then '{"rating":5}'::json else '{}'::json end
          from orders
         cross join (values (1, 'file'), (2, 'accept'), (3, 'assign'), (4, 'claim'), (5, 'resolve'), (6, 'confirm')) as s (sequence, step)
        """;

    const string CopyOutcomesSql = """
        copy outcomes (order_id, place, alliance, kind, day, member, chair, category, community, stage, minutes, asked, met, exempt, due)
        from stdin (format binary)
        """;

    static async Task FillAsync(Office office, int size)
    {
        await using var connection = (NpgsqlConnection)await office.Database.ConnectAsync();
        await connection.ExecuteAsync(OrdersSql, new { size, start = Start }, commandTimeout: 600);
        await connection.ExecuteAsync(HistorySql, commandTimeout: 600);

        OutcomeSums sums = new();
        await using (var rows = await connection.BeginBinaryImportAsync(
            CopyOutcomesSql))
        {
            for (var n = 0; n < size; n++)
            {
                foreach (var outcome in OutcomesOf(n, size))
                {
                    sums.Add(outcome, 1);
                    await WriteAsync(rows, outcome);
                }
            }

            await rows.CompleteAsync();
        }

        await using (var rows = await connection.BeginBinaryImportAsync(
            "copy outcome_sums (alliance, period, dimension, key, measure, bucket, counted, met, exempt) from stdin (format binary)"))
        {
            foreach (var (key, sum) in sums.All)
            {
                await rows.StartRowAsync();
                foreach (var text in (string[])[key.Alliance, key.Period, key.Dimension, key.Key, key.Measure])
                    await rows.WriteAsync(text, NpgsqlDbType.Text);
                await rows.WriteAsync(key.Bucket, NpgsqlDbType.Integer);
                foreach (var number in (long[])[sum.Counted, sum.Met, sum.Exempt])
                    await rows.WriteAsync(number, NpgsqlDbType.Bigint);
            }

            await rows.CompleteAsync();
        }

        await connection.ExecuteAsync("vacuum analyze", commandTimeout: 600);
    }

    static async Task WriteAsync(NpgsqlBinaryImporter rows, Outcome outcome)
    {
        await rows.StartRowAsync();
        await rows.WriteAsync(outcome.OrderId, NpgsqlDbType.Uuid);
        await rows.WriteAsync(outcome.Ordinal, NpgsqlDbType.Integer);
        string[] texts =
        [
            outcome.Alliance, outcome.Kind, outcome.Day, outcome.Member, outcome.Chair, outcome.Category, outcome.Community, outcome.Stage,
        ];
        foreach (var text in texts)
            await rows.WriteAsync(text, NpgsqlDbType.Text);
        if (outcome.Minutes is { } minutes)
            await rows.WriteAsync(minutes, NpgsqlDbType.Integer);
        else
            await rows.WriteNullAsync();
        await rows.WriteAsync(outcome.Asked, NpgsqlDbType.Integer);
        await rows.WriteAsync(outcome.Met, NpgsqlDbType.Integer);
        await rows.WriteAsync(outcome.Exempt, NpgsqlDbType.Boolean);
        if (outcome.Due is { } due)
            await rows.WriteAsync(due.UtcDateTime, NpgsqlDbType.TimestampTz);
        else
            await rows.WriteNullAsync();
    }

    static readonly int Dispatched = Measures.Response.Bit | Measures.Overdue.Bit | Measures.Return.Bit | Measures.Accuracy.Bit;
    static readonly int Worked =
        Measures.OnTime.Bit | Measures.Disposal.Bit | Measures.Backlog.Bit | Measures.Extension.Bit | Measures.Overdue.Bit;
    static readonly int Answered =
        Measures.Resolution.Bit | Measures.Satisfaction.Bit | Measures.Rework.Bit | Measures.Answered.Bit | Measures.Whole.Bit;

    static IEnumerable<Outcome> OutcomesOf(int n, int size)
    {
        var at = Start + (n * (TimeSpan.FromDays(365) / size));
        var (late, open) = (n % 17 == 0, n % 500 == 0);
        Outcome outcome = new()
        {
            OrderId = Guid.Parse($"00000000-0000-7000-8000-{n:x12}"),
            Ordinal = 0,
            Alliance = Office.Alliance,
            Kind = OutcomeKind.Dispatch,
            Day = $"{at:yyyy-MM-dd}",
            Member = Members[n % Members.Length],
            Chair = Members[at.Month % Members.Length],
            Category = Categories[n / 7 % Categories.Length],
            Community = n % 2 == 0 ? "lin-yuzhen" : "chen-zhiming",
            Asked = Dispatched,
            Met = late ? Measures.Overdue.Bit : Measures.Response.Bit | Measures.Accuracy.Bit,
        };
        yield return outcome;
        yield return outcome with
        {
            Ordinal = 1,
            Kind = OutcomeKind.Work,
            Asked = Worked,
            Met = late ? Measures.Overdue.Bit | Measures.Disposal.Bit : Measures.OnTime.Bit | Measures.Disposal.Bit,
            Due = open ? at : null,
        };
        yield return outcome with
        {
            Ordinal = 2,
            Kind = OutcomeKind.Cycle,
            Asked = Answered,
            Met = late ? Measures.Rework.Bit : Answered & ~Measures.Rework.Bit,
            Due = open ? at : null,
        };
        for (var stage = 0; stage < Stages.Length; stage++)
        {
            // From nothing to ten times the usual, most of it short.
            var share = (n * 7919L % 1000) / 1000.0;
            yield return outcome with
            {
                Ordinal = 3 + stage,
                Kind = OutcomeKind.Stay,
                Stage = Stages[stage].Stage,
                Minutes = (int)(Stages[stage].Usual * Math.Pow(10, (share * 2) - 1)),
                Asked = Measures.Overdue.Bit,
                Met = 0,
            };
        }

        if (!open)
            yield return outcome with { Ordinal = 8, Kind = OutcomeKind.End, Asked = Measures.Closed.Bit, Met = Measures.Closed.Bit };
    }
}
