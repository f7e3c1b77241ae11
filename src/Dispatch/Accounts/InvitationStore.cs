using Dapper;
using Dispatch.Storage;

namespace Dispatch.Accounts;

/// <summary>Makes the links at which people choose a password. <see cref="AccountStore.BeginAsync"/> uses them up.</summary>
public static class InvitationStore
{
    const string Prefix = "dwl_";

    /// <summary>How long a link is good.</summary>
    public static readonly TimeSpan Good = TimeSpan.FromDays(1);

    const string MakeSql = """
        insert into invitations (person, hash, made_by, made_at, expires_at)
        select id, @hash, @madeBy, @now, @expires
          from people
         where id = @person
            on conflict (person) do update
           set hash       = excluded.hash,
               made_by    = excluded.made_by,
               made_at    = excluded.made_at,
               expires_at = excluded.expires_at
        """;

    /// <summary>Makes a person's invitation and ends the one before it. Its word is returned this once; nobody can read it again.</summary>
    /// <param name="madeBy">Id of whoever invites; <c>shell</c> at the shell.</param>
    /// <returns>Null when no person has this id.</returns>
    public static async Task<string?> MakeAsync(
        Database database, string person, string madeBy, DateTimeOffset now, CancellationToken cancel = default)
    {
        var word = Secret.New(Prefix);
        await using var connection = await database.ConnectAsync(cancel);
        var row = new { person, hash = Secret.HashOf(word), madeBy, now, expires = now + Good };
        return await connection.ExecuteAsync(new CommandDefinition(MakeSql, row, cancellationToken: cancel)) > 0 ? word : null;
    }

    const string FindSql = "select person from invitations where hash = @hash and expires_at > @now";

    /// <summary>Whom a word invites, without using it up; null when it is not known, was used or has expired.</summary>
    public static async Task<string?> FindAsync(Database database, string word, DateTimeOffset now, CancellationToken cancel = default)
    {
        if (!Secret.IsWellFormed(word, Prefix))
            return null;
        await using var connection = await database.ConnectAsync(cancel);
        var row = new { hash = Secret.HashOf(word), now };
        return await connection.QuerySingleOrDefaultAsync<string>(new CommandDefinition(FindSql, row, cancellationToken: cancel));
    }

    /// <summary>Forgets the links that are no longer good.</summary>
    public static async Task<int> SweepAsync(Database database, DateTimeOffset now, CancellationToken cancel = default)
    {
        await using var connection = await database.ConnectAsync(cancel);
        return await connection.ExecuteAsync(
            new CommandDefinition("delete from invitations where expires_at <= @now", new { now }, cancellationToken: cancel));
    }
}
