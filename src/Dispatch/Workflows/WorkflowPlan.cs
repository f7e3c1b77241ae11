namespace Dispatch.Workflows;

/// <summary>A workflow as a picture: where its stages stand, and the arrows of the steps between them. In pixels.</summary>
/// <remarks>No two stages overlap, and no arrow runs through one. Lines have right angles only.</remarks>
/// <param name="Stages">From the beginning to the ends.</param>
public sealed record WorkflowPlan(int Width, int Height, IReadOnlyList<PlannedStage> Stages, IReadOnlyList<PlannedArrow> Arrows)
{
    /// <summary>From left to right, the ends at the right: for a screen of a desk.</summary>
    public static WorkflowPlan Wide(Workflow workflow) => new WidePlan(workflow).Draw();

    /// <summary>From top to bottom, one stage a line: for a phone.</summary>
    public static WorkflowPlan Narrow(Workflow workflow) => new NarrowPlan(workflow).Draw();
}

/// <param name="X">Of its left edge.</param>
/// <param name="Y">Of its upper edge.</param>
public sealed record PlannedStage(Stage Stage, int X, int Y, int Width, int Height)
{
    public int Right => X + Width;

    public int Bottom => Y + Height;

    public int CenterX => X + (Width / 2);

    public int CenterY => Y + (Height / 2);
}

/// <summary>Steps that lead to a stage, from one stage or by one line that those of several join.</summary>
/// <param name="From">Names of the stages; none where the steps are allowed at every stage.</param>
/// <param name="Steps">Names; several where they lead from one stage to the same other one.</param>
/// <param name="Lines">A line from each stage, all the way to the target.</param>
/// <param name="Label">Where the names of the steps are written.</param>
public sealed record PlannedArrow(
    IReadOnlyList<string> From, string To, IReadOnlyList<string> Steps, IReadOnlyList<IReadOnlyList<Spot>> Lines, PlannedLabel Label)
{
    public bool IsOfTheSystem => Steps.All(step => step == "lapse");
}

public readonly record struct Spot(int X, int Y);

/// <param name="X">Where the text begins, ends or has its middle.</param>
/// <param name="Y">Its baseline.</param>
public sealed record PlannedLabel(int X, int Y, LabelAnchor Anchor);

public enum LabelAnchor
{
    Start,
    Middle,
    End,
}
