using System.Data.Common;
using Dapper;
using Dispatch.Calendars;
using Dispatch.Language;
using Dispatch.Rosters;
using Dispatch.Storage;
using NodaTime;
using NodaTime.Text;

namespace Dispatch.Alliances;

/// <summary>What is kept although the file no longer names it, because orders speak of it.</summary>
/// <param name="Members">Codes; they have no duties any more.</param>
/// <param name="Merchants">Codes.</param>
/// <param name="Categories">Codes.</param>
/// <param name="People">Ids; they have no role, member, merchant, token or feed any more.</param>
public sealed record Kept(
    IReadOnlyList<string> Members, IReadOnlyList<string> Merchants, IReadOnlyList<string> Categories, IReadOnlyList<string> People);

/// <summary>Alliances as several servers share them.</summary>
public static class AllianceStore
{
    const string SaveAllianceSql = """
        insert into alliances (code, prefix, kind, name_zh, name_en, zone, calendar)
        values (@code, @prefix, @kind, @zh, @en, @zone, @calendar)
            on conflict (code) do update
           set prefix   = excluded.prefix,
               kind     = excluded.kind,
               name_zh  = excluded.name_zh,
               name_en  = excluded.name_en,
               zone     = excluded.zone,
               calendar = excluded.calendar
        """;

    // Categories and members: what has a name in both languages and a place in the file.
    static string SaveNamedSql(string table) => $"""
        insert into {table} (alliance, code, position, name_zh, name_en)
        values (@alliance, @code, @position, @zh, @en)
            on conflict (alliance, code) do update
           set position = excluded.position,
               name_zh  = excluded.name_zh,
               name_en  = excluded.name_en
        """;

    const string SaveLimitsSql = """
        update categories
           set limit_normal = @normal,
               limit_raised = @raised,
               limit_urgent = @urgent
         where alliance = @alliance
           and code = @code
        """;

    const string SaveMerchantSql = """
        insert into merchants (alliance, code, position, name, phone, address)
        values (@alliance, @code, @position, @name, @phone, @address)
            on conflict (alliance, code) do update
           set position = excluded.position,
               name     = excluded.name,
               phone    = excluded.phone,
               address  = excluded.address
        """;

    // The guard: an id that another alliance has is left alone, and no row is counted.
    const string SavePersonSql = """
        insert into people (id, alliance, name, roles, member, merchant)
        values (@id, @alliance, @name, @roles, @member, @merchant)
            on conflict (id) do update
           set name     = excluded.name,
               roles    = excluded.roles,
               member   = excluded.member,
               merchant = excluded.merchant
         where people.alliance = excluded.alliance
        """;

    const string SaveDutySql = """
        insert into duties (alliance, member, category, position)
        values (@alliance, @member, @category, @position)
        """;

    const string SaveTurnSql = """
        insert into turns (alliance, first_day, last_day, member, deputy)
        values (@alliance, @from, @until, @member, @deputy)
        """;

    const string OtherWithPrefixSql = "select code from alliances where prefix = @prefix and code <> @code";

    /// <summary>Makes the database say what the file says; saving the same again changes nothing.</summary>
    /// <remarks>
    /// <para>Duties and turns are replaced. A category, member, merchant or person that the file no longer names is removed unless
    /// orders or their history speak of it: then it stays, so that old orders can still be read, and can do nothing new.
    /// A member that stays has no duties, and a person that stays has no role, member or merchant.</para>
    /// <para>The tokens and the feed of a person that the file no longer names end in either case.</para>
    /// </remarks>
    /// <exception cref="UserErrorException">Another alliance has the prefix or a person of the same id; nothing was saved.</exception>
    public static async Task<Kept> SaveAsync(Database database, AllianceDefinition definition, CancellationToken cancel = default)
    {
        await using var connection = await database.ConnectAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        var saving = new Saving(connection, transaction, definition.Alliance.Code, cancel);
        var alliance = definition.Alliance;

        // Servers that save at the same time do it one after the other: two that both insert would meet at the prefix before they meet at
        // the code. SQLite has one writer anyway.
        if (database.IsPostgres)
            await saving.DoAsync("lock table alliances in share row exclusive mode", new { });

        if (await saving.AskAsync(OtherWithPrefixSql, new { prefix = alliance.Prefix, code = alliance.Code }) is { } other)
            throw new UserErrorException(
                $"The alliance {other} has the prefix {alliance.Prefix} already; {alliance.Code} needs another one.");

        await saving.DoAsync(SaveAllianceSql, new
        {
            code = alliance.Code,
            prefix = alliance.Prefix,
            kind = alliance.Kind,
            zh = alliance.Name.Zh,
            en = alliance.Name.En,
            zone = alliance.Zone.Id,
            calendar = alliance.Calendar.Name,
        });

        await saving.DoAsync("delete from turns where alliance = @alliance", new { alliance = alliance.Code });
        await saving.DoAsync("delete from duties where alliance = @alliance", new { alliance = alliance.Code });
        await SaveNamesAsync(saving, definition);
        await SavePeopleAsync(saving, definition.People);
        await saving.DoAsync(SaveDutySql, alliance.Members.Values.SelectMany(member => member.Duties.Select((duty, position) =>
            new { alliance = alliance.Code, member = member.Code, category = duty, position })));
        await saving.DoAsync(SaveTurnSql, alliance.Roster.Turns.Select(turn =>
            new { alliance = alliance.Code, from = Day(turn.From), until = Day(turn.Until), member = turn.Member, deputy = turn.Deputy }));

        var kept = await saving.RemoveMissingAsync(definition);
        await transaction.CommitAsync(cancel);
        return kept;
    }

    static async Task SaveNamesAsync(Saving saving, AllianceDefinition definition)
    {
        var alliance = definition.Alliance;
        await saving.DoAsync(SaveNamedSql("categories"), alliance.Categories.Select((category, position) =>
            new { alliance = alliance.Code, code = category.Key, position, zh = category.Value.Zh, en = category.Value.En }));
        await saving.DoAsync(SaveLimitsSql, alliance.Categories.Keys.Select(code => (code, limits: alliance.Limits.GetValueOrDefault(code))).Select(row =>
            new
            {
                alliance = alliance.Code,
                row.code,
                normal = row.limits?.Normal?.Words.En,
                raised = row.limits?.Raised?.Words.En,
                urgent = row.limits?.Urgent?.Words.En,
            }));
        await saving.DoAsync(SaveNamedSql("members"), alliance.Members.Values.Select((member, position) =>
            new { alliance = alliance.Code, code = member.Code, position, zh = member.Name.Zh, en = member.Name.En }));
        await saving.DoAsync(SaveMerchantSql, alliance.Merchants.Select((merchant, position) =>
            new
            {
                alliance = alliance.Code,
                code = merchant.Code,
                position,
                name = merchant.Name,
                phone = merchant.Phone,
                address = merchant.Address,
            }));
    }

    static async Task SavePeopleAsync(Saving saving, IReadOnlyList<Person> people)
    {
        foreach (var person in people)
        {
            var row = new
            {
                id = person.Id,
                alliance = saving.Alliance,
                name = person.Name,
                roles = string.Join(' ', person.Roles),
                member = person.Member,
                merchant = person.Merchant,
            };
            if (await saving.DoAsync(SavePersonSql, row) == 0)
                throw new UserErrorException(
                    $"Another alliance has a person with the id {person.Id}; an id names one person in all alliances.");
        }
    }

    /// <summary>The statements of one saving, all in its transaction.</summary>
    sealed record Saving(DbConnection Connection, DbTransaction Transaction, string Alliance, CancellationToken Cancel)
    {
        public Task<int> DoAsync(string sql, object row) =>
            Connection.ExecuteAsync(new CommandDefinition(sql, row, Transaction, cancellationToken: Cancel));

        public Task<string?> AskAsync(string sql, object row) =>
            Connection.QueryFirstOrDefaultAsync<string>(new CommandDefinition(sql, row, Transaction, cancellationToken: Cancel));

        // People first: those who are left without a member or merchant no longer stand in the way of its removal.
        public async Task<Kept> RemoveMissingAsync(AllianceDefinition definition)
        {
            var people = await RemoveMissingPeopleAsync([.. definition.People.Select(person => person.Id)]);
            var members = await RemoveMissingAsync("members", definition.Alliance.Members.Keys, MemberIsUsedSql);
            var merchants = await RemoveMissingAsync(
                "merchants", definition.Alliance.Merchants.Select(merchant => merchant.Code), MerchantIsUsedSql);
            var categories = await RemoveMissingAsync("categories", definition.Alliance.Categories.Keys, CategoryIsUsedSql);
            return new Kept(members, merchants, categories, people);
        }

        // A look through the history is slow on a large house, and happens only when a file has lost a name.
        const string MemberIsUsedSql = """
            select exists (select 1
                             from assignments
                             join orders on orders.id = assignments.order_id
                            where assignments.member = @code
                              and orders.alliance = @alliance)
                or exists (select 1
                             from history
                             join orders on orders.id = history.order_id
                            where history.actor_member = @code
                              and orders.alliance = @alliance)
            """;

        const string MerchantIsUsedSql = "select exists (select 1 from orders where alliance = @alliance and merchant_code = @code)";

        const string CategoryIsUsedSql = "select exists (select 1 from orders where alliance = @alliance and category = @code)";

        const string PersonIsUsedSql = """
            select exists (select 1 from assignments where person = @code)
                or exists (select 1 from orders where filed_by = @code)
                or exists (select 1 from history where actor_id = @code)
            """;

        async Task<IReadOnlyList<string>> RemoveMissingAsync(string table, IEnumerable<string> named, string isUsedSql)
        {
            List<string> kept = [];
            foreach (var code in await MissingAsync($"select code from {table} where alliance = @alliance order by position, code", named))
            {
                if (await IsUsedAsync(isUsedSql, code))
                    kept.Add(code);
                else
                    await DoAsync($"delete from {table} where alliance = @alliance and code = @code", new { alliance = Alliance, code });
            }

            return kept;
        }

        async Task<IReadOnlyList<string>> RemoveMissingPeopleAsync(IReadOnlyCollection<string> named)
        {
            List<string> kept = [];
            foreach (var code in await MissingAsync("select id from people where alliance = @alliance order by id", named))
            {
                await DoAsync("delete from tokens where person = @code", new { code });
                await DoAsync("delete from feeds where person = @code", new { code });
                if (await IsUsedAsync(PersonIsUsedSql, code))
                {
                    await DoAsync("update people set roles = '', member = null, merchant = null where id = @code", new { code });
                    kept.Add(code);
                }
                else
                {
                    await DoAsync("delete from people where id = @code", new { code });
                }
            }

            return kept;
        }

        async Task<IReadOnlyList<string>> MissingAsync(string sql, IEnumerable<string> named)
        {
            var stored = await Connection.QueryAsync<string>(new CommandDefinition(sql, new { alliance = Alliance }, Transaction, cancellationToken: Cancel));
            return [.. stored.Except(named)];
        }

        Task<bool> IsUsedAsync(string sql, string code) =>
            Connection.QuerySingleAsync<bool>(new CommandDefinition(sql, new { alliance = Alliance, code }, Transaction, cancellationToken: Cancel));
    }

    const string AllSql = """
        select code, prefix, kind, name_zh as zh, name_en as en, zone, calendar
          from alliances
         order by code;

        select alliance, code, name_zh as zh, name_en as en, limit_normal as normal, limit_raised as raised, limit_urgent as urgent
          from categories
         order by position, code;

        select alliance, code, name_zh as zh, name_en as en
          from members
         order by position, code;

        select alliance, member, category
          from duties
         order by position, category;

        select alliance, code, name, phone, address
          from merchants
         order by position, code;

        select alliance, first_day as first, last_day as last, member, deputy
          from turns
         order by first_day;
        """;

    /// <summary>All alliances as they stand at one moment, in the order of their codes.</summary>
    /// <exception cref="InvalidDataException">Somebody changed the tables by hand: turns overlap, or a time zone is not known. Or an alliance names a calendar
    /// that is not there any more, or that is of another time zone.</exception>
    public static async Task<IReadOnlyList<Alliance>> AllAsync(Database database, CalendarLibrary calendars, CancellationToken cancel = default)
    {
        await using var connection = await database.ConnectAsync(cancel);
        // One snapshot for all six answers, so that no turn speaks of a member that was saved in between.
        await using var transaction = await Database.SnapshotAsync(connection, cancel);
        await using var answers = await connection.QueryMultipleAsync(new CommandDefinition(AllSql, transaction: transaction, cancellationToken: cancel));

        var alliances = (await answers.ReadAsync<AllianceRow>()).ToList();
        var categories = (await answers.ReadAsync<NamedRow>()).ToLookup(row => row.Alliance);
        var members = (await answers.ReadAsync<NamedRow>()).ToLookup(row => row.Alliance);
        var duties = (await answers.ReadAsync<DutyRow>()).ToLookup(row => (row.Alliance, row.Member), row => row.Category);
        var merchants = (await answers.ReadAsync<MerchantRow>()).ToLookup(row => row.Alliance);
        var turns = (await answers.ReadAsync<TurnRow>()).ToLookup(row => row.Alliance);

        return
        [
            .. alliances.Select(row =>
            {
                var zone = DateTimeZoneProviders.Tzdb.GetZoneOrNull(row.Zone)
                    ?? throw new InvalidDataException($"The time zone {row.Zone} of alliance {row.Code} is not known.");
                return new Alliance
                {
                    Code = row.Code,
                    Prefix = row.Prefix,
                    Kind = row.Kind,
                    Name = new Words(row.Zh, row.En),
                    Zone = zone,
                    Calendar = CalendarOf(row, zone, calendars),
                    Categories = categories[row.Code].ToDictionary(category => category.Code, category => category.Name),
                    Limits = categories[row.Code].Where(category => (category.Normal ?? category.Raised ?? category.Urgent) is not null).ToDictionary(
                        category => category.Code,
                        category => new CategoryLimits(LimitOf(category.Normal), LimitOf(category.Raised), LimitOf(category.Urgent))),
                    Members = members[row.Code].ToDictionary(
                        member => member.Code, member => new Member(member.Code, member.Name, [.. duties[(row.Code, member.Code)]])),
                    Merchants =
                    [
                        .. merchants[row.Code].Select(merchant =>
                            new KnownMerchant(merchant.Code, merchant.Name, merchant.Phone, merchant.Address)),
                    ],
                    Roster = new Roster(WithoutOverlap(row.Code, [.. turns[row.Code].Select(turn => turn.Turn)]), zone),
                };
            }),
        ];
    }

    static Limit? LimitOf(string? words) => words is null ? null : Limit.Read(words);

    static WorkingCalendar CalendarOf(AllianceRow row, DateTimeZone zone, CalendarLibrary calendars)
    {
        if (row.Calendar is not { } name)
            return WorkingCalendar.PlainWeekdays(zone);
        var calendar = calendars.Find(name)
            ?? throw new InvalidDataException($"The calendar {name} of alliance {row.Code} is not there.");
        return calendar.IsOf(zone)
            ? calendar
            : throw new InvalidDataException($"The calendar {name} is of {calendar.Zone.Id}, and the alliance {row.Code} of {zone.Id}.");
    }

    static IReadOnlyList<Turn> WithoutOverlap(string alliance, IReadOnlyList<Turn> turns)
    {
        foreach (var (before, after) in turns.Zip(turns.Skip(1)))
        {
            if (after.From <= before.Until)
                throw new InvalidDataException($"The turns of alliance {alliance} from {Day(before.From)} and {Day(after.From)} overlap.");
        }

        return turns;
    }

    static string Day(LocalDate day) => LocalDatePattern.Iso.Format(day);

    sealed record AllianceRow
    {
        public required string Code { get; init; }
        public required string Prefix { get; init; }
        public required string Kind { get; init; }
        public required string Zh { get; init; }
        public required string En { get; init; }
        public required string Zone { get; init; }
        public string? Calendar { get; init; }
    }

    sealed record NamedRow
    {
        public required string Alliance { get; init; }
        public required string Code { get; init; }
        public required string Zh { get; init; }
        public required string En { get; init; }
        public Words Name => new(Zh, En);

        // Of categories only.
        public string? Normal { get; init; }
        public string? Raised { get; init; }
        public string? Urgent { get; init; }
    }

    sealed record DutyRow
    {
        public required string Alliance { get; init; }
        public required string Member { get; init; }
        public required string Category { get; init; }
    }

    sealed record MerchantRow
    {
        public required string Alliance { get; init; }
        public required string Code { get; init; }
        public required string Name { get; init; }
        public string? Phone { get; init; }
        public string? Address { get; init; }
    }

    sealed record TurnRow
    {
        public required string Alliance { get; init; }
        public required string First { get; init; }
        public required string Last { get; init; }
        public required string Member { get; init; }
        public string? Deputy { get; init; }

        public Turn Turn => new(LocalDatePattern.Iso.Parse(First).Value, LocalDatePattern.Iso.Parse(Last).Value, Member, Deputy);
    }
}
