using System.CommandLine;
using Dispatch.Server.Accounts;
using Dispatch.Server.Alliances;
using Dispatch.Server.Deadlines;
using Dispatch.Server.Importing;
using Dispatch.Server.Orders;
using Dispatch.Server.Playing;
using Dispatch.Server.Reports;
using Dispatch.Server.Workflows;

namespace Dispatch.Server;

/// <summary>The commands of the shell: each is described by its own capability.</summary>
public static class CommandLine
{
    public static Task<int> RunAsync(string[] args)
    {
        RootCommand root = new("Dispatch: 商户点单、联盟下单、成员接单. Without a command it runs the server.")
        {
            WorkflowCommands.Workflow(),
            CalendarCommands.Calendar(),
            DueCommand.Due(),
            AllianceCommands.Alliance(),
            CharterCommands.Charter(),
            TokenCommands.Token(),
            VerifyCommand.Verify(),
            ReplayCommand.Replay(),
            RecountCommand.Recount(),
            ImportCommand.Import(),
            PlayCommand.Play(),
            HealthCommand.Health(),
        };
        return root.Parse(args).InvokeAsync();
    }

    /// <summary>How this program was started, for a sentence that tells somebody what to type.</summary>
    public static string Itself => Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) != "dotnet"
        ? path
        : $"dotnet {Path.Combine(AppContext.BaseDirectory, "Dispatch.Server.dll")}";
}
