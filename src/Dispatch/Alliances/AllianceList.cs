using Dapper;
using Dispatch.Calendars;
using Dispatch.Language;
using Dispatch.Rosters;
using Dispatch.Storage;
using NodaTime;

namespace Dispatch.Alliances;

/// <summary>Reads alliances from the database, which several servers share.</summary>
public static class AllianceList
{
    /// <param name="one">Of one alliance, as <c>@alliance</c>; or of all.</param>
    static string Sql(bool one)
    {
        var of = one ? "where alliance = @alliance" : "";
        return $"""
            select code, prefix, kind, name_zh as zh, name_en as en, zone, calendar, forget_after, version
              from alliances
             {(one ? "where code = @alliance" : "")}
             order by code;

            select alliance, code, name_zh as zh, name_en as en, limit_normal as normal, limit_raised as raised, limit_urgent as urgent,
                   has_left
              from categories
             {of}
             order by position, code;

            select alliance, code, name_zh as zh, name_en as en, has_left,
                   exists (select 1
                             from people
                            where people.alliance = members.alliance
                              and people.member = members.code) as has_people
              from members
             {of}
             order by position, code;

            select alliance, member, category
              from duties
             {of}
             order by position, category;

            select alliance, code, name, phone, address, has_left
              from merchants
             {of}
             order by position, code;

            select alliance, first_day as first, last_day as last, member, deputy
              from turns
             {of}
             order by first_day;

            select alliance, first_month, members
              from rotations
             {of};

            select alliance, step, zh, en
              from reasons
             {of}
             order by position;
            """;
    }

    static readonly string AllSql = Sql(one: false);
    static readonly string OneSql = Sql(one: true);

    const string PeopleSql = """
        select id, name, roles, member, merchant
          from people
         where alliance = @alliance
           and not has_left
         order by id
        """;

    /// <summary>What counts the changes of each alliance, by code.</summary>
    public static async Task<IReadOnlyDictionary<string, long>> VersionsAsync(Database database, CancellationToken cancel = default)
    {
        await using var connection = await database.ConnectAsync(cancel);
        var rows = await connection.QueryAsync<VersionRow>(
            new CommandDefinition("select code, version from alliances", cancellationToken: cancel));
        return rows.ToDictionary(row => row.Code, row => row.Version);
    }

    sealed record VersionRow
    {
        public required string Code { get; init; }
        public required long Version { get; init; }
    }

    /// <summary>All alliances as they stand at one moment, in the order of their codes.</summary>
    /// <exception cref="InvalidDataException">
    /// Somebody changed the tables by hand: turns overlap, or a time zone is not known. Or an alliance names a calendar that is not there
    /// any more, or that is of another time zone.
    /// </exception>
    public static async Task<IReadOnlyList<Alliance>> AllAsync(
        Database database, CalendarLibrary calendars, CancellationToken cancel = default)
    {
        await using var connection = await database.ConnectAsync(cancel);
        // One snapshot for all answers, so that no turn speaks of a member that was saved in between.
        await using var transaction = await Database.SnapshotAsync(connection, cancel);
        var command = new CommandDefinition(AllSql, transaction: transaction, cancellationToken: cancel);
        await using var answers = await connection.QueryMultipleAsync(command);

        return [.. (await ReadAsync(answers, (row, zone) => CalendarOf(row, zone, calendars))).Select(read => read.Alliance)];
    }

    /// <summary>The registers of one alliance, without those who have left; null where there is none of this code.</summary>
    /// <inheritdoc cref="AllAsync" path="/exception"/>
    public static async Task<StoredAlliance?> FindAsync(
        Database database, CalendarLibrary calendars, string code, CancellationToken cancel = default)
    {
        await using var connection = await database.ConnectAsync(cancel);
        await using var snapshot = await Database.SnapshotAsync(connection, cancel);
        return await FindAsync(
            new AllianceTransaction(connection, snapshot, code, cancel), (row, zone) => CalendarOf(row, zone, calendars));
    }

    /// <summary>The same in the transaction that changes it, where of its calendar nothing but the name is needed.</summary>
    internal static Task<StoredAlliance?> FindAsync(AllianceTransaction transaction) => FindAsync(transaction, Named);

    static async Task<StoredAlliance?> FindAsync(
        AllianceTransaction transaction, Func<AllianceRow, DateTimeZone, WorkingCalendar> calendarOf)
    {
        var row = new { alliance = transaction.Alliance };
        IReadOnlyList<(Alliance Alliance, long Version)> read;
        await using (var answers = await transaction.Connection.QueryMultipleAsync(
            new CommandDefinition(OneSql, row, transaction.Transaction, cancellationToken: transaction.Cancel)))
        {
            read = await ReadAsync(answers, calendarOf);
        }

        if (read is not [var (alliance, version)])
            return null;
        var people = await transaction.Connection.QueryAsync<PersonRow>(
            new CommandDefinition(PeopleSql, row, transaction.Transaction, cancellationToken: transaction.Cancel));
        var definition = new AllianceDefinition(alliance.WithoutThoseWhoLeft(), [.. people.Select(person => person.Person)]);
        return new StoredAlliance(definition, version);
    }

    static async Task<IReadOnlyList<(Alliance Alliance, long Version)>> ReadAsync(
        SqlMapper.GridReader answers, Func<AllianceRow, DateTimeZone, WorkingCalendar> calendarOf)
    {
        var alliances = (await answers.ReadAsync<AllianceRow>()).AsList();
        var categories = (await answers.ReadAsync<CategoryRow>()).ToLookup(row => row.Alliance);
        var members = (await answers.ReadAsync<MemberRow>()).ToLookup(row => row.Alliance);
        var duties = (await answers.ReadAsync<DutyRow>()).ToLookup(row => (row.Alliance, row.Member), row => row.Category);
        var merchants = (await answers.ReadAsync<MerchantRow>()).ToLookup(row => row.Alliance, row => row.Merchant);
        var turns = (await answers.ReadAsync<TurnRow>()).ToLookup(row => row.Alliance, row => row.Turn);
        var rotations = (await answers.ReadAsync<RotationRow>()).ToDictionary(row => row.Alliance, row => row.Rotation);
        var reasons = (await answers.ReadAsync<ReasonRow>()).ToLookup(row => (row.Alliance, row.Step), row => row.Words);

        return
        [
            .. alliances.Select(row =>
            {
                var zone = ZoneOf(row);
                return (new Alliance
                {
                    Code = row.Code,
                    Prefix = row.Prefix,
                    Kind = row.Kind,
                    Name = new Words(row.Zh, row.En),
                    Zone = zone,
                    Calendar = calendarOf(row, zone),
                    ForgetAfter = row.ForgetAfter is { } words ? RetentionPeriod.Read(words) : null,
                    Categories = categories[row.Code].ToDictionary(category => category.Code, category => category.Name),
                    CategoriesThatLeft = categories[row.Code].Where(category => category.HasLeft).Select(category => category.Code)
                        .ToArray(),
                    Limits = categories[row.Code].Where(category => category.HasLimit)
                        .ToDictionary(category => category.Code, category => category.Limits),
                    Members = members[row.Code]
                        .ToDictionary(member => member.Code, member => member.WithDuties(duties[(row.Code, member.Code)])),
                    Merchants = [.. merchants[row.Code]],
                    Roster = new Roster(WithoutOverlap(row.Code, [.. turns[row.Code]]), zone)
                    {
                        Rotation = rotations.GetValueOrDefault(row.Code),
                    },
                    Refusals = [.. reasons[(row.Code, ReasonStore.Refuse)]],
                    Returns = [.. reasons[(row.Code, ReasonStore.Return)]],
                }, row.Version);
            }),
        ];
    }

    static DateTimeZone ZoneOf(AllianceRow row) => DateTimeZoneProviders.Tzdb.GetZoneOrNull(row.Zone)
        ?? throw new InvalidDataException($"The time zone {row.Zone} of alliance {row.Code} is not known.");

    static WorkingCalendar CalendarOf(AllianceRow row, DateTimeZone zone, CalendarLibrary calendars)
    {
        // An alliance from before there were calendars.
        if (row.Calendar is not { } name)
            return WorkingCalendar.PlainWeekdays(zone);
        var calendar = calendars.Find(name)
            ?? throw new InvalidDataException($"The calendar {name} of alliance {row.Code} does not exist.");
        return calendar.IsOf(zone)
            ? calendar
            : throw new InvalidDataException(
                $"The calendar {name} is for {calendar.Zone.Id}, but the alliance {row.Code} is in {zone.Id}.");
    }

    static WorkingCalendar Named(AllianceRow row, DateTimeZone zone) => row.Calendar is { } name
        ? new WorkingCalendar(new CalendarDefinition { Name = name, Title = new Words(name, name), Zone = zone })
        : WorkingCalendar.PlainWeekdays(zone);

    static IReadOnlyList<Turn> WithoutOverlap(string alliance, IReadOnlyList<Turn> turns)
    {
        foreach (var (before, after) in turns.Zip(turns.Skip(1)))
        {
            if (after.From <= before.Until)
                throw new InvalidDataException(
                    $"The turns of alliance {alliance} from {TurnRow.Day(before.From)} and {TurnRow.Day(after.From)} overlap.");
        }

        return turns;
    }
}
