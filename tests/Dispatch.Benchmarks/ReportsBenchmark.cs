using System.Diagnostics;
using Dapper;
using Dispatch.Reports;
using Dispatch.Tests.Support;
using Npgsql;

namespace Dispatch.Benchmarks;

/// <summary>The cost of a month's report of an alliance with many closed orders, beside a recount of the month by SQL.</summary>
/// <remarks>The orders are laid over a year; a few in a hundred are late, given back, reopened or still open.</remarks>
static class ReportsBenchmark
{
    const int Times = 200;
    static readonly Period Month = Period.Month(2025, 6);
    static readonly DateTimeOffset Start = new(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);

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

    const string OrdersSql = $$"""
        insert into orders (id, number, alliance, workflow, workflow_version, version, stage, desk, since, due, category, title, text,
                            place, filed_by, filed_at, state)
        select {{LaidOutcomes.IdSql}}, 'SY-20250101-' || lpad(n::text, 7, '0'),
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

    static async Task FillAsync(Office office, int size)
    {
        await using var connection = (NpgsqlConnection)await office.Database.ConnectAsync();
        await connection.ExecuteAsync(OrdersSql, new { size, start = Start }, commandTimeout: 600);
        await connection.ExecuteAsync(HistorySql, commandTimeout: 600);

        await LaidOutcomes.FillAsync(connection, size, Start);
        await connection.ExecuteAsync("vacuum analyze", commandTimeout: 600);
    }
}
