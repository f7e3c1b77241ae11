using Dispatch.Calendars;
using Dispatch.Language;
using Dispatch.Orders;
using Dispatch.Workflows;

namespace Dispatch.Server.Workflows;

/// <summary>The workflows that new orders can be filed under.</summary>
public sealed record WorkflowPage(IReadOnlyList<WorkflowSummary> Workflows);

public sealed record WorkflowSummary(string Name, int Version, Words Title)
{
    internal static WorkflowSummary Of(Workflow workflow) => new(workflow.Name, workflow.Version, workflow.Title);
}

/// <summary>Which desk holds an order at each stage, which steps it may take and how long it has.</summary>
/// <param name="Version">The one that new orders are filed under.</param>
/// <param name="File">How an order begins.</param>
/// <param name="Always">Steps that every stage but a final one allows besides its own.</param>
/// <param name="Stages">In the order of the file.</param>
/// <param name="Text">The file itself, YAML.</param>
public sealed record WorkflowView(
    string Name, int Version, Words Title,
    StepRuleView File, IReadOnlyList<StepRuleView> Always, IReadOnlyList<StageView> Stages,
    string Text)
{
    internal static WorkflowView Of(Workflow workflow) => new(
        workflow.Name, workflow.Version, workflow.Title,
        StepRuleView.Of(workflow.File), [.. workflow.Always.Values.Select(StepRuleView.Of)], [.. workflow.Stages.Select(StageView.Of)],
        workflow.Text);
}

/// <param name="Desk">Who holds an order here; left out at the end.</param>
/// <param name="Limit">How long the desk has; left out at the end.</param>
/// <param name="Final">The order has come to its end here.</param>
public sealed record StageView(string Name, Words Title, string? Desk, LimitView? Limit, bool Final, IReadOnlyList<StepRuleView> Steps)
{
    internal static StageView Of(Stage stage) =>
        new(stage.Name, stage.Title, stage.Desk, LimitView.Of(stage), stage.Final, [.. stage.Steps.Values.Select(StepRuleView.Of)]);
}

/// <summary>Such as 2 working hours.</summary>
/// <param name="From"><c>reported</c>: it counts from when the trouble was reported; left out where it counts from the filing.</param>
public sealed record LimitView(int Amount, LimitUnit Unit, string? From)
{
    internal static LimitView? Of(Stage stage) =>
        stage.Limit is { } limit ? new LimitView(limit.Amount, limit.Unit, stage.IsFromReported ? "reported" : null) : null;
}

/// <param name="Step">Name of the step.</param>
/// <param name="To">The stage it leads to; left out when the order stays.</param>
/// <param name="Alternatives">Further stages it may lead to, where a drawing chooses; left out where there are none.</param>
/// <param name="When">What must be true for the order to move.</param>
/// <param name="Desks">Who may take it; one of them is enough.</param>
/// <param name="Inputs">What it takes.</param>
/// <param name="Times">How often it may move an order in its whole life.</param>
/// <param name="WithinHours">For how many hours after the order came to the stage.</param>
/// <param name="Person">A claim is for the person who makes it, not for their member.</param>
public sealed record StepRuleView(
    string Step, string? To, MoveWhen When, IReadOnlyList<string> Desks, IReadOnlyList<InputView> Inputs,
    int? Times, double? WithinHours, bool Person, IReadOnlyList<string>? Alternatives)
{
    internal static StepRuleView Of(StepRule rule) => new(
        rule.Step, rule.To, rule.When, rule.Desks,
        [.. rule.Inputs.Select(input => new InputView(input.Key, input.Value))], rule.Times, rule.Within?.TotalHours, rule.Person,
        rule.Alternatives.Count > 0 ? rule.Alternatives : null);
}

public sealed record InputView(string Name, bool Required);

/// <summary>In the order of the workflow; a stage of an earlier version is among them while orders stand there.</summary>
public sealed record StageCountPage(IReadOnlyList<StageCountView> Stages);

/// <param name="Orders">Counted up to 10,000, and so is what is late.</param>
/// <param name="OrdersIsMore">True where there are more than that; left out where there are not.</param>
public sealed record StageCountView(string Stage, int Orders, bool? OrdersIsMore, int Late, bool? LateIsMore)
{
    internal static StageCountView Of(StageCount count) => new(
        count.Stage, count.Orders.Orders, count.Orders.IsMore ? true : null, count.Late.Orders, count.Late.IsMore ? true : null);
}
