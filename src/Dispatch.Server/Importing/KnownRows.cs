using System.Text.Json;
using Dispatch.Contracts;
using Dispatch.Orders;
using Dispatch.Orders.Steps;
using Dispatch.Server.Messaging;
using Dispatch.Server.Orders;
using Dispatch.Storage;

namespace Dispatch.Server.Importing;

/// <summary>The rows, among some, that the database already has orders for.</summary>
public sealed class KnownRows
{
    readonly Dictionary<(string Alliance, string? Source, string Id), KnownOrder> known = [];

    KnownRows() { }

    /// <summary>What came of a row: its order is there already, or one under its id that says something else; null for a new row.</summary>
    public FilingResult? ResultOf(FileOrder filing)
    {
        if (filing.ExternalId is not { } id || !known.TryGetValue((filing.Alliance, filing.Source, id), out var order))
            return null;
        return order.SaysTheSameAs(Read(filing))
            ? new FilingResult(FilingOutcome.AlreadyThere)
            : new FilingResult(FilingOutcome.Refused, RefusalText.Of(Refusal.Of(Refusal.KeyUsed, order.Number)));
    }

    /// <summary>As the engine reads it.</summary>
    static FileStep Read(FileOrder filing) =>
        (FileStep)FileStep.Read(new InputReader(JsonSerializer.SerializeToElement(filing, EventBody.Options)));

    /// <summary>Takes one query for each source that occurs; most often that is one.</summary>
    public static async Task<KnownRows> AmongAsync(Database database, IReadOnlyList<FileOrder> filings, CancellationToken cancel)
    {
        KnownRows rows = new();
        var identified = filings.Where(filing => filing is { Source: not null, ExternalId: not null });
        foreach (var group in identified.GroupBy(filing => (filing.Alliance, Source: filing.Source!)))
        {
            var ids = group.Select(filing => filing.ExternalId!).ToList();
            foreach (var (id, order) in await OrderList.KnownAsync(database, group.Key.Alliance, group.Key.Source, ids, cancel))
                rows.known[(group.Key.Alliance, group.Key.Source, id)] = order;
        }

        return rows;
    }
}
