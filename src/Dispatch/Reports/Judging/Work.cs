namespace Dispatch.Reports.Judging;

/// <summary>The work of a member on an order: whether it was done, and in time.</summary>
sealed class Work : MemberPart
{
    static readonly int Timed = Measures.OnTime.Bit | Measures.Backlog.Bit | Measures.Extension.Bit | Measures.Overdue.Bit;

    public override string Kind => OutcomeKind.Work;

    /// <summary>Counts the cycles of the order from 1.</summary>
    public required int Cycle { get; init; }

    public bool Extended { get; set; }
    public override DateTimeOffset? Done => Ended;

    public override Judgement? Judge()
    {
        var (disposal, extended) = (Measures.Disposal.Bit, Extended ? Measures.Extension.Bit : 0);
        if (Overdue is var (late, isOpen))
        {
            var met = Measures.Overdue.Bit
                | extended
                | (Resolved is not null ? disposal : 0)
                | (Ended is null ? Measures.Backlog.Bit : 0);
            return new Judgement(late, Timed | disposal, met, isOpen);
        }

        if (Resolved is not { } resolved)
            return null;
        return HadLimit
            ? new Judgement(resolved, Timed | disposal, disposal | Measures.OnTime.Bit | extended)
            : new Judgement(resolved, disposal, disposal);
    }
}
