namespace Dispatch.Reports;

/// <summary>All measures. Each counts when it is decided: when the thing was done or when its limit ended, whichever came first.</summary>
public static class Measures
{
    public static readonly Measure Response = new(
        1 << 0, "response", new("响应率", "Response"), OutcomeKind.Dispatch,
        new("时限内接单的派单", "parts claimed in time"),
        new(
            "应接派单：已接单或接单时限已到；时限内退回的不计",
            "parts given whose claim was due or done; those given back in time are left out"),
        "BJ");

    public static readonly Measure OnTime = new(
        1 << 1, "on-time", new("按期处置率", "Disposed in time"), OutcomeKind.Work,
        new("按期处置", "work done within its limit"),
        new("应处置：已处置或处置时限已到", "work whose limit has ended or that was done"),
        "WN, JN");

    public static readonly Measure Disposal = new(
        1 << 2, "disposal", new("处置率", "Disposed"), OutcomeKind.Work,
        new("已处置，不论是否按期", "work done, late or not"),
        new("应处置，含无时限而已处置的", "work whose limit has ended or that was done, with or without a limit"),
        "JN");

    public static readonly Measure Backlog = new(
        1 << 3, "backlog", new("超期待处置率", "Overdue and still open"), OutcomeKind.Work,
        new("超期且仍未处置", "overdue work that its holder still has"),
        new("应处置", "work whose limit has ended or that was done"),
        "JN", LowIsGood: true);

    public static readonly Measure Extension = new(
        1 << 4, "extension", new("延期率", "Extended"), OutcomeKind.Work,
        new("获准延期", "work that was given more time"),
        new("应处置", "work whose limit has ended or that was done"),
        "JN", LowIsGood: true);

    public static readonly Measure Return = new(
        1 << 5, "return", new("退单率", "Given back"), OutcomeKind.Dispatch,
        new("退回的派单", "parts given back by their holder"),
        new(
            "派单与抢单：已接单、已退回或接单时限已到",
            "parts given or taken from the pool, once claimed, given back or overdue"),
        "NB (推诿)", LowIsGood: true);

    public static readonly Measure Accuracy = new(
        1 << 6, "accuracy", new("准确派遣率", "Given to the right member"), OutcomeKind.Dispatch,
        new("主办未退单的派遣", "parts of leads that were not given back"),
        new("应派遣：主办已接单或已退单", "parts of leads, once claimed or given back"),
        "WN");

    public static readonly Measure Overdue = new(
        1 << 7, "overdue", new("超期率", "Overdue"), $"{OutcomeKind.Dispatch} {OutcomeKind.Work} {OutcomeKind.Stay}",
        new("时限已过而未办", "limits that ended before their holder was done"),
        new(
            "到期或已办的时限：接单、处置及其他岗位的环节",
            "limits that ended or were kept: to claim, to do the work, and the stages of other desks"),
        "YC");

    public static readonly Measure Resolution = new(
        1 << 8, "resolution", new("解决率", "Resolved"), OutcomeKind.Cycle,
        new("经回访确认解决且未返工", "cycles confirmed and not reopened"),
        new(
            "应解决：已确认、已返工或整单时限已到；商户未答复的不计",
            "cycles confirmed, reopened or past the limit of the order; those the merchant left unanswered are left out"),
        "BJ");

    public static readonly Measure Satisfaction = new(
        1 << 9, "satisfaction", new("满意率", "Satisfied"), OutcomeKind.Cycle,
        new("评分 4 或 5", "ratings of 4 or 5"),
        new("有评分的回访", "cycles that were rated"),
        "BJ");

    public static readonly Measure Rework = new(
        1 << 10, "rework", new("返工率", "Done again"), OutcomeKind.Cycle,
        new("办结后返工的", "cycles that were reopened"),
        new("应结案：办结后已确认、已返工或自动办结", "cycles that were resolved and then confirmed, reopened or closed by themselves"),
        "WN, JN, NB", LowIsGood: true);

    public static readonly Measure Answered = new(
        1 << 11, "answered", new("回访答复率", "Answered by the merchant"), OutcomeKind.Cycle,
        new("商户或社区作了答复", "cycles confirmed or reopened"),
        new("办结后待答复的", "cycles confirmed, reopened or closed because nobody answered"),
        "Dispatch");

    public static readonly Measure Whole = new(
        1 << 12, "whole", new("按期办结率", "Closed in time as a whole"), OutcomeKind.Cycle,
        new("整单时限内办结", "orders closed within the limit of the whole"),
        new("已办结或整单时限已到", "orders closed, or past the limit of the whole"),
        "BJ");

    public static readonly Measure Closed = new(
        1 << 13, "closed", new("办结占比", "Closed"), OutcomeKind.End,
        new("办结", "orders that were resolved and closed"),
        new("终结：办结、不予受理、撤单、并单", "orders at their end: closed, refused, withdrawn or merged"),
        "Dispatch");

    /// <summary>In the order in which reports show them.</summary>
    public static IReadOnlyList<Measure> All { get; } =
    [
        Response, Resolution, Satisfaction, OnTime, Disposal, Backlog, Extension, Overdue, Rework, Return, Accuracy, Answered,
        Whole, Closed,
    ];

    public static Measure? Find(string name) => All.FirstOrDefault(measure => measure.Name == name);
}
