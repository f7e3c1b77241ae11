using System.Collections.Concurrent;
using Dispatch.Storage;
using Npgsql;

namespace Dispatch.Orders.Desk;

/// <summary>A batch on PostgreSQL: one statement, so one round trip and one commit, over arrays.</summary>
/// <remarks>
/// Only a batch that forgets orders takes some statements more, since one cannot write the same row of orders twice.
/// A batch that took one step brings plain values instead of arrays, which PostgreSQL takes in faster.
/// The update takes only orders that are still at the version they were loaded at, and everything else hangs on what the update
/// or the insert of a new order returned: a step that came too late leaves no trace.
/// </remarks>
sealed class PostgresBatchStore(Database database) : IBatchStore
{
    // Connections of the desk's own. Its statements are few, large and always reach rows by their key: planning them anew each time
    // would be work for nothing, and a plan that was made while the tables were small must still be right when they are not.
    readonly NpgsqlDataSource desk = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(database.ConnectionString)
    {
        ApplicationName = "dispatch desk",
        Options = "-c plan_cache_mode=force_generic_plan -c enable_seqscan=off -c enable_mergejoin=off -c jit=off",
        NoResetOnClose = true,
    });

    public async Task<Loaded> LoadAsync(
        IReadOnlyList<Pending> waiting, IReadOnlyDictionary<string, Order> remembered, CancellationToken cancel)
    {
        if (BatchLoading.AllRemembered(waiting, remembered) is { } loaded)
            return loaded;

        await using var connection = await desk.OpenConnectionAsync(cancel);
        return await BatchLoading.LoadAsync(database, connection, waiting, remembered);
    }

    static readonly ConcurrentDictionary<BatchShape, string> Statements = [];

    public async Task<IReadOnlyDictionary<Guid, string>> SaveAsync(Batch batch, CancellationToken cancel)
    {
        var shape = BatchShape.Of(batch);
        await using NpgsqlCommand command = new(Statements.GetOrAdd(shape, PostgresBatchSql.Of, batch));
        if (shape.Filed)
            Add(command, shape, BatchColumns.Filed(batch), batch.Filed);
        if (shape.Changed)
            Add(command, shape, BatchColumns.Changed(batch), batch.Changed);
        Add(command, shape, BatchColumns.History(batch), batch.History);
        if (shape.Turned)
            Add(command, shape, BatchColumns.Turned, batch.Turned);
        if (shape.Parts)
            Add(command, shape, BatchColumns.Parts, batch.ChangedParts);
        if (shape.Receipts)
            Add(command, shape, BatchColumns.Receipts, batch.Receipts);

        await using var connection = await desk.OpenConnectionAsync(cancel);
        command.Connection = connection;
        await using var transaction = batch.Forgotten.Count > 0 ? await connection.BeginTransactionAsync(cancel) : null;
        Dictionary<Guid, string> saved = [];
        await using (var reader = await command.ExecuteReaderAsync(cancel))
        {
            while (await reader.ReadAsync(cancel))
                saved[reader.GetGuid(0)] = reader.GetString(1);
        }

        if (transaction is not null)
        {
            await ForgettingStore.SaveAsync(database, connection, transaction, batch, saved, cancel);
            await transaction.CommitAsync(cancel);
        }

        return saved;
    }

    static void Add<TRow>(NpgsqlCommand command, BatchShape shape, IReadOnlyList<Column<TRow>> columns, IReadOnlyList<TRow> rows)
    {
        foreach (var column in columns)
            command.Parameters.Add(shape.Single ? column.One(rows[0]) : column.Many(rows));
    }

    public ValueTask DisposeAsync() => desk.DisposeAsync();
}
