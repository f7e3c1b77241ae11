using Dapper;
using Dispatch.Storage;
using NodaTime;

namespace Dispatch.Reports;

/// <summary>Reads how orders came in and came to their end, day by day.</summary>
public static class FlowList
{
    /// <summary>A quarter.</summary>
    public const int Weeks = 13;

    // Each day is a range of an index, since where it begins is the alliance's affair and not the database's.
    static string FiledSql(Database database, string column) => $"""
        select days.begins, orders.category, count(*) as filed
          from {database.Pairs("days", ("begins", "ends"), ("begins", "ends"))}
          join orders on orders.alliance = @alliance
                     and {column} >= days.begins
                     and {column} < days.ends
         group by days.begins, orders.category
        """;

    const string EndedSql = """
        select period as day, counted as ended
          from outcome_sums
         where alliance = @alliance
           and period between @first and @last
           and length(period) = 10
           and dimension = 'alliance'
           and key = ''
           and measure = @measure
        """;

    /// <param name="period">A year at most.</param>
    /// <param name="by"><see cref="CountedBy.Reported"/> where an order came in when it was reported; else when it was filed.</param>
    public static async Task<Flow> FindAsync(
        Database database, string alliance, DateTimeZone zone, Period period, string? by = null, CancellationToken cancel = default)
    {
        var lastSunday = period.Last.PlusDays(IsoDayOfWeek.Sunday - period.Last.DayOfWeek);
        var firstMonday = lastSunday.PlusDays((-7 * Weeks) + 1);
        var days = new Period(LocalDate.Min(firstMonday, period.First), lastSunday).Days().ToList();

        await using var connection = await database.ConnectAsync(cancel);
        await using var snapshot = await Database.SnapshotAsync(connection, cancel);
        var filed = (await connection.QueryAsync<FiledRow>(new CommandDefinition(
                FiledSql(database, CountedBy.ColumnOf(by)),
                new { alliance, begins = Begins(days), ends = Begins(days.Select(day => day.PlusDays(1))) },
                snapshot, cancellationToken: cancel)))
            .Select(row => (Day: Instant.FromDateTimeOffset(row.Begins).InZone(zone).Date, row.Category, row.Filed)).ToList();
        var asked = new { alliance, first = Days.Text(firstMonday), last = Days.Text(lastSunday), measure = Measures.Closed.Name };
        var ended = (await connection.QueryAsync<EndedRow>(
            new CommandDefinition(EndedSql, asked, snapshot, cancellationToken: cancel))).AsList();

        return new Flow(
            period,
            [
                .. Enumerable.Range(0, Weeks).Select(week => firstMonday.PlusWeeks(week))
                    .Select(monday => new Period(monday, monday.PlusDays(6)))
                    .Select(week => new FlowWeek(
                        week,
                        filed.Where(row => week.Holds(row.Day)).Sum(row => row.Filed),
                        ended.Where(row => week.Holds(row.Day)).Sum(row => row.Ended))),
            ],
            [
                .. filed.Where(row => period.Holds(row.Day)).GroupBy(row => row.Category)
                    .Select(rows => new FlowCategory(
                        rows.Key,
                        [
                            .. Enumerable.Range(1, 7).Select(
                                weekday => rows.Where(row => (int)row.Day.DayOfWeek == weekday).Sum(row => row.Filed)),
                        ]))
                    .OrderByDescending(row => row.Sum).ThenBy(row => row.Category, StringComparer.Ordinal),
            ]);

        object Begins(IEnumerable<LocalDate> dates)
        {
            var instants = dates.Select(day => zone.AtStartOfDay(day).ToDateTimeUtc()).ToList();
            return database.IsPostgres
                ? database.List(instants)
                : database.List(instants.Select(at => StoredTypes.SqliteValue(at)).ToList());
        }
    }

    sealed record FiledRow
    {
        public required DateTimeOffset Begins { get; init; }
        public required string Category { get; init; }
        public long Filed { get; init; }
    }

    sealed record EndedRow
    {
        public required string Day { get; init; }
        public long Ended { get; init; }
    }
}
