using System.Diagnostics;

namespace Dispatch.Tests.Support;

/// <summary>Runs the programs that people run.</summary>
static class Shell
{
    // A set-up builds the program; a machine that is busy takes its time.
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <summary>What the program said; fails with its complaints when it did not end well.</summary>
    public static Task<string> RunAsync(string program, params string[] arguments) => RunAsync(program, arguments, new Dictionary<string, string>());

    /// <inheritdoc cref="RunAsync(string, string[])"/>
    /// <param name="environment">Added to our own.</param>
    public static async Task<string> RunAsync(string program, string[] arguments, IReadOnlyDictionary<string, string> environment)
    {
        ProcessStartInfo start = new(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;

        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        using CancellationTokenSource patience = new(Patience);
        var said = process.StandardOutput.ReadToEndAsync(patience.Token);
        var complained = process.StandardError.ReadToEndAsync(patience.Token);
        await process.WaitForExitAsync(patience.Token);

        var (output, errors) = (await said, await complained);
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}.\n{output}\n{errors}");
        return output;
    }
}
