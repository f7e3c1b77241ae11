using System.Globalization;
using Dispatch.Alliances;
using Dispatch.Replays;
using Dispatch.Workflows;

namespace Dispatch.Server.Deadlines;

/// <summary>What a comparison says, in lines: the orders as they come by, and then both columns.</summary>
/// <param name="most">How many of the orders that diverged are told.</param>
sealed class ReplayText(TextWriter to, int most)
{
    readonly Dictionary<string, Alliance> alliances = [];
    long diverged;

    public void Begin(IReadOnlyList<Alliance> chosen, OtherRules rules, DateTimeOffset until)
    {
        foreach (var alliance in chosen)
            alliances[alliance.Code] = alliance;
        var recorded = chosen.Select(alliance => alliance.Calendar.Name).Distinct();
        to.WriteLine($"左 Left    原规则 the recorded rules: each order's own version, calendar {string.Join(", ", recorded)}");
        List<string> others = [];
        if (rules.Workflow is { } workflow)
            others.Add($"workflow {workflow.Name} version {workflow.Version}");
        if (rules.Calendar is { } calendar)
            others.Add($"calendar {calendar.Name}");
        if (rules.Limits is { } limits)
            others.Add($"the limits of {limits.Count} categories");
        to.WriteLine($"右 Right   所给规则 the given rules: {string.Join(", ", others)}");
        to.WriteLine(string.Create(CultureInfo.InvariantCulture, $"止于 Until {until:yyyy-MM-dd'T'HH:mm:ss}Z: up to then the clock goes on with orders that are open"));
    }

    /// <param name="differing">Whether to tell an order whose outcome differs.</param>
    public void Tell(ComparedOrder order, bool differing)
    {
        LocalClock clock = new(order.Alliance.Zone);
        if (differing && order.Differs)
        {
            to.WriteLine($"{order.Number}  {Stages(order)}");
            foreach (var (isOther, notice) in order.Differences)
                to.WriteLine($"    {(isOther ? "右 only right" : "左 only left ")}  {clock.Show(notice.At)}  {Said(notice, clock)}");
        }

        Diverged(order.Number, "左 left ", order.Recorded.Divergences, clock);
        Diverged(order.Number, "右 right", order.Other.Divergences, clock);
    }

    void Diverged(string number, string side, IReadOnlyList<Divergence> divergences, LocalClock clock)
    {
        if (divergences is not [var first, ..])
            return;
        if (diverged++ >= most)
            return;
        var more = divergences.Count > 1 ? $" (+{divergences.Count - 1})" : "";
        to.WriteLine($"{number}  偏离 diverged {side}  step {first.Sequence} {first.Step}, {clock.Show(first.At)}: {first.Reason.Zh} {first.Reason.En} {(first.LeftOut ? "略过 left out" : "照办 taken all the same")}{more}");
    }

    static string Stages(ComparedOrder order) => order.Recorded.Order.Stage == order.Other.Order.Stage
        ? order.Other.Order.Stage
        : $"左 left {order.Recorded.Order.Stage}, 右 right {order.Other.Order.Stage}";

    string Said(Notice notice, LocalClock clock) =>
        $"{notice.Step} {notice.Of}{(notice.To is { } level ? $" to {level}" : "")}, {Name(notice.Holder)}: {notice.Limit.Words.En} until {clock.Show(notice.Due)}";

    public void End(ComparisonReport report)
    {
        if (diverged > most)
            to.WriteLine($"… and {diverged - most:N0} more that diverged; --orders tells them all");
        to.WriteLine();
        to.WriteLine("         左 Left: recorded rules            |           右 Right: given rules              |");
        to.WriteLine("    warned  breached  escalated     lapsed  |     warned   breached  escalated     lapsed  |");
        foreach (var (holder, recorded, other) in report.Holders)
            to.WriteLine($"{Columns(recorded)}  | {Columns(other)}  | {Name(holder)}");
        to.WriteLine($"{Columns(report.Recorded)}  | {Columns(report.Other)}  | 合计 total");
        to.WriteLine();
        to.WriteLine($"{report.Orders:N0} orders ({string.Join(", ", report.Versions.Select(version => $"{version.Workflow}: {version.Orders:N0}"))}); {report.LeftAside:N0} of other workflows left aside");
        to.WriteLine($"{report.Differing:N0} differ; diverged: {report.RecordedDiverged:N0} left, {report.OtherDiverged:N0} right");
    }

    static string Columns(NoticeCounts counts) => string.Create(
        CultureInfo.InvariantCulture, $"{counts.Warned,10:N0} {counts.Breached,10:N0} {counts.Escalated,10:N0} {counts.Lapsed,10:N0}");

    string Name(Holder holder)
    {
        var alliance = alliances[holder.Alliance];
        var name = holder.Member is { } member
            ? alliance.Members.GetValueOrDefault(member) is { Name: var words } ? $"{member} {words}" : member
            : $"{holder.Desk} {DeskName(holder.Desk)}";
        return alliances.Count > 1 ? $"{alliance.Code} · {name}" : name;
    }

    static string DeskName(string desk) => desk switch
    {
        Desks.Secretariat => "秘书处",
        Desks.Chair => "轮值主席",
        Desks.Member => "成员单位",
        Desks.Pool => "抢单池",
        Desks.Community => "社区工作者",
        _ => "商户",
    };
}
