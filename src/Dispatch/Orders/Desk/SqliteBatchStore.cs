using Dispatch.Outbox;
using Dispatch.Storage;
using Microsoft.Data.Sqlite;

namespace Dispatch.Orders.Desk;

/// <summary>A batch on SQLite: one transaction of prepared statements on a connection of the writer's own.</summary>
sealed class SqliteBatchStore(Database database) : IBatchStore
{
    Statements? statements;

    public async Task<Loaded> LoadAsync(IReadOnlyList<Pending> waiting, IReadOnlyDictionary<string, Order> remembered, CancellationToken cancel)
    {
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
            var changed = run.Move.Execute(
                order.Version, order.Stage, order.Desk, StoredTypes.Text(order.Since), StoredTypes.Text(order.Due ?? OrderRow.NotDue),
                order.Category, OrderRow.StateOf(order), order.Clocks.Text, WatchAt(order), order.Clocks.IsProvisional ? 1 : 0, order.State.Level,
                order.Id.ToString(), batch.VersionBefore(order));
            if (changed > 0)
                saved[order.Id] = order.Number;
        }

        foreach (var taken in batch.History.Where(taken => saved.ContainsKey(taken.OrderId)))
        {
            var at = StoredTypes.Text(taken.At);
            run.Tell.Execute(
                taken.OrderId.ToString(), taken.Sequence, taken.Id.ToString(), taken.Step.Name, taken.From, taken.To, taken.Desk,
                taken.Actor.Id, taken.Actor.Name, taken.Actor.Member, at, taken.Due is { } due ? StoredTypes.Text(due) : null, StepRegistry.InputOf(taken.Step),
                taken.Clocks?.Text);
            run.Send.Execute(Partition.Of(taken.OrderId), taken.OrderId.ToString(), taken.Sequence, at);
            run.Count.Execute(taken.OrderId.ToString());
        }

        foreach (var (orderId, part, due) in batch.ChangedParts.Where(part => saved.ContainsKey(part.OrderId)))
            run.Give.Execute(part.Member, part.Person ?? "", orderId.ToString(), part.Part, part.State, due is { } at ? StoredTypes.Text(at) : null);

        foreach (var receipt in batch.Receipts.Where(receipt => receipt.Taken is null || saved.ContainsKey(receipt.Taken.OrderId)))
        {
            run.Receive.Execute(
                receipt.Caller, receipt.Key, receipt.Asked, StoredTypes.Text(batch.Now), receipt.Taken?.OrderId.ToString(), receipt.Taken?.Sequence,
                receipt.Refusal is { } refusal ? BatchLoading.RefusalText(refusal) : null);
        }

        await transaction.CommitAsync(cancel);
        return saved;
    }

    static string? File(Statements run, Batch batch, Order order)
    {
        if (order.Source is not null && run.FindExternal.Read(order.Alliance, order.Source, order.ExternalId) is not null)
            return null; // another process was quicker

        var alliance = batch.AllianceOf(order);
        var day = batch.DayAt(alliance);
        var serial = run.NextSerial.Read(order.Alliance, day);
        var number = $"{alliance.Prefix}-{day}-{serial:0000}";
        run.File.Execute(
            order.Id.ToString(), number, order.Alliance, order.Workflow, order.WorkflowVersion, order.Version, order.Stage, order.Desk,
            StoredTypes.Text(order.Since), StoredTypes.Text(order.Due ?? OrderRow.NotDue), order.Category, order.Title, order.Text, order.Place,
            order.FiledBy, StoredTypes.Text(order.FiledAt), order.MerchantCode, order.Source, order.ExternalId, OrderRow.StateOf(order),
            order.Clocks.Text, WatchAt(order), order.Clocks.IsProvisional ? 1 : 0);
        return number;
    }

    static string? WatchAt(Order order) => order.Clocks.NextAt is { } at ? StoredTypes.Text(at) : null;

    public ValueTask DisposeAsync() => statements?.Connection.DisposeAsync() ?? ValueTask.CompletedTask;

    /// <summary>The statements of a batch, prepared once.</summary>
    sealed class Statements(SqliteConnection connection)
    {
        public SqliteConnection Connection => connection;

        public void Join(SqliteTransaction transaction)
        {
            foreach (var statement in (Statement[])[FindExternal, NextSerial, File, Move, Tell, Send, Count, Give, Receive])
                statement.Transaction = transaction;
        }

        public Statement FindExternal { get; } = new(connection, """
            select 1 from orders where alliance = ? and source = ? and external_id = ?
            """, 3);

        public Statement NextSerial { get; } = new(connection, """
            insert into serials (alliance, day, last)
            values (?, ?, 1)
                on conflict (alliance, day) do update
               set last = last + 1
            returning last
            """, 2);

        public Statement File { get; } = new(connection, """
            insert into orders (id, number, alliance, workflow, workflow_version, version, stage, desk, since, due, category, title, text, place,
                                filed_by, filed_at, merchant_code, source, external_id, state, clocks, watch_at, provisional)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """, 23);

        public Statement Move { get; } = new(connection, """
            update orders
               set version     = ?,
                   stage       = ?,
                   desk        = ?,
                   since       = ?,
                   due         = ?,
                   category    = ?,
                   state       = ?,
                   clocks      = ?,
                   watch_at    = ?,
                   provisional = ?,
                   level       = ?
             where id = ?
               and version = ?
            """, 13);

        public Statement Tell { get; } = new(connection, """
            insert into history (order_id, sequence, id, step, from_stage, to_stage, desk, actor_id, actor_name, actor_member, at, due, input, clocks)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """, 14);

        public Statement Send { get; } = new(connection, """
            insert into outbox (partition, order_id, sequence, at)
            values (?, ?, ?, ?)
            """, 4);

        public Statement Count { get; } = new(connection, "insert into uncounted (order_id) values (?)", 1);

        public Statement Give { get; } = new(connection, """
            insert into assignments (member, person, order_id, part, state, due)
            values (?, ?, ?, ?, ?, ?)
                on conflict (member, person, order_id) do update
               set part  = excluded.part,
                   state = excluded.state,
                   due   = excluded.due
            """, 6);

        public Statement Receive { get; } = new(connection, """
            insert into receipts (caller, key, asked, at, order_id, sequence, refusal)
            values (?, ?, ?, ?, ?, ?, ?)
            """, 7);
    }

    /// <summary>A statement with positional parameters that SQLite compiles once.</summary>
    sealed class Statement
    {
        readonly SqliteCommand command;

        public Statement(SqliteConnection connection, string sql, int parameters)
        {
            command = connection.CreateCommand();
            // The numbers make the bare question marks of the text into named parameters, which is all the driver binds.
            var parts = sql.Split('?');
            command.CommandText = string.Concat(parts.Select((part, index) => index < parts.Length - 1 ? $"{part}$p{index}" : part));
            for (var index = 0; index < parameters; index++)
                command.Parameters.AddWithValue($"$p{index}", DBNull.Value);
        }

        public SqliteTransaction Transaction { set => command.Transaction = value; }

        /// <returns>How many rows it changed.</returns>
        public int Execute(params ReadOnlySpan<object?> values)
        {
            Bind(values);
            return command.ExecuteNonQuery();
        }

        /// <returns>The first value of the first row; null where there is none.</returns>
        public object? Read(params ReadOnlySpan<object?> values)
        {
            Bind(values);
            return command.ExecuteScalar();
        }

        void Bind(ReadOnlySpan<object?> values)
        {
            for (var index = 0; index < values.Length; index++)
                command.Parameters[index].Value = values[index] ?? DBNull.Value;
        }
    }
}
