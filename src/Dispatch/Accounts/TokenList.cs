using Dapper;
using Dispatch.Storage;

namespace Dispatch.Accounts;

/// <summary>Reads tokens: whom one stands for, and which ones a person has.</summary>
public static class TokenList
{
    const string FindSql = $"""
        select {CallerRow.Columns}, tokens.expires_at as expires, tokens.source, tokens.hourly_filings
          from tokens
          join people on people.id = tokens.person
         where tokens.hash = @hash
           and not exists (select 1
                             from accounts
                            where accounts.person = tokens.person
                              and accounts.locked_at is not null)
        """;

    /// <summary>
    /// Whom a token stands for and until when; null when it is not known, or its person is locked out. The caller checks whether it has
    /// expired.
    /// </summary>
    internal static async Task<(Caller Caller, DateTimeOffset? Expires)?> FindAsync(
        Database database, string hash, CancellationToken cancel)
    {
        await using var connection = await database.ConnectAsync(cancel);
        var command = new CommandDefinition(FindSql, new { hash }, cancellationToken: cancel);
        var row = await connection.QueryFirstOrDefaultAsync<CallerRow>(command);
        return row is null ? null : (row.Caller, row.Expires);
    }

    const string OfSql = """
        select hash, person, made_at, expires_at, note, source
          from tokens
         where person = @personId
         order by made_at, hash
        """;

    const string AllSql = """
        select hash, person, made_at, expires_at, note, source
          from tokens
         order by person, made_at, hash
        """;

    /// <summary>The tokens of everybody, by person, expired ones too.</summary>
    public static async Task<IReadOnlyList<KnownToken>> AllAsync(Database database, CancellationToken cancel = default)
    {
        await using var connection = await database.ConnectAsync(cancel);
        var rows = await connection.QueryAsync<TokenRow>(new CommandDefinition(AllSql, cancellationToken: cancel));
        return [.. rows.Select(row => row.Known)];
    }

    /// <summary>The tokens of a person, oldest first, expired ones too.</summary>
    public static async Task<IReadOnlyList<KnownToken>> OfAsync(Database database, string personId, CancellationToken cancel = default)
    {
        await using var connection = await database.ConnectAsync(cancel);
        var rows = await connection.QueryAsync<TokenRow>(new CommandDefinition(OfSql, new { personId }, cancellationToken: cancel));
        return [.. rows.Select(row => row.Known)];
    }

    const string HoldersSql = """
        select distinct source, person
          from tokens
         where source is not null
           and (expires_at is null or expires_at > @now)
        """;

    /// <summary>The sources that were given to somebody, each with the ids of those who have it.</summary>
    public static async Task<ILookup<string, string>> SourcesAsync(
        Database database, DateTimeOffset now, CancellationToken cancel = default)
    {
        await using var connection = await database.ConnectAsync(cancel);
        var rows = await connection.QueryAsync<(string Source, string Person)>(
            new CommandDefinition(HoldersSql, new { now }, cancellationToken: cancel));
        return rows.ToLookup(row => row.Source, row => row.Person);
    }

    sealed record TokenRow
    {
        public required string Hash { get; init; }
        public required string Person { get; init; }
        public required DateTimeOffset MadeAt { get; init; }
        public DateTimeOffset? ExpiresAt { get; init; }
        public required string Note { get; init; }
        public string? Source { get; init; }

        public KnownToken Known => new(Hash, Person, MadeAt, ExpiresAt, Note) { Source = Source };
    }
}
