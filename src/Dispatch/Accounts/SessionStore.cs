using Dapper;
using Dispatch.Storage;

namespace Dispatch.Accounts;

/// <summary>Begins and ends sessions; only the hash of the word in the cookie is stored.</summary>
public static class SessionStore
{
    const string Prefix = "dss_";

    /// <summary>How long a session lasts after it was last used.</summary>
    public static readonly TimeSpan Idle = TimeSpan.FromDays(14);

    /// <summary>How exactly it is known when a session was last used: a page need not write each time.</summary>
    static readonly TimeSpan Exactness = TimeSpan.FromMinutes(1);

    const int LongestDevice = 200;

    const string BeginSql = """
        insert into sessions (hash, person, made_at, seen_at, expires_at, device, stamp)
        values (@hash, @person, @now, @now, @expires, @device, @stamp)
        """;

    /// <summary>Begins a session.</summary>
    /// <param name="stamp">Of the account; null for a caller of the evaluation set-up, who has none.</param>
    /// <returns>The word for the cookie; it is returned this once, and nobody can read it again.</returns>
    public static async Task<string> BeginAsync(
        Database database, string person, string? stamp, string device, DateTimeOffset now, CancellationToken cancel = default)
    {
        var word = Secret.New(Prefix);
        var told = device.Length > LongestDevice ? device[..LongestDevice] : device;
        var row = new { hash = Secret.HashOf(word), person, now, expires = now + Idle, device = told.Replace("\0", ""), stamp };
        await using var connection = await database.ConnectAsync(cancel);
        await connection.ExecuteAsync(new CommandDefinition(BeginSql, row, cancellationToken: cancel));
        return word;
    }

    const string Columns = "sessions.hash, sessions.person, sessions.made_at, sessions.seen_at, sessions.expires_at, sessions.device";

    // A session of an older stamp than the account's has ended, and so have those of an account that is gone.
    const string Known = """
        sessions
          left join accounts on accounts.person = sessions.person
         where sessions.stamp is not distinct from accounts.stamp
           and accounts.locked_at is null
        """;

    const string FindSql = $"""
        select {Columns}
          from {Known}
           and sessions.hash = @hash
        """;

    const string SeeSql = "update sessions set seen_at = @now, expires_at = @expires where hash = @hash";

    /// <summary>The session of a cookie's word, which lasts longer by being used; null when there is none or it has ended.</summary>
    public static async Task<Session?> UseAsync(Database database, string word, DateTimeOffset now, CancellationToken cancel = default)
    {
        if (!Secret.IsWellFormed(word, Prefix))
            return null;

        await using var connection = await database.ConnectAsync(cancel);
        var row = new { hash = Secret.HashOf(word) };
        var found = await connection.QuerySingleOrDefaultAsync<SessionRow>(new CommandDefinition(FindSql, row, cancellationToken: cancel));
        if (found?.Session is not { } session || session.ExpiresAt <= now)
            return null;
        if (now - session.SeenAt < Exactness)
            return session;

        var seen = new { row.hash, now, expires = now + Idle };
        await connection.ExecuteAsync(new CommandDefinition(SeeSql, seen, cancellationToken: cancel));
        return session with { SeenAt = now, ExpiresAt = seen.expires };
    }

    const string LastsSql = $"""
        select exists (select 1 from {Known}
           and sessions.hash = @hash
           and sessions.expires_at > @now)
        """;

    /// <summary>Whether a session has not ended; asking does not make it last longer.</summary>
    public static async Task<bool> LastsAsync(Database database, string hash, DateTimeOffset now, CancellationToken cancel = default)
    {
        await using var connection = await database.ConnectAsync(cancel);
        return await connection.ExecuteScalarAsync<bool>(new CommandDefinition(LastsSql, new { hash, now }, cancellationToken: cancel));
    }

    const string OfSql = $"""
        select {Columns}
          from {Known}
           and sessions.person = @person
           and sessions.expires_at > @now
         order by sessions.seen_at desc, sessions.hash
        """;

    /// <summary>The sessions of a person that have not ended, the one used last first.</summary>
    public static async Task<IReadOnlyList<Session>> OfAsync(
        Database database, string person, DateTimeOffset now, CancellationToken cancel = default)
    {
        await using var connection = await database.ConnectAsync(cancel);
        var rows = await connection.QueryAsync<SessionRow>(new CommandDefinition(OfSql, new { person, now }, cancellationToken: cancel));
        return [.. rows.Select(row => row.Session)];
    }

    /// <summary>Ends a session of a person.</summary>
    /// <returns>False when they had none of that name.</returns>
    public static Task<bool> EndAsync(Database database, string person, string hash, CancellationToken cancel = default) =>
        DeleteAsync(database, "delete from sessions where person = @person and hash = @hash", new { person, hash }, cancel);

    /// <summary>Ends every session of a person but one.</summary>
    /// <param name="except">The hash of the one that stays; null for none.</param>
    public static Task<bool> EndAllAsync(Database database, string person, string? except, CancellationToken cancel = default) =>
        DeleteAsync(
            database, "delete from sessions where person = @person and hash <> @except", new { person, except = except ?? "" }, cancel);

    /// <summary>Forgets the sessions that have ended by themselves.</summary>
    public static Task<bool> SweepAsync(Database database, DateTimeOffset now, CancellationToken cancel = default) =>
        DeleteAsync(database, "delete from sessions where expires_at <= @now", new { now }, cancel);

    static async Task<bool> DeleteAsync(Database database, string sql, object row, CancellationToken cancel)
    {
        await using var connection = await database.ConnectAsync(cancel);
        return await connection.ExecuteAsync(new CommandDefinition(sql, row, cancellationToken: cancel)) > 0;
    }

    sealed record SessionRow
    {
        public required string Hash { get; init; }
        public required string Person { get; init; }
        public required DateTimeOffset MadeAt { get; init; }
        public required DateTimeOffset SeenAt { get; init; }
        public required DateTimeOffset ExpiresAt { get; init; }
        public required string Device { get; init; }

        public Session Session => new(Hash, Person, MadeAt, SeenAt, ExpiresAt, Device);
    }
}
