using System.Diagnostics;
using Spectre.Console;

namespace Dispatch.Server.Commands;

/// <summary>Shows how far a long command has come: a bar in a terminal, a plain line every few seconds anywhere else.</summary>
/// <remarks>On standard error, so that what a command prints at its end can be piped.</remarks>
sealed class CommandProgress
{
    static readonly TimeSpan BetweenLines = TimeSpan.FromSeconds(2);

    readonly Lock gate = new();
    readonly ProgressTask? bar;
    readonly string title;
    long last = Stopwatch.GetTimestamp();

    CommandProgress(string title, ProgressTask? bar) => (this.title, this.bar) = (title, bar);

    /// <summary>Shows the progress of some work while it runs.</summary>
    /// <param name="title">Stands before the bar, or begins each line.</param>
    public static async Task<T> ShowAsync<T>(string title, Func<CommandProgress, Task<T>> work)
    {
        if (Console.IsErrorRedirected)
            return await work(new CommandProgress(title, null));

        var terminal = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        return await terminal.Progress()
            .Columns(
                new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(),
                new ElapsedTimeColumn(), new RemainingTimeColumn())
            .StartAsync(context => work(new CommandProgress(title, context.AddTask(Markup.Escape(title), maxValue: 1))));
    }

    /// <param name="share">How much of it is done, 0 to 1.</param>
    /// <param name="count">The same in words, such as <c>1,024 rows</c>.</param>
    public void Report(double share, string count)
    {
        lock (gate)
        {
            if (bar is not null)
            {
                bar.Value = share;
                bar.Description = Markup.Escape($"{title}: {count}");
            }
            else if (Stopwatch.GetElapsedTime(last) >= BetweenLines)
            {
                last = Stopwatch.GetTimestamp();
                Console.Error.WriteLine($"{title}: {share:P0}, {count}");
            }
        }
    }
}
