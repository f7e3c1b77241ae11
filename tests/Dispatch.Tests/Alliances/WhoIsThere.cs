using Dapper;
using Dispatch.Alliances;
using Dispatch.Rosters;
using Dispatch.Tests.Support;
using NodaTime;

namespace Dispatch.Tests.Alliances;

/// <summary>A living person stands behind whoever is to act, and who chaired stays known.</summary>
[TestFixture("sqlite")]
[TestFixture("postgres")]
public sealed class WhoIsThere(string engine)
{
    static readonly DateTimeOffset Summer = new(2026, 8, 15, 4, 0, 0, TimeSpan.Zero);

    TestDatabase fresh = null!;

    [SetUp]
    public async Task Creates() => fresh = await TestDatabase.CreateMigratedAsync(engine);

    [TearDown]
    public async Task Drops() => await fresh.DisposeAsync();

    [Test]
    public async Task A_member_knows_whether_anybody_acts_for_it()
    {
        var alliance = await SavedAsync(Files.Definition("  - { id: su-xiuying, name: 苏秀英, member: huanwei }\n", ""));

        Assert.That((alliance.Members["chengguan"].CanAct, alliance.Members["huanwei"].CanAct), Is.EqualTo((true, false)));
        Assert.That(alliance.WhoMayClaim("0110").Select(member => member.Code), Is.EqualTo((string[])["chengguan"]));
        Assert.That(
            Vacancies.Of(alliance, Summer).Select(vacancy => vacancy.En),
            Is.EqualTo((string[])
            [
                "Nobody holds the chair from 2026-08-15 until 2026-09-26.",
                "Nobody acts for Sanitation (huanwei); nothing can be assigned to it.",
            ]));
    }

    [Test]
    public async Task A_roster_that_ends_is_told_weeks_before()
    {
        var alliance = await SavedAsync(Files.Definition());

        Assert.That(Vacancies.ChairGaps(alliance, new DateTimeOffset(2026, 11, 1, 0, 0, 0, TimeSpan.Zero)), Is.Empty);
        Assert.That(
            Vacancies.ChairGaps(alliance, new DateTimeOffset(2026, 12, 1, 0, 0, 0, TimeSpan.Zero)),
            Is.EqualTo((DateInterval[])[new(new LocalDate(2027, 1, 1), new LocalDate(2027, 1, 12))]));
    }

    [Test]
    public async Task Who_chaired_before_today_stays_whatever_the_file_says_later()
    {
        await SavedAsync(Files.Definition());
        const string Changed = "  - { from: 2026-01-01, until: 2026-12-31, member: huanwei }";
        const string Turns =
            "  - { from: 2026-01-01, until: 2026-06-30, member: chengguan, deputy: huanwei }\n  - { from: 2026-07-01, until: 2026-12-31, member: huanwei }";

        var alliance = await SavedAsync(Files.Definition(Turns, Changed), Summer);
        var again = await SavedAsync(Files.Definition(Turns, Changed), Summer.AddDays(3));

        Assert.That(alliance.Roster.On(new LocalDate(2026, 3, 1))!.Member, Is.EqualTo("chengguan"));
        Assert.That(alliance.Roster.On(new LocalDate(2026, 9, 1))!.Member, Is.EqualTo("huanwei"));
        Assert.That(again.Roster.Turns, Is.EqualTo((Turn[])
        [
            new(new LocalDate(2026, 1, 1), new LocalDate(2026, 6, 30), "chengguan", "huanwei"),
            new(new LocalDate(2026, 7, 1), new LocalDate(2026, 12, 31), "huanwei", null),
        ]), "a turn that goes on stays one turn");
    }

    [Test]
    public async Task A_rotation_is_stored_and_goes_on_and_a_change_leaves_the_past()
    {
        const string Turns =
            "  - { from: 2026-01-01, until: 2026-06-30, member: chengguan, deputy: huanwei }\n  - { from: 2026-07-01, until: 2026-12-31, member: huanwei }";
        const string Rotation = "  each: month\n  start: 2026-01\n  members: [chengguan, huanwei]";

        var alliance = await SavedAsync(Files.Definition(Turns, Rotation), Summer);
        Assert.That(alliance.Roster.On(new LocalDate(2031, 2, 3))!.Member, Is.EqualTo("huanwei"));

        var later = new DateTimeOffset(2031, 2, 10, 4, 0, 0, TimeSpan.Zero);
        var changed = await SavedAsync(Files.Definition(Turns, "  each: month\n  members: [chengguan]"), later);

        Assert.That(changed.Roster.On(new LocalDate(2031, 2, 3))!.Member, Is.EqualTo("huanwei"), "before the change");
        Assert.That(changed.Roster.On(new LocalDate(2029, 4, 1))!.Member, Is.EqualTo("huanwei"), "who chaired then can be told");
        Assert.That(changed.Roster.On(new LocalDate(2031, 2, 11))!.Member, Is.EqualTo("chengguan"), "since the change");
    }

    [Test]
    public async Task What_left_the_file_and_is_kept_for_old_orders_is_given_nothing_new()
    {
        await SavedAsync(Files.Definition());
        await using (var connection = await fresh.OpenAsync())
        {
            await connection.ExecuteAsync("""
                insert into orders (id, number, alliance, workflow, workflow_version, version, stage, since, due,
                                    category, title, text, place, filed_by, filed_at, merchant_code, state)
                values (@id, 'GH-1', 'guohuo', 'merchant-order', 1, 1, 'filed', @at, @at,
                        '0128', '', '', '', 'somebody', @at, 'lanshan', '{}')
                """, new { id = Guid.CreateVersion7(), at = DateTimeOffset.UnixEpoch });
        }

        var definition = Files.Definition();
        var alliance = await SavedAsync(definition with
        {
            Alliance = definition.Alliance with
            {
                Categories = definition.Alliance.Categories.Where(category => category.Key != "0128").ToDictionary(),
                Members = definition.Alliance.Members.Values
                    .Select(member => member with { Duties = [.. member.Duties.Where(duty => duty != "0128")] })
                    .ToDictionary(member => member.Code),
                Merchants = [],
            },
            People = [.. definition.People.Where(person => person.Merchant is null)],
        });

        Assert.That((alliance.Categories.ContainsKey("0128"), alliance.TakesIn("0128"), alliance.TakesIn("0110")), Is.EqualTo((true, false, true)));
        Assert.That((alliance.Merchants.Count, alliance.FindMerchant("lanshan")), Is.EqualTo((1, (KnownMerchant?)null)));
        Assert.That((await SavedAsync(definition)).TakesIn("0128"), "and comes back with the file");
    }

    async Task<Alliance> SavedAsync(AllianceDefinition definition, DateTimeOffset? now = null)
    {
        await AllianceStore.SaveAsync(fresh.Database, definition, now: now);
        return (await AllianceList.AllAsync(fresh.Database, Situations.Calendars)).Single();
    }
}
