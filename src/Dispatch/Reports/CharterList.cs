using Dapper;
using Dispatch.Storage;
using NodaTime;

namespace Dispatch.Reports;

/// <summary>Reads the charters of alliances.</summary>
public static class CharterList
{
    const string InForceSql = """
        select text
          from charters
         where alliance = @alliance
           and since <= @day
         order by version desc
         limit 1
        """;

    /// <summary>The newest charter that is in force on a day; the default where the alliance has none.</summary>
    public static async Task<Charter> InForceAsync(
        Database database, string alliance, LocalDate day, CancellationToken cancel = default)
    {
        await using var connection = await database.ConnectAsync(cancel);
        var command = new CommandDefinition(InForceSql, new { alliance, day = Days.Text(day) }, cancellationToken: cancel);
        if (await connection.QuerySingleOrDefaultAsync<string>(command) is not { } text)
            return CharterFile.Default;
        var reading = CharterFile.Parse($"charter of {alliance}", text);
        return reading.Charter ?? throw new InvalidOperationException(string.Join(Environment.NewLine, reading.Faults));
    }
}
