using System.CommandLine;
using Dispatch.Language;
using Dispatch.Workflows;
using Dispatch.Yaml;

namespace Dispatch.Server.Commands;

/// <summary><c>workflow check</c>, <c>draw</c>, <c>export</c> and <c>design</c>: they need no database.</summary>
static class WorkflowCommand
{
    public static Command Create() => new("workflow", "Checks, draws and exports workflow files.") { Check(), Draw(), Export(), Design() };

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
            var readings = WorkflowFile.LoadAll(paths, InterpreterOf(parsed).Make);
            foreach (var fault in readings.SelectMany(reading => reading.Faults))
                Console.WriteLine(fault);
            foreach (var workflow in readings.Select(reading => reading.Workflow).OfType<Workflow>())
                Console.WriteLine($"{workflow.Name} version {workflow.Version}: {workflow.Stages.Count} stages, no fault");
            return readings.Any(reading => reading.Faults.Count > 0) ? 1 : 0;
        });
        return check;
    }

    static Interpreter InterpreterOf(ParseResult parsed) => Interpreter.Of(Settings.EngineOf(CommandServices.Configuration(parsed)));

    static Command Draw()
    {
        Argument<string> file = new("FILE") { Description = "A workflow file." };
        Command draw = new("draw", "Prints a workflow as a Mermaid state diagram.") { file };
        draw.SetAction(parsed =>
            Print(WorkflowFile.Load(parsed.GetRequiredValue(file), InterpreterOf(parsed).Make), WorkflowDrawing.Of));
        return draw;
    }

    static Command Export()
    {
        Argument<string> file = new("FILE") { Description = "A workflow file, with the drawing beside it or without." };
        Command export = new("export", "Prints a workflow as Elsa Studio imports it; only where the program was built with Elsa.") { file };
        export.SetAction(parsed =>
        {
            var (path, elsa) = (parsed.GetRequiredValue(file), InterpreterOf(parsed));
            var write = elsa.Export
                ?? throw new UserErrorException("Workflows are exported for Elsa Studio by a program that was built with -p:Elsa=true.");
            return Print(Drawable(path, elsa), write);
        });
        return export;
    }

    static Command Design()
    {
        Argument<string?> folder = new("FOLDER")
        {
            Description = "A folder of workflow files; that of this installation by default.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        Option<string> url = new("--url")
        {
            Description = "Where the Studio finds Elsa's API: an address that only this machine reaches.",
            DefaultValueFactory = _ => "http://127.0.0.1:5090",
        };
        Command design = new(
            "design", "Serves Elsa's API, by which an Elsa Studio opens workflows and saves drawings beside their files; only with Elsa.")
        {
            folder, url,
        };
        design.SetAction(async (parsed, cancel) =>
        {
            var elsa = InterpreterOf(parsed);
            var start = elsa.Design
                ?? throw new UserErrorException("Flows are drawn in Elsa Studio by a program that runs Elsa: build it with -p:Elsa=true.");
            var path = parsed.GetValue(folder) ?? Settings.WorkflowsOf(CommandServices.Configuration(parsed));
            var readings = WorkflowFile.FilesOf(path).Select(file => Drawable(file, elsa)).ToList();
            foreach (var fault in readings.SelectMany(reading => reading.Faults))
                Console.Error.WriteLine(fault);
            List<(string, Workflow)> sound = [.. readings.Where(one => one.Workflow is not null).Select(one => (one.File, one.Workflow!))];
            if (sound.Count == 0)
                return 1;
            var address = parsed.GetRequiredValue(url);
            await using var serving = await start(sound, address, cancel);
            Console.WriteLine($"Elsa Studio draws by {address}/elsa/api what is in {path}. Ctrl+C ends it.");
            await Task.Delay(Timeout.Infinite, cancel);
            return 0;
        });
        return design;
    }

    /// <summary>A workflow with the drawing beside it, or one whose choices are still to be drawn.</summary>
    static WorkflowReading Drawable(string path, Interpreter elsa) =>
        File.Exists(Drawing.Beside(path)) ? WorkflowFile.Load(path, elsa.Make) : Undrawn(path);

    /// <summary>A file whose choices are still to be drawn: any drawing will do for now.</summary>
    static WorkflowReading Undrawn(string path)
    {
        var (text, fault) = TextFile.Read(path);
        if (text is null)
            return new WorkflowReading(path, null, [fault!]);
        var reading = WorkflowFile.Read(path, text, new Drawing(Drawing.Beside(path), ""), _ => (null, []));
        return reading with { Workflow = reading.Workflow is { } workflow ? workflow with { Drawing = null } : null };
    }

    static int Print(WorkflowReading reading, Func<Workflow, string> write)
    {
        foreach (var fault in reading.Faults)
            Console.Error.WriteLine(fault);
        if (reading.Workflow is not { } workflow)
            return 1;
        Console.WriteLine(write(workflow));
        return 0;
    }
}
