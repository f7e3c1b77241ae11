using Dispatch.Yaml;

namespace Dispatch.Workflows;

/// <summary>Another engine that answers where steps lead, in the place of our own: see <see cref="Workflow.StageAfter"/>.</summary>
/// <remarks>Pure, and called by many threads at once. What it throws fails the step, and nothing of it is saved.</remarks>
public interface IRoutes
{
    /// <summary>The stage after a step whose rule leads somewhere: where the order is, when it does not move.</summary>
    string StageAfter(Crossing crossing);

    /// <summary>Whether <see cref="Facts.Load"/> has to be counted for it.</summary>
    bool AsksForLoad => false;
}

/// <summary>Makes what answers for a workflow that has no fault of its own.</summary>
/// <returns>Null for our own engine's answer; or every fault of the drawing.</returns>
public delegate (IRoutes? Routes, IReadOnlyList<FileFault> Faults) MakeRoutes(Workflow workflow);

/// <summary>A step that is being taken, about to lead somewhere.</summary>
/// <param name="Rule">Its rule, which leads to one stage or to several that a drawing chooses among.</param>
/// <param name="Stage">Where the order is; empty while it is being filed.</param>
/// <param name="Progress">How the parts of the order stand once the step has had its effect.</param>
/// <param name="Facts">What a drawing may ask; null where there is nothing to choose.</param>
public readonly record struct Crossing(StepRule Rule, string Stage, Progress Progress, Facts? Facts);

/// <summary>What a drawing may ask when it chooses a way: the order once the step has had its effect, and the time.</summary>
/// <param name="Place">Where the trouble is, as people say it.</param>
/// <param name="WorkingTime">Whether the alliance's calendar is open.</param>
/// <param name="Hour">0 to 23, by the clock of the alliance.</param>
/// <param name="Returns">How often members gave the order back.</param>
/// <param name="Load">
/// How many open parts the member has that has fewest, of those whose duties include the category; null where nobody counted.
/// </param>
/// <param name="LedTo">In a replay, where the step led then: what nobody counts any more was counted then. Else null.</param>
public sealed record Facts(
    string Category, string Urgency, string Alliance, string Place, bool WorkingTime, int Hour, int Returns, int? Load = null,
    string? LedTo = null);

/// <summary>A flow that chooses ways, as Elsa Studio saves it: <c>NAME.elsa.json</c> beside the workflow's file.</summary>
/// <param name="File">What faults call it.</param>
public sealed record Drawing(string File, string Text)
{
    public const string Extension = ".elsa.json";

    /// <summary>The drawing beside a workflow's file, whether or not it is there.</summary>
    public static string Beside(string file) => Path.ChangeExtension(file, Extension);
}
