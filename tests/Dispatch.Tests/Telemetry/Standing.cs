using Dispatch.Server.Telemetry;
using Dispatch.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Dispatch.Tests.Telemetry;

/// <summary>What the log says of a part that stands still.</summary>
public sealed class Standing : ILogger<Standstill>
{
    readonly List<(LogLevel Level, string Line)> lines = [];
    readonly FakeTimeProvider time = new();
    Waiting? waiting;
    Standstill standstill = null!;

    [SetUp]
    public void Begin()
    {
        lines.Clear();
        standstill = new Standstill([new Backlog(Backlog.Relay, _ => Task.FromResult(waiting))], time, this);
    }

    [Test]
    public async Task Is_logged_once_and_so_is_that_it_moves_again()
    {
        waiting = new Waiting("7", 3);
        for (var look = 0; look < 20; look++)
        {
            await standstill.LookAsync();
            time.Advance(TimeSpan.FromSeconds(5));
        }

        Assert.That(lines, Is.EqualTo((List<(LogLevel, string)>)
            [(LogLevel.Error, "relay has not moved for 60 seconds although something waits: 3 in all, first 7")]));
        waiting = new Waiting("8", 3);
        await standstill.LookAsync();
        Assert.That(lines[^1], Is.EqualTo((LogLevel.Information, "relay moves again")));
        Assert.That(standstill.Last.Single().StandsStill, Is.False);
    }

    [Test]
    public async Task Ends_when_nothing_waits()
    {
        waiting = new Waiting("7", 3);
        await standstill.LookAsync();
        time.Advance(TimeSpan.FromMinutes(2));
        Assert.That((await standstill.LookAsync()).Single().Unmoved, Is.EqualTo(TimeSpan.FromMinutes(2)));

        waiting = null;

        Assert.That((await standstill.LookAsync()).Single(), Is.EqualTo(new Standstill.State("relay", null, TimeSpan.Zero)));
    }

    [Test]
    public async Task That_cannot_be_seen_is_logged_once_and_known_as_it_was()
    {
        waiting = new Waiting("7", 3);
        standstill = new Standstill(
            [new Backlog(Backlog.Relay, _ => waiting is null ? throw new TimeoutException("away") : Task.FromResult<Waiting?>(waiting))],
            time, this);
        await standstill.LookAsync();
        waiting = null;
        for (var look = 0; look < 3; look++)
        {
            time.Advance(TimeSpan.FromSeconds(20));
            await standstill.LookAsync();
        }

        Assert.That(standstill.Last.Single().StandsStill, "it has not been seen to move");
        Assert.That(lines, Is.EqualTo((List<(LogLevel, string)>)
            [(LogLevel.Warning, "What waits for relay cannot be seen; whether it stands still is not known")]));
    }

    bool ILogger.IsEnabled(LogLevel logLevel) => true;

    IDisposable? ILogger.BeginScope<TState>(TState state) => null;

    void ILogger.Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        lines.Add((logLevel, formatter(state, exception)));
}
