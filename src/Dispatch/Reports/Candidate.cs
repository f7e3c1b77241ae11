namespace Dispatch.Reports;

/// <summary>What the chair weighs of a member before an order is given to it (派单候选单位).</summary>
/// <param name="Member">Code of the member.</param>
/// <param name="HasDuty">It answers for the order's category.</param>
/// <param name="Open">Parts that wait for it now, counted up to <see cref="CandidateList.MostCounted"/>.</param>
/// <param name="OpenIsMore">More than those wait for it.</param>
/// <param name="Late">Of these, those that are overdue.</param>
/// <param name="Done">Work on this category that was due or done in the last <see cref="CandidateList.Days"/> days.</param>
/// <param name="OnTime">Of these, those done within the limit.</param>
/// <param name="Ruled">The joint meeting ruled that it answers for this category at this place.</param>
public sealed record Candidate(string Member, bool HasDuty, int Open, bool OpenIsMore, int Late, long Done, long OnTime, bool Ruled);
