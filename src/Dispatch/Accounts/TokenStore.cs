using Dapper;
using Dispatch.Storage;

namespace Dispatch.Accounts;

/// <summary>Makes and revokes the tokens of people and machines; only their hashes are stored.</summary>
public static class TokenStore
{
    const string Prefix = "dsp_";

    const string CreateSql = """
        insert into tokens (hash, person, made_at, expires_at, note, source, hourly_filings)
        select @hash, id, @now, @expires, @note, @source, @hourlyFilings
          from people
         where id = @personId
        """;

    /// <summary>Makes a token for a person. It is returned this once; nobody can read it again.</summary>
    /// <param name="expires">From when on it is no longer accepted; null for never.</param>
    /// <param name="note">What it is for, so that it is known when it is to be revoked.</param>
    /// <param name="source">Of another system, whose orders may then be filed with it; null for none.</param>
    /// <param name="hourlyFilings">How many orders may be filed with it in an hour; null for what everybody may, 0 for any number.</param>
    /// <exception cref="KeyNotFoundException">No person has this id.</exception>
    public static async Task<string> CreateAsync(
        Database database, string personId, DateTimeOffset? expires, string note, DateTimeOffset now, string? source = null,
        int? hourlyFilings = null, CancellationToken cancel = default)
    {
        var token = Secret.New(Prefix);

        await using var connection = await database.ConnectAsync(cancel);
        var row = new { hash = HashOf(token), personId, now, expires, note, source, hourlyFilings };
        if (await connection.ExecuteAsync(new CommandDefinition(CreateSql, row, cancellationToken: cancel)) == 0)
            throw new KeyNotFoundException($"There is no person with the id {personId}.");
        return token;
    }

    const string RevokeSql = "delete from tokens where hash = @hash";

    /// <summary>Ends a token; servers that know it accept it for <see cref="CallerDirectory.KnownFor"/> at most.</summary>
    /// <param name="tokenOrHash">The token, or its hash as in <see cref="KnownToken"/>.</param>
    /// <returns>False when there was no such token.</returns>
    public static async Task<bool> RevokeAsync(Database database, string tokenOrHash, CancellationToken cancel = default)
    {
        var hash = IsWellFormed(tokenOrHash) ? HashOf(tokenOrHash) : tokenOrHash;
        await using var connection = await database.ConnectAsync(cancel);
        return await connection.ExecuteAsync(new CommandDefinition(RevokeSql, new { hash }, cancellationToken: cancel)) > 0;
    }

    /// <summary>Ends a token of a person by its listing, without knowing it.</summary>
    /// <returns>False when the person has no such token.</returns>
    public static async Task<bool> RevokeAsync(Database database, string personId, string hash, CancellationToken cancel = default)
    {
        await using var connection = await database.ConnectAsync(cancel);
        return await connection.ExecuteAsync(new CommandDefinition(
            "delete from tokens where person = @personId and hash = @hash", new { personId, hash }, cancellationToken: cancel)) > 0;
    }

    /// <summary>Whether a text could be a token at all; one that could not needs no query.</summary>
    internal static bool IsWellFormed(string text) => Secret.IsWellFormed(text, Prefix);

    internal static string HashOf(string token) => Secret.HashOf(token);
}
