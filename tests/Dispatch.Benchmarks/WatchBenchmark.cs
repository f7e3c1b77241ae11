using System.Diagnostics;
using Dapper;
using Dispatch.Calendars;
using Dispatch.Clocks;
using Dispatch.Orders;
using Dispatch.Storage;
using Dispatch.Tests.Support;
using Dispatch.Watching;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Dispatch.Benchmarks;

/// <summary>The cost of the watch and of a start with few open orders and with many, and the time for many that are due at once.</summary>
static class WatchBenchmark
{
    const int Due = 1000;
    const int Looks = 2000;
    const int Rounds = 3;

    /// <param name="sizes">How many orders are open; the others are compared with the first.</param>
    public static async Task RunAsync(IReadOnlyList<int> sizes)
    {
        Console.WriteLine("\nThe watch with orders open, PostgreSQL");
        List<Office> offices = [];
        foreach (var size in sizes)
        {
            offices.Add(await Office.OpenAsync("postgres"));
            await FillAsync(offices[^1], size);
        }

        // All sizes side by side in every round, since the machine drifts; what is due comes last, since it adds orders.
        var looks = sizes.Select(_ => new List<double>()).ToArray();
        var starts = sizes.Select(_ => new List<double>()).ToArray();
        var dues = sizes.Select(_ => new List<double>()).ToArray();
        for (var round = 0; round < Rounds; round++)
        {
            for (var index = 0; index < sizes.Count; index++)
            {
                looks[index].Add(await LookAsync(offices[index]));
                starts[index].Add(await StartAsync(offices[index]));
            }
        }

        for (var round = 0; round < Rounds; round++)
        {
            for (var index = 0; index < sizes.Count; index++)
                dues[index].Add(await HandleAsync(offices[index], round));
        }

        for (var index = 0; index < sizes.Count; index++)
        {
            var (look, start, due) = (Median(looks[index]), Median(starts[index]), Median(dues[index]));
            Console.WriteLine(
                $"{sizes[index],9} open  idle look {look:0.000} ms (×{look / Median(looks[0]):0.00})"
                + $"  start {start:0} ms (×{start / Median(starts[0]):0.00})"
                + $"  {Due} due at once: warned, breached and escalated in {due:0.00} s ({3 * Due / due:0} steps/s)");
        }

        await ExplainAsync(offices[^1], "explain (analyze, buffers) ");
        foreach (var office in offices)
            await office.DisposeAsync();

        await using var file = await Office.OpenAsync("sqlite");
        await FillAsync(file, sizes[^1]);
        var onFile = Enumerable.Range(0, Rounds).Select(_ => LookAsync(file).GetAwaiter().GetResult()).ToList();
        Console.WriteLine($"{sizes[^1],9} open  idle look {Median(onFile):0.000} ms on SQLite");
        await ExplainAsync(file, "explain query plan ");
    }

    static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted[sorted.Count / 2];
    }

    static Watch Of(Office office) => new(office.Database, office.Desk, office.Alliances, office.Workflows, office.Time, NullLogger<Watch>.Instance);

    /// <summary>Nothing is due; milliseconds for each look.</summary>
    static async Task<double> LookAsync(Office office)
    {
        var watch = Of(office);
        for (var look = 0; look < Looks / 10; look++)
            await watch.RunOnceAsync();

        var begun = Stopwatch.GetTimestamp();
        for (var look = 0; look < Looks; look++)
        {
            if (await watch.RunOnceAsync() > 0)
                throw new InvalidOperationException("Something was due.");
        }

        return Stopwatch.GetElapsedTime(begun).TotalMilliseconds / Looks;
    }

    /// <summary>A thousand orders are due in the same second: all are warned, breach and climb the first rung; seconds for all.</summary>
    static async Task<double> HandleAsync(Office office, int round)
    {
        // Urgent hours, which are heard at night as well. The ladder's next rung is a working day away.
        var due = office.Time.GetUtcNow().AddMinutes(-1).WholeMicroseconds();
        await InsertAsync(
            office, $"SY-2024010{round + 1}-", due.AddHours(-2), TimeSpan.Zero, due.AddMinutes(-24), ClockOfTwoHours(due), Due);

        var (watch, taken, begun) = (Of(office), 0, Stopwatch.GetTimestamp());
        while (await watch.RunOnceAsync() is > 0 and var more)
            taken += more;
        return taken == 3 * Due
            ? Stopwatch.GetElapsedTime(begun).TotalSeconds
            : throw new InvalidOperationException($"{taken} steps were taken instead of {3 * Due}.");
    }

    /// <summary>From starting the process until it is ready; milliseconds.</summary>
    static async Task<double> StartAsync(Office office)
    {
        var begun = Stopwatch.GetTimestamp();
        await using var server = await RunningServer.StartAsync(office.ConnectionString, null, ("Demo", "false"));
        return Stopwatch.GetElapsedTime(begun).TotalMilliseconds;
    }

    static async Task ExplainAsync(Office office, string explain)
    {
        await using var connection = await office.Database.ConnectAsync();
        var plan = await connection.QueryAsync(
            explain + DueList.DueSql,
            new { now = office.Time.GetUtcNow(), after = DateTimeOffset.MinValue, id = Guid.Empty, limit = Watch.Bound });
        foreach (var line in plan)
            Console.WriteLine($"    {((IDictionary<string, object?>)line).Values.Last()}");
    }

    /// <summary>All of them wait with the secretariat, and the watch comes to them ten years later.</summary>
    static async Task FillAsync(Office office, int size)
    {
        DateTimeOffset filed = new(2025, 1, 1, 0, 0, 0, TimeSpan.Zero), due = new(2036, 1, 1, 0, 0, 0, TimeSpan.Zero);
        await InsertAsync(office, "SY-20250101-", filed, TimeSpan.FromSeconds(10), due, ClockOfTwoHours(due), size);
        await using var connection = await office.Database.ConnectAsync();
        await connection.ExecuteAsync(connection is NpgsqlConnection ? "vacuum analyze" : "analyze main", commandTimeout: 600);
        Console.WriteLine(
            $"{await connection.ExecuteScalarAsync<long>("select count(*) from orders where watch_at is not null"),9} orders are open");
    }

    static string ClockOfTwoHours(DateTimeOffset due)
    {
        var from = due.AddHours(-2);
        Clock clock = new(
            ClockOf.Stage, new Limit(2, LimitUnit.Hours), from, from, TimeSpan.FromHours(2), due, due.AddMinutes(-24), 0, false, null);
        return new OrderClocks([clock], OrderClocks.None.Used, null, clock.WarnAt).Text;
    }

    const string PostgresSeries = """
        select n, gen_random_uuid() as id, @filed + n * @apart as filed, @watched + n * @apart as watched
          from generate_series(1, @size) as n
        """;

    // Ids that are as good as random: an even spread, each once.
    const string SqliteSeries = """
        select n, printf('%08x-0000-7000-8000-%012x', (n * 2654435761) % 4294967296, n) as id,
               strftime('%Y-%m-%dT%H:%M:%S.000000Z', @filed, '+' || (n * @apart) || ' seconds') as filed,
               strftime('%Y-%m-%dT%H:%M:%S.000000Z', @watched, '+' || (n * @apart) || ' seconds') as watched
          from (with recursive series (n) as (select 1 union all select n + 1 from series where n < @size) select n from series)
        """;

    static string OrdersSql(bool postgres) => $"""
        insert into orders (id, number, alliance, workflow, workflow_version, version, stage, desk, since, due, category, title, text,
                            place, filed_by, filed_at, state, clocks, watch_at)
        select id, @prefix || n, 'shuiyuncheng', 'merchant-order', 2, 1, 'filed', 'secretariat',
               filed, watched, '0128', '夜市喇叭太吵,影响住户休息', '每晚八点到十二点,音响对着居民楼,多次劝说无效。', '延宁路 6 号', 'demo-community',
               filed, {(postgres ? "@state::json, @clocks::json" : "@state, @clocks")}, watched
          from ({(postgres ? PostgresSeries : SqliteSeries)}) as made
        """;

    const string State = """{"assignments":[],"moves":{"file":1},"places":1,"urgency":"normal"}""";

    static async Task InsertAsync(
        Office office, string prefix, DateTimeOffset filed, TimeSpan apart, DateTimeOffset watched, string clocks, int size)
    {
        await using var connection = await office.Database.ConnectAsync();
        var postgres = connection is NpgsqlConnection;
        object seconds = postgres ? apart : apart.TotalSeconds;
        await connection.ExecuteAsync(
            OrdersSql(postgres), new { prefix, filed, apart = seconds, watched, state = State, clocks, size }, commandTimeout: 600);
    }
}
