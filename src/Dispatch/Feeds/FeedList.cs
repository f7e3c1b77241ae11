using Dapper;
using Dispatch.Accounts;
using Dispatch.Storage;

namespace Dispatch.Feeds;

/// <summary>Reads who has a secret address for calendars. Nothing is cached: one that has ended has ended on every server.</summary>
public static class FeedList
{
    const string MadeAtSql = "select made_at from feeds where person = @personId";

    /// <summary>When a person's secret was made; null when they have none.</summary>
    public static async Task<DateTimeOffset?> MadeAtAsync(Database database, string personId, CancellationToken cancel = default)
    {
        await using var connection = await database.ConnectAsync(cancel);
        var command = new CommandDefinition(MadeAtSql, new { personId }, cancellationToken: cancel);
        return (await connection.QuerySingleOrDefaultAsync<FeedRow>(command))?.MadeAt;
    }

    const string FindSql = $"""
        select {CallerRow.Columns}
          from feeds
          join people on people.id = feeds.person
         where feeds.hash = @hash
        """;

    /// <summary>Whose secret it is, as they are now; null when it is nobody's, or nobody's any more.</summary>
    /// <param name="secret">Any text.</param>
    public static async Task<Caller?> FindAsync(Database database, string secret, CancellationToken cancel = default)
    {
        if (!Secret.IsWellFormed(secret, FeedStore.Prefix))
            return null;

        await using var connection = await database.ConnectAsync(cancel);
        var command = new CommandDefinition(FindSql, new { hash = Secret.HashOf(secret) }, cancellationToken: cancel);
        return (await connection.QuerySingleOrDefaultAsync<CallerRow>(command))?.Caller;
    }

    sealed record FeedRow
    {
        public required DateTimeOffset MadeAt { get; init; }
    }
}
