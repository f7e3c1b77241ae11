using Dispatch.Orders.Steps;

namespace Dispatch.Orders.Desk;

/// <summary>What a batch reads before it decides.</summary>
/// <param name="Orders">Those that the requests name, in any way.</param>
/// <param name="Remembered">The numbers of those that were not read but remembered, and may have moved on.</param>
/// <param name="Filings">What the senders said of those that were found by source and external id.</param>
/// <param name="Receipts">What was asked first and what the answer was, by caller and key.</param>
/// <param name="Committed">Steps that an earlier try had saved although it failed, by event.</param>
sealed record Loaded(
    IReadOnlyCollection<Order> Orders,
    IReadOnlySet<string> Remembered,
    IReadOnlyDictionary<Guid, FileStep> Filings,
    IReadOnlyDictionary<(string Caller, string Key), FirstAnswer> Receipts,
    IReadOnlyDictionary<Guid, Order> Committed)
{
    /// <summary>The histories of orders that a step was asked on that needs them.</summary>
    public IReadOnlyDictionary<Guid, IReadOnlyList<TakenStep>> Histories { get; init; } = NoHistories;

    /// <summary>Of those who took steps on orders that are to be forgotten, the ids of people who act for merchants.</summary>
    public IReadOnlySet<string> MerchantPeople { get; init; } = NoPeople;

    static readonly Dictionary<Guid, IReadOnlyList<TakenStep>> NoHistories = [];
    static readonly HashSet<string> NoPeople = [];
}
