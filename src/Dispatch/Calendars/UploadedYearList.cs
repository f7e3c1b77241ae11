using Dapper;
using Dispatch.Storage;

namespace Dispatch.Calendars;

/// <summary>Reads the announcements of holidays that were uploaded, which all servers share.</summary>
public static class UploadedYearList
{
    const string AllSql = """
        select holidays, year, text, uploader_name as by, uploaded_at as at
          from holiday_years
         order by holidays, year
        """;

    public static async Task<IReadOnlyList<UploadedYear>> AllAsync(Database database, CancellationToken cancel = default)
    {
        await using var connection = await database.ConnectAsync(cancel);
        var rows = await connection.QueryAsync<YearRow>(new CommandDefinition(AllSql, cancellationToken: cancel));
        return [.. rows.Select(row => new UploadedYear(row.Holidays, row.Year, row.Text, row.By, row.At))];
    }

    sealed record YearRow
    {
        public required string Holidays { get; init; }
        public int Year { get; init; }
        public required string Text { get; init; }
        public required string By { get; init; }
        public DateTimeOffset At { get; init; }
    }
}
