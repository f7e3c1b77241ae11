using System.Diagnostics;
using Spectre.Console;

namespace Dispatch.Server;

/// <summary>How far a long command has come: a bar in a terminal, a plain line every few seconds anywhere else.</summary>
/// <remarks>On standard error, so that what a command prints at its end can be piped.</remarks>
public sealed class CommandProgress
{
    static readonly TimeSpan BetweenLines = TimeSpan.FromSeconds(2);

    readonly Lock gate = new();
    readonly ProgressTask? bar;
    readonly string what;
    long last = Stopwatch.GetTimestamp();

    CommandProgress(string what, ProgressTask? bar) => (this.what, this.bar) = (what, bar);

    /// <summary>Shows how far some work is while it runs.</summary>
    /// <param name="what">Stands before the bar or in each line.</param>
    public static async Task<T> ShowAsync<T>(string what, Func<CommandProgress, Task<T>> work)
    {
        if (Console.IsErrorRedirected)
            return await work(new CommandProgress(what, null));

        var terminal = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        return await terminal.Progress()
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn(), new RemainingTimeColumn())
            .StartAsync(context => work(new CommandProgress(what, context.AddTask(Markup.Escape(what), maxValue: 1))));
    }

    /// <param name="share">Of the whole, 0 to 1.</param>
    /// <param name="counted">In words, such as <c>1,024 rows</c>.</param>
    public void Tell(double share, string counted)
    {
        lock (gate)
        {
            if (bar is not null)
            {
                bar.Value = share;
                bar.Description = Markup.Escape($"{what}: {counted}");
            }
            else if (Stopwatch.GetElapsedTime(last) >= BetweenLines)
            {
                last = Stopwatch.GetTimestamp();
                Console.Error.WriteLine($"{what}: {share:P0}, {counted}");
            }
        }
    }
}
