using Dispatch.Calendars;
using Dispatch.Tests.Support;
using NJsonSchema;
using NodaTime;

namespace Dispatch.Tests.Calendars;

public sealed class ACalendarFile
{
    const string Market = """
        calendar: market
        title: { zh: 夜市日历, en: Night market }
        zone: Asia/Shanghai
        hours:
          monday to friday: [08:00-12:00, 14:00-18:00]
          saturday: 18:00-24:00
        announced: [2026]
        days:
          - { date: 2026-05-01, name: { zh: 劳动节, en: Labour Day }, off: true }
          - { date: 2026-05-10, name: { zh: 劳动节, en: Labour Day }, works: [09:00-12:00] }
          - { date: 2026-05-17, name: { zh: 大集, en: Fair }, works: as usual }
        """;

    [Test]
    public void Says_the_hours_of_weekdays_and_of_the_days_that_are_not_like_them()
    {
        var market = Read(Market).Calendar!;

        Assert.That((market.Name, market.Title.En, market.Zone.Id), Is.EqualTo(("market", "Night market", "Asia/Shanghai")));
        Assert.That(WorkedOn(market, 4, 30), Is.EqualTo(8), "a Thursday");
        Assert.That(WorkedOn(market, 5, 1), Is.Zero, "a holiday on a Friday");
        Assert.That(WorkedOn(market, 5, 9), Is.EqualTo(6), "a Saturday to midnight");
        Assert.That(WorkedOn(market, 5, 10), Is.EqualTo(3), "a Sunday with hours of its own");
        Assert.That(WorkedOn(market, 5, 17), Is.EqualTo(8), "a Sunday like an ordinary day");
        Assert.That(WorkedOn(market, 5, 24), Is.Zero, "a plain Sunday");
    }

    [Test]
    public void Has_office_hours_where_it_says_none() =>
        Assert.That(Read("calendar: plain\ntitle: { zh: 平日, en: Plain }\nzone: Asia/Shanghai\nannounced: always").Calendar!.WorkingDay, Is.EqualTo(TimeSpan.FromHours(8)));

    [Test]
    public void May_add_days_of_its_own_to_a_folder_of_holidays()
    {
        var text = File.ReadAllText(Path.Combine(Folder, "china.yaml"))
            + "days:\n  - { date: 2026-10-10, name: { zh: 商圈活动, en: District event }, off: true }\n";

        var china = Read(text).Calendar!;

        Assert.That(WorkedOn(china, 10, 10), Is.Zero, "the file comes before the folder");
        Assert.That(WorkedOn(china, 9, 20), Is.EqualTo(8), "a Sunday that makes up");
    }

    static readonly TestCaseData<string, string, int, string>[] Faults =
    [
        new("calendar: market", "calendar: Night.Market", 1, "cannot be the name of a calendar") { TestName = "Refuses_a_name_with_dots" },
        new("calendar: market", "", 2, "The calendar of the calendar is missing") { TestName = "Refuses_to_have_no_name" },
        new(", en: Night market", "", 2, "The en of the title of the calendar is missing") { TestName = "Refuses_a_title_in_one_language" },
        new("Asia/Shanghai", "Asia/Putian", 3, "is not a time zone") { TestName = "Refuses_an_unknown_zone" },
        new("saturday", "sonnabend", 6, "\"sonnabend\" is neither a weekday") { TestName = "Refuses_an_unknown_weekday" },
        new("monday to friday", "friday to monday", 5, "nor a range") { TestName = "Refuses_weekdays_backwards" },
        new("saturday", "friday", 6, "The hours of friday are given twice") { TestName = "Refuses_a_weekday_that_is_given_twice" },
        new("08:00-12:00, 14:00-18:00", "08:00-12:00, 11:00-18:00", 5, "11:00-18:00 begins before 08:00-12:00 ends") { TestName = "Refuses_hours_that_overlap" },
        new("18:00-24:00", "18:00-26:00", 6, "\"18:00-26:00\" is not a span of hours") { TestName = "Refuses_hours_after_midnight" },
        new("18:00-24:00", "18:00-17:00", 6, "is not a span of hours") { TestName = "Refuses_hours_that_end_before_they_begin" },
        new("announced: [2026]", "announced: [soon]", 7, "\"soon\" is not a year") { TestName = "Refuses_a_year_that_is_none" },
        new("announced: [2026]", "", 1, "Say where the holidays are") { TestName = "Refuses_to_leave_open_what_is_known" },
        new("announced: [2026]", "announced: [2026]\nholidays: holiday-cn", 7, "leave 'announced' out") { TestName = "Refuses_to_say_twice_what_is_known" },
        new("announced: [2026]", "holidays: holiday-xx", 7, "There is no folder \"holiday-xx\"") { TestName = "Refuses_a_folder_that_is_not_there" },
        new("announced: [2026]", "holidays: ../calendars", 7, "There is no folder") { TestName = "Refuses_a_folder_elsewhere" },
        new("2026-05-10", "2026-05-32", 10, "is not a date") { TestName = "Refuses_a_date_that_does_not_exist" },
        new("2026-05-10", "2026-05-01", 10, "2026-05-01 is already on line 9") { TestName = "Refuses_a_date_that_stands_twice" },
        new(", off: true", "", 9, "Say either off: true") { TestName = "Refuses_a_day_that_is_neither_off_nor_worked_on" },
        new("off: true", "off: true, works: as usual", 9, "Say either off: true") { TestName = "Refuses_a_day_that_is_both_off_and_worked_on" },
        new("off: true", "off: no", 9, "Write off: true") { TestName = "Refuses_off_that_is_not_true" },
        new("works: as usual", "works: sometimes", 11, "is not a span of hours") { TestName = "Refuses_unknown_hours_of_a_day" },
        new("announced: [2026]", "announced: [2026]\nends: whenever", 8, "should be at closing or at opening") { TestName = "Refuses_an_unknown_end" },
        new("zone:", "zones:", 3, "Unknown key \"zones\"") { TestName = "Refuses_an_unknown_key" },
        new("zone: Asia/Shanghai", "zone: [", 3, "not YAML") { TestName = "Refuses_what_is_no_YAML" },
    ];

    [TestCaseSource(nameof(Faults))]
    public void Refuses(string piece, string by, int line, string sentence)
    {
        var reading = Read(Changed(piece, by));

        Assert.That(reading.Calendar, Is.Null);
        Assert.That(reading.Faults.Select(fault => fault.ToString()), Has.Some.StartsWith($"market.yaml:{line}: ").And.Contains(sentence));
    }

    [Test]
    public void Refuses_a_week_without_hours() =>
        Assert.That(
            Read("calendar: x\ntitle: { zh: 无, en: None }\nzone: UTC\nannounced: always\nhours: { monday: [] }").Faults.Select(fault => fault.Sentence),
            Is.EqualTo((string[])["No weekday has working hours, so no limit in working time would ever end."]));

    [Test]
    public void Tells_all_its_faults_at_once() =>
        Assert.That(
            Read(Changed("18:00-24:00", "18:00").Replace("2026-05-01", "1 May", StringComparison.Ordinal).Replace("as usual", "never", StringComparison.Ordinal))
                .Faults.Select(fault => fault.Line),
            Is.EqualTo((int[])[6, 9, 11]));

    [Test]
    public void Is_shipped_without_a_fault()
    {
        var readings = CalendarFile.LoadAll([Folder]);

        Assert.That(readings.SelectMany(reading => reading.Faults), Is.Empty);
        Assert.That(readings.Select(reading => reading.Calendar!.Name), Is.EqualTo((string[])["boston", "china"]));
    }

    [Test]
    public void Is_described_by_a_schema_with_the_keys_that_are_read()
    {
        var schema = Situations.Json(File.ReadAllText(SchemaFile));

        Assert.That(schema.GetProperty("properties").EnumerateObject().Select(key => key.Name), Is.EquivalentTo(CalendarFile.Keys));
        Assert.That(schema.GetProperty("definitions").GetProperty("day").GetProperty("properties").EnumerateObject().Select(key => key.Name), Is.EquivalentTo(CalendarFile.DayKeys));
    }

    [Test]
    public async Task Is_found_good_by_the_schema()
    {
        var schema = await JsonSchema.FromFileAsync(SchemaFile);
        var good = """
            { "calendar": "market", "title": { "zh": "夜市日历", "en": "Night market" }, "zone": "Asia/Shanghai",
              "hours": { "monday to friday": ["08:00-12:00", "14:00-18:00"], "saturday": "18:00-24:00" }, "announced": [2026], "ends": "at opening",
              "days": [{ "date": "2026-05-01", "name": { "zh": "劳动节", "en": "Labour Day" }, "off": true },
                       { "date": "2026-05-10", "name": { "zh": "劳动节", "en": "Labour Day" }, "works": "as usual" }] }
            """;

        Assert.That(schema.Validate(good), Is.Empty);
        Assert.That(schema.Validate(good.Replace("\"ends\": \"at opening\"", "\"holidays\": \"holiday-cn\"", StringComparison.Ordinal)), Is.Not.Empty);
        Assert.That(schema.Validate(good.Replace("18:00-24:00", "18 to 24", StringComparison.Ordinal)), Is.Not.Empty);
    }

    static string Folder => Path.Combine(Situations.WorkflowFolder, "calendars");

    static string SchemaFile => Path.Combine(Situations.WorkflowFolder, "calendar.schema.json");

    static CalendarReading Read(string text) => CalendarFile.Read("market.yaml", text, Folder);

    static string Changed(string piece, string by)
    {
        var changed = Market.Replace(piece, by, StringComparison.Ordinal);
        Assert.That(changed, Is.Not.EqualTo(Market), "the piece stands in the file");
        return changed;
    }

    /// <returns>Hours worked on a day of 2026.</returns>
    static double WorkedOn(WorkingCalendar calendar, int month, int day)
    {
        var date = new LocalDate(2026, month, day);
        return calendar.Between(Midnight(date), Midnight(date.PlusDays(1))).TotalHours;

        DateTimeOffset Midnight(LocalDate of) => calendar.Zone.AtStartOfDay(of).ToDateTimeOffset();
    }
}
