using Dispatch.Deadlines;

namespace Dispatch.Workflows;

/// <summary>Reads workflow files. Their format is described in <c>workflows/README.md</c>.</summary>
public static class WorkflowFile
{
    internal static IReadOnlyList<string> Keys { get; } = ["workflow", "version", "title", "file", "always", "stages"];

    internal static IReadOnlyList<string> StageKeys { get; } = ["title", "desk", "limit", "final", "steps"];

    /// <summary>Reads one workflow, or finds all that is wrong with it.</summary>
    /// <param name="file">What the faults call the file.</param>
    /// <param name="text">YAML with any line ends; <see cref="Workflow.Text"/> keeps it with <c>\n</c>.</param>
    public static WorkflowReading Read(string file, string text)
    {
        text = text.TrimStart('\uFEFF').Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');
        var faults = new FaultList(file);

        WorkflowDraft? draft = null;
        if (Yaml.Read(text, faults) is { } root)
        {
            draft = Draft(root, faults);
            RuleChecks.Check(draft, faults);
            PathChecks.Check(draft, faults);
        }

        return draft is null || faults.Any ? new WorkflowReading(file, null, faults.InOrder) : new WorkflowReading(file, draft.Finished(text), []);
    }

    /// <summary>Reads a workflow from disk; a file that cannot be read is a fault like any other.</summary>
    public static WorkflowReading Load(string path)
    {
        try
        {
            return Read(path, System.IO.File.ReadAllText(path));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return new WorkflowReading(path, null, [new WorkflowFault(path, 1, $"The file cannot be read: {error.Message}")]);
        }
    }

    /// <summary>Reads several files, and the <c>*.yaml</c> and <c>*.yml</c> files of folders, in the order of their names.</summary>
    /// <remarks>Besides the faults of each: one workflow twice in one version, because an order could not tell which it was filed under.</remarks>
    /// <returns>One reading a file. A folder without workflows, like a file that is not there, is a reading with a fault.</returns>
    public static IReadOnlyList<WorkflowReading> LoadAll(IEnumerable<string> paths)
    {
        var known = new Dictionary<(string, int), string>();
        return [.. paths.SelectMany(Files).Distinct().Select(path => Directory.Exists(path) ? Empty(path) : Once(Load(path)))];

        WorkflowReading Once(WorkflowReading reading)
        {
            if (reading.Workflow is not { Name: var name, Version: var version } || known.TryAdd((name, version), reading.File))
                return reading;
            var twice = $"Workflow {name} version {version} is in {known[(name, version)]} already; a changed file needs a new version.";
            return new WorkflowReading(reading.File, null, [new WorkflowFault(reading.File, 1, twice)]);
        }
    }

    static IEnumerable<string> Files(string path)
    {
        if (!Directory.Exists(path))
            return [path];
        var files = Directory.GetFiles(path).Where(file => Path.GetExtension(file) is ".yaml" or ".yml").Order(StringComparer.Ordinal).ToList();
        return files.Count > 0 ? files : [path];
    }

    static WorkflowReading Empty(string folder) => new(folder, null, [new WorkflowFault(folder, 1, "The folder has no workflow in it.")]);

    static WorkflowDraft Draft(Yaml root, FaultList faults)
    {
        var fields = YamlFields.Of("the workflow", root, root.Line, Keys, faults);
        var name = fields.Need("workflow", "orders and messages call the workflow by it: workflow: merchant-order");
        var version = fields.Need("version", "it counts from 1, and a changed file needs a new one");
        var title = fields.Title();
        var file = fields.Need("file", "it says who may file an order and where it begins");
        var always = fields.Find("always");
        var stages = fields.Need("stages", "they say who holds an order and for how long");

        return new WorkflowDraft(
            Name(fields.Text(name), name?.Line ?? root.Line, "workflow", faults),
            fields.Whole(version),
            title,
            file is null ? null : RuleReading.Read(file, "file", null, deskNeeded: true, faults),
            always is null ? [] : RuleReading.ReadAll(always, "always", null, deskNeeded: true, faults),
            stages is null ? [] : [.. YamlFields.Entries("the stages", stages.Value, stages.Line, faults).Select(entry => ReadStage(entry, faults))],
            stages?.Line ?? root.Line);
    }

    static StageDraft ReadStage(YamlEntry entry, FaultList faults)
    {
        var name = Name(entry.Key, entry.Line, "stage", faults);
        var fields = YamlFields.Of($"stage {entry.Key}", entry.Value, entry.Line, StageKeys, faults);
        var title = fields.Title();
        var final = fields.OneOf(fields.Find("final"), new Dictionary<string, bool> { ["true"] = true, ["false"] = false }) ?? false;
        var desk = final ? Without<string>(fields, "desk", faults) : ReadDesk(fields, entry.Key, faults);
        var limit = final ? Without<Limit>(fields, "limit", faults) : ReadLimit(fields, faults);
        var rules = fields.Find("steps") is { } steps ? RuleReading.ReadAll(steps, $"at stage {entry.Key}", desk, deskNeeded: final, faults) : [];

        var stage = new Stage(
            name ?? entry.Key, title ?? new Words("", ""), desk, limit, final, rules.ToDictionary(rule => rule.Rule.Step, rule => rule.Rule));
        return new StageDraft(stage, rules, entry.Line);
    }

    static string? ReadDesk(YamlFields fields, string stage, FaultList faults)
    {
        var entry = fields.Need("desk", $"an order waits for one of {Sentence.List(Desk.ThatHold)}");
        if (fields.Text(entry) is not { } desk)
            return null;
        if (Desk.ThatHold.Contains(desk))
            return desk;
        faults.Add(entry!.Line, $"There is no desk \"{desk}\" that could hold stage {stage}; there are {Sentence.List(Desk.ThatHold)}.");
        return null;
    }

    static Limit? ReadLimit(YamlFields fields, FaultList faults)
    {
        var entry = fields.Need("limit", "say how long the desk has, such as 2 working hours");
        if (fields.Text(entry) is not { } words)
            return null;
        if (Limit.Read(words) is { } limit)
            return limit;
        faults.Add(entry!.Line, $"\"{words}\" is not a limit; write such as 2 working hours, 3 working days, 30 urgent minutes or 72 hours.");
        return null;
    }

    /// <summary>Nobody waits for an order that has come to its end.</summary>
    static T? Without<T>(YamlFields fields, string key, FaultList faults) where T : class
    {
        if (fields.Find(key) is { } entry)
            faults.Add(entry.Line, $"A final stage has no {key}: nobody waits for an order that has come to its end.");
        return null;
    }

    static string? Name(string? name, int line, string what, FaultList faults)
    {
        if (name is not null && !YamlFields.IsName(name))
            faults.Add(line, $"\"{name}\" cannot be the name of a {what}: {YamlFields.NameRule}.");
        return name;
    }
}
