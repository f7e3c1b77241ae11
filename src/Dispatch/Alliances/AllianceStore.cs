using Dispatch.Language;
using Dispatch.Storage;

namespace Dispatch.Alliances;

/// <summary>Saves alliances in the database, which several servers share.</summary>
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

    // Categories and members: what has a name in both languages and a position in the file.
    static string SaveNamedSql(string table) => $"""
        insert into {table} (alliance, code, position, name_zh, name_en, has_left)
        values (@alliance, @code, @position, @zh, @en, false)
            on conflict (alliance, code) do update
           set position = excluded.position,
               name_zh  = excluded.name_zh,
               name_en  = excluded.name_en,
               has_left = excluded.has_left
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
        insert into merchants (alliance, code, position, name, phone, address, has_left)
        values (@alliance, @code, @position, @name, @phone, @address, false)
            on conflict (alliance, code) do update
           set position = excluded.position,
               name     = excluded.name,
               phone    = excluded.phone,
               address  = excluded.address,
               has_left = excluded.has_left
        """;

    // An id that another alliance has is left as it is, and no row is counted.
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

    const string SaveRotationSql = """
        insert into rotations (alliance, first_month, members)
        values (@alliance, @month, @members)
        """;

    const string OtherWithPrefixSql = "select code from alliances where prefix = @prefix and code <> @code";

    /// <summary>Makes the database say what the file says; saving the same again changes nothing.</summary>
    /// <remarks>
    /// <para>Duties are replaced, and so are the turns from today on: who chaired before then stays as it was.
    /// A category, member, merchant or person that the file no longer names is removed unless orders or their history refer to it: then
    /// it stays, so that old orders can still be read, and can do nothing new.
    /// A member that stays has no duties, and a person that stays has no role, member or merchant.</para>
    /// <para>The account, the tokens and the feed of a person that the file no longer names end in either case.</para>
    /// </remarks>
    /// <param name="now">Null where no day is past yet, and the whole roster is as the file has it.</param>
    /// <exception cref="UserErrorException">
    /// Another alliance has the prefix or a person of the same id; nothing was saved.
    /// </exception>
    public static async Task<StillReferenced> SaveAsync(
        Database database, AllianceDefinition definition, DateTimeOffset? now = null, CancellationToken cancel = default)
    {
        var alliance = definition.Alliance;
        await using var connection = await database.ConnectAsync(cancel);
        await using var started = await connection.BeginTransactionAsync(cancel);
        AllianceTransaction transaction = new(connection, started, alliance.Code, cancel);

        // Servers that save at the same time do it one after the other: two that both insert would meet at the prefix before they meet at
        // the code. SQLite has one writer anyway.
        if (database.IsPostgres)
            await transaction.ExecuteAsync("lock table alliances in share row exclusive mode", new { });

        if (await transaction.FindAsync(OtherWithPrefixSql, new { prefix = alliance.Prefix, code = alliance.Code }) is { } other)
            throw new UserErrorException(
                $"The alliance {other} has the prefix {alliance.Prefix} already; {alliance.Code} needs another one.");

        await transaction.ExecuteAsync(SaveAllianceSql, new
        {
            code = alliance.Code,
            prefix = alliance.Prefix,
            kind = alliance.Kind,
            zh = alliance.Name.Zh,
            en = alliance.Name.En,
            zone = alliance.Zone.Id,
            calendar = alliance.Calendar.Name,
        });

        var turns = now is { } today
            ? PastTurns.Before(alliance.Roster.DayOf(today), await PastTurns.FindAsync(transaction, alliance.Roster.Zone), alliance.Roster)
            : alliance.Roster.Turns;
        await transaction.ExecuteAsync("delete from rotations where alliance = @alliance", new { alliance = alliance.Code });
        await transaction.ExecuteAsync("delete from turns where alliance = @alliance", new { alliance = alliance.Code });
        await transaction.ExecuteAsync("delete from duties where alliance = @alliance", new { alliance = alliance.Code });
        await SaveNamesAsync(transaction, alliance);
        await SavePeopleAsync(transaction, definition.People);
        await transaction.ExecuteAsync(SaveDutySql, alliance.Members.Values.SelectMany(member => member.Duties.Select((duty, position) =>
            new { alliance = alliance.Code, member = member.Code, category = duty, position })));
        await transaction.ExecuteAsync(SaveTurnSql, turns.Select(turn => new
        {
            alliance = alliance.Code,
            from = TurnRow.Day(turn.From),
            until = TurnRow.Day(turn.Until),
            member = turn.Member,
            deputy = turn.Deputy,
        }));

        if (alliance.Roster.Rotation is { } rotation)
        {
            await transaction.ExecuteAsync(SaveRotationSql, new
            {
                alliance = alliance.Code,
                month = RotationRow.Month(rotation.Start),
                members = string.Join(' ', rotation.Members),
            });
        }

        var referenced = await MissingNames.RemoveAsync(transaction, definition);
        await started.CommitAsync(cancel);
        return referenced;
    }

    static async Task SaveNamesAsync(AllianceTransaction transaction, Alliance alliance)
    {
        await transaction.ExecuteAsync(SaveNamedSql("categories"), alliance.Categories.Select((category, position) =>
            new { alliance = alliance.Code, code = category.Key, position, zh = category.Value.Zh, en = category.Value.En }));
        await transaction.ExecuteAsync(SaveLimitsSql, alliance.Categories.Keys
            .Select(code => (code, limits: alliance.Limits.GetValueOrDefault(code)))
            .Select(row => new
            {
                alliance = alliance.Code,
                row.code,
                normal = row.limits?.Normal?.Words.En,
                raised = row.limits?.Raised?.Words.En,
                urgent = row.limits?.Urgent?.Words.En,
            }));
        await transaction.ExecuteAsync(SaveNamedSql("members"), alliance.Members.Values.Select((member, position) =>
            new { alliance = alliance.Code, code = member.Code, position, zh = member.Name.Zh, en = member.Name.En }));
        await transaction.ExecuteAsync(SaveMerchantSql, alliance.Merchants.Select((merchant, position) =>
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

    static async Task SavePeopleAsync(AllianceTransaction transaction, IReadOnlyList<Person> people)
    {
        foreach (var person in people)
        {
            var row = new
            {
                id = person.Id,
                alliance = transaction.Alliance,
                name = person.Name,
                roles = string.Join(' ', person.Roles),
                member = person.Member,
                merchant = person.Merchant,
            };
            if (await transaction.ExecuteAsync(SavePersonSql, row) == 0)
                throw new UserErrorException(
                    $"Another alliance has a person with the id {person.Id}; an id names one person in all alliances.");
        }
    }
}
