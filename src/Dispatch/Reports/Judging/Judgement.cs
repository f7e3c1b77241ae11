namespace Dispatch.Reports.Judging;

/// <summary>What an outcome says and when it was decided.</summary>
/// <param name="Asked">The measures that count it; bits of <see cref="Measure.Bit"/>.</param>
/// <param name="Met">Those whose numerator counts it.</param>
/// <param name="IsOpen">Nothing is done yet: it counts from then on, until somebody does it.</param>
readonly record struct Judgement(DateTimeOffset At, int Asked, int Met, bool IsOpen = false);
