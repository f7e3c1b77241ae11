using System.Diagnostics;

namespace Dispatch.Tests.Support;

/// <summary>What a command of the built server said.</summary>
/// <param name="Said">Standard output.</param>
/// <param name="Complained">Standard error.</param>
sealed record ShellCommand(int ExitCode, string Said, string Complained)
{
    /// <summary>Runs a command as somebody in a shell would, in earnest and not in the evaluation set-up.</summary>
    /// <param name="database">Connection string.</param>
    /// <param name="broker">An amqp address; null for none.</param>
    public static async Task<ShellCommand> RunAsync(string database, string? broker, params IReadOnlyList<string> arguments)
    {
        ProcessStartInfo start = new("dotnet", [Path.Combine(AppContext.BaseDirectory, "Dispatch.Server.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Production";
        start.Environment["ConnectionStrings__Dispatch"] = database;
        start.Environment["ConnectionStrings__RabbitMq"] = broker ?? "";
        using var command = Process.Start(start)!;
        var (said, complained) = (command.StandardOutput.ReadToEndAsync(), command.StandardError.ReadToEndAsync());
        await command.WaitForExitAsync();
        return new ShellCommand(command.ExitCode, await said, await complained);
    }
}
