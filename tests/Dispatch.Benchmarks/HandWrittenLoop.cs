using System.Data.Common;
using Dispatch.Storage;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Dispatch.Benchmarks;

/// <summary>
/// The baseline: what one would write by hand, the three statements of a step in a transaction of their own, on the same tables. It
/// takes the same steps, a new order and five on it, without rules, serials and parts.
/// </summary>
sealed class HandWrittenLoop : IAsyncDisposable
{
    const string InsertSql = """
        insert into orders (id, number, alliance, workflow, workflow_version, version, stage, desk, since, due, category, title, text,
                            place, filed_by, filed_at, state, clocks, watch_at)
        values ($1, $2, 'shuiyuncheng', 'merchant-order', 2, 1, 'filed', 'secretariat', $3, $4, '0128', '夜市喇叭太吵,影响住户休息',
                '每晚八点到十二点,音响对着居民楼,多次劝说无效。', '', 'demo-community', $3, $5, $6, $7)
        """;

    const string UpdateSql = """
        update orders
           set version = version + 1, stage = $1, desk = $2, since = $3, due = $4, state = $5, clocks = $8, watch_at = $9
         where id = $6
           and version = $7
        """;

    const string HistorySql = """
        insert into history (order_id, sequence, id, step, from_stage, to_stage, desk, actor_id, actor_name, actor_member, at, due, input,
                             clocks)
        values ($1, $2, $3, 'claim', 'assigned', 'claimed', 'member', 'demo-member-chengguan', '城市管理综合行政执法局', 'chengguan', $4, $5, $6, $7)
        """;

    const string OutboxSql = "insert into outbox (partition, order_id, sequence, at) values ($1, $2, $3, $4)";

    const string State =
        """{"assignments":[{"member":"chengguan","part":"lead","state":"claimed"}],"""
        + "\"moves\":{\"file\":1,\"accept\":1,\"assign\":1,\"claim\":1},\"places\":1,\"urgency\":\"normal\"}";

    const string Clocks =
        """{"clocks":{"order":["15 days",1795395600000000,1795395600000000,1296000000000,1796691600000000,1796432400000000,0,0],"""
        + "\"work\":[\"2 hours\",1795395600000000,1795395600000000,7200000000,1795402800000000,1795401360000000,0,0],"
        + "\"stage\":[\"3 working days\",1795395600000000,1795395600000000,86400000000,1795654800000000,1795586520000000,0,0]},"
        + "\"next\":1795401360000000}";

    /// <summary>A filing and five steps.</summary>
    const int StepsOfAJourney = 6;

    readonly DbConnection connection;
    readonly bool postgres;
    readonly DbCommand insert;
    readonly DbCommand update;
    readonly DbCommand history;
    readonly DbCommand outbox;
    Guid order;
    int version = StepsOfAJourney;

    HandWrittenLoop(DbConnection connection, bool postgres)
    {
        (this.connection, this.postgres) = (connection, postgres);
        insert = Prepare(postgres ? InsertSql.Replace("$5, $6", "$5::json, $6::json") : InsertSql, 7);
        update = Prepare(postgres ? UpdateSql.Replace("$5", "$5::json").Replace("$8", "$8::json") : UpdateSql, 9);
        history = Prepare(postgres ? HistorySql.Replace("$6, $7)", "$6::json, $7::json)") : HistorySql, 7);
        outbox = Prepare(OutboxSql, 4);
    }

    public static async Task<HandWrittenLoop> OpenAsync(Database database) => new(await database.ConnectAsync(), database.IsPostgres);

    public async Task StepAsync()
    {
        var now = DateTime.UtcNow;
        await using var transaction = postgres
            ? await connection.BeginTransactionAsync()
            : ((SqliteConnection)connection).BeginTransaction(deferred: false);
        if (version == StepsOfAJourney)
        {
            (order, version) = (Guid.CreateVersion7(), 1);
            Bind(insert, transaction, order, $"H-{order:n}", now, now.AddHours(2), State, Clocks, now.AddHours(2));
            await insert.ExecuteNonQueryAsync();
        }
        else
        {
            Bind(update, transaction, "claimed", "member", now, now.AddDays(3), State, order, version, Clocks, now.AddHours(2));
            await update.ExecuteNonQueryAsync();
            version++;
        }

        Bind(history, transaction, order, version, Guid.CreateVersion7(), now, now.AddDays(3), "{\"part\":\"lead\"}", Clocks);
        await history.ExecuteNonQueryAsync();
        Bind(outbox, transaction, (short)(version % 16), order, version, now);
        await outbox.ExecuteNonQueryAsync();
        await transaction.CommitAsync();
    }

    DbCommand Prepare(string sql, int parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        for (var index = 1; index <= parameters; index++)
            command.Parameters.Add(postgres ? new NpgsqlParameter() : new SqliteParameter($"${index}", null));
        return command;
    }

    void Bind(DbCommand command, DbTransaction transaction, params ReadOnlySpan<object> values)
    {
        command.Transaction = transaction;
        for (var index = 0; index < values.Length; index++)
        {
            command.Parameters[index].Value = (postgres, values[index]) switch
            {
                (false, DateTime at) => StoredTypes.Text(at),
                (false, Guid id) => id.ToString(),
                (_, var value) => value,
            };
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var command in (DbCommand[])[insert, update, history, outbox])
            await command.DisposeAsync();
        await connection.DisposeAsync();
    }
}
