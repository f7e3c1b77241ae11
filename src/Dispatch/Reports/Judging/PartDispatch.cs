using Dispatch.Orders;

namespace Dispatch.Reports.Judging;

/// <summary>A part that a member was given or took: whether it answered in time, and whether it gave the part back.</summary>
sealed class PartDispatch : MemberPart
{
    public override string Kind => OutcomeKind.Dispatch;

    /// <summary>By the chair or the joint meeting; otherwise it was taken from the pool.</summary>
    public bool WasGiven { get; init; }

    public DateTimeOffset? Claimed { get; set; }

    /// <summary>The stay during which the stage's limit is the time to claim.</summary>
    public Stay? Stay { get; set; }

    public override DateTimeOffset? Done => Claimed ?? Ended;

    public override Judgement? Judge()
    {
        var returned = Returned is null ? 0 : Measures.Return.Bit;
        if (!WasGiven)
            return new Judgement(Claimed!.Value, Measures.Return.Bit, returned);

        var accuracy = Assignment.Kind == PartKind.Lead && (Claimed ?? Returned) is not null ? Measures.Accuracy.Bit : 0;
        var (asked, met) = (Measures.Return.Bit | accuracy, returned | (Returned is null ? accuracy : 0));
        var timed = HadLimit ? Measures.Response.Bit | Measures.Overdue.Bit : 0;
        if (Overdue is var (late, isOpen))
            return new Judgement(late, asked | timed, met | Measures.Overdue.Bit, isOpen);
        if (Claimed is { } claimed)
            return new Judgement(claimed, asked | timed, met | (timed & Measures.Response.Bit));
        return Returned is { } back ? new Judgement(back, asked, met) : null;
    }
}
