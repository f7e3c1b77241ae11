using System.Data.Common;
using Dapper;

namespace Dispatch.Calendars;

/// <summary>Keeps announcements of holidays that were uploaded, in place of what was uploaded for the same year before.</summary>
static class UploadedYearStore
{
    const string SaveSql = """
        insert into holiday_years (holidays, year, text, uploaded_by, uploader_name, uploaded_at)
        values (@Holidays, @Year, @Text, @person, @By, @At)
            on conflict (holidays, year) do update
           set text          = excluded.text,
               uploaded_by   = excluded.uploaded_by,
               uploader_name = excluded.uploader_name,
               uploaded_at   = excluded.uploaded_at
        """;

    /// <param name="person">Id of whoever uploaded it.</param>
    public static Task SaveAsync(DbTransaction transaction, UploadedYear uploaded, string person, CancellationToken cancel)
    {
        var row = new { uploaded.Holidays, uploaded.Year, uploaded.Text, person, uploaded.By, uploaded.At };
        return transaction.Connection!.ExecuteAsync(new CommandDefinition(SaveSql, row, transaction, cancellationToken: cancel));
    }
}
