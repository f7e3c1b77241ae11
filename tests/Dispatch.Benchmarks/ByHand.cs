using System.Data.Common;
using Dispatch.Storage;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Dispatch.Benchmarks;

/// <summary>The yardstick: what one would write by hand, the three statements of a step in a transaction of their own, on the same tables.</summary>
sealed class ByHand : IAsyncDisposable
{
    const string UpdateSql = """
        update orders set version = version + 1, stage = $1, desk = $2, since = $3, due = $4, state = $5 where id = $6 and version = $7
        """;

    const string HistorySql = """
        insert into history (order_id, sequence, id, step, from_stage, to_stage, desk, actor_id, actor_name, actor_member, at, due, input)
        values ($1, $2, $3, 'claim', 'assigned', 'claimed', 'member', 'demo-member-chengguan', '城市管理综合行政执法局', 'chengguan', $4, $5, $6)
        """;

    const string OutboxSql = "insert into outbox (partition, order_id, sequence, at) values ($1, $2, $3, $4)";

    const string State = """{"assignments":[{"member":"chengguan","part":"lead","state":"claimed"}],"moves":{"file":1,"accept":1,"assign":1,"claim":1},"places":1,"urgency":"normal"}""";

    readonly DbConnection connection;
    readonly Guid order;
    readonly bool postgres;
    readonly DbCommand update;
    readonly DbCommand history;
    readonly DbCommand outbox;
    int version = 1;

    ByHand(DbConnection connection, Guid order, bool postgres)
    {
        (this.connection, this.order, this.postgres) = (connection, order, postgres);
        update = Prepared(postgres ? UpdateSql.Replace("$5", "$5::json") : UpdateSql, 7);
        history = Prepared(postgres ? HistorySql.Replace("$6)", "$6::json)") : HistorySql, 6);
        outbox = Prepared(OutboxSql, 4);
    }

    /// <summary>A caller with an order of its own, as one that has filed it.</summary>
    public static async Task<ByHand> OpenAsync(Database database, Guid order) =>
        new(await database.ConnectAsync(), order, database.IsPostgres);

    public async Task StepAsync()
    {
        var now = DateTime.UtcNow;
        await using var transaction = postgres ? await connection.BeginTransactionAsync() : ((SqliteConnection)connection).BeginTransaction(deferred: false);
        Bind(update, transaction, "claimed", "member", now, now.AddDays(3), State, order, version);
        await update.ExecuteNonQueryAsync();
        version++;
        Bind(history, transaction, order, version, Guid.CreateVersion7(), now, now.AddDays(3), "{\"part\":\"lead\"}");
        await history.ExecuteNonQueryAsync();
        Bind(outbox, transaction, (short)(version % 16), order, version, now);
        await outbox.ExecuteNonQueryAsync();
        await transaction.CommitAsync();
    }

    DbCommand Prepared(string sql, int parameters)
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
        foreach (var command in (DbCommand[])[update, history, outbox])
            await command.DisposeAsync();
        await connection.DisposeAsync();
    }
}
