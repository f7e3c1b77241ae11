using Dispatch.Calendars;
using Dispatch.Clocks;
using Dispatch.Language;
using Dispatch.Yaml;

namespace Dispatch.Workflows;

/// <summary>What came of reading a workflow file: the workflow, or every fault that was found.</summary>
/// <param name="File">As it was given to the reader.</param>
/// <param name="Workflow">Null where there are faults.</param>
/// <param name="Faults">In the order of their lines; empty where there is a workflow.</param>
public sealed record WorkflowReading(string File, Workflow? Workflow, IReadOnlyList<FileFault> Faults);

/// <summary>Reads workflow files. Their format is described in <c>workflows/README.md</c>.</summary>
public static class WorkflowFile
{
    internal static IReadOnlyList<string> Keys { get; } = ["workflow", "version", "title", "limit", "ladder", "file", "always", "stages"];

    static readonly Dictionary<string, bool> Booleans = new() { ["true"] = true, ["false"] = false };

    internal static IReadOnlyList<string> StageKeys { get; } = ["title", "desk", "limit", "final", "steps"];

    /// <summary>Reads one workflow, or finds all that is wrong with it.</summary>
    /// <param name="file">What the faults call the file.</param>
    /// <param name="text">YAML with any line ends; <see cref="Workflow.Text"/> has it with <c>\n</c>.</param>
    /// <param name="drawing">What chooses where a step leads to several stages.</param>
    /// <param name="make">Makes what answers where steps lead; null for our own engine, which reads no drawing.</param>
    public static WorkflowReading Read(string file, string text, Drawing? drawing = null, MakeRoutes? make = null)
    {
        text = Lines(text);
        drawing = drawing is null ? null : drawing with { Text = Lines(drawing.Text) };
        var yaml = new YamlFile(file, text);

        WorkflowDraft? draft = null;
        if (yaml.Top is { } top)
        {
            draft = Draft(top);
            RuleChecks.Check(draft, yaml);
            PathChecks.Check(draft, yaml);
            RuleChecks.CheckChoices(draft, yaml, drawing is not null, make is not null);
        }

        var faults = yaml.Faults;
        var workflow = faults.Count == 0 ? draft?.ToWorkflow(text) : null;
        if (workflow is null)
            return new WorkflowReading(file, null, faults);
        workflow = workflow with { Drawing = drawing };
        var (routes, drawn) = make?.Invoke(workflow) ?? (null, []);
        return drawn.Count == 0 ? new(file, workflow with { Routes = routes }, []) : new(file, null, drawn);
    }

    static string Lines(string text) =>
        text.TrimStart('\uFEFF').Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');

    /// <summary>Reads a workflow from disk; a file that cannot be read is a fault like any other.</summary>
    /// <param name="make"><inheritdoc cref="Read" path="/param[@name='make']"/></param>
    public static WorkflowReading Load(string path, MakeRoutes? make = null)
    {
        var (text, fault) = TextFile.Read(path);
        if (text is null)
            return new WorkflowReading(path, null, [fault!]);
        var beside = Drawing.Beside(path);
        if (!File.Exists(beside))
            return Read(path, text, null, make);
        var (drawing, unread) = TextFile.Read(beside);
        return drawing is null ? new WorkflowReading(path, null, [unread!]) : Read(path, text, new Drawing(beside, drawing), make);
    }

    /// <summary>Reads several files, and the <c>*.yaml</c> and <c>*.yml</c> files of folders, in the order of their names.</summary>
    /// <remarks>A workflow that comes twice in one version is a fault too: an order could not tell which it was filed under.</remarks>
    /// <param name="make"><inheritdoc cref="Read" path="/param[@name='make']"/></param>
    /// <returns>One reading a file. A folder without workflows, like a file that is not there, is a reading with a fault.</returns>
    public static IReadOnlyList<WorkflowReading> LoadAll(IEnumerable<string> paths, MakeRoutes? make = null)
    {
        var known = new Dictionary<(string, int), string>();
        return [.. paths.SelectMany(FilesOf).Distinct().Select(path => Directory.Exists(path) ? Empty(path) : Once(Load(path, make)))];

        WorkflowReading Once(WorkflowReading reading)
        {
            if (reading.Workflow is not { Name: var name, Version: var version } || known.TryAdd((name, version), reading.File))
                return reading;
            var twice = $"Workflow {name} version {version} is already in {known[(name, version)]}; a changed file needs a new version.";
            return new WorkflowReading(reading.File, null, [new FileFault(reading.File, 1, twice)]);
        }
    }

    /// <summary>The workflow files of a folder; of any other path, and of a folder that has none, the path itself.</summary>
    public static IEnumerable<string> FilesOf(string path)
    {
        if (!Directory.Exists(path))
            return [path];
        var files = Directory.GetFiles(path)
            .Where(file => Path.GetExtension(file) is ".yaml" or ".yml")
            .Order(StringComparer.Ordinal).ToList();
        return files.Count > 0 ? files : [path];
    }

    static WorkflowReading Empty(string folder) => new(folder, null, [new FileFault(folder, 1, "The folder has no workflow in it.")]);

    static WorkflowDraft Draft(YamlValue top)
    {
        var fields = YamlFields.Of("the workflow", top, top, Keys);
        var name = fields.Need("workflow", "orders and messages call the workflow by it: workflow: merchant-order");
        var version = fields.Need("version", "it counts from 1, and a changed file needs a new one");
        var title = fields.Title();
        var file = fields.Need("file", "it says who may file an order and where it begins");
        var always = fields.Find("always");
        var stages = fields.Need("stages", "they say who holds an order and for how long");

        return new WorkflowDraft(
            CheckName(fields.Text(name), name?.Key ?? top, "workflow"),
            fields.Whole(version),
            title,
            fields.Find("limit") is { } whole ? ReadLimit(fields, whole) : null,
            fields.Find("ladder") is { } ladder ? ReadLadder(ladder) : null,
            file is null ? null : RuleReading.Read(file, "file", null, deskNeeded: true),
            always is null ? [] : RuleReading.ReadAll(always, "always", null, deskNeeded: true),
            stages is null ? [] : [.. stages.Value.Entries("the stages").Select(ReadStage)],
            (stages?.Key ?? top).Line);
    }

    static StageDraft ReadStage(YamlEntry entry)
    {
        CheckName(entry.Name, entry.Key, "stage");
        var fields = YamlFields.Of($"stage {entry.Name}", entry.Key, entry.Value, StageKeys);
        var title = fields.Title();
        var final = fields.OneOf(fields.Find("final"), Booleans) ?? false;
        var desk = final ? Without<string>(fields, "desk") : ReadDesk(fields, entry.Name);
        var limit = final ? Without<LimitDraft>(fields, "limit") : ReadLimit(fields);
        var rules = fields.Find("steps") is { } steps
            ? RuleReading.ReadAll(steps, $"at stage {entry.Name}", desk, deskNeeded: final)
            : [];

        var stage = new Stage(
            entry.Name, title ?? new Words("", ""), desk, limit?.Limit, final,
            rules.ToDictionary(rule => rule.Rule.Step, rule => rule.Rule))
        {
            IsFromReported = limit?.From is not null,
        };
        return new StageDraft(stage, limit, rules, entry.Key.Line);
    }

    static string? ReadDesk(YamlFields fields, string stage)
    {
        var entry = fields.Need("desk", $"an order waits for one of {Sentence.List(Desks.ThatHold)}");
        if (fields.Text(entry) is not { } desk)
            return null;
        if (Desks.ThatHold.Contains(desk))
            return desk;
        entry!.Key.Fault($"There is no desk \"{desk}\" that could hold stage {stage}; there are {Sentence.List(Desks.ThatHold)}.");
        return null;
    }

    static LimitDraft? ReadLimit(YamlFields fields) =>
        fields.Need("limit", "say how long the desk has, such as 2 working hours") is { } entry ? ReadLimit(fields, entry) : null;

    /// <summary>A limit alone, or one that says from when it counts: <c>{ of: 15 days, from: reported }</c>.</summary>
    static LimitDraft ReadLimit(YamlFields fields, YamlEntry entry)
    {
        if (!entry.Value.IsMap)
            return new LimitDraft(fields.Limit(entry), null);
        var both = YamlFields.Of("the limit", entry.Key, entry.Value, ["of", "from"]);
        var from = both.Find("from");
        both.OneOf(from, Froms);
        return new LimitDraft(both.Limit(both.Need("of", "say how long, such as 15 days")), from?.Value.Scalar == Reported ? from : null);
    }

    const string Reported = "reported";

    /// <summary>Whether it counts from another time than when it begins.</summary>
    static readonly Dictionary<string, bool> Froms = new() { ["filed"] = false, [Reported] = true };

    static List<Rung> ReadLadder(YamlEntry entry)
    {
        List<Rung> rungs = [];
        foreach (var item in entry.Value.List())
        {
            var fields = YamlFields.Of("a rung of the ladder", item, item, ["to", "after"]);
            var to = fields.Need("to", $"it says who hears of it: {Sentence.List(Level.All, "or")}");
            var after = fields.Limit(fields.Need("after", "it says how long after the breach, such as 1 working day"));
            if (fields.Text(to) is not { } level)
                continue;
            if (!Level.All.Contains(level))
                to!.Key.Fault($"There is no \"{level}\" that overdue work climbs to; there are {Sentence.List(Level.All)}.");
            else if (after is not null)
                rungs.Add(new Rung(level, after));
        }

        return rungs;
    }

    /// <summary>Nobody waits for an order that has come to its end.</summary>
    static T? Without<T>(YamlFields fields, string key) where T : class
    {
        if (fields.Find(key) is { } entry)
            entry.Key.Fault($"A final stage has no {key}: nobody waits for an order that has come to its end.");
        return null;
    }

    static string? CheckName(string? name, YamlValue at, string what)
    {
        if (name is not null && !YamlFields.IsName(name))
            at.Fault($"\"{name}\" cannot be the name of a {what}: {YamlFields.NameRule}.");
        return name;
    }
}
