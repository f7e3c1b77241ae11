using System.CommandLine;
using Dispatch.Workflows;
using Dispatch.Yaml;

namespace Dispatch.Server.Workflows;

/// <summary><c>workflow check</c> and <c>workflow draw</c>: they need no database.</summary>
public static class WorkflowCommands
{
    public static Command Workflow() => new("workflow", "Checks and draws workflow files.") { Check(), Draw() };

    static Command Check()
    {
        Argument<FileInfo[]> files = new("FILE") { Description = "Workflow files; those of the house when none is named.", Arity = ArgumentArity.ZeroOrMore };
        Command check = new("check", "Checks workflow files and says every fault with its line; exit 1 on a fault.") { files };
        check.SetAction(async (parsed, cancel) =>
        {
            var named = parsed.GetValue(files) is { Length: > 0 } given ? given : HouseFiles();
            var faults = 0;
            foreach (var file in named)
            {
                var reading = await ReadAsync(file, cancel);
                faults += reading.Faults.Count;
                foreach (var fault in reading.Faults)
                    Console.WriteLine(fault);
                if (reading.Workflow is { } workflow)
                    Console.WriteLine($"{file.Name}: {workflow.Name} version {workflow.Version}, {workflow.Stages.Count} stages, no fault");
            }

            return faults > 0 || named.Length == 0 ? 1 : 0;
        });
        return check;
    }

    static Command Draw()
    {
        Argument<FileInfo> file = new("FILE") { Description = "A workflow file." };
        Command draw = new("draw", "Prints a workflow as a Mermaid state diagram.") { file };
        draw.SetAction(async (parsed, cancel) =>
        {
            var reading = await ReadAsync(parsed.GetRequiredValue(file), cancel);
            foreach (var fault in reading.Faults)
                await Console.Error.WriteLineAsync(fault.ToString());
            if (reading.Workflow is not { } workflow)
                return 1;
            Console.WriteLine(WorkflowDrawing.Of(workflow));
            return 0;
        });
        return draw;
    }

    static FileInfo[] HouseFiles() => new DirectoryInfo(Path.Combine(AppContext.BaseDirectory, "workflows")).GetFiles("*.yaml");

    static async Task<WorkflowReading> ReadAsync(FileInfo file, CancellationToken cancel) => file.Exists
        ? WorkflowFile.Read(file.ToString(), await System.IO.File.ReadAllTextAsync(file.FullName, cancel))
        : new WorkflowReading(file.ToString(), null, [new FileFault(file.ToString(), 0, "There is no such file.")]);
}
