using System.Data;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Dapper;
using Dispatch.Clocks;
using Dispatch.Storage;

namespace Dispatch.Orders;

/// <summary>The columns of <c>orders</c>, each declared once: what writes, reads and verifies the table is made from these.</summary>
/// <remarks>A column is read into the property of its name: <c>filed_by</c> into <see cref="Order.FiledBy"/>.</remarks>
static class OrderColumns
{
    /// <summary>Given by the store when an order is saved first.</summary>
    const string Number = "number";

    /// <summary>Written when an order is filed, and again only where its texts lose their personal data.</summary>
    static readonly Column<Order>[] Fixed =
    [
        Column.Of<Order>("id", order => order.Id),
        Column.Of<Order>("alliance", order => order.Alliance),
        Column.Of<Order>("workflow", order => order.Workflow),
        Column.Of<Order>("workflow_version", order => order.WorkflowVersion),
        Column.Of<Order>("title", order => order.Title),
        Column.Of<Order>("text", order => order.Text),
        Column.Of<Order>("place", order => order.Place),
        Column.Of<Order>("filed_by", order => order.FiledBy),
        Column.Of<Order>("filed_at", order => order.FiledAt),
        Column.Of<Order>("reported_at", order => order.ReportedAt),
        Column.Of<Order>("merchant_code", order => order.MerchantCode),
        Column.Of<Order>("source", order => order.Source),
        Column.Of<Order>("external_id", order => order.ExternalId),
    ];

    /// <summary>Written with every step.</summary>
    public static IReadOnlyList<Column<Order>> Changing { get; } =
    [
        Column.Of<Order>("version", order => order.Version),
        Column.Of<Order>("stage", order => order.Stage),
        Column.Of<Order>("desk", order => order.Desk),
        Column.Of<Order>("since", order => order.Since),
        Column.Of<Order>("due", order => order.DueKey),
        Column.Of<Order>("category", order => order.Category),
        Column.Json<Order>("state", order => StateText(order.State)),
        Column.Json<Order>("clocks", order => order.Clocks.Text),
        Column.Of<Order>("forgotten_at", order => order.ForgottenAt),

        // For the indexes of what reads only a part of the table; they are not read back.
        Column.Of<Order>("watch_at", order => order.Clocks.NextAt),
        Column.Of<Order>("provisional", order => order.Clocks.IsProvisional),
        Column.Of<Order>("level", order => order.State.Level),
    ];

    static readonly string[] WrittenOnly = ["watch_at", "provisional", "level"];

    /// <summary>All but the number.</summary>
    public static IReadOnlyList<Column<Order>> All { get; } = [.. Fixed, .. Changing];

    /// <summary>What a statement selects to read orders.</summary>
    public static string Selected { get; } = string.Join(", ",
        All.Select(column => column.Name).Except(WrittenOnly).Prepend(Number).Select(name => name == "due" ? "due as due_key" : name));

    /// <summary>What a statement selects to read orders on which a step is to be taken.</summary>
    public static string SelectedForAStep { get; } = $"""
        {Selected},
               (select history.at from history where history.order_id = orders.id and history.sequence = orders.version) as last_step_at
        """;

    /// <summary>The text that the table keeps of the state.</summary>
    public static string StateText(OrderState state) => JsonSerializer.Serialize(state, StateInfo);

    static OrderColumns()
    {
        SqlMapper.AddTypeHandler(new States());
        SqlMapper.AddTypeHandler(new ClockTexts());
    }

    static readonly JsonTypeInfo<OrderState> StateInfo = (JsonTypeInfo<OrderState>)OrderJson.Options.GetTypeInfo(typeof(OrderState));

    sealed class States : SqlMapper.TypeHandler<OrderState>
    {
        public override OrderState Parse(object value) => JsonSerializer.Deserialize((string)value, StateInfo)!;

        public override void SetValue(IDbDataParameter parameter, OrderState? value) =>
            throw new NotSupportedException("Written by the column.");
    }

    sealed class ClockTexts : SqlMapper.TypeHandler<OrderClocks>
    {
        public override OrderClocks Parse(object value) => OrderClocks.Read((string)value);

        public override void SetValue(IDbDataParameter parameter, OrderClocks? value) =>
            throw new NotSupportedException("Written by the column.");
    }
}
