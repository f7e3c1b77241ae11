using System.Diagnostics;

namespace Dispatch.Tests.Support;

/// <summary>Runs the programs that people run.</summary>
static class Shell
{
    // A set-up builds the program, which takes long on a busy machine.
    static readonly TimeSpan Timeout = TimeSpan.FromMinutes(5);

    /// <summary>The standard output of a program; throws with both of its outputs when it ends with another code than 0.</summary>
    public static Task<string> RunAsync(string program, params string[] arguments) =>
        RunAsync(program, arguments, new Dictionary<string, string>());

    /// <inheritdoc cref="RunAsync(string, string[])"/>
    /// <param name="environment">Added to our own.</param>
    public static async Task<string> RunAsync(string program, string[] arguments, IReadOnlyDictionary<string, string> environment)
    {
        ProcessStartInfo start = new(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;

        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        using CancellationTokenSource patience = new(Timeout);
        var output = process.StandardOutput.ReadToEndAsync(patience.Token);
        var errors = process.StandardError.ReadToEndAsync(patience.Token);
        await process.WaitForExitAsync(patience.Token);

        if (process.ExitCode != 0)
            throw new InvalidOperationException(
                $"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}.\n{await output}\n{await errors}");
        return await output;
    }
}
