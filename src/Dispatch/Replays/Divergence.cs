using Dispatch.Language;
using Dispatch.Orders;

namespace Dispatch.Replays;

/// <summary>A recorded step that does not fit the rules of a replay.</summary>
/// <param name="Sequence">Of the recorded step; 0 where there is none.</param>
/// <param name="At">When it was taken.</param>
/// <param name="Code">Why the rules refuse it: of <see cref="Refusal"/>, or <c>no-filing</c> or <c>endless</c>.</param>
/// <param name="Reason">The same in words.</param>
/// <param name="LeftOut">True where it led to no stage of the rules and was passed over; false where it was taken all the same.</param>
public sealed record Divergence(int Sequence, string Step, DateTimeOffset At, string Code, Words Reason, bool LeftOut);
