using Dapper;
using Dispatch.Storage;

namespace Dispatch.Accounts;

/// <summary>A token as the house knows it, which is without the token.</summary>
/// <param name="Hash">SHA-256 in lower-case hexadecimal; names the token where it is to be revoked.</param>
public sealed record KnownToken(string Hash, string Person, DateTimeOffset MadeAt, DateTimeOffset? ExpiresAt, string Note);

/// <summary>Tokens of people and machines; only their hashes are stored.</summary>
public static class TokenStore
{
    const string Prefix = "dsp_";

    const string CreateSql = """
        insert into tokens (hash, person, made_at, expires_at, note)
        select @hash, id, @now, @expires, @note
          from people
         where id = @personId
        """;

    /// <summary>Makes a token for a person. It is returned this once and cannot be found out again.</summary>
    /// <param name="expires">From when on it is no longer honoured; never where it is null.</param>
    /// <param name="note">What it is for, to know it by when it is to be revoked.</param>
    /// <exception cref="KeyNotFoundException">No person has this id.</exception>
    public static async Task<string> CreateAsync(
        Database database, string personId, DateTimeOffset? expires, string note, DateTimeOffset now, CancellationToken cancel = default)
    {
        var token = Secret.New(Prefix);

        await using var connection = await database.ConnectAsync(cancel);
        var row = new { hash = HashOf(token), personId, now, expires, note };
        if (await connection.ExecuteAsync(new CommandDefinition(CreateSql, row, cancellationToken: cancel)) == 0)
            throw new KeyNotFoundException($"There is no person with the id {personId}.");
        return token;
    }

    const string FindSql = """
        select people.id, people.name, people.alliance, people.roles, people.member, people.merchant, tokens.expires_at as expires
          from tokens
          join people on people.id = tokens.person
         where tokens.hash = @hash
        """;

    /// <summary>Who a token stands for and until when; null when it is not known. That it may have expired is for the caller to see.</summary>
    internal static async Task<(Caller Caller, DateTimeOffset? Expires)?> FindAsync(Database database, string hash, CancellationToken cancel)
    {
        await using var connection = await database.ConnectAsync(cancel);
        var row = await connection.QueryFirstOrDefaultAsync<CallerRow>(new CommandDefinition(FindSql, new { hash }, cancellationToken: cancel));
        return row is null ? null : (row.Caller, row.Expires);
    }

    const string ListSql = """
        select hash, person, made_at as madeat, expires_at as expiresat, note
          from tokens
         where person = @personId
         order by made_at, hash
        """;

    /// <summary>The tokens of a person, oldest first, expired ones too.</summary>
    public static async Task<IReadOnlyList<KnownToken>> ListAsync(Database database, string personId, CancellationToken cancel = default)
    {
        await using var connection = await database.ConnectAsync(cancel);
        var rows = await connection.QueryAsync<TokenRow>(new CommandDefinition(ListSql, new { personId }, cancellationToken: cancel));
        return [.. rows.Select(row => new KnownToken(row.Hash, row.Person, row.MadeAt, row.ExpiresAt, row.Note))];
    }

    const string RevokeSql = "delete from tokens where hash = @hash";

    /// <summary>Ends a token; servers that know it honour it for <see cref="CallerDirectory.KnownFor"/> at most.</summary>
    /// <param name="tokenOrHash">The token, or its hash as <see cref="ListAsync"/> shows it.</param>
    /// <returns>False when there was no such token.</returns>
    public static async Task<bool> RevokeAsync(Database database, string tokenOrHash, CancellationToken cancel = default)
    {
        var hash = IsWellFormed(tokenOrHash) ? HashOf(tokenOrHash) : tokenOrHash;
        await using var connection = await database.ConnectAsync(cancel);
        return await connection.ExecuteAsync(new CommandDefinition(RevokeSql, new { hash }, cancellationToken: cancel)) > 0;
    }

    /// <summary>Whether a text could be a token at all: tells noise apart without a query.</summary>
    internal static bool IsWellFormed(string text) => Secret.IsWellFormed(text, Prefix);

    internal static string HashOf(string token) => Secret.HashOf(token);

    sealed record TokenRow
    {
        public required string Hash { get; init; }
        public required string Person { get; init; }
        public required DateTimeOffset MadeAt { get; init; }
        public DateTimeOffset? ExpiresAt { get; init; }
        public required string Note { get; init; }
    }
}
