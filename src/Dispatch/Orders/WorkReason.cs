using Dispatch.Accounts;
using Dispatch.Alliances;
using Dispatch.Language;
using Dispatch.Workflows;

namespace Dispatch.Orders;

/// <summary>Why an order waits for somebody.</summary>
/// <param name="Desk">The desk of theirs that it waits for.</param>
/// <param name="For">Of <see cref="WaitsFor"/>.</param>
/// <param name="Steps">What only they can do about it.</param>
public sealed record WorkReason(string Desk, string For, IReadOnlyList<string> Steps)
{
    /// <summary>The same in a sentence.</summary>
    public Words Title => WaitsFor.WordsOf(For);

    public bool Equals(WorkReason? other) => other is not null && Desk == other.Desk && For == other.For && Steps.SequenceEqual(other.Steps);

    public override int GetHashCode() => HashCode.Combine(Desk, For, Steps.Count);

    /// <summary>Everything for which an order waits for a caller. Pure: <see cref="WorkList"/> asks the tables the same.</summary>
    /// <param name="caller">As they are at that instant.</param>
    public static IReadOnlyList<WorkReason> Of(Order order, Workflow workflow, Caller caller, Alliance alliance, DateTimeOffset now)
    {
        var stage = workflow.Stage(order.Stage);
        List<WorkReason> all = [];
        foreach (var desk in WorkList.DesksOf(caller, alliance, now).Where(desk => Rules.Holds(desk, order, caller, alliance, now)))
        {
            if (desk == Desks.Member)
            {
                if (StageWaits.WaitsForParts(stage))
                    all.Add(new WorkReason(desk, PartOf(order, caller), StageWaits.StepsOf(stage, desk)));
            }
            else if (order.Desk == desk && (desk != Desks.Pool || !HasPlace(order, caller)))
            {
                all.Add(new WorkReason(desk, desk == Desks.Pool ? WaitsFor.Pool : WaitsFor.Stage, StageWaits.StepsOf(stage, desk)));
            }

            all.AddRange(StageWaits.BesidesHolder(stage)
                .Where(awaited => awaited.Desk == desk && (!awaited.OnceClaimed || order.State.Assignments.Any(part => part.Counts)))
                .Select(awaited => new WorkReason(desk, WaitsFor.Step, awaited.Steps)));
            all.AddRange(OpenRequest.All.Where(question => question.IsOpen(order))
                .Select(question => new WorkReason(desk, question.Name, question.AnswersOf(desk, workflow, stage)))
                .Where(waiting => waiting.Steps.Count > 0));
        }

        return all;
    }

    static string PartOf(Order order, Caller caller) =>
        order.State.OpenPartOf(caller.AsActor()) is { State: PartState.Assigned } ? WaitsFor.Claim : WaitsFor.Work;

    /// <summary>Whoever has a place takes no second one.</summary>
    static bool HasPlace(Order order, Caller caller) => order.State.Assignments.Any(part =>
        part.Person == caller.Id ? part.Counts : part.Person is null && part.Member == caller.Member && part.IsOpen);
}

/// <summary>What an order waits for.</summary>
public static class WaitsFor
{
    /// <summary>The desk holds the stage.</summary>
    public const string Stage = "stage";

    /// <summary>待接单: a part was given and is to be claimed.</summary>
    public const string Claim = "claim";

    /// <summary>办理中: a part was claimed and is to be finished.</summary>
    public const string Work = "work";

    /// <summary>可抢: it may be claimed by whoever comes first.</summary>
    public const string Pool = "pool";

    /// <summary>Another desk holds the stage, and cannot take the step.</summary>
    public const string Step = "step";

    /// <summary>已办: nothing any more; a part was finished. Only in the list that asks for it.</summary>
    public const string Done = "done";

    /// <summary>With the questions of <see cref="OpenRequest.All"/>.</summary>
    public static IReadOnlyList<string> All { get; } =
        [Stage, Claim, Work, Pool, Step, .. OpenRequest.All.Select(question => question.Name), Done];

    /// <summary>Those that people look for every day, also where nothing waits.</summary>
    public static IReadOnlyList<string> EveryDay { get; } = [Stage, Claim, Work, Pool, Done];

    public static Words WordsOf(string what) => what switch
    {
        Stage => new Words("待本岗位办理", "This desk holds it"),
        Claim => new Words("待接单", "To be claimed"),
        Work => new Words("办理中", "Being worked on"),
        Pool => new Words("可抢", "Open to claims"),
        Step => new Words("待本岗位答复", "Only this desk can go on"),
        OpenRequest.Extension => new Words("延期申请待答复", "More time was asked for"),
        OpenRequest.Appeal => new Words("申诉待裁定", "An appeal waits for an answer"),
        OpenRequest.Settlement => new Words("待联席会议议定", "The joint meeting is to decide"),
        Done => new Words("已办", "Done"),
        _ => throw new ArgumentOutOfRangeException(nameof(what), what, "This is nothing that orders wait for."),
    };
}
