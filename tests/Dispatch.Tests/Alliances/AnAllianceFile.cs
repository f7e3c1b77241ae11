using Dispatch.Alliances;
using Dispatch.Language;
using Dispatch.Rosters;
using Dispatch.Tests.Support;
using NodaTime;

namespace Dispatch.Tests.Alliances;

public sealed class AnAllianceFile
{
    [Test]
    public void An_alliance_file_says_who_is_in_the_alliance()
    {
        var (alliance, people) = Files.Definition();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(alliance.Code, Is.EqualTo("guohuo"));
            Assert.That(alliance.Zone.Id, Is.EqualTo("Asia/Shanghai"));
            Assert.That(alliance.Calendar, Is.SameAs(Situations.China), "the default calendar");
            Assert.That(alliance.Categories.Keys, Is.EqualTo((string[])["0128", "0110"]), "a code keeps its zero");
            Assert.That(alliance.Members["huanwei"].Duties, Is.EqualTo((string[])["0110"]));
            Assert.That(alliance.Merchants, Is.EqualTo((KnownMerchant[])[new("lanshan", "蓝杉咖啡馆", "000-0000-0001", "延宁路 6 号")]));
            Assert.That(
                alliance.Roster.Turns[1],
                Is.EqualTo(new Turn(new LocalDate(2026, 7, 1), new LocalDate(2026, 12, 31), "huanwei", null)));
            Assert.That(alliance.Refusals, Is.EqualTo((Words[])[new("不属于本联盟职责", "Not our duty")]));
            Assert.That(alliance.Returns.Select(reason => reason.En), Is.EqualTo((string[])["Not its duty"]));
            Assert.That(people.Single(person => person.Id == "wu-jianfeng").Member, Is.EqualTo("chengguan"));
        }
    }

    [Test]
    public void An_alliance_file_may_say_how_long_personal_data_are_kept()
    {
        Assert.That(Files.Definition().Alliance.ForgetAfter, Is.Null, "for ever, where it says nothing");
        Assert.That(
            Files.Definition(Zone, $"{Zone}\nprivacy: {{ forget after: 2 years }}").Alliance.ForgetAfter,
            Is.EqualTo(RetentionPeriod.Read("2 years")));
    }

    const string Zone = "zone: Asia/Shanghai";

    static readonly TestCaseData<string, string, int, string>[] Faults =
    [
        new("code: guohuo", "code: Guo.Huo", 1, "routing keys") { TestName = "An_alliance_code_that_would_break_routing_keys_is_refused" },
        new("prefix: GH", "prefix: GHXYZ", 2, "longer than 4") { TestName = "A_prefix_of_five_letters_is_refused" },
        new("prefix: GH", "prefix: gh", 2, "two to four capital letters") { TestName = "A_prefix_of_small_letters_is_refused" },
        new("kind: business-district", "kind: street", 3, "one of regional, industry, business-district")
        {
            TestName = "An_unknown_kind_of_alliance_is_refused",
        },
        new("zone: Asia/Shanghai", "zone: Asia/Putian", 5, "is not a time zone")
        {
            TestName = "An_alliance_in_an_unknown_time_zone_is_refused",
        },
        new(
            "zone: Asia/Shanghai", "zone: America/New_York", 1,
            "The calendar 'china' is for Asia/Shanghai, but this alliance is in America/New_York")
        {
            TestName = "An_alliance_may_not_use_the_default_calendar_in_another_time_zone",
        },
        new("zone: Asia/Shanghai", "zone: Asia/Shanghai\ncalendar: boston", 6, "The calendar 'boston' is for America/New_York")
        {
            TestName = "An_alliance_may_not_use_a_calendar_for_another_time_zone",
        },
        new("zone: Asia/Shanghai", "zone: Asia/Shanghai\ncalendar: fujian", 6, "There is no calendar 'fujian'; there are boston, china")
        {
            TestName = "An_alliance_with_an_unknown_calendar_is_refused",
        },
        new(Zone, $"{Zone}\nprivacy: {{ forget after: 0 days }}", 6, "from 30 days to 100 years after an order has ended, not '0 days'")
        {
            TestName = "Personal_data_cannot_be_forgotten_at_once",
        },
        new(Zone, $"{Zone}\nprivacy:\n  forget after: 300 years", 7, "not '300 years'")
        {
            TestName = "Personal_data_cannot_be_kept_for_three_hundred_years",
        },
        new(Zone, $"{Zone}\nprivacy: {{ forget after: soon }}", 6, "'soon' is not a period; examples are 90 days, 6 months and 2 years")
        {
            TestName = "A_period_for_personal_data_that_is_none_is_refused",
        },
        new(Zone, $"{Zone}\nprivacy: {{}}", 6, "'forget after' is missing") { TestName = "Privacy_without_a_period_is_refused" },
        new(Zone, $"{Zone}\nprivacy: {{ forget before: 2 years }}", 6, "no key 'forget before'")
        {
            TestName = "An_unknown_key_of_privacy_is_refused",
        },
        new(", en: Not our duty", "", 28, "'en' is missing") { TestName = "A_reason_in_one_language_is_refused" },
        new(", en: Commercial noise", "", 7, "'en' is missing") { TestName = "A_category_name_in_one_language_is_refused" },
        new("duties: [0110]", "duties: [0110, 0999]", 15, "'0999' is not a category")
        {
            TestName = "A_duty_that_is_not_a_category_is_refused",
        },
        new("duties: [0110]", "duties: [0110, 0110]", 15, "twice") { TestName = "A_duty_listed_twice_is_refused" },
        new("- code: huanwei", "- code: chengguan", 13, "two members 'chengguan'") { TestName = "Two_members_with_one_code_are_refused" },
        new("phone: \"000", "fone: \"000", 17, "no key 'fone'") { TestName = "An_unknown_key_in_an_alliance_file_is_refused" },
        new("member: chengguan }", "member: chengguang }", 20, "'chengguang' is not a member")
        {
            TestName = "A_person_who_acts_for_an_unknown_member_is_refused",
        },
        new("merchant: lanshan }", "merchant: lanshen }", 22, "'lanshen' is not a merchant")
        {
            TestName = "A_person_who_is_an_unknown_merchant_is_refused",
        },
        new("merchant: lanshan }", "merchant: lanshan, member: huanwei }", 22, "not both")
        {
            TestName = "A_merchant_who_acts_for_a_member_is_refused",
        },
        new("roles: [secretariat]", "roles: [secretary]", 19, "not 'secretary'") { TestName = "A_person_with_an_unknown_role_is_refused" },
        new("roles: [admin]", "roles: [admin, secretariat]", 23, "holds no desk")
        {
            TestName = "An_administrator_with_another_role_is_refused",
        },
        new("id: su-xiuying", "id: wu-jianfeng", 21, "two people 'wu-jianfeng'") { TestName = "Two_people_with_one_id_are_refused" },
        new("id: su-xiuying", "id: demo-chair", 21, "reserved for the demo") { TestName = "A_person_with_an_id_of_the_demo_is_refused" },
        new("id: su-xiuying", "id: clock", 21, "reserved") { TestName = "A_person_with_the_id_of_the_system_is_refused" },
        new("- code: huanwei", "- code: clock", 13, "reserved") { TestName = "A_member_with_the_id_of_the_system_is_refused" },
        new("- code: huanwei", "- code: demo-huanwei", 13, "reserved") { TestName = "A_member_with_an_id_of_the_demo_is_refused" },
        new("name: 苏秀英", "name: \"\\u200b\\u3164\"", 21, "A text is expected") { TestName = "A_name_that_nobody_sees_is_refused" },
        new("name: 苏秀英", "name: \"苏\\u0007\"", 21, "control signs") { TestName = "A_name_with_a_control_sign_is_refused" },
        new("until: 2026-06-30", "until: 2026-07-01", 26, "overlaps that of 'chengguan' on line 25")
        {
            TestName = "Turns_that_overlap_are_refused",
        },
        new("until: 2026-06-30", "until: 2025-06-30", 25, "before it begins")
        {
            TestName = "A_turn_that_ends_before_it_begins_is_refused",
        },
        new("until: 2026-06-30", "until: 2026-06-31", 25, "is not a date") { TestName = "A_date_that_does_not_exist_is_refused" },
        new("deputy: huanwei", "deputy: chengguan", 25, "its own deputy") { TestName = "A_member_may_not_be_its_own_deputy" },
        new("prefix: GH", "code: again", 2, "not valid YAML") { TestName = "A_key_given_twice_in_an_alliance_file_is_refused" },
        new("duties: [0110]", "duties: [0110", 15, "not YAML") { TestName = "An_alliance_file_that_is_not_YAML_is_refused" },
    ];

    [TestCaseSource(nameof(Faults))]
    public void A_faulty_alliance_file_is_refused(string piece, string by, int line, string sentence)
    {
        var reading = Files.Changed(piece, by);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(reading.Definition, Is.Null);
            Assert.That(
                reading.Faults.Select(fault => fault.ToString()),
                Has.Exactly(1).StartsWith($"guohuo.yaml:{line}: ").And.Contains(sentence));
        }
    }

    [Test]
    public void All_faults_of_an_alliance_file_are_reported_at_once()
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
    public void A_file_that_is_not_an_alliance_file_is_refused_with_a_sentence(string text)
    {
        var reading = AllianceFile.Parse("other.yaml", text, Situations.Calendars, 2026, 2026);

        Assert.That(reading.Definition, Is.Null);
        Assert.That(reading.Faults, Is.Not.Empty);
    }

    [Test]
    public void Days_on_which_nobody_chairs_are_a_warning()
    {
        var reading = Files.Changed("from: 2026-07-01", "from: 2026-07-03");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(reading.Definition, Is.Not.Null);
            Assert.That(reading.Warnings.Single().Sentence, Is.EqualTo("Nobody chairs from 2026-07-01 until 2026-07-02."));
        }
    }

    [Test]
    public void Dated_turns_take_precedence_over_the_rotation()
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
    public void The_demo_alliance_has_no_fault_and_a_chair_on_every_day_of_this_year(string name, int members)
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
    public void Every_member_of_the_demo_alliance_may_take_volunteer_posts()
    {
        var alliance = AllianceFile.Read(Files.Demo("shuiyuncheng.yaml"), Situations.Calendars, 2026, 2026).Definition!.Alliance;

        Assert.That(alliance.Members.Values, Has.All.Matches<Member>(member =>
            new[] { "V01", "V02", "V03", "V04", "V05" }.All(member.Duties.Contains)));
    }
}
