using Dispatch.Outbox;
using Dispatch.Storage;
using Microsoft.Data.Sqlite;

namespace Dispatch.Orders.Desk;

/// <summary>A batch on SQLite: one transaction of prepared statements on a connection of the writer's own.</summary>
sealed class SqliteBatchStore(Database database) : IBatchStore
{
    Statements? statements;

    public async Task<Loaded> LoadAsync(
        IReadOnlyList<Pending> waiting, IReadOnlyDictionary<string, Order> remembered, CancellationToken cancel)
    {
        database.RequireSameFile();
        statements ??= new Statements((SqliteConnection)await database.ConnectAsync(cancel));
        return BatchLoading.AllRemembered(waiting, remembered)
            ?? await BatchLoading.LoadAsync(database, statements.Connection, waiting, remembered);
    }

    public async Task<IReadOnlyDictionary<Guid, string>> SaveAsync(Batch batch, CancellationToken cancel)
    {
        var run = statements ?? throw new InvalidOperationException("A batch is loaded before it is saved.");
        Dictionary<Guid, string> saved = [];

        await using var transaction = run.Connection.BeginTransaction(deferred: false);
        run.Join(transaction);
        foreach (var order in batch.Filed)
        {
            if (File(run, batch, order) is { } number)
                saved[order.Id] = number;
        }

        foreach (var order in batch.Changed)
        {
            if (run.Change.Execute(OrderColumns.Changing, order, order.Id.ToString(), batch.VersionBefore(order)) > 0)
                saved[order.Id] = order.Number;
        }

        foreach (var taken in batch.History.Where(taken => saved.ContainsKey(taken.OrderId)))
        {
            run.Write.Execute(HistoryColumns.All, taken);
            run.Send.Execute(
                Partition.Of(taken.OrderId), taken.OrderId.ToString(), taken.Sequence, StoredTypes.Text(taken.At), batch.TraceOf(taken));
            run.Count.Execute(taken.OrderId.ToString());
        }

        foreach (var order in batch.Turned.Where(order => saved.ContainsKey(order.Id)))
            run.Turn.Execute(BatchColumns.Turned, order);
        foreach (var part in batch.ChangedParts.Where(part => saved.ContainsKey(part.OrderId)))
            run.Assign.Execute(BatchColumns.Parts, part);
        foreach (var receipt in batch.Receipts.Where(receipt => receipt.Existed || receipt.OrderId is not { } id || saved.ContainsKey(id)))
            run.Answer.Execute(BatchColumns.Receipts, receipt);

        await ForgettingStore.SaveAsync(database, run.Connection, transaction, batch, saved, cancel);
        await transaction.CommitAsync(cancel);
        // A commit into a file that nobody can find any more is acknowledged to nobody.
        database.RequireSameFile();
        return saved;
    }

    static string? File(Statements run, Batch batch, Order order)
    {
        if (order.Source is not null && run.FindExternal.Read(order.Alliance, order.Source, order.ExternalId) is not null)
            return null; // another process was quicker

        var alliance = batch.AllianceOf(order);
        var day = batch.DayAt(alliance);
        var number = $"{alliance.Prefix}-{day}-{run.NextSerial.Read(order.Alliance, day):0000}";
        run.File.Execute(OrderColumns.All, order, number);
        return number;
    }

    public ValueTask DisposeAsync() => statements?.Connection.DisposeAsync() ?? ValueTask.CompletedTask;

    /// <summary>The statements of a batch, prepared once.</summary>
    sealed class Statements(SqliteConnection connection)
    {
        public SqliteConnection Connection => connection;

        public void Join(SqliteTransaction transaction)
        {
            foreach (var statement in (SqliteStatement[])[FindExternal, NextSerial, File, Change, Write, Send, Count, Turn, Assign, Answer])
                statement.Transaction = transaction;
        }

        public SqliteStatement FindExternal { get; } = new(connection, """
            select 1 from orders where alliance = $0 and source = $1 and external_id = $2
            """);

        public SqliteStatement NextSerial { get; } = new(connection, """
            insert into serials (alliance, day, last)
            values ($0, $1, 1)
                on conflict (alliance, day) do update
               set last = last + 1
            returning last
            """);

        public SqliteStatement File { get; } = new(connection, $"""
            insert into orders (number, {Names(OrderColumns.All)})
            values ($0, {Values(OrderColumns.All, from: 1)})
            """);

        public SqliteStatement Change { get; } = new(connection, $"""
            update orders
               set {string.Join(",\n       ", OrderColumns.Changing.Select((column, index) => $"{column.Name} = ${index + 2}"))}
             where id = $0
               and version = $1
            """);

        public SqliteStatement Write { get; } = new(connection, $"""
            insert into history ({Names(HistoryColumns.All)})
            values ({Values(HistoryColumns.All)})
            """);

        public SqliteStatement Send { get; } = new(connection, """
            insert into outbox (partition, order_id, sequence, at, trace)
            values ($0, $1, $2, $3, $4)
            """);

        public SqliteStatement Count { get; } = new(connection, "insert into uncounted (order_id) values ($0)");

        public SqliteStatement Turn { get; } = new(connection, "insert into unfollowed (order_id) values ($0)");

        public SqliteStatement Assign { get; } = new(connection, $"""
            insert into assignments ({Names(BatchColumns.Parts)})
            values ({Values(BatchColumns.Parts)})
                on conflict (member, person, order_id) do update
               set part  = excluded.part,
                   state = excluded.state,
                   due   = excluded.due
            """);

        public SqliteStatement Answer { get; } = new(connection, $"""
            insert into receipts ({Names(BatchColumns.Receipts)})
            values ({Values(BatchColumns.Receipts)})
            """);

        static string Names<TRow>(IReadOnlyList<Column<TRow>> columns) => string.Join(", ", columns.Select(column => column.Name));

        static string Values<TRow>(IReadOnlyList<Column<TRow>> columns, int from = 0) =>
            string.Join(", ", columns.Select((_, index) => $"${from + index}"));
    }
}
