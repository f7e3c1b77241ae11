using Dapper;
using Dispatch.Alliances;
using Dispatch.Storage;
using Dispatch.Tests.Support;

namespace Dispatch.Tests.Alliances;

[TestFixture("sqlite")]
[TestFixture("postgres")]
public sealed class TheAllianceStore(string engine)
{
    TestDatabase fresh = null!;

    Database Database => fresh.Database;

    [SetUp]
    public async Task Create() => fresh = await TestDatabase.CreateMigratedAsync(engine);

    [TearDown]
    public async Task Drop() => await fresh.DisposeAsync();

    [Test]
    public async Task A_saved_alliance_is_read_as_it_was_however_often_it_was_saved()
    {
        var definition = Files.Definition();

        await AllianceStore.SaveAsync(Database, definition);
        await AllianceStore.SaveAsync(Database, definition);

        AssertSame((await AllianceList.AllAsync(Database, Situations.Calendars)).Single(), definition.Alliance);
    }

    [Test]
    public async Task The_demo_and_boston_are_saved_side_by_side()
    {
        var demo = AllianceFile.Read(Files.Demo("shuiyuncheng.yaml"), Situations.Calendars, 2026, 2027).Definition!;
        var boston = AllianceFile.Read(Files.Demo("boston-311.alliance.yaml"), Situations.Calendars, 2015, 2027).Definition!;

        await AllianceStore.SaveAsync(Database, demo);
        await AllianceStore.SaveAsync(Database, boston);

        var all = await AllianceList.AllAsync(Database, Situations.Calendars);
        Assert.That(all, Has.Count.EqualTo(2));
        AssertSame(all[0], boston.Alliance);
        AssertSame(all[1], demo.Alliance);
    }

    [Test]
    public async Task Saving_a_changed_alliance_updates_it()
    {
        await AllianceStore.SaveAsync(Database, Files.Definition());

        var changed = Files.Definition("duties: [0110]", "duties: [0110, 0128]");
        changed = changed with { Alliance = changed.Alliance with { ForgetAfter = RetentionPeriod.Read("2 years") } };
        await AllianceStore.SaveAsync(Database, changed);

        AssertSame((await AllianceList.AllAsync(Database, Situations.Calendars)).Single(), changed.Alliance);
    }

    [Test]
    public async Task What_the_alliance_file_no_longer_names_is_removed()
    {
        await AllianceStore.SaveAsync(Database, Files.Definition());

        var referenced = await AllianceStore.SaveAsync(Database, WithoutHuanwei());

        Assert.That(referenced.Members, Is.Empty);
        Assert.That(referenced.People, Is.Empty);
        AssertSame((await AllianceList.AllAsync(Database, Situations.Calendars)).Single(), WithoutHuanwei().Alliance);
        Assert.That(await PeopleAsync(), Does.Not.Contain("su-xiuying"));
    }

    [Test]
    public async Task A_member_that_orders_refer_to_stays_without_its_duties()
    {
        await AllianceStore.SaveAsync(Database, Files.Definition());
        await AddOrderAsync(category: "0110", merchant: "lanshan", member: "huanwei", person: "su-xiuying");

        var referenced = await AllianceStore.SaveAsync(Database, WithoutHuanwei());

        Assert.That(referenced.Members, Is.EqualTo((string[])["huanwei"]));
        Assert.That(referenced.People, Is.EqualTo((string[])["su-xiuying"]));
        var alliance = (await AllianceList.AllAsync(Database, Situations.Calendars)).Single();
        Assert.That(alliance.Members["huanwei"].Name.Zh, Is.EqualTo("环卫中心"), "old orders can still be read");
        Assert.That(alliance.Members["huanwei"].Duties, Is.Empty);
        Assert.That(await PeopleAsync(), Does.Contain("su-xiuying"));
    }

    [Test]
    public async Task A_member_does_not_stay_for_the_orders_of_another_alliance()
    {
        await AllianceStore.SaveAsync(Database, Files.Definition());
        await AddOrderAsync(category: "0110", merchant: null, member: "huanwei", person: "somebody", alliance: "elsewhere");

        var referenced = await AllianceStore.SaveAsync(Database, WithoutHuanwei());

        Assert.That(referenced.Members, Is.Empty);
    }

    [Test]
    public async Task A_prefix_that_another_alliance_has_is_refused()
    {
        await AllianceStore.SaveAsync(Database, Files.Definition());

        var other = Files.Definition("code: guohuo", "code: other");

        Assert.That(
            () => AllianceStore.SaveAsync(Database, other),
            Throws.TypeOf<TakenException>().With.Message.Contains("guohuo has the prefix GH"));
    }

    [Test]
    public async Task A_person_of_another_alliance_is_refused_and_nothing_is_saved()
    {
        await AllianceStore.SaveAsync(Database, Files.Definition());

        var other = Files.Definition("code: guohuo\nprefix: GH", "code: other\nprefix: OT");

        Assert.That(
            () => AllianceStore.SaveAsync(Database, other),
            Throws.TypeOf<TakenException>().With.Message.Contains("huang-lihua"));
        Assert.That(await AllianceList.AllAsync(Database, Situations.Calendars), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Servers_may_save_the_same_alliance_at_the_same_time()
    {
        var definition = Files.Definition();

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => AllianceStore.SaveAsync(Database, definition))));

        AssertSame((await AllianceList.AllAsync(Database, Situations.Calendars)).Single(), definition.Alliance);
    }

    [Test]
    public async Task Stored_turns_that_overlap_are_not_read()
    {
        await AllianceStore.SaveAsync(Database, Files.Definition());
        await ExecuteAsync("update turns set last_day = '2026-08-01' where first_day = '2026-01-01'");

        Assert.That(
            () => AllianceList.AllAsync(Database, Situations.Calendars),
            Throws.TypeOf<InvalidDataException>().With.Message.Contains("overlap"));
    }

    [Test]
    public async Task An_alliance_with_a_missing_or_foreign_calendar_is_not_read()
    {
        await AllianceStore.SaveAsync(Database, Files.Definition());

        await ExecuteAsync("update alliances set calendar = 'fujian'");
        Assert.That(
            () => AllianceList.AllAsync(Database, Situations.Calendars),
            Throws.TypeOf<InvalidDataException>().With.Message.Contains("The calendar fujian of alliance guohuo does not exist"));

        await ExecuteAsync("update alliances set calendar = 'boston'");
        Assert.That(
            () => AllianceList.AllAsync(Database, Situations.Calendars),
            Throws.TypeOf<InvalidDataException>().With.Message.Contains("for America/New_York"));
    }

    [Test]
    public async Task An_alliance_stored_without_a_calendar_has_plain_weekdays()
    {
        await AllianceStore.SaveAsync(Database, Files.Definition());
        await ExecuteAsync("update alliances set calendar = null, zone = 'Asia/Tokyo'");

        var calendar = (await AllianceList.AllAsync(Database, Situations.Calendars)).Single().Calendar;

        Assert.That((calendar.Name, calendar.Zone.Id), Is.EqualTo(("weekdays", "Asia/Tokyo")));
    }

    [Test]
    public async Task Only_what_differs_is_written_with_a_line_in_the_audit()
    {
        await AllianceStore.SaveAsync(Database, Files.Definition());
        var first = (await AuditList.ReadAsync(Database, new AuditFilter(Take: 1))).Single().Id;

        var saved = await AllianceStore.ChangeAsync(
            Database, "guohuo", _ => Files.Definition("duties: [0110]", "duties: []"), Su, Monday);

        Assert.That(saved!.Changes.Select(change => $"{change.Register} {change.Code}"), Is.EqualTo((string[])["members huanwei"]));
        var line = (await AuditList.ReadAsync(Database, new AuditFilter())).TakeWhile(line => line.Id > first).Single();
        Assert.That(
            (line.At, line.Actor, line.ActorName, line.Alliance, line.Register, line.Code, line.Source),
            Is.EqualTo((Monday, "su", "苏秘书", "guohuo", "members", "huanwei", "page")));
        Assert.That(line.Before, Does.Contain("0110"));
        Assert.That(line.After, Does.Not.Contain("0110"));
    }

    [Test]
    public async Task Saving_the_same_again_leaves_no_line_and_no_new_version()
    {
        await AllianceStore.SaveAsync(Database, Files.Definition());
        var (lines, version) = (await AuditList.ReadAsync(Database, new AuditFilter()), await AllianceList.VersionsAsync(Database));

        await AllianceStore.SaveAsync(Database, Files.Definition());

        Assert.That(await AuditList.ReadAsync(Database, new AuditFilter()), Has.Count.EqualTo(lines.Count));
        Assert.That(await AllianceList.VersionsAsync(Database), Is.EqualTo(version));
    }

    [Test]
    public async Task A_change_that_is_refused_leaves_everything_as_it_was()
    {
        await AllianceStore.SaveAsync(Database, Files.Definition());

        Assert.That(await AllianceStore.ChangeAsync(Database, "guohuo", _ => null, Su, Monday), Is.Null);

        AssertSame((await AllianceList.AllAsync(Database, Situations.Calendars)).Single(), Files.Definition().Alliance);
    }

    [Test]
    public async Task Of_eight_who_change_different_lines_at_once_none_is_lost()
    {
        await AllianceStore.SaveAsync(Database, Files.Definition());

        await Task.WhenAll(Enumerable.Range(1, 8).Select(n => Task.Run(() => AllianceStore.ChangeAsync(
            Database, "guohuo",
            stored => stored!.Definition with
            {
                Alliance = stored.Definition.Alliance with
                {
                    Merchants = [.. stored.Definition.Alliance.Merchants, new KnownMerchant($"m{n}", $"店 {n}", null, null)],
                },
            }, Su, Monday))));

        Assert.That((await AllianceList.AllAsync(Database, Situations.Calendars)).Single().Merchants, Has.Count.EqualTo(9));
        Assert.That(await AuditList.ReadAsync(Database, new AuditFilter(Register: "merchants", Actor: "su")), Has.Count.EqualTo(8));
        Assert.That((await AllianceList.VersionsAsync(Database))["guohuo"], Is.EqualTo(9));
    }

    [Test]
    public async Task What_left_and_comes_back_is_as_before()
    {
        await AllianceStore.SaveAsync(Database, Files.Definition());
        await AddOrderAsync(category: "0110", merchant: "lanshan", member: "huanwei", person: "su-xiuying");
        await AllianceStore.SaveAsync(Database, WithoutHuanwei());
        Assert.That((await StoredAsync()).People.Select(person => person.Id), Has.None.EqualTo("su-xiuying"));

        await AllianceStore.SaveAsync(Database, Files.Definition());

        Assert.That(AllianceDifference.Between(await StoredAsync(), Files.Definition()), Is.Empty);
    }

    [Test]
    public async Task Lines_of_the_audit_cannot_be_changed_or_removed()
    {
        await AllianceStore.SaveAsync(Database, Files.Definition());

        Assert.That(() => ExecuteAsync("update audit set actor = 'nobody'"), Throws.InstanceOf<System.Data.Common.DbException>());
        Assert.That(() => ExecuteAsync("delete from audit"), Throws.InstanceOf<System.Data.Common.DbException>());
    }

    [Test]
    public async Task The_audit_is_read_from_its_end_page_by_page()
    {
        await AllianceStore.SaveAsync(Database, Files.Definition());

        List<AuditLine> read = [];
        for (long? before = null; ; before = read[^1].Id)
        {
            var page = await AuditList.ReadAsync(Database, new AuditFilter(Alliance: "guohuo", Before: before, Take: 5));
            read.AddRange(page);
            if (page.Count < 5)
                break;
        }

        Assert.That(read, Has.Count.EqualTo(13));
        Assert.That(read.Select(line => line.Id), Is.Ordered.Descending);
    }

    static readonly DateTimeOffset Monday = new(2026, 3, 2, 1, 0, 0, TimeSpan.Zero);

    static readonly Author Su = new(new Contracts.Actor("su", "苏秘书", null), Author.Page);

    async Task<AllianceDefinition> StoredAsync() =>
        (await AllianceList.FindAsync(Database, Situations.Calendars, "guohuo"))!.Definition;

    static AllianceDefinition WithoutHuanwei()
    {
        var definition = Files.Definition();
        return definition with
        {
            Alliance = definition.Alliance with
            {
                Members = definition.Alliance.Members.Where(member => member.Key != "huanwei").ToDictionary(),
                Roster = definition.Alliance.Roster with
                {
                    Turns = [definition.Alliance.Roster.Turns[0] with { Deputy = null }],
                },
            },
            People = [.. definition.People.Where(person => person.Member != "huanwei")],
        };
    }

    async Task AddOrderAsync(string category, string? merchant, string member, string person, string alliance = "guohuo")
    {
        var id = Guid.CreateVersion7();
        await ExecuteAsync("""
            insert into orders (id, number, alliance, workflow, workflow_version, version, stage, since, due,
                                category, title, text, place, filed_by, filed_at, merchant_code, state)
            values (@id, 'GH-1', @alliance, 'merchant-order', 1, 1, 'filed', @at, @at,
                    @category, '', '', '', @person, @at, @merchant, '{}')
            """, new { id, alliance, category, person, merchant, at = DateTimeOffset.UnixEpoch });
        await ExecuteAsync("""
            insert into assignments (member, person, order_id, part, state)
            values (@member, '', @id, 'lead', 'done')
            """, new { member, id });
    }

    async Task ExecuteAsync(string sql, object? row = null)
    {
        await using var connection = await Database.ConnectAsync();
        await connection.ExecuteAsync(sql, row);
    }

    async Task<IReadOnlyList<string>> PeopleAsync()
    {
        await using var connection = await Database.ConnectAsync();
        return [.. await connection.QueryAsync<string>("select id from people")];
    }

    static void AssertSame(Alliance stored, Alliance saved)
    {
        using (Assert.EnterMultipleScope())
        {
            var withItsLists = stored with
            {
                Categories = saved.Categories,
                Limits = saved.Limits,
                Members = saved.Members,
                Merchants = saved.Merchants,
                Roster = saved.Roster,
                Refusals = saved.Refusals,
                Returns = saved.Returns,
            };
            Assert.That(withItsLists, Is.EqualTo(saved));
            Assert.That(stored.Categories, Is.EqualTo(saved.Categories));
            Assert.That(stored.Limits, Is.EqualTo(saved.Limits));
            Assert.That(Described(stored), Is.EqualTo(Described(saved)));
            Assert.That(stored.Merchants, Is.EqualTo(saved.Merchants));
            Assert.That(stored.Roster.Turns, Is.EqualTo(saved.Roster.Turns));
            Assert.That(stored.Refusals, Is.EqualTo(saved.Refusals));
            Assert.That(stored.Returns, Is.EqualTo(saved.Returns));
        }

        static IEnumerable<string> Described(Alliance alliance) =>
            alliance.Members.Values.Select(member => $"{member.Code} {member.Name}: {string.Join(' ', member.Duties)}");
    }
}
