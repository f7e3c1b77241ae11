using Elsa.Workflows;
using Elsa.Workflows.Attributes;
using Elsa.Workflows.Models;
using Elsa.Workflows.UIHints;

namespace Dispatch.OnElsa;

/// <summary>An order waits: a bookmark for each step that moves it, and an outcome of the step's name.</summary>
public abstract class WaitingActivity : Activity
{
    /// <summary>The stage where the order is; empty before it is filed.</summary>
    internal abstract string StageIn(ActivityExecutionContext context);

    internal abstract IEnumerable<string> StepsIn(ActivityExecutionContext context);

    protected override ValueTask ExecuteAsync(ActivityExecutionContext context)
    {
        Wait(context);
        return ValueTask.CompletedTask;
    }

    /// <summary>Where an order has come to is all that a passage asks; bookmarks are for the states that passages go on from.</summary>
    void Wait(ActivityExecutionContext context)
    {
        if (Passage.Of(context) is { } passage)
        {
            passage.To = StageIn(context);
            return;
        }

        foreach (var step in StepsIn(context).Distinct())
        {
            context.CreateBookmark(new CreateBookmarkArgs
            {
                BookmarkName = step,
                Stimulus = step,
                Callback = LeaveAsync,
                IncludeActivityInstanceId = false,
            });
        }
    }

    /// <summary>The order leaves, unless what the rule waits for is not true yet: then it stays.</summary>
    async ValueTask LeaveAsync(ActivityExecutionContext context)
    {
        var (rule, _, progress, _) = Passage.Of(context)!.Crossing;
        if (progress.Satisfies(rule.When))
        {
            await context.CompleteActivityWithOutcomesAsync(rule.Step);
            return;
        }

        Wait(context);
    }
}

/// <summary>Where a flow begins: an order is about to be filed.</summary>
[Activity("Dispatch", "Filing", 1, "诉求单由此提交。An order is filed here.", "Dispatch", DisplayName = "提交 Filing")]
public sealed class FilingActivity : WaitingActivity
{
    internal override string StageIn(ActivityExecutionContext context) => "";

    internal override IEnumerable<string> StepsIn(ActivityExecutionContext context) => ["file"];
}

/// <summary>An order waits at a stage of its workflow's file, which says who holds it there, and for how long.</summary>
[Activity("Dispatch", "Stage", 1, "诉求单在此环节等待。An order waits at a stage.", "Dispatch", DisplayName = "环节 Stage")]
public sealed class StageActivity : WaitingActivity
{
    [Input(DisplayName = "环节 Stage", Description = "流程文件中的环节名。The stage's name in the workflow's file.", UIHint = InputUIHints.SingleLine)]
    public Input<string> Stage { get; set; } = new("");

    [Input(
        DisplayName = "环节动作 Steps", Description = "使诉求单离开此环节的动作，每个一个出口。The steps that lead on, an outcome each.",
        UIHint = InputUIHints.DynamicOutcomes)]
    public Input<ICollection<string>> Steps { get; set; } = new([]);

    internal override string StageIn(ActivityExecutionContext context) => context.Get(Stage) ?? "";

    internal override IEnumerable<string> StepsIn(ActivityExecutionContext context) => context.Get(Steps) ?? [];
}
