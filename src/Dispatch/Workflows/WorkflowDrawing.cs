using System.Globalization;
using System.Text;

namespace Dispatch.Workflows;

/// <summary>Draws a workflow as a Mermaid state diagram, which GitHub, GitLab and many editors show as a picture.</summary>
public static class WorkflowDrawing
{
    /// <summary>The text of a <c>stateDiagram-v2</c>, without a code fence.</summary>
    /// <remarks>
    /// Stages with title, desk and limit; arrows with the step, what it waits for and its desks where they are not the stage's.
    /// Steps that move nothing are arrows of a stage to itself, except those that are always allowed, which are a remark at the end.
    /// </remarks>
    public static string Of(Workflow workflow)
    {
        var drawing = new StringBuilder();
        Add($"---\ntitle: {Quote($"{workflow.Title} ({workflow.Name}, version {workflow.Version})")}\n---");
        Add("stateDiagram-v2");
        foreach (var stage in workflow.Stages)
            Add($"    state \"{Description(stage)}\" as {Id(stage.Name)}");

        foreach (var way in workflow.File.Ways)
            Add($"    [*] --> {Id(way)} : {Arrow(workflow.File, null)}");
        foreach (var stage in workflow.Stages)
        {
            foreach (var rule in workflow.RulesAt(stage).Where(rule => rule.To is not null || stage.Steps.ContainsKey(rule.Step)))
            {
                foreach (var way in rule.Ways.DefaultIfEmpty(stage.Name))
                    Add($"    {Id(stage.Name)} --> {Id(way)} : {Arrow(rule, stage.Desk)}");
            }

            if (stage.Final)
                Add($"    {Id(stage.Name)} --> [*]");
        }

        if (workflow.Always.Values.Where(rule => rule.To is null).Select(rule => Arrow(rule, null)).ToList() is { Count: > 0 } staying)
            Add($"    note right of {Id(workflow.File.To!)} : always allowed, moves nothing<br/>{string.Join("<br/>", staying)}");
        return drawing.ToString();

        void Add(string line) => drawing.Append(line).Append('\n');
    }

    static string Description(Stage stage)
    {
        var title = Escape($"{stage.Title}");
        return stage.Desk is { } desk && stage.Limit is { } limit
            ? $"{title}<br/>{desk}, {limit.Words.En}{(stage.IsFromReported ? " from when it was reported" : "")}"
            : title;
    }

    static string Arrow(StepRule rule, string? desk)
    {
        var desks = rule.Desks.Count == 1 && rule.Desks[0] == desk ? "" : $" ({string.Join(", ", rule.Desks)})";
        var when = rule.When switch
        {
            MoveWhen.Lead => " by the lead",
            MoveWhen.Full => " once full",
            MoveWhen.All => " once all are done",
            _ => "",
        };
        var chosen = rule.Alternatives.Count > 0 ? " as drawn" : "";
        var times = rule.Times is { } most ? $" {most} times at most" : "";
        var within = rule.Within is { } hours ? $" within {hours.TotalHours.ToString("0.##", CultureInfo.InvariantCulture)} h" : "";
        return rule.Step + chosen + when + times + within + desks;
    }

    /// <summary>A stage may have a name that means something to Mermaid, such as <c>end</c> or <c>a--b</c>.</summary>
    static string Id(string stage) => "s_" + stage.Replace('-', '_');

    const string Special = "\"#;<>&:\\";

    /// <summary>In Mermaid, characters that would end a text or begin a tag are written by number.</summary>
    static string Escape(string title) =>
        string.Concat(title.Select(letter => Special.Contains(letter, StringComparison.Ordinal) ? $"#{(int)letter};" : $"{letter}"));

    static string Quote(string title) =>
        $"\"{title.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}
