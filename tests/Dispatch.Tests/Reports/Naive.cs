using Dispatch.Reports;

namespace Dispatch.Tests.Reports;

/// <summary>The simplest way to a figure: looks at every outcome, keeps nothing.</summary>
static class Naive
{
    /// <summary>Numerator and denominator, such as <c>1/2</c>.</summary>
    public static string Figure(
        IEnumerable<Outcome> outcomes, Measure measure, DateTimeOffset? now = null, Func<Outcome, bool>? which = null)
    {
        var asked = Asked(outcomes, measure, now, which).Where(outcome => !outcome.Exempt).ToList();
        return $"{asked.Count(outcome => (outcome.Met & measure.Bit) != 0)}/{asked.Count}";
    }

    public static int Exempt(
        IEnumerable<Outcome> outcomes, Measure measure, DateTimeOffset? now = null, Func<Outcome, bool>? which = null) =>
        Asked(outcomes, measure, now, which).Count(outcome => outcome.Exempt);

    /// <summary>The nearest rank of the lengths of stays, as exactly as reports show them.</summary>
    public static int? Percentile(IEnumerable<Outcome> outcomes, string stage, double share, Func<Outcome, bool> which)
    {
        var sorted = outcomes.Where(outcome => which(outcome) && !outcome.Exempt && outcome.Stage == stage && outcome.Minutes is not null)
            .Select(outcome => outcome.Minutes!.Value).Order().ToList();
        return sorted.Count == 0 ? null : RoundedUp(sorted[(int)Math.Ceiling(share * sorted.Count) - 1]);
    }

    static int RoundedUp(int minutes)
    {
        var step = minutes > 4800 ? 480 : minutes > 480 ? 30 : minutes > 60 ? 5 : 1;
        return (int)Math.Ceiling((double)minutes / step) * step;
    }

    static IEnumerable<Outcome> Asked(IEnumerable<Outcome> outcomes, Measure measure, DateTimeOffset? now, Func<Outcome, bool>? which) =>
        outcomes.Where(outcome => (outcome.Asked & measure.Bit) != 0
            && (outcome.Due is null || outcome.Due <= now)
            && which?.Invoke(outcome) != false);
}
