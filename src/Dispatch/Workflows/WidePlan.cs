namespace Dispatch.Workflows;

/// <summary>Draws a workflow from left to right.</summary>
/// <remarks>
/// Stages stand in columns, the first of each on the main line; the ends are the last column, the lesser ones beneath everything else.
/// A step to the next column is a straight arrow; back and far ahead it goes over the stages, to a lesser end beneath them. Lines turn
/// in the gaps between columns only, where no stage is.
/// </remarks>
sealed class WidePlan
{
    const int Width = 124;
    const int Height = 64;
    const int HeightOfLesser = 40;
    const int Gap = 122;
    const int RowGap = 42;
    const int LaneGap = 24;
    const int Margin = 8;

    /// <summary>How far from a stage lines turn that leave it sideways, each kind in a place of its own.</summary>
    const int TurnStraight = 12, TurnDown = 16, TurnUp = 20;

    readonly Workflow workflow;
    readonly IReadOnlyList<StageMove> moves;
    readonly Dictionary<Stage, (int Column, int Row)> places = [];
    readonly Dictionary<Stage, PlannedStage> drawn = [];
    readonly HashSet<Stage> lesser;
    readonly int rows;
    readonly List<Over> overs;
    readonly int top;

    /// <summary>Steps of one name to one stage that go over the others.</summary>
    sealed record Over(Stage To, string Step, IReadOnlyList<Stage> From)
    {
        public int Lane { get; set; }
    }

    public WidePlan(Workflow workflow)
    {
        this.workflow = workflow;
        moves = StageMove.Of(workflow);
        var columns = StageColumns.Of(workflow, moves);
        var ends = StageColumns.Ends(workflow, columns, moves);
        lesser = [.. ends.Skip(1)];
        rows = columns.Max(column => column.Count);
        foreach (var (column, index) in columns.Select((column, index) => (column, index)))
        {
            foreach (var (stage, row) in column.Select((stage, row) => (stage, row)))
                places[stage] = (index, row);
        }

        foreach (var (end, row) in ends.Select((end, row) => (end, row == 0 ? 0 : rows + row - 1)))
            places[end] = (columns.Count, row);

        overs =
        [
            .. moves.Where(IsOver).GroupBy(move => (move.To, move.Step, Ahead: At(move.From).Column < At(move.To).Column))
                .Select(group => new Over(group.Key.To, group.Key.Step, [.. group.Select(move => move.From)])),
        ];
        foreach (var (over, lane) in overs.Zip(Lanes.Of([.. overs.Select(Span)])))
            over.Lane = lane;
        top = Margin + (overs.Count == 0 ? 0 : LaneGap * (overs.Max(over => over.Lane) + 1));
    }

    public WorkflowPlan Draw()
    {
        foreach (var (stage, (column, row)) in places)
        {
            var y = row < rows
                ? top + (row * (Height + RowGap))
                : top + (rows * (Height + RowGap)) + ((row - rows) * (HeightOfLesser + 14)) - 10;
            drawn[stage] = new PlannedStage(
                stage, Margin + (column * (Width + Gap)), y, Width, lesser.Contains(stage) ? HeightOfLesser : Height);
        }

        List<PlannedArrow> arrows = [.. Straight(), .. Beside(), .. Down(), .. Under(), .. overs.Select(Draw), .. FromAnywhere()];
        return new WorkflowPlan(
            arrows.SelectMany(arrow => arrow.Lines).SelectMany(line => line).Select(spot => spot.X)
                .Concat(drawn.Values.Select(stage => stage.Right)).Max() + Margin,
            drawn.Values.Max(stage => stage.Bottom) + Margin,
            [.. places.OrderBy(place => place.Value).Select(place => drawn[place.Key])], arrows);
    }

    (int Column, int Row) At(Stage stage) => places[stage];

    bool IsStraight(StageMove move) => !lesser.Contains(move.To) && At(move.To).Column == At(move.From).Column + 1;

    bool IsBeside(StageMove move) =>
        !move.To.Final && At(move.To).Column == At(move.From).Column && Math.Abs(At(move.To).Row - At(move.From).Row) == 1;

    bool IsDown(StageMove move) => lesser.Contains(move.To) && !move.From.Final;

    /// <summary>Back from a lower row, where nothing stands in the way to beneath the target.</summary>
    bool IsUnder(StageMove move)
    {
        var ((column, row), (target, above)) = (At(move.From), At(move.To));
        return !move.From.Final && row > above && target < column
            && places.Values.All(place => place.Column < target || place.Column >= column || place.Row <= above || place.Row > row);
    }

    bool IsOver(StageMove move) => !IsStraight(move) && !IsBeside(move) && !IsDown(move) && !IsUnder(move);

    (int First, int Last) Span(Over over)
    {
        IReadOnlyList<int> columns = [At(over.To).Column, .. over.From.Select(stage => At(stage).Column)];
        return (columns.Min(), columns.Max());
    }

    IEnumerable<PlannedArrow> Straight()
    {
        foreach (var steps in moves.Where(IsStraight).GroupBy(move => (move.From, move.To), move => move.Step))
        {
            var (from, to) = (drawn[steps.Key.From], drawn[steps.Key.To]);
            var falls = from.CenterY <= to.CenterY;
            // The long part of the line is beside the stage that is further down, so that no two arrows want one place for their names.
            var turn = falls ? from.Right + TurnStraight : to.X - TurnStraight - 8;
            IReadOnlyList<Spot> line = from.CenterY == to.CenterY
                ? [new(from.Right, from.CenterY), new(to.X, to.CenterY)]
                : [new(from.Right, from.CenterY), new(turn, from.CenterY), new(turn, to.CenterY), new(to.X, to.CenterY)];
            var (first, last) = from.CenterY == to.CenterY ? (from.Right, to.X) : falls ? (turn, to.X) : (from.Right, turn);
            yield return new PlannedArrow([from.Stage.Name], to.Stage.Name, [.. steps], [line],
                new PlannedLabel((first + last - 6) / 2, Math.Max(from.CenterY, to.CenterY) - 6, LabelAnchor.Middle));
        }
    }

    IEnumerable<PlannedArrow> Beside()
    {
        foreach (var steps in moves.Where(IsBeside).GroupBy(move => (move.From, move.To), move => move.Step))
        {
            var (from, to) = (drawn[steps.Key.From], drawn[steps.Key.To]);
            var falls = from.Y < to.Y;
            var x = from.CenterX + (falls ? -14 : 14);
            var (first, last) = falls ? (from.Bottom, to.Y) : (from.Y, to.Bottom);
            yield return new PlannedArrow([from.Stage.Name], to.Stage.Name, [.. steps], [[new(x, first), new(x, last)]],
                new PlannedLabel(x + (falls ? -6 : 6), ((first + last) / 2) + 5, falls ? LabelAnchor.End : LabelAnchor.Start));
        }
    }

    IEnumerable<PlannedArrow> Down() =>
        from move in moves
        where IsDown(move)
        group move.From by (move.To, move.Step) into steps
        let to = drawn[steps.Key.To]
        select new PlannedArrow([.. steps.Select(stage => stage.Name)], to.Stage.Name, [steps.Key.Step],
            [.. steps.Select(stage => LineDown(drawn[stage], to))],
            new PlannedLabel(to.X - 14, to.CenterY - 6, LabelAnchor.End));

    IReadOnlyList<Spot> LineDown(PlannedStage from, PlannedStage to)
    {
        var isLowest = places.Values.All(place => place.Column != At(from.Stage).Column || place.Row <= At(from.Stage).Row);
        return isLowest
            ? [new(from.CenterX - 24, from.Bottom), new(from.CenterX - 24, to.CenterY), new(to.X, to.CenterY)]
            :
            [
                new(from.Right, from.Bottom - 12), new(from.Right + TurnDown, from.Bottom - 12),
                new(from.Right + TurnDown, to.CenterY), new(to.X, to.CenterY),
            ];
    }

    IEnumerable<PlannedArrow> Under()
    {
        foreach (var toOne in moves.Where(move => IsUnder(move) && !IsBeside(move)).GroupBy(move => move.To))
        {
            var to = drawn[toOne.Key];
            foreach (var (steps, index) in toOne.GroupBy(move => (move.From, move.Step)).Select((steps, index) => (steps, index)))
            {
                var (from, x) = (drawn[steps.Key.From], Math.Min(to.CenterX + 8 + (18 * index), to.Right - 8));
                var y = from.Bottom - 12 - (10 * index);
                yield return new PlannedArrow([from.Stage.Name], to.Stage.Name, [steps.Key.Step],
                    [[new(from.X, y), new(x, y), new(x, to.Bottom)]], new PlannedLabel(x + 8, y - 6, LabelAnchor.Start));
            }
        }
    }

    PlannedArrow Draw(Over over)
    {
        var (to, y) = (drawn[over.To], top - 8 - (LaneGap * over.Lane));
        var fromRight = At(over.From[0]).Column >= At(over.To).Column;
        // A stage beneath another one is reached from the gap before it.
        IReadOnlyList<Spot> arrival = At(over.To).Row == 0
            ? [new(PortOf(over, over.To), y), new(PortOf(over, over.To), to.Y)]
            : [new(to.X - TurnUp, y), new(to.X - TurnUp, to.Y + 12), new(to.X, to.Y + 12)];
        return new PlannedArrow([.. over.From.Select(stage => stage.Name)], over.To.Name, [over.Step],
            [.. over.From.Select(stage => (IReadOnlyList<Spot>)[.. LineUp(over, stage, y), .. arrival])],
            new PlannedLabel(arrival[0].X + (fromRight ? 9 : -9), y - 6, fromRight ? LabelAnchor.Start : LabelAnchor.End));
    }

    IReadOnlyList<Spot> LineUp(Over over, Stage stage, int y)
    {
        var from = drawn[stage];
        return At(stage).Row == 0
            ? [new(PortOf(over, stage), from.Y), new(PortOf(over, stage), y)]
            : [new(from.Right, from.Y + 12), new(from.Right + TurnUp, from.Y + 12), new(from.Right + TurnUp, y)];
    }

    /// <summary>Where a line leaves or reaches the upper side of a stage.</summary>
    int PortOf(Over over, Stage stage)
    {
        List<Over> all =
        [
            .. Lanes.InOrder(
                overs.Where(other => other.To == stage || other.From.Contains(stage)),
                other => other.To == stage
                    ? At(other.From[0]).Column < At(stage).Column
                    : At(other.To).Column < At(stage).Column,
                other => other.Lane),
        ];
        return drawn[stage].X + (Width * (all.IndexOf(over) + 1) / (all.Count + 1));
    }

    /// <summary>To a lesser end that nothing else leads to, an arrow from nowhere for a step that is always allowed.</summary>
    IEnumerable<PlannedArrow> FromAnywhere() =>
        from rule in workflow.Always.Values
        from to in rule.Ways
        let target = workflow.Stage(to)
        where lesser.Contains(target) && moves.All(move => move.To != target)
        group rule.Step by target into steps
        let to = drawn[steps.Key]
        select new PlannedArrow([], to.Stage.Name, [.. steps],
            [[new(to.X - 34, to.CenterY), new(to.X, to.CenterY)]],
            new PlannedLabel(to.X - 40, to.CenterY + 5, LabelAnchor.End));
}
