using Dispatch.Alliances;
using Dapper;
using Dispatch.Storage;

namespace Dispatch.Accounts;

/// <summary>Reads the people of an alliance as the callers they are when they sign in.</summary>
public static class PersonList
{
    const string Columns = "id, name, alliance, roles, member, merchant";

    const string FindSql = $"select {Columns} from people where id = @id";

    /// <returns>Null when no person has this id.</returns>
    public static async Task<Caller?> FindAsync(Database database, string id, CancellationToken cancel = default)
    {
        await using var connection = await database.ConnectAsync(cancel);
        return (await connection.QuerySingleOrDefaultAsync<CallerRow>(new CommandDefinition(FindSql, new { id }, cancellationToken: cancel)))?.Caller;
    }

    const string OfSql = $"select {Columns} from people where alliance = @alliance order by id";

    /// <summary>Everybody who stands in an alliance's file, by id.</summary>
    public static async Task<IReadOnlyList<Caller>> OfAsync(Database database, string alliance, CancellationToken cancel = default)
    {
        await using var connection = await database.ConnectAsync(cancel);
        var rows = await connection.QueryAsync<CallerRow>(new CommandDefinition(OfSql, new { alliance }, cancellationToken: cancel));
        return [.. rows.Select(row => row.Caller)];
    }
}

/// <summary>A row of <c>people</c>, with the end of the token by which it was found where it was.</summary>
sealed record CallerRow
{
    public required string Id { get; init; }
    public required string Name { get; init; }
    public required string Alliance { get; init; }
    public required string Roles { get; init; }
    public string? Member { get; init; }
    public string? Merchant { get; init; }
    public DateTimeOffset? Expires { get; init; }

    // An administrator stands in the file of some alliance, and belongs to none.
    public Caller Caller
    {
        get
        {
            var roles = Roles.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            return new Caller(Id, Name, roles.Contains(Role.Admin) ? null : Alliance, roles, Member, Merchant);
        }
    }
}
