using Dapper;
using Dispatch.Language;
using Dispatch.Storage;

namespace Dispatch.Reports;

/// <summary>Saves the charters of alliances. Each version is kept for good, so that old scorecards can be made again.</summary>
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
    public static async Task KeepAsync(
        Database database, CharterReading reading, DateTimeOffset now, CancellationToken cancel = default)
    {
        var charter = reading.Charter ?? throw new ArgumentException("A charter with faults is not kept.", nameof(reading));
        var row = new
        {
            alliance = charter.Alliance,
            version = charter.Version,
            since = Days.Text(charter.Since),
            text = reading.Text,
            at = now,
        };
        await using var connection = await database.ConnectAsync(cancel);
        await connection.ExecuteAsync(new CommandDefinition(KeepSql, row, cancellationToken: cancel));
        if (await connection.QuerySingleAsync<string>(new CommandDefinition(TextSql, row, cancellationToken: cancel)) != reading.Text)
            throw new UserErrorException(
                $"The charter of {charter.Alliance} was changed but is still version {charter.Version}; "
                + "a changed charter needs a new version.");
    }
}
