using System.CommandLine;
using Dispatch.Workflows;

namespace Dispatch.Server.Commands;

/// <summary><c>workflow check</c> and <c>workflow draw</c>: they need no database.</summary>
static class WorkflowCommand
{
    public static Command Create() => new("workflow", "Checks and draws workflow files.") { Check(), Draw() };

    static Command Check()
    {
        Argument<string[]> files = new("FILE")
        {
            Description = "Workflow files or folders; the workflows of this installation by default.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        Command check = new("check", "Checks workflow files and reports every fault with its line; exit 1 on a fault.") { files };
        check.SetAction(parsed =>
        {
            var paths = parsed.GetValue(files) is { Length: > 0 } named
                ? named
                : [Settings.WorkflowsOf(CommandServices.Configuration(parsed))];
            var readings = WorkflowFile.LoadAll(paths);
            foreach (var fault in readings.SelectMany(reading => reading.Faults))
                Console.WriteLine(fault);
            foreach (var workflow in readings.Select(reading => reading.Workflow).OfType<Workflow>())
                Console.WriteLine($"{workflow.Name} version {workflow.Version}: {workflow.Stages.Count} stages, no fault");
            return readings.Any(reading => reading.Faults.Count > 0) ? 1 : 0;
        });
        return check;
    }

    static Command Draw()
    {
        Argument<string> file = new("FILE") { Description = "A workflow file." };
        Command draw = new("draw", "Prints a workflow as a Mermaid state diagram.") { file };
        draw.SetAction(parsed =>
        {
            var reading = WorkflowFile.Load(parsed.GetRequiredValue(file));
            foreach (var fault in reading.Faults)
                Console.Error.WriteLine(fault);
            if (reading.Workflow is not { } workflow)
                return 1;
            Console.WriteLine(WorkflowDrawing.Of(workflow));
            return 0;
        });
        return draw;
    }
}
