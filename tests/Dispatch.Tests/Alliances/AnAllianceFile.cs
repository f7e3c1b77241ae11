using Dispatch.Alliances;
using Dispatch.Rosters;
using Dispatch.Tests.Support;
using NodaTime;

namespace Dispatch.Tests.Alliances;

public sealed class AnAllianceFile
{
    [Test]
    public void Says_who_is_in_the_alliance()
    {
        var (alliance, people) = Files.Definition();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(alliance.Code, Is.EqualTo("guohuo"));
            Assert.That(alliance.Zone.Id, Is.EqualTo("Asia/Shanghai"));
            Assert.That(alliance.Calendar, Is.SameAs(Situations.China), "the one it has where it names none");
            Assert.That(alliance.Categories.Keys, Is.EqualTo((string[])["0128", "0110"]), "a code keeps its zero");
            Assert.That(alliance.Members["huanwei"].Duties, Is.EqualTo((string[])["0110"]));
            Assert.That(alliance.Merchants, Is.EqualTo((KnownMerchant[])[new("lanshan", "蓝杉咖啡馆", "000-0000-0001", "延宁路 6 号")]));
            Assert.That(alliance.Roster.Turns[1], Is.EqualTo(new Turn(new LocalDate(2026, 7, 1), new LocalDate(2026, 12, 31), "huanwei", null)));
            Assert.That(people.Single(person => person.Id == "wu-jianfeng").Member, Is.EqualTo("chengguan"));
        }
    }

    static readonly TestCaseData<string, string, int, string>[] Faults =
    [
        new("code: guohuo", "code: Guo.Huo", 1, "routing keys") { TestName = "Refuses_a_code_that_would_break_routing_keys" },
        new("prefix: GH", "prefix: GHXYZ", 2, "longer than 4") { TestName = "Refuses_a_prefix_of_five_letters" },
        new("prefix: GH", "prefix: gh", 2, "two to four capital letters") { TestName = "Refuses_a_prefix_of_small_letters" },
        new("kind: business-district", "kind: street", 3, "one of regional, industry, business-district") { TestName = "Refuses_an_unknown_kind" },
        new("zone: Asia/Shanghai", "zone: Asia/Putian", 5, "no time zone") { TestName = "Refuses_an_unknown_zone" },
        new("zone: Asia/Shanghai", "zone: America/New_York", 1, "The calendar 'china' is of Asia/Shanghai, and this alliance of America/New_York") { TestName = "Refuses_the_usual_calendar_in_another_zone" },
        new("zone: Asia/Shanghai", "zone: Asia/Shanghai\ncalendar: boston", 6, "The calendar 'boston' is of America/New_York") { TestName = "Refuses_a_calendar_of_another_zone" },
        new("zone: Asia/Shanghai", "zone: Asia/Shanghai\ncalendar: fujian", 6, "There is no calendar 'fujian'; there are boston, china") { TestName = "Refuses_an_unknown_calendar" },
        new(", en: Commercial noise", "", 7, "'en' is missing") { TestName = "Refuses_a_name_in_one_language" },
        new("duties: [0110]", "duties: [0110, 0999]", 15, "'0999' is no category") { TestName = "Refuses_an_unknown_duty" },
        new("duties: [0110]", "duties: [0110, 0110]", 15, "twice") { TestName = "Refuses_a_duty_that_stands_twice" },
        new("- code: huanwei", "- code: chengguan", 13, "two members 'chengguan'") { TestName = "Refuses_two_members_of_one_code" },
        new("phone: \"000", "fone: \"000", 17, "no key 'fone'") { TestName = "Refuses_an_unknown_key" },
        new("member: chengguan }", "member: chengguang }", 20, "'chengguang' is no member") { TestName = "Refuses_a_person_of_an_unknown_member" },
        new("merchant: lanshan }", "merchant: lanshen }", 22, "'lanshen' is no merchant") { TestName = "Refuses_a_person_of_an_unknown_merchant" },
        new("merchant: lanshan }", "merchant: lanshan, member: huanwei }", 22, "not both") { TestName = "Refuses_a_merchant_that_acts_for_a_member" },
        new("roles: [secretariat]", "roles: [secretary]", 19, "not 'secretary'") { TestName = "Refuses_an_unknown_role" },
        new("roles: [admin]", "roles: [admin, secretariat]", 23, "holds no desk") { TestName = "Refuses_an_administrator_with_a_desk" },
        new("id: su-xiuying", "id: wu-jianfeng", 21, "two people 'wu-jianfeng'") { TestName = "Refuses_two_people_of_one_id" },
        new("id: su-xiuying", "id: demo-chair", 21, "kept for the demo") { TestName = "Refuses_an_id_of_the_demo" },
        new("until: 2026-06-30", "until: 2026-07-01", 26, "overlaps that of 'chengguan' on line 25") { TestName = "Refuses_turns_that_overlap" },
        new("until: 2026-06-30", "until: 2025-06-30", 25, "before it begins") { TestName = "Refuses_a_turn_that_ends_before_it_begins" },
        new("until: 2026-06-30", "until: 2026-06-31", 25, "no day") { TestName = "Refuses_a_day_that_does_not_exist" },
        new("deputy: huanwei", "deputy: chengguan", 25, "its own deputy") { TestName = "Refuses_a_deputy_of_itself" },
        new("prefix: GH", "code: again", 2, "no YAML") { TestName = "Refuses_a_key_that_stands_twice" },
        new("duties: [0110]", "duties: [0110", 15, "no YAML") { TestName = "Refuses_what_is_no_YAML" },
    ];

    [TestCaseSource(nameof(Faults))]
    public void Refuses(string piece, string by, int line, string sentence)
    {
        var reading = Files.Changed(piece, by);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(reading.Definition, Is.Null);
            Assert.That(reading.Faults.Select(fault => fault.ToString()), Has.Exactly(1).StartsWith($"guohuo.yaml:{line}: ").And.Contains(sentence));
        }
    }

    [Test]
    public void Tells_all_its_faults_at_once()
    {
        var reading = AllianceFile.Parse("all.yaml", Files.Guohuo
            .Replace("prefix: GH", "prefix: G", StringComparison.Ordinal)
            .Replace("duties: [0110]", "duties: [0999]", StringComparison.Ordinal)
            .Replace("deputy: huanwei", "deputy: nobody", StringComparison.Ordinal), Situations.Calendars, 2026, 2026);

        Assert.That(reading.Faults.Select(fault => fault.Line), Is.EqualTo((int[])[2, 15, 25]));
    }

    [TestCase("")]
    [TestCase("- a list")]
    [TestCase("just a text")]
    [TestCase("code: [")]
    [TestCase("a: 1\n---\nb: 2")]
    public void That_is_something_else_is_refused_with_a_sentence(string text)
    {
        var reading = AllianceFile.Parse("other.yaml", text, Situations.Calendars, 2026, 2026);

        Assert.That(reading.Definition, Is.Null);
        Assert.That(reading.Faults, Is.Not.Empty);
    }

    [Test]
    public void Warns_of_days_on_which_nobody_chairs()
    {
        var reading = Files.Changed("from: 2026-07-01", "from: 2026-07-03");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(reading.Definition, Is.Not.Null);
            Assert.That(reading.Warnings.Single().Sentence, Is.EqualTo("Nobody chairs from 2026-07-01 until 2026-07-02."));
        }
    }

    [Test]
    public void May_let_the_chair_go_round_with_dated_turns_that_go_before_it()
    {
        var roster = Files.Guohuo[..Files.Guohuo.IndexOf("roster:", StringComparison.Ordinal)] + """
            roster:
              each: month
              start: 2026-01
              members: [chengguan, huanwei]
              turns:
                - { from: 2026-02-10, until: 2026-03-05, member: chengguan }
            """;

        var turns = AllianceFile.Parse("guohuo.yaml", roster, Situations.Calendars, 2026, 2026).Definition!.Alliance.Roster.Turns;

        Assert.That(turns.Take(4), Is.EqualTo((Turn[])
        [
            new(new LocalDate(2026, 1, 1), new LocalDate(2026, 1, 31), "chengguan", "huanwei"),
            new(new LocalDate(2026, 2, 1), new LocalDate(2026, 2, 9), "huanwei", "chengguan"),
            new(new LocalDate(2026, 2, 10), new LocalDate(2026, 3, 5), "chengguan", null),
            new(new LocalDate(2026, 3, 6), new LocalDate(2026, 3, 31), "chengguan", "huanwei"),
        ]));
    }

    [TestCase("shuiyuncheng.yaml", 14)]
    [TestCase("boston-311.alliance.yaml", 11)]
    public void Of_the_demo_has_no_fault_and_a_chair_on_every_day_of_this_year(string name, int members)
    {
        var year = DateTime.UtcNow.Year;
        var reading = AllianceFile.Read(Files.Demo(name), Situations.Calendars, year, year);

        Assert.That(reading.Faults, Is.Empty);
        Assert.That(reading.Warnings, Is.Empty);
        var alliance = reading.Definition!.Alliance;
        Assert.That(alliance.Members, Has.Count.EqualTo(members));

        var noons = Enumerable.Range(0, DateTime.IsLeapYear(year) ? 366 : 365)
            .Select(day => new LocalDate(year, 1, 1).PlusDays(day).At(LocalTime.Noon).InZoneStrictly(alliance.Zone).ToDateTimeOffset());
        Assert.That(noons.Where(noon => alliance.Roster.At(noon) is null), Is.Empty);
    }

    [Test]
    public void Of_the_demo_lets_every_member_take_volunteer_posts()
    {
        var alliance = AllianceFile.Read(Files.Demo("shuiyuncheng.yaml"), Situations.Calendars, 2026, 2026).Definition!.Alliance;

        Assert.That(alliance.Members.Values, Has.All.Matches<Member>(member =>
            new[] { "V01", "V02", "V03", "V04", "V05" }.All(member.Duties.Contains)));
    }
}
