using Dapper;
using Dispatch.Storage;

namespace Dispatch.Accounts;

/// <summary>Counts attempts to sign in, for all servers together.</summary>
public static class AttemptStore
{
    const string FindSql = "select failures, last_at, version from attempts where subject = @subject";

    const string BeginSql = """
        insert into attempts (subject, failures, last_at, version)
        values (@subject, @failures, @now, 1)
            on conflict (subject) do nothing
        """;

    const string CountSql = """
        update attempts
           set failures = @failures,
               last_at  = @now,
               version  = version + 1
         where subject = @subject
           and version = @version
        """;

    /// <summary>Counts an attempt before it is made; one that has to wait is not counted.</summary>
    /// <param name="subject">What is counted by: a name, an address, a browser.</param>
    /// <param name="free">How many may fail before the next one waits.</param>
    /// <returns>How long it has to wait; zero where it may be made now.</returns>
    public static async Task<TimeSpan> TakeAsync(
        Database database, string subject, int free, DateTimeOffset now, CancellationToken cancel = default)
    {
        var hash = Secret.HashOf(subject);
        await using var connection = await database.ConnectAsync(cancel);
        while (true)
        {
            var row = await connection.QuerySingleOrDefaultAsync<AttemptRow>(
                new CommandDefinition(FindSql, new { subject = hash }, cancellationToken: cancel));
            var before = row is null ? null : new Attempts(row.Failures, row.LastAt);
            if (before?.WaitAt(now, free) is { } wait && wait > TimeSpan.Zero)
                return wait;

            var counted = new { subject = hash, failures = Attempts.OneMore(before, now).Failures, now, version = row?.Version };
            var sql = row is null ? BeginSql : CountSql;
            // Another attempt may have been counted in between: look again.
            if (await connection.ExecuteAsync(new CommandDefinition(sql, counted, cancellationToken: cancel)) > 0)
                return TimeSpan.Zero;
        }
    }

    const string GiveBackSql = """
        update attempts
           set failures = failures - 1,
               version  = version + 1
         where subject = @subject
           and failures > 0
        """;

    /// <summary>An attempt has succeeded; the ones before it still count.</summary>
    public static Task GiveBackAsync(Database database, string subject, CancellationToken cancel = default) =>
        ExecuteAsync(database, GiveBackSql, new { subject = Secret.HashOf(subject) }, cancel);

    /// <summary>Forgets the failures of somebody who has come in after all.</summary>
    public static Task ForgetAsync(Database database, string subject, CancellationToken cancel = default) =>
        ExecuteAsync(database, "delete from attempts where subject = @subject", new { subject = Secret.HashOf(subject) }, cancel);

    /// <summary>Forgets what no longer counts.</summary>
    public static Task<int> SweepAsync(Database database, DateTimeOffset now, CancellationToken cancel = default) =>
        ExecuteAsync(database, "delete from attempts where last_at < @before", new { before = now - Attempts.Remembered }, cancel);

    static async Task<int> ExecuteAsync(Database database, string sql, object row, CancellationToken cancel)
    {
        await using var connection = await database.ConnectAsync(cancel);
        return await connection.ExecuteAsync(new CommandDefinition(sql, row, cancellationToken: cancel));
    }

    sealed record AttemptRow
    {
        public required int Failures { get; init; }
        public required DateTimeOffset LastAt { get; init; }
        public required int Version { get; init; }
    }
}
