using Dapper;
using Dispatch.Language;
using Dispatch.Storage;
using NodaTime;

namespace Dispatch.Reports;

/// <summary>The charters of alliances as several servers share them. Each version is kept for good, so that old scorecards can be made again.</summary>
public static class CharterStore
{
    const string KeepSql = """
        insert into charters (alliance, version, since, text, kept_at)
        values (@alliance, @version, @since, @text, @at)
            on conflict (alliance, version) do nothing
        """;

    const string TextSql = "select text from charters where alliance = @alliance and version = @version";

    /// <summary>Keeps a charter; keeping the same again changes nothing.</summary>
    /// <param name="reading">Without faults, of an alliance that the database has.</param>
    /// <exception cref="UserErrorException">Another text was kept under this version.</exception>
    public static async Task KeepAsync(Database database, CharterReading reading, DateTimeOffset now, CancellationToken cancel = default)
    {
        var charter = reading.Charter ?? throw new ArgumentException("A charter with faults is not kept.", nameof(reading));
        var row = new { alliance = charter.Alliance, version = charter.Version, since = Days.Text(charter.Since), text = reading.Text, at = now };
        await using var connection = await database.ConnectAsync(cancel);
        await connection.ExecuteAsync(new CommandDefinition(KeepSql, row, cancellationToken: cancel));
        if (await connection.QuerySingleAsync<string>(new CommandDefinition(TextSql, row, cancellationToken: cancel)) != reading.Text)
            throw new UserErrorException(
                $"The charter of {charter.Alliance} was changed but is still version {charter.Version}; a changed charter needs a new version.");
    }

    const string InForceSql = """
        select text
          from charters
         where alliance = @alliance
           and since <= @day
         order by version desc
         limit 1
        """;

    /// <summary>The newest charter that is in force on a day; the default where the alliance has none.</summary>
    public static async Task<Charter> InForceAsync(Database database, string alliance, LocalDate day, CancellationToken cancel = default)
    {
        await using var connection = await database.ConnectAsync(cancel);
        var text = await connection.QuerySingleOrDefaultAsync<string>(new CommandDefinition(InForceSql, new { alliance, day = Days.Text(day) }, cancellationToken: cancel));
        if (text is null)
            return CharterFile.Default;
        var reading = CharterFile.Parse($"charter of {alliance}", text);
        return reading.Charter ?? throw new InvalidOperationException(string.Join(Environment.NewLine, reading.Faults));
    }
}
