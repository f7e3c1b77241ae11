using System.Diagnostics;
using NUnit.Framework.Constraints;
using NUnit.Framework.Internal;

namespace Dispatch.Tests.Support;

/// <summary>Waits for something that another process brings about: a row, a message, a page.</summary>
static class Eventually
{
    static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(25);

    /// <summary>Looks repeatedly until what it sees is as expected, and returns that.</summary>
    /// <param name="look">
    /// Only looks, without assertions of its own. A look that throws counts as not seen yet: a service that is restarting
    /// refuses connections first.
    /// </param>
    /// <param name="expected">As in <c>Assert.That</c>.</param>
    /// <param name="within">30 seconds by default; after that the test fails with the outcome of the last look.</param>
    public static async Task<T> ThatAsync<T>(Func<Task<T>> look, IResolveConstraint expected, TimeSpan? within = null)
    {
        var patience = within ?? Timeout;
        var constraint = expected.Resolve();
        var started = Stopwatch.GetTimestamp();
        using var timer = new PeriodicTimer(Pause);

        while (true)
        {
            string outcome;
            try
            {
                var seen = await look().WaitAsync(patience);
                var result = constraint.ApplyTo(seen);
                if (result.IsSuccess) return seen;

                using var message = new TextMessageWriter();
                result.WriteMessageTo(message);
                outcome = message.ToString();
            }
            catch (Exception error)
            {
                outcome = error.ToString();
            }

            if (Stopwatch.GetElapsedTime(started) >= patience)
                Assert.Fail($"Not within {patience.TotalSeconds:0.#} seconds. At the last look:{Environment.NewLine}{outcome}");

            await timer.WaitForNextTickAsync();
        }
    }

    /// <inheritdoc cref="ThatAsync{T}(Func{Task{T}}, IResolveConstraint, TimeSpan?)"/>
    public static Task<T> ThatAsync<T>(Func<T> look, IResolveConstraint expected, TimeSpan? within = null) =>
        ThatAsync(() => Task.FromResult(look()), expected, within);
}
