using Dispatch.Clocks;
using Dispatch.Workflows;

namespace Dispatch.Orders;

/// <summary>Something that was asked about an order, whatever desk holds it, and that waits for an answer.</summary>
/// <param name="Name">What people and lists call it.</param>
/// <param name="Answers">The steps that answer it.</param>
/// <param name="Sql">The condition that it is open, word for word as the index has it.</param>
/// <param name="IsOpen">The same of an order in memory.</param>
public sealed record OpenRequest(string Name, IReadOnlyList<string> Answers, string Sql, Func<Order, bool> IsOpen)
{
    /// <summary>延期申请</summary>
    public const string Extension = "extension";

    /// <summary>申诉</summary>
    public const string Appeal = "appeal";

    /// <summary>待议: overdue work that climbed to the joint meeting, whose decision is recorded.</summary>
    public const string Settlement = "settlement";

    public static IReadOnlyList<OpenRequest> All { get; } =
    [
        new(Extension, StepCatalogue.All["extend"].Answers, "state ->> 'extension' is not null", order => order.State.Extension is not null),
        new(Appeal, StepCatalogue.All["appeal"].Answers, "state ->> 'appeal' = 'asked'", order => order.State.Appeal == AppealState.Asked),
        new(Settlement, ["settle"], $"level = '{Level.JointMeeting}'", order => order.State.Level == Level.JointMeeting),
    ];

    /// <summary>The steps by which a desk can answer it at a stage.</summary>
    public IReadOnlyList<string> AnswersOf(string desk, Workflow workflow, Stage stage) =>
        [.. Answers.Where(step => workflow.RuleAt(stage, step) is { } rule && rule.Desks.Contains(desk))];
}
