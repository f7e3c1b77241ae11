using Dapper;
using Dispatch.Storage;

namespace Dispatch.Accounts;

/// <summary>Reads the people of an alliance as the callers they are when they sign in.</summary>
public static class PersonList
{
    const string FindSql = $"select {CallerRow.Columns} from people where people.id = @id";

    /// <returns>Null when no person has this id.</returns>
    public static async Task<Caller?> FindAsync(Database database, string id, CancellationToken cancel = default)
    {
        await using var connection = await database.ConnectAsync(cancel);
        var command = new CommandDefinition(FindSql, new { id }, cancellationToken: cancel);
        return (await connection.QuerySingleOrDefaultAsync<CallerRow>(command))?.Caller;
    }

    const string OfSql = $"""
        select {CallerRow.Columns}
          from people
         where people.alliance = @alliance
           and not people.has_left
         order by people.id
        """;

    /// <summary>Everybody who stands in an alliance's register, by id.</summary>
    public static async Task<IReadOnlyList<Caller>> OfAsync(Database database, string alliance, CancellationToken cancel = default)
    {
        await using var connection = await database.ConnectAsync(cancel);
        var rows = await connection.QueryAsync<CallerRow>(new CommandDefinition(OfSql, new { alliance }, cancellationToken: cancel));
        return [.. rows.Select(row => row.Caller)];
    }
}
