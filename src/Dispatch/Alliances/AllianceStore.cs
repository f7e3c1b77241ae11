using Dispatch.Rosters;
using Dispatch.Storage;

namespace Dispatch.Alliances;

/// <summary>Saves alliances in the database, which several servers share.</summary>
public static class AllianceStore
{
    const string SaveAllianceSql = """
        insert into alliances (code, prefix, kind, name_zh, name_en, zone, calendar, forget_after, version)
        values (@code, @prefix, @kind, @zh, @en, @zone, @calendar, @forgetAfter, 0)
            on conflict (code) do update
           set prefix       = excluded.prefix,
               kind         = excluded.kind,
               name_zh      = excluded.name_zh,
               name_en      = excluded.name_en,
               zone         = excluded.zone,
               calendar     = excluded.calendar,
               forget_after = excluded.forget_after
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
        insert into people (id, alliance, name, roles, member, merchant, has_left)
        values (@id, @alliance, @name, @roles, @member, @merchant, false)
            on conflict (id) do update
           set name     = excluded.name,
               roles    = excluded.roles,
               member   = excluded.member,
               merchant = excluded.merchant,
               has_left = excluded.has_left
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

    const string ForgetDutiesSql = "delete from duties where alliance = @alliance and member = @member";

    const string CountSql = "update alliances set version = version + 1 where code = @code";

    /// <summary>Whoever has read the version before reads the registers anew, on every server.</summary>
    internal static Task CountChangeAsync(AllianceTransaction transaction) =>
        transaction.ExecuteAsync(CountSql, new { code = transaction.Alliance });

    const string OtherWithPrefixSql = "select code from alliances where prefix = @prefix and code <> @code";

    /// <summary>Makes the database say what the file says; saving the same again changes nothing.</summary>
    /// <inheritdoc cref="ChangeAsync" path="/remarks"/>
    /// <inheritdoc cref="ChangeAsync" path="/exception"/>
    /// <param name="now">Null where no day is past yet, and the whole roster is as the file has it.</param>
    public static async Task<StillReferenced> SaveAsync(
        Database database, AllianceDefinition definition, DateTimeOffset? now = null, CancellationToken cancel = default)
    {
        var by = Author.AtTheShell("");
        var saved = await ChangeAsync(database, definition.Alliance.Code, _ => definition, by, now, cancel);
        return saved!.Stays;
    }

    /// <summary>Changes the registers of an alliance, as a pure function of what they are.</summary>
    /// <remarks>
    /// <para>Only what differs is written, each difference with its line in the audit. Who chaired before today stays as it was.
    /// A category, member, merchant or person that is no longer named is removed unless orders or their history refer to it: then
    /// it stays, so that old orders can still be read, and can do nothing new.
    /// A member that stays has no duties, and a person that stays has no role, member or merchant.</para>
    /// <para>The account, the tokens and the feed of a person that is no longer named end in either case.</para>
    /// <para>Of the calendar in what is given to the function nothing is known but the name.</para>
    /// </remarks>
    /// <param name="change">
    /// Given what is stored, or null where there is no such alliance, answers what is to be; or null where nothing is to be done. Others
    /// wait while it runs.
    /// </param>
    /// <param name="now">Null where no day is past yet, and the whole roster is as the change has it.</param>
    /// <returns>Null where nothing was to be done.</returns>
    /// <exception cref="TakenException">
    /// Another alliance has the prefix or a person of the same id; nothing was saved.
    /// </exception>
    public static async Task<SavedAlliance?> ChangeAsync(
        Database database, string code, Func<StoredAlliance?, AllianceDefinition?> change, Author by, DateTimeOffset? now = null,
        CancellationToken cancel = default)
    {
        await using var connection = await database.ConnectAsync(cancel);
        await using var started = await connection.BeginTransactionAsync(cancel);
        AllianceTransaction transaction = new(connection, started, code, cancel);

        // Servers that save at the same time do it one after the other: two that both insert would meet at the prefix before they meet at
        // the code. SQLite has one writer anyway.
        if (database.IsPostgres)
            await transaction.ExecuteAsync("lock table alliances in share row exclusive mode", new { });

        var stored = await AllianceList.FindAsync(transaction);
        if (change(stored) is not { } wanted)
            return null;

        var after = now is { } today
            ? wanted with { Alliance = WithPastTurns(stored?.Definition.Alliance, wanted.Alliance, today) }
            : wanted;
        var changes = AllianceDifference.Between(stored?.Definition, after);
        if (changes.Count == 0)
            return new SavedAlliance(stored?.Definition, after, changes, new StillReferenced([], [], [], []));

        await WriteAsync(transaction, after, changes);
        var stays = await MissingNames.RemoveAsync(transaction, changes);
        await AuditStore.AddAsync(database, transaction, changes, by, now);
        await CountChangeAsync(transaction);
        await started.CommitAsync(cancel);
        return new SavedAlliance(stored?.Definition, after, changes, stays);
    }

    /// <summary>What <see cref="ChangeAsync"/> would make of an alliance: the roster decides on days from today on.</summary>
    /// <param name="stored">Null where there is none yet.</param>
    public static Alliance WithPastTurns(Alliance? stored, Alliance wanted, DateTimeOffset today) => stored is null ? wanted : wanted with
    {
        Roster = wanted.Roster with { Turns = PastTurns.Before(wanted.Roster.DayOf(today), stored.Roster, wanted.Roster) },
    };

    static async Task WriteAsync(AllianceTransaction transaction, AllianceDefinition definition, IReadOnlyList<AllianceChange> changes)
    {
        var alliance = definition.Alliance;
        var changed = changes.Where(change => change.After is not null).ToLookup(change => change.Register, change => change.Code);
        if (changed.Contains(RegisterName.Alliances))
            await WriteAllianceAsync(transaction, alliance);

        // First whatever refers to what is written or removed below.
        if (changes.Any(change => change.Register == RegisterName.Roster))
        {
            await transaction.ExecuteAsync("delete from rotations where alliance = @alliance", new { alliance = alliance.Code });
            await transaction.ExecuteAsync("delete from turns where alliance = @alliance", new { alliance = alliance.Code });
        }

        await transaction.ExecuteAsync(ForgetDutiesSql, changes.Where(change => change.Register == RegisterName.Members)
            .Select(change => new { alliance = alliance.Code, member = change.Code }));

        await WriteNamesAsync(transaction, alliance, changed);
        await WritePeopleAsync(transaction, definition.People.Where(person => changed[RegisterName.People].Contains(person.Id)));
        await transaction.ExecuteAsync(SaveDutySql, changed[RegisterName.Members].Where(code => code != "*")
            .Select(code => alliance.Members[code])
            .SelectMany(member => member.Duties.Select((duty, position) =>
                new { alliance = alliance.Code, member = member.Code, category = duty, position })));
        if (changes.Any(change => change.Register == RegisterName.Roster))
            await WriteRosterAsync(transaction, alliance.Roster);
    }

    static async Task WriteAllianceAsync(AllianceTransaction transaction, Alliance alliance)
    {
        if (await transaction.FindAsync(OtherWithPrefixSql, new { prefix = alliance.Prefix, code = alliance.Code }) is { } other)
            throw new TakenException(
                "prefix", $"The alliance {other} has the prefix {alliance.Prefix} already; {alliance.Code} needs another one.");

        await transaction.ExecuteAsync(SaveAllianceSql, new
        {
            code = alliance.Code,
            prefix = alliance.Prefix,
            kind = alliance.Kind,
            zh = alliance.Name.Zh,
            en = alliance.Name.En,
            zone = alliance.Zone.Id,
            calendar = alliance.Calendar.Name,
            forgetAfter = alliance.ForgetAfter?.Words.En,
        });
        await ReasonStore.SaveAsync(transaction, alliance);
    }

    static async Task WriteRosterAsync(AllianceTransaction transaction, Roster roster)
    {
        await transaction.ExecuteAsync(SaveTurnSql, roster.Turns.Select(turn => new
        {
            alliance = transaction.Alliance,
            from = TurnRow.Day(turn.From),
            until = TurnRow.Day(turn.Until),
            member = turn.Member,
            deputy = turn.Deputy,
        }));

        if (roster.Rotation is { } rotation)
        {
            await transaction.ExecuteAsync(SaveRotationSql, new
            {
                alliance = transaction.Alliance,
                month = RotationRow.Month(rotation.Start),
                members = string.Join(' ', rotation.Members),
            });
        }
    }

    static async Task WriteNamesAsync(AllianceTransaction transaction, Alliance alliance, ILookup<string, string> changed)
    {
        await transaction.ExecuteAsync(SaveNamedSql("categories"), Changed(RegisterName.Categories, alliance.Categories, one => one.Key)
            .Select(category => new
            {
                alliance = alliance.Code,
                code = category.Row.Key,
                position = category.Position,
                zh = category.Row.Value.Zh,
                en = category.Row.Value.En,
            }));
        await transaction.ExecuteAsync(SaveLimitsSql, changed[RegisterName.Categories]
            .Select(code => (code, limits: alliance.Limits.GetValueOrDefault(code)))
            .Select(row => new
            {
                alliance = alliance.Code,
                row.code,
                normal = row.limits?.Normal?.Words.En,
                raised = row.limits?.Raised?.Words.En,
                urgent = row.limits?.Urgent?.Words.En,
            }));
        await transaction.ExecuteAsync(SaveNamedSql("members"), Changed(RegisterName.Members, alliance.Members.Values, one => one.Code)
            .Select(member => new
            {
                alliance = alliance.Code,
                code = member.Row.Code,
                position = member.Position,
                zh = member.Row.Name.Zh,
                en = member.Row.Name.En,
            }));
        await transaction.ExecuteAsync(SaveMerchantSql, Changed(RegisterName.Merchants, alliance.Merchants, merchant => merchant.Code)
            .Select(merchant => new
            {
                alliance = alliance.Code,
                code = merchant.Row.Code,
                position = merchant.Position,
                name = merchant.Row.Name,
                phone = merchant.Row.Phone,
                address = merchant.Row.Address,
            }));
        await OrderAsync(RegisterName.Categories, alliance.Categories.Keys);
        await OrderAsync(RegisterName.Members, alliance.Members.Keys);
        await OrderAsync(RegisterName.Merchants, alliance.Merchants.Select(merchant => merchant.Code));

        IEnumerable<(int Position, T Row)> Changed<T>(string register, IEnumerable<T> rows, Func<T, string> codeOf)
        {
            var codes = changed[register].ToHashSet();
            return rows.Index().Where(row => codes.Contains(codeOf(row.Item)));
        }

        Task OrderAsync(string register, IEnumerable<string> codes) =>
            changed.Contains(register) ? RenumberAsync(transaction, register, [.. codes]) : Task.CompletedTask;
    }

    /// <summary>The positions of a whole register, where those that are stored give another order.</summary>
    static async Task RenumberAsync(AllianceTransaction transaction, string table, IReadOnlyList<string> codes)
    {
        var named = codes.ToHashSet();
        var stored = await transaction.ListAsync($"select code from {table} where alliance = @alliance order by position, code");
        if (stored.Where(named.Contains).SequenceEqual(codes))
            return;
        await transaction.ExecuteAsync(
            $"update {table} set position = @position where alliance = @alliance and code = @code and position <> @position",
            codes.Select((code, position) => new { alliance = transaction.Alliance, code, position }));
    }

    static async Task WritePeopleAsync(AllianceTransaction transaction, IEnumerable<Person> people)
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
                throw new TakenException(
                    "code", $"Another alliance has a person with the id {person.Id}; an id names one person in all alliances.");
        }
    }
}
