using Dapper;
using Dispatch.Orders;
using Dispatch.Tests.Support;
using Microsoft.Extensions.Time.Testing;
using Npgsql;

namespace Dispatch.Benchmarks;

/// <summary>Very many open and closed orders that say who has to do what, laid out as copies of orders that a desk made.</summary>
/// <remarks>
/// The open ones stand at every stage and with every member, filed over the last twenty days; most of them are late. The closed ones lie
/// over the year before. Their alarms are off, so that the watch of a server leaves them as they are.
/// </remarks>
static class LaidOrders
{
    const int Models = 200;

    public static async Task FillAsync(string connectionString, int open, int closed)
    {
        var now = DateTimeOffset.UtcNow;
        FakeTimeProvider time = new(now.AddDays(-20));
        await using var office = await Office.OpenOnAsync(connectionString, time);
        List<Guid> models = [];
        for (var n = 0; n < Models; n++)
        {
            models.Add((await MadeAsync(office, n)).Id);
            time.Advance(TimeSpan.FromDays(19.5) / Models);
        }

        models.Add((await office.ClosesAsync("夜市喇叭太吵")).Id);

        await using var connection = (NpgsqlConnection)await office.Database.ConnectAsync();
        // As at a bulk load: triggers are off.
        await connection.ExecuteAsync("set session_replication_role = replica");
        var copied = new { open, closed, models, count = Models, start = now.AddDays(-365) };
        await connection.ExecuteAsync(CopiesSql, copied, commandTimeout: 600);
        await CopyAsync(connection, "orders", "id", new()
        {
            ["id"] = "c.id",
            ["number"] = "'SY-20200101-' || lpad(c.n::text, 7, '0')",
            ["title"] = "t.title || ' ' || c.n",
            ["place"] = "'延宁路 ' || c.n % 2000 || ' 号'",
            ["filed_at"] = "coalesce(c.filed_at, t.filed_at)",
            ["since"] = "coalesce(c.filed_at, t.since)",
            ["watch_at"] = "null",
        });
        await CopyAsync(connection, "assignments", "order_id", new() { ["order_id"] = "c.id" });
        await CopyAsync(connection, "history", "order_id", new()
        {
            ["order_id"] = "c.id",
            ["id"] = "gen_random_uuid()",
            ["at"] = "coalesce(c.filed_at + t.sequence * interval '1 hour', t.at)",
        });
        await connection.ExecuteAsync("set session_replication_role = origin");
        await LaidOutcomes.FillAsync(connection, closed, now.AddDays(-365));
        await connection.ExecuteAsync("drop table copies");
        await connection.ExecuteAsync("vacuum analyze", commandTimeout: 1200);
    }

    const string CopiesSql = $"""
        create temporary table copies as
        select n, {LaidOutcomes.IdSql} as id,
               case when n < @closed then @models[@count + 1] else @models[1 + n % @count] end as model,
               case when n < @closed then @start + n * (interval '1 year' / @closed) end as filed_at
          from generate_series(0, @closed + @open - 1) as n;
        analyze copies
        """;

    /// <summary>Copies the rows of the models.</summary>
    /// <param name="key">The column with the id of the order.</param>
    /// <param name="changed">What is not as in the model.</param>
    static async Task CopyAsync(NpgsqlConnection connection, string table, string key, Dictionary<string, string> changed)
    {
        var columns = (await connection.QueryAsync<string>(
            "select column_name from information_schema.columns where table_name = @table and table_schema = 'public'", new { table }))
            .ToList();
        var values = columns.Select(column => changed.GetValueOrDefault(column, $"t.{column}"));
        var sql = $"""
            insert into {table} ({string.Join(", ", columns)})
            select {string.Join(", ", values)} from copies c join {table} t on t.{key} = c.model
            """;
        await connection.ExecuteAsync(sql, commandTimeout: 1200);
    }

    /// <summary>Walks an order of its own to one of the stages.</summary>
    static async Task<Order> MadeAsync(Office office, int n)
    {
        var members = office.Callers.Values
            .Where(caller => caller.Id.StartsWith("demo-member-", StringComparison.Ordinal))
            .Select(caller => caller.Member!)
            .ToList();
        var member = members[n / 10 % members.Count];
        var stage = n % 10;
        var order = await office.FilesAsync("夜市喇叭太吵");
        if (stage < 2)
            return order;
        order = await office.TakesAsync(office.Secretariat, order, "accept");
        if (stage == 2)
            return order;
        if (stage == 3)
            return await office.TakesAsync(office.Chair, order, "offer");
        order = await office.TakesAsync(office.Chair, order, "assign", new { lead = member });
        if (stage < 6)
            return order;
        order = await office.TakesAsync(office.Member(member), order, "claim");
        return stage < 9 ? order : await office.TakesAsync(office.Member(member), order, "resolve", new { note = "喇叭已收走" });
    }
}
