using System.Collections.Concurrent;
using System.Text.Json;
using Dispatch.Server.Accounts;
using Microsoft.Extensions.Logging;

namespace Dispatch.Tests.Accounts;

/// <summary>Keeps what is written to the security log, and everything else that is logged.</summary>
sealed class SecurityLines : ILoggerProvider
{
    readonly ConcurrentQueue<(string Category, string Text)> lines = new();

    public IReadOnlyList<JsonElement> Events =>
        [.. lines.Where(line => line.Category == SecurityLog.Category).Select(line => JsonElement.Parse(line.Text))];

    /// <summary>What happened to whom, and why.</summary>
    public IReadOnlyList<string> Told => [.. Events.Select(Tell)];

    static string Tell(JsonElement line) => string.Join(' ',
        from name in (string[])["event", "person", "detail"]
        where line.TryGetProperty(name, out _)
        select line.GetProperty(name).GetString());

    public string Everything => string.Join('\n', lines.Select(line => line.Text));

    public ILogger CreateLogger(string categoryName) => new Lines(this, categoryName);

    public void Dispose()
    {
    }

    sealed class Lines(SecurityLines all, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            all.lines.Enqueue((category, formatter(state, exception)));
    }
}
