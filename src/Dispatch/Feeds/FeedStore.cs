using Dapper;
using Dispatch.Accounts;
using Dispatch.Storage;

namespace Dispatch.Feeds;

/// <summary>
/// Makes and ends the secret addresses at which calendar programs read a person's deadlines and roster; only their hashes are stored.
/// </summary>
/// <remarks>
/// A calendar program sends no token, so its address is what gives access. A person has one at most, and it ends with the person.
/// </remarks>
public static class FeedStore
{
    internal const string Prefix = "cal_";

    const string MakeSql = """
        insert into feeds (person, hash, made_at)
        select id, @hash, @now
          from people
         where id = @personId
            on conflict (person) do update
           set hash    = excluded.hash,
               made_at = excluded.made_at
        """;

    /// <summary>Makes a person's secret and ends the one before it. It is returned this once; nobody can read it again.</summary>
    /// <returns>Null when no person has this id.</returns>
    public static async Task<string?> MakeAsync(Database database, string personId, DateTimeOffset now, CancellationToken cancel = default)
    {
        var secret = Secret.New(Prefix);
        await using var connection = await database.ConnectAsync(cancel);
        var row = new { hash = Secret.HashOf(secret), personId, now };
        return await connection.ExecuteAsync(new CommandDefinition(MakeSql, row, cancellationToken: cancel)) > 0 ? secret : null;
    }

    const string EndSql = "delete from feeds where person = @personId";

    /// <summary>Ends a person's secret, at once and on every server; nothing happens where there is none.</summary>
    public static async Task EndAsync(Database database, string personId, CancellationToken cancel = default)
    {
        await using var connection = await database.ConnectAsync(cancel);
        await connection.ExecuteAsync(new CommandDefinition(EndSql, new { personId }, cancellationToken: cancel));
    }
}
