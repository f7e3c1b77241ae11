using Dispatch.Alliances;

namespace Dispatch.Replays;

/// <summary>An order under its own rules and under others.</summary>
/// <param name="Number">Of the order.</param>
public sealed record ComparedOrder(string Number, Alliance Alliance, Replay Recorded, Replay Other)
{
    /// <summary>The notices that are given under one of the rules only, whenever that is; in the order of time.</summary>
    public IEnumerable<(bool IsOther, Notice Notice)> Differences => Only(Recorded, Other)
        .Select(notice => (IsOther: false, Notice: notice))
        .Concat(Only(Other, Recorded).Select(notice => (IsOther: true, Notice: notice)))
        .OrderBy(difference => difference.Notice.At);

    /// <summary>Other notices are given, or the order stands at another stage at the end.</summary>
    public bool Differs => Recorded.Order.Stage != Other.Order.Stage || Differences.Any();

    static IEnumerable<Notice> Only(Replay one, Replay other)
    {
        var there = other.Notices.CountBy(notice => notice.What).ToDictionary();
        return one.Notices.Where(notice => (there[notice.What] = there.GetValueOrDefault(notice.What) - 1) < 0);
    }
}
