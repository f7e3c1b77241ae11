using System.Diagnostics;
using Dapper;
using Dispatch.Replays;
using Dispatch.Tests.Support;
using Dispatch.Workflows;
using NodaTime;

namespace Dispatch.Benchmarks;

/// <summary>A replay of many orders, each of six steps over two days, with a limit of one working day instead of three.</summary>
static class ReplayBenchmark
{
    /// <param name="sizes">How many orders.</param>
    public static async Task RunAsync(IReadOnlyList<int> sizes)
    {
        Console.WriteLine("\nA replay under a shorter limit, PostgreSQL");
        var shorter = WorkflowFile.Read("shorter.yaml", Situations.MerchantOrder.Text
            .Replace("version: 3", "version: 4", StringComparison.Ordinal)
            .Replace("limit: 3 working days", "limit: 1 working day", StringComparison.Ordinal)).Workflow!;
        foreach (var size in sizes)
        {
            await using var office = await Office.OpenAsync("postgres");
            await FillAsync(office, size);
            long most = 0;
            var begun = Stopwatch.GetTimestamp();
            var report = await Comparison.RunAsync(
                office.Database, office.Workflows, await office.Alliances.AllAsync(), new OtherRules(shorter, null, null),
                new LocalDate(2025, 1, 1), new LocalDate(2035, 1, 1), office.Time.GetUtcNow(), _ => { },
                (_, _) => most = Math.Max(most, GC.GetTotalMemory(false)));
            var seconds = Stopwatch.GetElapsedTime(begun).TotalSeconds;
            Console.WriteLine(
                $"{report.Orders,9} orders  {seconds:0.0} s ({report.Orders / seconds:0} orders/s)"
                + $"  at most {most / 1024 / 1024} MiB on the heap"
                + $"  breached {report.Recorded.Breached} | {report.Other.Breached}, {report.Differing} differ,"
                + $" {report.RecordedDiverged} | {report.OtherDiverged} diverged");
        }
    }

    const string OrdersSql = """
        insert into orders (id, number, alliance, workflow, workflow_version, version, stage, desk, since, due, category, title, text,
                            place, filed_by, filed_at, state)
        select gen_random_uuid(), 'SY-20250101-' || n, 'shuiyuncheng', 'merchant-order', 2, 6, 'closed', null, filed,
               '9999-12-31T23:59:59Z', 'V01', '夜市喇叭太吵,影响住户休息', '每晚八点到十二点,音响对着居民楼,多次劝说无效。', '延宁路 6 号', 'demo-community', filed,
               '{"assignments":[],"moves":{},"places":1,"urgency":"normal"}'
          from (select n, timestamptz '2025-01-01' + n * interval '50 seconds' as filed from generate_series(1, @size) as n) as made
        """;

    const string HistorySql = """
        insert into history (order_id, sequence, id, step, from_stage, to_stage, desk, actor_id, actor_name, actor_member, at, input)
        select orders.id, steps.sequence, gen_random_uuid(), step, from_stage, to_stage, steps.desk, actor, '演示', member,
               filed_at + after, input::json
          from orders
         cross join (values
            (1, 'file', null, 'filed', 'secretariat', 'demo-community', null, interval '0', '{"category":"V01","title":"夜市喇叭太吵"}'),
            (2, 'accept', 'filed', 'accepted', 'chair', 'demo-secretariat', null, interval '20 minutes', '{}'),
            (3, 'assign', 'accepted', 'assigned', 'member', 'demo-chair', 'chengguan', interval '1 hour',
             '{"lead":"chengguan","support":[]}'),
            (4, 'claim', 'assigned', 'claimed', 'member', 'demo-member-chengguan', 'chengguan', interval '2 hours', '{"part":"lead"}'),
            (5, 'resolve', 'claimed', 'resolved', 'community', 'demo-member-chengguan', 'chengguan', interval '47 hours',
             '{"note":"喇叭已收走","photos":[]}'),
            (6, 'confirm', 'resolved', 'closed', null, 'demo-community', null, interval '48 hours', '{"rating":5}'))
            as steps (sequence, step, from_stage, to_stage, desk, actor, member, after, input)
        """;

    static async Task FillAsync(Office office, int size)
    {
        await using var connection = await office.Database.ConnectAsync();
        await connection.ExecuteAsync(OrdersSql, new { size }, commandTimeout: 600);
        await connection.ExecuteAsync(HistorySql, commandTimeout: 600);
        await connection.ExecuteAsync("vacuum analyze", commandTimeout: 600);
    }
}
