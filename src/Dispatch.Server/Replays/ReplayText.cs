using System.Globalization;
using Dispatch.Alliances;
using Dispatch.Replays;
using Dispatch.Server.Calendars;
using Dispatch.Workflows;

namespace Dispatch.Server.Replays;

/// <summary>Prints a comparison: the orders as they are compared, then the totals of both rules side by side.</summary>
/// <param name="maxDiverged">How many of the orders that diverged are listed.</param>
sealed class ReplayText(TextWriter to, int maxDiverged)
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
        var end = until.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        to.WriteLine($"止于 Until {end}: time runs on until then for orders that are open");
    }

    /// <param name="listDiffering">Whether to list an order whose outcome differs.</param>
    public void Add(ComparedOrder order, bool listDiffering)
    {
        LocalTimeFormat format = new(order.Alliance.Zone);
        if (listDiffering && order.Differs)
        {
            to.WriteLine($"{order.Number}  {Stages(order)}");
            foreach (var (isOther, notice) in order.Differences)
                to.WriteLine($"    {(isOther ? "右 only right" : "左 only left ")}  {format.Show(notice.At)}  {Describe(notice, format)}");
        }

        AddDivergence(order.Number, "左 left ", order.Recorded.Divergences, format);
        AddDivergence(order.Number, "右 right", order.Other.Divergences, format);
    }

    void AddDivergence(string number, string side, IReadOnlyList<Divergence> divergences, LocalTimeFormat format)
    {
        if (divergences is not [var first, ..])
            return;
        if (diverged++ >= maxDiverged)
            return;
        var more = divergences.Count > 1 ? $" (+{divergences.Count - 1})" : "";
        var step = $"step {first.Sequence} {first.Step}, {format.Show(first.At)}";
        var effect = first.LeftOut ? "略过 left out" : "照办 taken all the same";
        to.WriteLine($"{number}  偏离 diverged {side}  {step}: {first.Reason.Zh} {first.Reason.En} {effect}{more}");
    }

    static string Stages(ComparedOrder order) => order.Recorded.Order.Stage == order.Other.Order.Stage
        ? order.Other.Order.Stage
        : $"左 left {order.Recorded.Order.Stage}, 右 right {order.Other.Order.Stage}";

    string Describe(Notice notice, LocalTimeFormat format)
    {
        var target = notice.To is { } level ? $" to {level}" : "";
        var limit = notice.Limit?.Words.En ?? "set by the joint meeting";
        return $"{notice.Step} {notice.Of}{target}, {Name(notice.Holder)}: {limit} until {format.Show(notice.Due)}";
    }

    public void End(ComparisonReport report)
    {
        if (diverged > maxDiverged)
            to.WriteLine($"… and {diverged - maxDiverged:N0} more that diverged; --orders lists them all");
        to.WriteLine();
        to.WriteLine("         左 Left: recorded rules            |           右 Right: given rules              |");
        to.WriteLine("    warned  breached  escalated     lapsed  |     warned   breached  escalated     lapsed  |");
        foreach (var (holder, recorded, other) in report.Holders)
            to.WriteLine($"{Columns(recorded)}  | {Columns(other)}  | {Name(holder)}");
        to.WriteLine($"{Columns(report.Recorded)}  | {Columns(report.Other)}  | 合计 total");
        to.WriteLine();
        var versions = string.Join(", ", report.Versions.Select(version => $"{version.Workflow}: {version.Orders:N0}"));
        to.WriteLine($"{report.Orders:N0} orders ({versions}); {report.LeftAside:N0} of other workflows left aside");
        to.WriteLine($"{report.Differing:N0} differ; diverged: {report.RecordedDiverged:N0} left, {report.OtherDiverged:N0} right");
    }

    static string Columns(NoticeCounts notices) => string.Create(
        CultureInfo.InvariantCulture,
        $"{notices.Warned,10:N0} {notices.Breached,10:N0} {notices.Escalated,10:N0} {notices.Lapsed,10:N0}");

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
