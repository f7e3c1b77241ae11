namespace Dispatch.Workflows;

/// <summary>A step that leads from one stage to another.</summary>
sealed record StageMove(Stage From, Stage To, string Step)
{
    /// <summary>Those that stages allow of their own, in the order of the file.</summary>
    public static IReadOnlyList<StageMove> Of(Workflow workflow) =>
    [
        .. from stage in workflow.Stages
           from rule in stage.Steps.Values
           from to in rule.Ways
           select new StageMove(stage, workflow.Stage(to), rule.Step),
    ];
}

/// <summary>The columns of a workflow: how far from the beginning each stage is, by the longest way forward in the file.</summary>
static class StageColumns
{
    /// <summary>Stages that are not final, column by column; in a column in the order of the file.</summary>
    public static IReadOnlyList<IReadOnlyList<Stage>> Of(Workflow workflow, IReadOnlyList<StageMove> moves)
    {
        Dictionary<string, int> columns = [];
        foreach (var stage in workflow.Stages.Where(stage => !stage.Final))
        {
            var before = moves.Where(move => move.To == stage && columns.ContainsKey(move.From.Name))
                .Select(move => columns[move.From.Name]);
            columns[stage.Name] = before.Select(column => column + 1).DefaultIfEmpty(workflow.File.MayLeadTo(stage.Name) ? 0 : 1).Max();
        }

        return
        [
            .. workflow.Stages.Where(stage => !stage.Final).GroupBy(stage => columns[stage.Name]).OrderBy(column => column.Key)
                .Select(column => column.ToList()),
        ];
    }

    /// <summary>The final stages: first the one at the end of the longest way, then the others in the order of the file.</summary>
    public static IReadOnlyList<Stage> Ends(
        Workflow workflow, IReadOnlyList<IReadOnlyList<Stage>> columns, IReadOnlyList<StageMove> moves) =>
    [
        .. workflow.Stages.Where(stage => stage.Final).OrderByDescending(stage => moves.Where(move => move.To == stage)
            .Select(move => columns.ToList().FindIndex(column => column.Contains(move.From))).DefaultIfEmpty(-1).Max()),
    ];
}

/// <summary>Lines that run beside the stages, each in a lane of its own where they would meet.</summary>
static class Lanes
{
    /// <summary>Gives each a lane, the shortest the nearest one.</summary>
    /// <param name="spans">Of each line: between which positions it runs.</param>
    public static IReadOnlyList<int> Of(IReadOnlyList<(int First, int Last)> spans)
    {
        var lanes = new int[spans.Count];
        List<List<(int First, int Last)>> taken = [];
        foreach (var (span, index) in spans.Select((span, index) => (span, index)).OrderBy(line => line.span.Last - line.span.First))
        {
            var lane = taken.FindIndex(others => others.TrueForAll(other => other.Last < span.First || span.Last < other.First));
            if (lane < 0)
            {
                lane = taken.Count;
                taken.Add([]);
            }

            taken[lane].Add(span);
            lanes[index] = lane;
        }

        return lanes;
    }

    /// <summary>
    /// The order in which lines leave and reach one side of a stage without crossing each other: those that go back first, the nearest of
    /// them first, then those that go on, the nearest of them last.
    /// </summary>
    public static IEnumerable<T> InOrder<T>(IEnumerable<T> lines, Func<T, bool> goesBack, Func<T, int> lane) => lines
        .OrderBy(line => goesBack(line) ? 0 : 1)
        .ThenBy(line => goesBack(line) ? lane(line) : -lane(line));
}
