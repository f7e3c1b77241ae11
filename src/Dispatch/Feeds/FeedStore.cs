using Dapper;
using Dispatch.Accounts;
using Dispatch.Storage;

namespace Dispatch.Feeds;

/// <summary>The secret addresses at which calendar programs read a person's deadlines and roster; only their hashes are stored.</summary>
/// <remarks>
/// A calendar program can show no token, so the address is the right. A person has one at most, and it ends with the person. It is
/// looked up each time and never remembered: once it has ended, every server knows.
/// </remarks>
public static class FeedStore
{
    const string Prefix = "cal_";

    const string MakeSql = """
        insert into feeds (person, hash, made_at)
        select id, @hash, @now
          from people
         where id = @personId
            on conflict (person) do update
           set hash    = excluded.hash,
               made_at = excluded.made_at
        """;

    /// <summary>Makes a person's secret and ends the one before it. It is returned this once and cannot be found out again.</summary>
    /// <returns>Null when no person has this id.</returns>
    public static async Task<string?> MakeAsync(Database database, string personId, DateTimeOffset now, CancellationToken cancel = default)
    {
        var secret = Secret.New(Prefix);
        await using var connection = await database.ConnectAsync(cancel);
        var row = new { hash = Secret.HashOf(secret), personId, now };
        return await connection.ExecuteAsync(new CommandDefinition(MakeSql, row, cancellationToken: cancel)) > 0 ? secret : null;
    }

    const string MadeAtSql = "select made_at as madeat from feeds where person = @personId";

    /// <summary>When a person's secret was made; null when they have none.</summary>
    public static async Task<DateTimeOffset?> MadeAtAsync(Database database, string personId, CancellationToken cancel = default)
    {
        await using var connection = await database.ConnectAsync(cancel);
        var row = await connection.QuerySingleOrDefaultAsync<FeedRow>(new CommandDefinition(MadeAtSql, new { personId }, cancellationToken: cancel));
        return row?.MadeAt;
    }

    const string EndSql = "delete from feeds where person = @personId";

    /// <summary>Ends a person's secret, at once and on every server; nothing happens where there is none.</summary>
    public static async Task EndAsync(Database database, string personId, CancellationToken cancel = default)
    {
        await using var connection = await database.ConnectAsync(cancel);
        await connection.ExecuteAsync(new CommandDefinition(EndSql, new { personId }, cancellationToken: cancel));
    }

    const string FindSql = """
        select people.id, people.name, people.alliance, people.roles, people.member, people.merchant
          from feeds
          join people on people.id = feeds.person
         where feeds.hash = @hash
        """;

    /// <summary>Whose secret it is, as they are now; null when it is nobody's, or nobody's any more.</summary>
    /// <param name="secret">Any text.</param>
    public static async Task<Caller?> FindAsync(Database database, string secret, CancellationToken cancel = default)
    {
        if (!Secret.IsWellFormed(secret, Prefix))
            return null;

        await using var connection = await database.ConnectAsync(cancel);
        var row = new { hash = Secret.HashOf(secret) };
        return (await connection.QuerySingleOrDefaultAsync<CallerRow>(new CommandDefinition(FindSql, row, cancellationToken: cancel)))?.Caller;
    }

    sealed record FeedRow
    {
        public required DateTimeOffset MadeAt { get; init; }
    }
}
