using System.CommandLine;
using System.CommandLine.Invocation;
using System.Data.Common;
using Dispatch.Language;
using Dispatch.Storage;
using RabbitMQ.Client.Exceptions;

namespace Dispatch.Server.Commands;

/// <summary>Everything that can be typed: the server, when no command is named, and the commands.</summary>
public static class CommandLine
{
    /// <summary>The exit code of a command that was interrupted.</summary>
    public const int Interrupted = 130;

    /// <returns>The exit code; 1 with a sentence on standard error where the user or a service outside is at fault.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        var separated = SettingOptions.Separate(args);
        var root = Root(separated);
        var parsed = root.Parse(separated, new ParserConfiguration { ResponseFileTokenReplacer = null });
        InvocationConfiguration invocation = new()
        {
            EnableDefaultExceptionHandler = false,
            Output = parsed.Errors.Count > 0 ? Console.Error : Console.Out,
        };
        // A sentence and the near misses are enough; the whole help would bury them.
        if (parsed.Action is ParseErrorAction refusal)
            refusal.ShowHelp = false;
        // The server's own host waits for the signals, and takes longer over an orderly stop.
        if (parsed.CommandResult.Command == root)
            invocation.ProcessTerminationTimeout = null;

        try
        {
            return await parsed.InvokeAsync(invocation);
        }
        catch (Exception error) when (error
            is UserErrorException or DbException or RabbitMQClientException or IOException or UnauthorizedAccessException
            || DatabaseFault.IsTransient(error))
        {
            await Console.Error.WriteLineAsync(error.Message);
            return 1;
        }
        catch (OperationCanceledException)
        {
            return Interrupted;
        }
    }

    static RootCommand Root(IReadOnlyList<string> args)
    {
        RootCommand root = new("Dispatch: 商户点单、联盟下单、成员接单. Without a command it runs the server.")
        {
            WorkflowCommand.Create(),
            CalendarCommand.Create(),
            DueCommand.Create(),
            AllianceCommand.Create(),
            CharterCommand.Create(),
            AccountCommand.Create(),
            TokenCommand.Create(),
            DatabaseCommand.Create(),
            VerifyCommand.Create(),
            ReplayCommand.Create(),
            RecountCommand.Create(),
            ImportCommand.Create(),
            PlayCommand.Create(),
            HealthCommand.Create(),
        };
        foreach (var option in SettingOptions.For(args))
            root.Options.Add(option);
        root.SetAction((parsed, _) => Server.RunAsync(SettingOptions.Of(parsed)));
        return root;
    }

    /// <summary>How this program was started, for a sentence that tells somebody what to type.</summary>
    public static string ProgramName => Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) != "dotnet"
        ? path
        : $"dotnet {Path.Combine(AppContext.BaseDirectory, "Dispatch.Server.dll")}";
}
