using Dispatch.Storage;

namespace Dispatch.Orders.Desk;

/// <summary>What a batch has to save: batches that have the same are saved by the same statement.</summary>
/// <param name="Single">One row at most of everything.</param>
readonly record struct BatchShape(bool Single, bool Filed, bool Changed, bool Turned, bool Parts, bool Receipts)
{
    public static BatchShape Of(Batch batch)
    {
        var (filed, changed, parts, receipts) = (batch.Filed.Count, batch.Changed.Count, batch.ChangedParts.Count, batch.Receipts.Count);
        var single = batch.History.Count == 1 && filed <= 1 && changed <= 1 && parts <= 1 && receipts <= 1;
        return new BatchShape(single, filed > 0, changed > 0, batch.Turned.Count > 0, parts > 0, receipts > 0);
    }
}

/// <summary>
/// Writes the statement that saves a batch: its parameters stand in the order of filed, changed, history, turned, parts and receipts.
/// </summary>
/// <remarks>They have numbers and no names: by name the driver would read all of the statement each time.</remarks>
sealed class PostgresBatchSql
{
    readonly BatchShape shape;
    int parameters;

    PostgresBatchSql(BatchShape shape) => this.shape = shape;

    public static string Of(BatchShape shape, Batch batch)
    {
        PostgresBatchSql sql = new(shape);
        return $"""
            with {(shape.Filed ? sql.Filed(BatchColumns.Filed(batch)) : Nothing("filed"))},
            {(shape.Changed ? sql.Changed(BatchColumns.Changed(batch)) : Nothing("moved"))},
            {sql.History(BatchColumns.History(batch))}
            {(shape.Turned ? $",\n{sql.Turned()}" : "")}
            {(shape.Parts ? $",\n{sql.Parts()}" : "")}{(shape.Receipts ? $",\n{sql.Receipts()}" : "")}
            select id, number from saved
            """;
    }

    static string Nothing(string table) => $"{table} as (select null::uuid as id, null::text as number where false)";

    string Filed(IReadOnlyList<Column<Order>> columns) => $"""
        filing as (
            select *
              from {Rows("f", columns)}),
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
            insert into orders (number, {Names(OrderColumns.All)})
            select f.prefix || '-' || f.day || '-' || lpad(f.serial::text, greatest(4, length(f.serial::text)), '0'),
                   {Values("f", OrderColumns.All)}
              from (select filing.*,
                           last
                               - count(*) over (partition by alliance, day)
                               + row_number() over (partition by alliance, day order by position) as serial
                      from filing
                      join serial using (alliance, day)) as f
                on conflict (alliance, source, external_id) where source is not null do nothing
            returning id, number)
        """;

    string Changed(IReadOnlyList<Column<Order>> columns) => $"""
        moved as (
            update orders
               set {string.Join(",\n       ", OrderColumns.Changing.Select(column => $"{column.Name} = {Value("m", column)}"))}
              from {Rows("m", columns)}
             where orders.id = m.id
               and orders.version = m.before
            returning orders.id, orders.number)
        """;

    string History(IReadOnlyList<Column<TakenStep>> columns) => $"""
        saved as (
            select id, number from filed
            union all
            select id, number from moved),
        happened as (
            select h.*
              from {Rows("h", columns)}
              join saved on saved.id = h.order_id),
        written as (
            insert into history ({Names(HistoryColumns.All)})
            select {Values("happened", HistoryColumns.All)}
              from happened),
        sending as (
            insert into outbox (partition, order_id, sequence, at, trace)
            select partition, order_id, sequence, at, trace
              from happened
             order by position),
        counting as (
            insert into uncounted (order_id)
            select order_id
              from happened)
        """;

    string Turned() => $"""
        turned as (
            insert into unfollowed (order_id)
            select t.order_id
              from {Rows("t", BatchColumns.Turned)}
              join saved on saved.id = t.order_id)
        """;

    string Parts() => $"""
        parts as (
            insert into assignments ({Names(BatchColumns.Parts)})
            select {Values("p", BatchColumns.Parts)}
              from {Rows("p", BatchColumns.Parts)}
              join saved on saved.id = p.order_id
                on conflict (member, person, order_id) do update
               set part  = excluded.part,
                   state = excluded.state,
                   due   = excluded.due)
        """;

    string Receipts() => $"""
        answered as (
            insert into receipts ({Names(BatchColumns.Receipts)})
            select {Values("r", BatchColumns.Receipts)}
              from {Rows("r", BatchColumns.Receipts)}
             where r.order_id is null
                or r.existed
                or r.order_id in (select id from saved))
        """;

    /// <summary>The rows of the parameters as a table: of arrays, or of plain values, which PostgreSQL takes in faster.</summary>
    string Rows<TRow>(string alias, IReadOnlyList<Column<TRow>> columns)
    {
        var values = string.Join(", ", columns.Select(_ => $"${++parameters}"));
        return shape.Single
            ? $"(select {values}, 1) as {alias} ({Names(columns)}, position)"
            : $"unnest({values}) with ordinality as {alias} ({Names(columns)}, position)";
    }

    static string Names<TRow>(IReadOnlyList<Column<TRow>> columns) => string.Join(", ", columns.Select(column => column.Name));

    static string Values<TRow>(string alias, IReadOnlyList<Column<TRow>> columns) =>
        string.Join(", ", columns.Select(column => Value(alias, column)));

    static string Value<TRow>(string alias, Column<TRow> column) =>
        column.Cast is { } type ? $"{alias}.{column.Name}::{type}" : $"{alias}.{column.Name}";
}
