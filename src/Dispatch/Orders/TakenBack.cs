using Dispatch.Orders.Steps;

namespace Dispatch.Orders;

/// <summary>Histories as they are counted: a move that was taken back (撤回) was never made.</summary>
static class TakenBack
{
    /// <summary>Without the moves that were taken back, what happened until then, and the recalls; the limits as these left them stay.</summary>
    /// <param name="history">First to last.</param>
    public static IReadOnlyList<TakenStep> LeftOut(IReadOnlyList<TakenStep> history)
    {
        if (!history.Any(taken => taken.Step is RecallStep))
            return history;

        List<TakenStep> counted = [];
        foreach (var taken in history)
        {
            if (taken.Step is not RecallStep)
            {
                counted.Add(taken);
                continue;
            }

            var move = counted.FindLastIndex(earlier => earlier.HasMoved);
            counted.RemoveRange(move, counted.Count - move);
            counted.Add(taken with { Step = new RetimeStep(), From = taken.To });
        }

        return counted;
    }
}
