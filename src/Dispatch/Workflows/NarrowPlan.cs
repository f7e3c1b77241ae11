namespace Dispatch.Workflows;

/// <summary>Draws a workflow from top to bottom, one stage a line.</summary>
/// <remarks>A step to the next line is a straight arrow; others go round the stages, back at the left and ahead at the right.</remarks>
sealed class NarrowPlan
{
    const int StageWidth = 128;
    const int LeastHeight = 56;
    const int LeastHeightOfEnd = 40;
    const int Gap = 40;
    const int GapWithoutArrow = 16;
    const int Margin = 4;

    /// <summary>Room for what is written at the end of a line, between the stage and the nearest lane.</summary>
    const int NearestLane = 46;

    const int LaneGap = 10;
    const int PortGap = 18;

    readonly IReadOnlyList<Stage> stages;
    readonly IReadOnlyList<StageMove> moves;
    readonly List<Detour> detours;

    /// <summary>Steps of one name to one stage that go round the others.</summary>
    sealed record Detour(Stage To, string Step, bool IsBack, IReadOnlyList<Stage> From)
    {
        public int Lane { get; set; }
    }

    public NarrowPlan(Workflow workflow)
    {
        moves = StageMove.Of(workflow);
        var columns = StageColumns.Of(workflow, moves);
        stages = [.. columns.SelectMany(column => column), .. StageColumns.Ends(workflow, columns, moves)];
        detours =
        [
            .. moves.Where(move => !IsNext(move)).GroupBy(move => (move.To, move.Step, IsBack: Line(move.To) <= Line(move.From)))
                .Select(group => new Detour(group.Key.To, group.Key.Step, group.Key.IsBack, [.. group.Select(move => move.From)])),
        ];
        foreach (var side in detours.GroupBy(detour => detour.IsBack))
        {
            foreach (var (detour, lane) in side.Zip(Lanes.Of([.. side.Select(Span)])))
                detour.Lane = lane;
        }
    }

    public WorkflowPlan Draw()
    {
        var left = Margin + RoomFor(isBack: true);
        List<PlannedStage> drawn = [];
        var y = Margin;
        foreach (var stage in stages)
        {
            var ports = Math.Max(PortsOf(stage, true).Count, PortsOf(stage, false).Count);
            drawn.Add(new PlannedStage(
                stage, left, y, StageWidth, Math.Max(stage.Final ? LeastHeightOfEnd : LeastHeight, PortGap * (ports + 1))));
            y = drawn[^1].Bottom + (moves.Any(move => move.From == stage && IsNext(move)) ? Gap : GapWithoutArrow);
        }

        List<PlannedArrow> arrows = [.. Straight(drawn), .. detours.Select(detour => Draw(detour, drawn))];
        return new WorkflowPlan(left + StageWidth + RoomFor(isBack: false) + Margin, drawn[^1].Bottom + Margin, drawn, arrows);
    }

    int RoomFor(bool isBack) => detours.Where(detour => detour.IsBack == isBack)
        .Select(detour => NearestLane + (LaneGap * detour.Lane) + Margin).DefaultIfEmpty(0).Max();

    int Line(Stage stage) => ((List<Stage>)[.. stages]).IndexOf(stage);

    bool IsNext(StageMove move) => Line(move.To) == Line(move.From) + 1;

    (int First, int Last) Span(Detour detour)
    {
        IReadOnlyList<int> lines = [Line(detour.To), .. detour.From.Select(Line)];
        return (lines.Min(), lines.Max());
    }

    List<Detour> PortsOf(Stage stage, bool isBack) =>
    [
        .. Lanes.InOrder(
            detours.Where(detour => detour.IsBack == isBack && (detour.To == stage || detour.From.Contains(stage))),
            detour => detour.To == stage ? Line(detour.From[0]) < Line(stage) : Line(detour.To) < Line(stage),
            detour => detour.Lane),
    ];

    IEnumerable<PlannedArrow> Straight(List<PlannedStage> drawn)
    {
        foreach (var steps in moves.Where(IsNext).GroupBy(move => (move.From, move.To), move => move.Step))
        {
            var (from, to) = (drawn[Line(steps.Key.From)], drawn[Line(steps.Key.To)]);
            yield return new PlannedArrow([from.Stage.Name], to.Stage.Name, [.. steps],
                [[new(from.CenterX, from.Bottom), new(to.CenterX, to.Y)]],
                new PlannedLabel(from.CenterX + 8, from.Bottom + (Gap / 2) + 3, LabelAnchor.Start));
        }
    }

    PlannedArrow Draw(Detour detour, List<PlannedStage> drawn)
    {
        var to = drawn[Line(detour.To)];
        var distance = NearestLane + (LaneGap * detour.Lane);
        var lane = detour.IsBack ? to.X - distance : to.Right + distance;
        var port = Port(detour.To);
        return new PlannedArrow([.. detour.From.Select(stage => stage.Name)], detour.To.Name, [detour.Step],
            [.. detour.From.Select(stage => (IReadOnlyList<Spot>)
                [Port(stage), new(lane, Port(stage).Y), new(lane, port.Y), port])],
            new PlannedLabel(port.X + (detour.IsBack ? -9 : 9), port.Y - 4, detour.IsBack ? LabelAnchor.End : LabelAnchor.Start));

        Spot Port(Stage stage)
        {
            var (at, all) = (drawn[Line(stage)], PortsOf(stage, detour.IsBack));
            return new Spot(detour.IsBack ? at.X : at.Right, at.Y + (at.Height * (all.IndexOf(detour) + 1) / (all.Count + 1)));
        }
    }
}
