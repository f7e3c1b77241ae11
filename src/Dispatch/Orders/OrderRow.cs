using Dispatch.Clocks;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Dispatch.Orders;

/// <summary>A row of <c>orders</c>.</summary>
sealed record OrderRow
{
    /// <summary>Stands for "not due": lists are paged by when an order is due, and a key has no nulls.</summary>
    public static readonly DateTimeOffset NotDue = new(9999, 12, 31, 23, 59, 59, TimeSpan.Zero);

    public const string Columns = """
        id, number, alliance, workflow, workflow_version as workflowversion, version, stage, desk, since, due, category, title, text, place,
        filed_by as filedby, filed_at as filedat, merchant_code as merchantcode, source, external_id as externalid, state, clocks
        """;

    public Guid Id { get; init; }
    public string Number { get; init; } = "";
    public string Alliance { get; init; } = "";
    public string Workflow { get; init; } = "";
    public int WorkflowVersion { get; init; }
    public int Version { get; init; }
    public string Stage { get; init; } = "";
    public string? Desk { get; init; }
    public DateTimeOffset Since { get; init; }
    public DateTimeOffset Due { get; init; }
    public string Category { get; init; } = "";
    public string Title { get; init; } = "";
    public string Text { get; init; } = "";
    public string Place { get; init; } = "";
    public string FiledBy { get; init; } = "";
    public DateTimeOffset FiledAt { get; init; }
    public string? MerchantCode { get; init; }
    public string? Source { get; init; }
    public string? ExternalId { get; init; }
    public string State { get; init; } = "";
    public string? Clocks { get; init; }

    /// <summary>Only where the watch asks.</summary>
    public DateTimeOffset? WatchAt { get; init; }

    public Order ToOrder() => new()
    {
        Id = Id,
        Number = Number,
        Alliance = Alliance,
        Workflow = Workflow,
        WorkflowVersion = WorkflowVersion,
        Version = Version,
        Stage = Stage,
        Desk = Desk,
        Since = Since,
        Due = Due == NotDue ? null : Due,
        Category = Category,
        Title = Title,
        Text = Text,
        Place = Place,
        FiledBy = FiledBy,
        FiledAt = FiledAt,
        MerchantCode = MerchantCode,
        Source = Source,
        ExternalId = ExternalId,
        State = JsonSerializer.Deserialize(State, StateInfo)!,
        Clocks = Clocks is null ? OrderClocks.None : OrderClocks.Read(Clocks),
    };

    public static string StateOf(Order order) => JsonSerializer.Serialize(order.State, StateInfo);

    static readonly JsonTypeInfo<OrderState> StateInfo = (JsonTypeInfo<OrderState>)OrderJson.Options.GetTypeInfo(typeof(OrderState));
}
