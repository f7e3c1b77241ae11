using Dapper;
using Dispatch.Storage;

namespace Dispatch.Calendars;

/// <summary>The table <c>calendars</c>: every working calendar that servers counted by, for good.</summary>
public static class CalendarStore
{
    const string KeepSql = """
        insert into calendars (digest, name, text, used_at)
        values (@Digest, @Name, @Text, @now)
            on conflict (digest) do update
           set used_at = excluded.used_at
        """;

    /// <summary>Keeps calendars as those that are counted by from now on.</summary>
    public static async Task KeepAsync(
        Database database, IEnumerable<WorkingCalendar> calendars, DateTimeOffset now, CancellationToken cancel = default)
    {
        await using var connection = await database.ConnectAsync(cancel);
        foreach (var calendar in calendars)
        {
            var row = new { calendar.Digest, calendar.Name, calendar.Text, now };
            await connection.ExecuteAsync(new CommandDefinition(KeepSql, row, cancellationToken: cancel));
        }
    }

    const string AllSql = "select digest, name, text from calendars order by used_at, digest";

    /// <summary>Those that were kept last, one of each name.</summary>
    /// <remarks>For the start, before anything else is there to wait for.</remarks>
    public static IReadOnlyList<WorkingCalendar> LastGood(Database database)
    {
        using var connection = database.ConnectAsync().GetAwaiter().GetResult();
        Dictionary<string, WorkingCalendar> last = [];
        foreach (var row in connection.Query<CalendarRow>(AllSql))
        {
            if (CalendarJson.Read(row.Text) is { } definition)
                last[row.Name] = new WorkingCalendar(definition);
        }

        return [.. last.Values];
    }

    /// <summary>Those of some digests, as far as there are any.</summary>
    public static async Task<IReadOnlyList<WorkingCalendar>> OfAsync(
        Database database, IReadOnlyCollection<string> digests, CancellationToken cancel = default)
    {
        var sql = $"select digest, name, text from calendars where {database.Among("digest", "digests")}";
        await using var connection = await database.ConnectAsync(cancel);
        var rows = await connection.QueryAsync<CalendarRow>(
            new CommandDefinition(sql, new { digests = database.List(digests) }, cancellationToken: cancel));
        return [.. rows.Select(row => CalendarJson.Read(row.Text)).OfType<CalendarDefinition>().Select(one => new WorkingCalendar(one))];
    }

    sealed record CalendarRow
    {
        public string Digest { get; init; } = "";
        public string Name { get; init; } = "";
        public string Text { get; init; } = "";
    }
}
