using Dispatch.Server;
using Dispatch.Tests.Support;

namespace Dispatch.Tests.Commands;

public sealed class ADrawnWorkflowAtTheShell
{
    static readonly string file = Path.Combine(Situations.WorkflowFolder, "elsa", "noise-at-night.yaml");

    [Test]
    public async Task A_drawn_workflow_is_a_fault_for_our_own_engine()
    {
        var check = await AsksAsync("--Engine", "own", "workflow", "check", file);
        var export = await AsksAsync("--Engine=own", "workflow", "export", file);
        var design = await AsksAsync("--Engine=own", "workflow", "design");

        Assert.That((check.ExitCode, export.ExitCode, design.ExitCode), Is.EqualTo((1, 1, 1)));
        Assert.That(
            check.Output.Trim(),
            Is.EqualTo($"{file}:32: The step accept at stage filed leads to several stages, of which a drawing chooses; that needs Elsa, "
                + "which does not run here."));
        Assert.That(
            export.Errors.Trim(), Is.EqualTo("Workflows are exported for Elsa Studio by a program that was built with -p:Elsa=true."));
        Assert.That(
            design.Errors.Trim(),
            Is.EqualTo("Flows are drawn in Elsa Studio by a program that runs Elsa: build it with -p:Elsa=true."));
    }

    [Test]
    public async Task A_drawn_workflow_is_checked_and_exported_where_Elsa_is()
    {
        var check = await AsksAsync("workflow", "check", file);
        var export = await AsksAsync("workflow", "export", file);

        if (Interpreter.Of(null).Make is null)
        {
            Assert.That((check.ExitCode, export.ExitCode), Is.EqualTo((1, 1)), "it is not here");
            return;
        }

        Assert.That((check.ExitCode, check.Output.Trim()), Is.EqualTo((0, "noise-at-night version 1: 9 stages, no fault")));
        Assert.That(export.ExitCode, Is.Zero);
        Assert.That(export.Output, Does.Contain("\"Elsa.Flowchart\"").And.Contain("\"Dispatch.Filing\""));
    }

    static Task<ShellCommand> AsksAsync(params IReadOnlyList<string> arguments) =>
        ShellCommand.RunInAsync(Situations.WorkflowFolder, arguments);
}
