namespace Dispatch.Replays;

/// <summary>What a comparison of all orders of a period found.</summary>
/// <param name="Orders">How many were replayed.</param>
/// <param name="LeftAside">Those of the period that are of another workflow.</param>
/// <param name="Versions">How many of them were filed under which workflow.</param>
/// <param name="Holders">Who was given which notices: the desks in their usual order, the members of each by their codes.</param>
/// <param name="Differing">In how many the outcome differs.</param>
/// <param name="RecordedDiverged">
/// How many have steps that do not fit their own rules, such as one that came before a lapse that was late.
/// </param>
/// <param name="OtherDiverged">How many have steps that do not fit the other rules.</param>
public sealed record ComparisonReport(
    long Orders, long LeftAside, IReadOnlyList<(string Workflow, long Orders)> Versions,
    IReadOnlyList<(Holder Holder, NoticeCounts Recorded, NoticeCounts Other)> Holders,
    long Differing, long RecordedDiverged, long OtherDiverged)
{
    public NoticeCounts Recorded => Holders.Aggregate(default(NoticeCounts), (sum, holder) => sum + holder.Recorded);
    public NoticeCounts Other => Holders.Aggregate(default(NoticeCounts), (sum, holder) => sum + holder.Other);
}
