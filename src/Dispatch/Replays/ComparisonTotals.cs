using Dispatch.Workflows;

namespace Dispatch.Replays;

/// <summary>Adds compared orders up, so that none of them need be kept.</summary>
sealed class ComparisonTotals
{
    static readonly List<string> DesksInOrder = [.. Desks.ThatHold];

    readonly Dictionary<string, long> versions = [];
    readonly Dictionary<Holder, (NoticeCounts Recorded, NoticeCounts Other)> holders = [];
    long differing;
    long recordedDiverged;
    long otherDiverged;

    public long Orders { get; private set; }

    /// <param name="orders">How many orders were filed under which workflow.</param>
    public void Add(IEnumerable<KeyValuePair<string, int>> orders)
    {
        foreach (var (version, count) in orders)
            versions[version] = versions.GetValueOrDefault(version) + count;
    }

    public void Add(ComparedOrder order)
    {
        Orders++;
        differing += order.Differs ? 1 : 0;
        recordedDiverged += order.Recorded.Divergences.Count > 0 ? 1 : 0;
        otherDiverged += order.Other.Divergences.Count > 0 ? 1 : 0;
        foreach (var notice in order.Recorded.Notices)
            Add(notice.Holder, NoticeCounts.Of(notice), default);
        foreach (var notice in order.Other.Notices)
            Add(notice.Holder, default, NoticeCounts.Of(notice));
    }

    void Add(Holder holder, NoticeCounts recorded, NoticeCounts other)
    {
        var before = holders.GetValueOrDefault(holder);
        holders[holder] = (before.Recorded + recorded, before.Other + other);
    }

    /// <param name="leftAside">How many orders of the period were not replayed.</param>
    public ComparisonReport Report(long leftAside) => new(
        Orders,
        leftAside,
        [.. versions.OrderBy(version => version.Key, StringComparer.Ordinal).Select(version => (version.Key, version.Value))],
        [
            .. holders.OrderBy(counts => counts.Key.Alliance, StringComparer.Ordinal)
                .ThenBy(counts => DesksInOrder.IndexOf(counts.Key.Desk))
                .ThenBy(counts => counts.Key.Member, StringComparer.Ordinal)
                .Select(counts => (counts.Key, counts.Value.Recorded, counts.Value.Other)),
        ],
        differing, recordedDiverged, otherDiverged);
}
