using System.Diagnostics;

namespace Dispatch.Tests.Support;

/// <summary>What came of a command of the built program.</summary>
/// <param name="Output">Standard output.</param>
/// <param name="Errors">Standard error.</param>
sealed record ShellCommand(int ExitCode, string Output, string Errors)
{
    static readonly string Program = Path.Combine(AppContext.BaseDirectory, "Dispatch.Server.dll");

    /// <summary>Runs a command as somebody in a shell would, in production and not in the evaluation set-up.</summary>
    /// <param name="database">Connection string.</param>
    /// <param name="broker">An amqp address; null for none.</param>
    public static Task<ShellCommand> RunAsync(string database, string? broker, params IReadOnlyList<string> arguments) =>
        RunAsync(Program, database, broker, arguments);

    /// <summary>The same with another version of the program.</summary>
    /// <param name="program">Its Dispatch.Server.dll.</param>
    public static Task<ShellCommand> RunVersionAsync(string program, string database, params IReadOnlyList<string> arguments) =>
        RunAsync(program, database, null, arguments);

    static Task<ShellCommand> RunAsync(string program, string database, string? broker, IReadOnlyList<string> arguments) =>
        RunAsync(
            [program, .. arguments], null,
            ("ASPNETCORE_ENVIRONMENT", "Production"),
            ("ConnectionStrings__Dispatch", database), ("ConnectionStrings__RabbitMq", broker ?? ""));

    /// <summary>Runs the program in a folder and with no setting in its environment, as right after it was published.</summary>
    public static Task<ShellCommand> RunInAsync(string folder, params IReadOnlyList<string> arguments) =>
        RunAsync([Program, .. arguments], folder);

    /// <summary>Runs the program by <c>dotnet run</c> from the repository, as it was built for the tests.</summary>
    /// <param name="database">Connection string.</param>
    /// <param name="environment">Null where it is not set.</param>
    public static Task<ShellCommand> RunFromCloneAsync(string database, string? environment, params IReadOnlyList<string> arguments)
    {
        var project = Path.Combine(Situations.WorkflowFolder, "..", "src", "Dispatch.Server");
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        return RunAsync(
            ["run", "--project", project, "--configuration", configuration, "--no-build", "--", .. arguments], null,
            ("ASPNETCORE_ENVIRONMENT", environment), ("ConnectionStrings__Dispatch", database), ("MSBUILDDISABLENODEREUSE", "1"));
    }

    static async Task<ShellCommand> RunAsync(
        IReadOnlyList<string> arguments, string? folder, params IReadOnlyList<(string Name, string? Value)> environment)
    {
        ProcessStartInfo start = new("dotnet", arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder ?? "",
        };
        foreach (var name in (string[])["ASPNETCORE_ENVIRONMENT", "DOTNET_ENVIRONMENT", "ASPNETCORE_URLS"])
            start.Environment.Remove(name);
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        using var command = Process.Start(start)!;
        var (output, errors) = (command.StandardOutput.ReadToEndAsync(), command.StandardError.ReadToEndAsync());
        await command.WaitForExitAsync();
        return new ShellCommand(command.ExitCode, await output, await errors);
    }
}
