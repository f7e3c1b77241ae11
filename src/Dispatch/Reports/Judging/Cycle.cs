namespace Dispatch.Reports.Judging;

/// <summary>An order from filing, or from reopening, to its verdict: whether it was resolved, and what the merchant says of it.</summary>
sealed class Cycle : TimedSpan
{
    public override string Kind => OutcomeKind.Cycle;
    public DateTimeOffset? Resolved { get; set; }

    /// <summary>The first answer, the end without one, or the end for another reason.</summary>
    public DateTimeOffset? Verdict { get; set; }

    public bool Confirmed { get; set; }
    public bool Reopened { get; set; }
    public int? Rating { get; set; }

    /// <summary>Refused, withdrawn or merged: there was nothing to resolve.</summary>
    public bool Dropped { get; set; }

    /// <summary>The limit of the whole order was missed in an earlier cycle already.</summary>
    public bool MissedBefore { get; init; }

    public override DateTimeOffset? Done => Verdict;

    public override Judgement? Judge()
    {
        var whole = HadLimit && !MissedBefore ? Measures.Whole.Bit : 0;
        if (Verdict is not { } verdict)
            return Overdue is var (late, isOpen) ? new Judgement(late, Measures.Resolution.Bit | whole, 0, isOpen) : null;
        if (Dropped)
            return Missed is { } passed && whole != 0 ? new Judgement(passed, whole, 0) : null;

        var (asked, met) = (0, 0);
        Count(Measures.Resolution, Confirmed || Reopened, Confirmed && !Reopened);
        Count(Measures.Satisfaction, Rating is not null, Rating >= 4);
        Count(Measures.Rework, Resolved is not null, Reopened);
        Count(Measures.Answered, Resolved is not null, Confirmed || Reopened);
        Count(Measures.Whole, whole != 0 && (Missed is not null || !Reopened), Missed is null);
        return new Judgement(Missed ?? verdict, asked, met);

        void Count(Measure measure, bool isAsked, bool isMet)
        {
            asked |= isAsked ? measure.Bit : 0;
            met |= isAsked && isMet ? measure.Bit : 0;
        }
    }
}
