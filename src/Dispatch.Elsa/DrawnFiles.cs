using Dispatch.Workflows;
using File = Dispatch.Workflows.Workflow;

namespace Dispatch.OnElsa;

/// <summary>The workflows that are drawn on, the latest version of each, and the files that their drawings are saved to.</summary>
sealed class DrawnFiles(IEnumerable<(string File, File Workflow)> workflows)
{
    readonly Lock saving = new();
    readonly Dictionary<string, (string File, File Workflow)> known = workflows
        .GroupBy(one => one.Workflow.Name).ToDictionary(group => group.Key, group => group.MaxBy(one => one.Workflow.Version));

    public IEnumerable<File> Workflows => known.Values.Select(one => one.Workflow);

    /// <returns>What is wrong with a drawing of a workflow.</returns>
    public IReadOnlyList<string> FaultsOf(string workflow, string drawing) => known.TryGetValue(workflow, out var one)
        ? [.. DrawnFlow.Read(new Drawing(Drawing.Beside(one.File), drawing), one.Workflow).Faults.Select(fault => fault.Sentence)]
        : [$"There is no file of a workflow \"{workflow}\", only of {Language.Sentence.List(known.Keys)}: a drawing is drawn to a file."];

    /// <summary>Saves a drawing that has no fault, as it would be exported.</summary>
    public void Save(string workflow, string drawing)
    {
        lock (saving)
        {
            var (file, drawn) = known[workflow];
            var path = Drawing.Beside(file);
            var text = ElsaEngine.Export(drawn with { Drawing = new Drawing(path, drawing) });
            known[workflow] = (file, drawn with { Drawing = new Drawing(path, text) });
            // Whoever reads it reads all of it.
            var whole = $"{path}.new";
            System.IO.File.WriteAllText(whole, text);
            System.IO.File.Move(whole, path, overwrite: true);
        }
    }
}
