using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Dispatch.Outbox;
using Dispatch.Storage;
using Npgsql;
using NpgsqlTypes;

namespace Dispatch.Orders.Desk;

/// <summary>A batch on PostgreSQL: one statement, so one batch trip and one commit, over arrays.</summary>
/// <remarks>
/// A batch that took one step brings plain values instead of arrays, which PostgreSQL takes in faster.
/// The update takes only orders that are still at the version they were loaded at, and everything else hangs on what the update
/// or the insert of a new order returned: a step that came too late leaves no trace.
/// </remarks>
sealed partial class PostgresBatchStore(Database database) : IBatchStore
{
    // Connections of the desk's own. Its statements are few, large and always reach rows by their key: planning them anew each time
    // would be work for nothing, and a plan that was made while the tables were small must still be right when they are not.
    readonly NpgsqlDataSource desk = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(database.ConnectionString)
    {
        ApplicationName = "dispatch desk",
        Options = "-c plan_cache_mode=force_generic_plan -c enable_seqscan=off -c enable_mergejoin=off -c jit=off",
        NoResetOnClose = true,
    });

    public async Task<Loaded> LoadAsync(IReadOnlyList<Pending> waiting, IReadOnlyDictionary<string, Order> remembered, CancellationToken cancel)
    {
        if (BatchLoading.AllRemembered(waiting, remembered) is { } loaded)
            return loaded;

        await using var connection = await desk.OpenConnectionAsync(cancel);
        return await BatchLoading.LoadAsync(database, connection, waiting, remembered);
    }

    const string FiledSql = """
        filing as (
            select *
              from unnest(@f_id, @f_alliance, @f_prefix, @f_day, @f_workflow, @f_workflow_version, @f_stage, @f_desk, @f_at, @f_due, @f_category,
                          @f_title, @f_text, @f_place, @f_filed_by, @f_merchant_code, @f_source, @f_external_id, @f_state, @f_clocks, @f_watch_at, @f_provisional)
                   with ordinality
                as f (id, alliance, prefix, day, workflow, workflow_version, stage, desk, at, due, category,
                      title, text, place, filed_by, merchant_code, source, external_id, state, clocks, watch_at, provisional, position_in_batch)),
        serial as (
            insert into serials (alliance, day, last)
            select alliance, day, count(*)
              from filing
             group by alliance, day
             order by alliance, day
                on conflict (alliance, day) do update
               set last = serials.last + excluded.last
            returning alliance, day, last),
        filed as (
            insert into orders (id, number, alliance, workflow, workflow_version, version, stage, desk, since, due, category, title, text, place,
                                filed_by, filed_at, merchant_code, source, external_id, state, clocks, watch_at, provisional)
            select f.id,
                   f.prefix || '-' || f.day || '-' || lpad(f.serial::text, greatest(4, length(f.serial::text)), '0'),
                   f.alliance, f.workflow, f.workflow_version, 1, f.stage, f.desk, f.at, f.due, f.category, f.title, f.text, f.place,
                   f.filed_by, f.at, f.merchant_code, f.source, f.external_id, f.state::json, f.clocks::json, f.watch_at, f.provisional
              from (select filing.*,
                           last - count(*) over (partition by alliance, day) + row_number() over (partition by alliance, day order by position_in_batch) as serial
                      from filing
                      join serial using (alliance, day)) as f
                on conflict (alliance, source, external_id) where source is not null do nothing
            returning id, number),
        """;

    const string NoneFiledSql = "filed as (select null::uuid as id, null::text as number where false),";

    const string MovedSql = """
        moved as (
            update orders
               set version     = m.version,
                   stage       = m.stage,
                   desk        = m.desk,
                   since       = m.since,
                   due         = m.due,
                   category    = m.category,
                   state       = m.state::json,
                   clocks      = m.clocks::json,
                   watch_at    = m.watch_at,
                   provisional = m.provisional,
                   level       = m.level
              from unnest(@m_id, @m_before, @m_version, @m_stage, @m_desk, @m_since, @m_due, @m_category, @m_state, @m_clocks, @m_watch_at, @m_provisional, @m_level)
                as m (id, before, version, stage, desk, since, due, category, state, clocks, watch_at, provisional, level)
             where orders.id = m.id
               and orders.version = m.before
            returning orders.id, orders.number),
        """;

    const string NoneMovedSql = "moved as (select null::uuid as id, null::text as number where false),";

    const string ToldSql = """
        saved as (
            select id, number from filed
            union all
            select id, number from moved),
        happened as (
            select h.*
              from unnest(@h_order_id, @h_sequence, @h_id, @h_step, @h_from, @h_to, @h_desk, @h_actor_id, @h_actor_name, @h_actor_member,
                          @h_at, @h_due, @h_input, @h_clocks, @h_partition)
                   with ordinality
                as h (order_id, sequence, id, step, from_stage, to_stage, desk, actor_id, actor_name, actor_member,
                      at, due, input, clocks, partition, position_in_batch)
              join saved on saved.id = h.order_id),
        told as (
            insert into history (order_id, sequence, id, step, from_stage, to_stage, desk, actor_id, actor_name, actor_member, at, due, input, clocks)
            select order_id, sequence, id, step, from_stage, to_stage, desk, actor_id, actor_name, actor_member, at, due, input::json, clocks::json
              from happened),
        sending as (
            insert into outbox (partition, order_id, sequence, at)
            select partition, order_id, sequence, at
              from happened
             order by position_in_batch),
        counting as (
            insert into uncounted (order_id)
            select order_id
              from happened)
        """;

    const string PartsSql = """
        ,
        parts as (
            insert into assignments (member, person, order_id, part, state, due)
            select p.member, p.person, p.order_id, p.part, p.state, p.due
              from unnest(@p_member, @p_person, @p_order_id, @p_part, @p_state, @p_due) as p (member, person, order_id, part, state, due)
              join saved on saved.id = p.order_id
                on conflict (member, person, order_id) do update
               set part  = excluded.part,
                   state = excluded.state,
                   due   = excluded.due)
        """;

    const string ReceiptsSql = """
        ,
        answered as (
            insert into receipts (caller, key, asked, at, order_id, sequence, refusal)
            select r.caller, r.key, r.asked, r.at, r.order_id, r.sequence, r.refusal::json
              from unnest(@r_caller, @r_key, @r_asked, @r_at, @r_order_id, @r_sequence, @r_refusal) as r (caller, key, asked, at, order_id, sequence, refusal)
             where r.order_id is null
                or r.order_id in (select id from saved))
        """;

    public async Task<IReadOnlyDictionary<Guid, string>> SaveAsync(Batch batch, CancellationToken cancel)
    {
        var (filed, changed, history, receipts) = (batch.Filed, batch.Changed, batch.History, batch.Receipts);
        var parts = batch.ChangedParts;
        var single = history.Count == 1 && filed.Count <= 1 && changed.Count <= 1 && parts.Count <= 1 && receipts.Count <= 1;

        await using NpgsqlCommand command = new();
        Rows save = new(command.Parameters, single);
        if (filed.Count > 0)
            AddFiled(save, batch, filed);
        if (changed.Count > 0)
            AddMoved(save, batch, changed);
        AddHistory(save, history);
        if (parts.Count > 0)
            AddParts(save, parts);
        if (receipts.Count > 0)
            AddReceipts(save, batch, receipts);
        command.CommandText = Text(single, filed.Count > 0, changed.Count > 0, parts.Count > 0, receipts.Count > 0, command.Parameters);
        foreach (NpgsqlParameter parameter in command.Parameters)
            parameter.ParameterName = "";

        await using var connection = await desk.OpenConnectionAsync(cancel);
        command.Connection = connection;
        Dictionary<Guid, string> saved = [];
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            saved[reader.GetGuid(0)] = reader.GetString(1);
        return saved;
    }

    static readonly ConcurrentDictionary<(bool, bool, bool, bool, bool), string> Texts = [];

    /// <summary>The statement for what a batch has, with its parameters by place: by name the driver would read all of it each time.</summary>
    static string Text(bool single, bool filed, bool changed, bool parts, bool receipts, NpgsqlParameterCollection parameters) =>
        Texts.GetOrAdd((single, filed, changed, parts, receipts), _ =>
        {
            var text = $"""
                with {(filed ? FiledSql : NoneFiledSql)}
                {(changed ? MovedSql : NoneMovedSql)}
                {ToldSql}{(parts ? PartsSql : "")}{(receipts ? ReceiptsSql : "")}
                select id, number from saved
                """;
            if (single)
                text = Unnesting().Replace(text, unnest => $"(select {unnest.Groups[1].Value}{(unnest.Groups[2].Success ? ", 1" : "")})");
            return Parameter().Replace(text, name => $"${parameters.IndexOf(name.Groups[1].Value) + 1}");
        });

    [GeneratedRegex(@"@(\w+)")]
    private static partial Regex Parameter();

    [GeneratedRegex(@"unnest\(([^)]*)\)(\s+with ordinality)?")]
    private static partial Regex Unnesting();

    static void AddFiled(Rows save, Batch batch, IReadOnlyList<Order> orders)
    {
        save.Add("f_id", orders, order => order.Id);
        save.Add("f_alliance", orders, order => order.Alliance);
        save.Add("f_prefix", orders, order => batch.AllianceOf(order).Prefix);
        save.Add("f_day", orders, order => batch.DayAt(batch.AllianceOf(order)));
        save.Add("f_workflow", orders, order => order.Workflow);
        save.Add("f_workflow_version", orders, order => order.WorkflowVersion);
        save.Add("f_stage", orders, order => order.Stage);
        save.Add("f_desk", orders, order => order.Desk);
        save.Add("f_at", orders, order => order.FiledAt.UtcDateTime);
        save.Add("f_due", orders, order => (order.Due ?? OrderRow.NotDue).UtcDateTime);
        save.Add("f_category", orders, order => order.Category);
        save.Add("f_title", orders, order => order.Title);
        save.Add("f_text", orders, order => order.Text);
        save.Add("f_place", orders, order => order.Place);
        save.Add("f_filed_by", orders, order => order.FiledBy);
        save.Add("f_merchant_code", orders, order => order.MerchantCode);
        save.Add("f_source", orders, order => order.Source);
        save.Add("f_external_id", orders, order => order.ExternalId);
        save.Add("f_state", orders, OrderRow.StateOf);
        save.Add("f_clocks", orders, order => order.Clocks.Text);
        save.Add("f_watch_at", orders, order => order.Clocks.NextAt?.UtcDateTime);
        save.Add("f_provisional", orders, order => order.Clocks.IsProvisional);
    }

    static void AddMoved(Rows save, Batch batch, IReadOnlyList<Order> orders)
    {
        save.Add("m_id", orders, order => order.Id);
        save.Add("m_before", orders, batch.VersionBefore);
        save.Add("m_version", orders, order => order.Version);
        save.Add("m_stage", orders, order => order.Stage);
        save.Add("m_desk", orders, order => order.Desk);
        save.Add("m_since", orders, order => order.Since.UtcDateTime);
        save.Add("m_due", orders, order => (order.Due ?? OrderRow.NotDue).UtcDateTime);
        save.Add("m_category", orders, order => order.Category);
        save.Add("m_state", orders, OrderRow.StateOf);
        save.Add("m_clocks", orders, order => order.Clocks.Text);
        save.Add("m_watch_at", orders, order => order.Clocks.NextAt?.UtcDateTime);
        save.Add("m_provisional", orders, order => order.Clocks.IsProvisional);
        save.Add("m_level", orders, order => order.State.Level);
    }

    static void AddHistory(Rows save, IReadOnlyList<TakenStep> history)
    {
        save.Add("h_order_id", history, taken => taken.OrderId);
        save.Add("h_sequence", history, taken => taken.Sequence);
        save.Add("h_id", history, taken => taken.Id);
        save.Add("h_step", history, taken => taken.Step.Name);
        save.Add("h_from", history, taken => taken.From);
        save.Add("h_to", history, taken => taken.To);
        save.Add("h_desk", history, taken => taken.Desk);
        save.Add("h_actor_id", history, taken => taken.Actor.Id);
        save.Add("h_actor_name", history, taken => taken.Actor.Name);
        save.Add("h_actor_member", history, taken => taken.Actor.Member);
        save.Add("h_at", history, taken => taken.At.UtcDateTime);
        save.Add("h_due", history, taken => taken.Due?.UtcDateTime);
        save.Add("h_input", history, taken => StepRegistry.InputOf(taken.Step));
        save.Add("h_clocks", history, taken => taken.Clocks?.Text);
        save.Add("h_partition", history, taken => Partition.Of(taken.OrderId));
    }

    static void AddParts(Rows save, IReadOnlyList<(Guid OrderId, Assignment Part, DateTimeOffset? Due)> parts)
    {
        save.Add("p_member", parts, part => part.Part.Member);
        save.Add("p_person", parts, part => part.Part.Person ?? "");
        save.Add("p_order_id", parts, part => part.OrderId);
        save.Add("p_part", parts, part => part.Part.Part);
        save.Add("p_state", parts, part => part.Part.State);
        save.Add("p_due", parts, part => part.Due?.UtcDateTime);
    }

    static void AddReceipts(Rows save, Batch batch, IReadOnlyList<Receipt> receipts)
    {
        save.Add("r_caller", receipts, receipt => receipt.Caller);
        save.Add("r_key", receipts, receipt => receipt.Key);
        save.Add("r_asked", receipts, receipt => receipt.Asked);
        save.Add("r_at", receipts, _ => batch.Now.UtcDateTime);
        save.Add("r_order_id", receipts, receipt => receipt.Taken?.OrderId);
        save.Add("r_sequence", receipts, receipt => receipt.Taken?.Sequence);
        save.Add("r_refusal", receipts, receipt => receipt.Refusal is { } refusal ? BatchLoading.RefusalText(refusal) : null);
    }

    /// <summary>Turns rows into parameters, a column each: an array, or its only value.</summary>
    readonly struct Rows(NpgsqlParameterCollection parameters, bool single)
    {
        public void Add<TRow, TValue>(string name, IReadOnlyList<TRow> rows, Func<TRow, TValue> value)
        {
            if (single)
            {
                parameters.Add(new NpgsqlParameter<TValue>(name, value(rows[0])) { NpgsqlDbType = Column<TValue>.Type });
                return;
            }

            var values = new TValue[rows.Count];
            for (var index = 0; index < values.Length; index++)
                values[index] = value(rows[index]);
            parameters.Add(new NpgsqlParameter<TValue[]>(name, values) { NpgsqlDbType = NpgsqlDbType.Array | Column<TValue>.Type });
        }
    }

    /// <summary>What PostgreSQL calls a value. Left to guess from a null, the driver sends another type, and the statement is planned anew each time.</summary>
    static class Column<TValue>
    {
        public static NpgsqlDbType Type { get; } = (Nullable.GetUnderlyingType(typeof(TValue)) ?? typeof(TValue)) switch
        {
            var type when type == typeof(string) => NpgsqlDbType.Text,
            var type when type == typeof(Guid) => NpgsqlDbType.Uuid,
            var type when type == typeof(DateTime) => NpgsqlDbType.TimestampTz,
            var type when type == typeof(bool) => NpgsqlDbType.Boolean,
            var type when type == typeof(int) => NpgsqlDbType.Integer,
            var type when type == typeof(short) => NpgsqlDbType.Smallint,
            var type => throw new NotSupportedException($"No column of a batch has the type {type}."),
        };
    }

    public ValueTask DisposeAsync() => desk.DisposeAsync();
}
