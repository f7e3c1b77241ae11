using System.Diagnostics;
using Dapper;
using Dispatch.Alliances;
using Dispatch.Orders;
using Dispatch.Tests.Support;

namespace Dispatch.Benchmarks;

/// <summary>What a step, the list of what waits and a start of the server cost with few orders stored and with very many.</summary>
static class GrowthBenchmark
{
    static readonly TimeSpan Length = TimeSpan.FromSeconds(2.5);
    const int Rounds = 3;

    /// <param name="sizes">How many orders are stored; the others are compared with the first.</param>
    public static async Task RunAsync(IReadOnlyList<int> sizes)
    {
        Console.WriteLine("\nWith orders stored, PostgreSQL");
        List<Office> offices = [];
        foreach (var size in sizes)
        {
            offices.Add(await Office.OpenAsync("postgres"));
            await FillAsync(offices[^1], size);
        }

        // All sizes side by side in every round, since the machine drifts.
        var steps = sizes.Select(_ => new List<Figures>()).ToArray();
        var alone = sizes.Select(_ => new List<Figures>()).ToArray();
        var work = sizes.Select(_ => new List<double>()).ToArray();
        var starts = sizes.Select(_ => new List<double>()).ToArray();
        for (var round = 0; round < Rounds; round++)
        {
            for (var index = 0; index < sizes.Count; index++)
            {
                alone[index].Add(await Measure.LoadAsync(1, Length, _ => new Journey(offices[index], offices[index].Desk).StepAsync));
                steps[index].Add(await Measure.LoadAsync(32, Length, _ => new Journey(offices[index], offices[index].Desk).StepAsync));
                work[index].Add(await WorkAsync(offices[index]));
                starts[index].Add(await StartAsync(offices[index]));
            }
        }

        for (var index = 0; index < sizes.Count; index++)
        {
            var (one, many) = (PerSecond(alone[index]), PerSecond(steps[index]));
            Console.WriteLine(
                $"{sizes[index],9} orders  1 caller {one,6:0}/s (cost ×{PerSecond(alone[0]) / one:0.00})"
                + $"  32 callers {many,6:0}/s (cost ×{PerSecond(steps[0]) / many:0.00})"
                + $"  work list {Median(work[index]):0.00} ms (×{Median(work[index]) / Median(work[0]):0.00})"
                + $"  start {Median(starts[index]):0} ms (×{Median(starts[index]) / Median(starts[0]):0.00})");
        }

        foreach (var office in offices)
            await office.DisposeAsync();
    }

    static double PerSecond(IEnumerable<Figures> rounds) => Median(rounds.Select(figures => figures.PerSecond));

    static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted[sorted.Count / 2];
    }

    /// <summary>The first page of three desks; milliseconds for each.</summary>
    static async Task<double> WorkAsync(Office office)
    {
        const int Times = 50;
        var alliance = (await office.Alliances.FindAsync(Office.Alliance))!;
        var now = office.Time.GetUtcNow();
        Dispatch.Accounts.Caller[] callers = [office.Secretariat, office.Community, office.Member("chengguan")];
        foreach (var caller in callers)
            await PageAsync(office, alliance, caller, now);

        var start = Stopwatch.GetTimestamp();
        for (var time = 0; time < Times; time++)
        {
            foreach (var caller in callers)
                await PageAsync(office, alliance, caller, now);
        }

        return Stopwatch.GetElapsedTime(start).TotalMilliseconds / (Times * callers.Length);
    }

    static Task<IReadOnlyList<Order>> PageAsync(Office office, Alliance alliance, Dispatch.Accounts.Caller caller, DateTimeOffset now) =>
        WorkList.PageAsync(office.Database, office.Workflows, alliance, caller, now, null, 50);

    /// <summary>From starting the process until it is ready; milliseconds.</summary>
    static async Task<double> StartAsync(Office office)
    {
        var start = Stopwatch.GetTimestamp();
        await using var server = await RunningServer.StartAsync(office.ConnectionString);
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    // Nineteen of twenty are closed; the rest wait with the secretariat, the chair, a member and the community.
    const string OrdersSql = """
        insert into orders (id, number, alliance, workflow, workflow_version, version, stage, desk, since, due, category, title, text,
                            place, filed_by, filed_at, state)
        select gen_random_uuid(), 'SY-20250101-' || lpad(n::text, 7, '0'), 'shuiyuncheng', 'merchant-order', 1, 6,
               case n % 80 when 0 then 'filed' when 20 then 'accepted' when 40 then 'claimed' when 60 then 'resolved' else 'closed' end,
               case n % 80 when 0 then 'secretariat' when 20 then 'chair' when 40 then 'member' when 60 then 'community' end,
               filed, case when n % 20 = 0 then filed + interval '3 days' else '9999-12-31T23:59:59Z' end,
               '0128', '夜市喇叭太吵,影响住户休息', '每晚八点到十二点,音响对着居民楼,多次劝说无效。', '延宁路 6 号', 'demo-community', filed,
               '{"assignments":[{"member":"chengguan","part":"lead","state":"claimed"}],'
               '"moves":{"file":1,"accept":1,"assign":1,"claim":1},"places":1,"urgency":"normal"}'
          from (select n, timestamptz '2025-01-01' + n * interval '30 seconds' as filed from generate_series(1, @size) as n) as made
        """;

    const string HistorySql = """
        insert into history (order_id, sequence, id, step, from_stage, to_stage, desk, actor_id, actor_name, actor_member, at, due, input)
        select id, sequence, gen_random_uuid(), 'comment', 'claimed', 'claimed', 'member', 'demo-member-chengguan', '演示', 'chengguan',
               filed_at, due, '{"text":"现场已劝导,商户同意调低音量。"}'
          from orders
         cross join generate_series(1, 6) as sequence
        """;

    const string AssignmentsSql = """
        insert into assignments (member, person, order_id, part, state, due)
        select 'chengguan', '', id, 'lead', case stage when 'claimed' then 'claimed' else 'done' end,
               case stage when 'claimed' then due end
          from orders
        """;

    static async Task FillAsync(Office office, int size)
    {
        await using var connection = await office.Database.ConnectAsync();
        await connection.ExecuteAsync(OrdersSql, new { size }, commandTimeout: 600);
        await connection.ExecuteAsync(HistorySql, commandTimeout: 600);
        await connection.ExecuteAsync(AssignmentsSql, commandTimeout: 600);
        await connection.ExecuteAsync("vacuum analyze", commandTimeout: 600);
    }
}
