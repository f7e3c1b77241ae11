using Dispatch.Alliances;
using Dispatch.Orders;
using Dispatch.Workflows;

namespace Dispatch.Server.Live;

/// <summary>Whose list of work a step may have changed.</summary>
/// <param name="Holders">The desks that held the order or were waited for, before the step or after it; members are named.</param>
/// <param name="Members">Those that have or had a part in it.</param>
public sealed record Audience(IReadOnlySet<string> Holders, IReadOnlySet<string> Members)
{
    /// <param name="stages">At which the step found the order and left it.</param>
    /// <exception cref="KeyNotFoundException">The workflow has no such stage.</exception>
    public static Audience Of(Workflow workflow, IEnumerable<string> stages, IEnumerable<string> members) => new(
        stages.Select(workflow.Stage).SelectMany(stage => DesksAt(workflow, stage)).ToHashSet(),
        members.ToHashSet());

    /// <summary>The secretariat watches over everything in its alliance.</summary>
    internal bool Includes(LiveReader reader) =>
        reader.Caller.Has(Role.Secretariat)
        || (reader.Caller.Member is { } member && Members.Contains(member))
        || reader.Desks.Any(Holders.Contains);

    static IEnumerable<string> DesksAt(Workflow workflow, Stage stage) => StageWaits.BesidesHolder(stage)
        .Select(awaited => awaited.Desk)
        .Concat(Desks.ThatHold.Where(desk => OpenRequest.All.Any(open => open.AnswersOf(desk, workflow, stage).Count > 0)))
        .Append(stage.Desk)
        .Where(desk => desk is not (null or Desks.Member))!;
}
