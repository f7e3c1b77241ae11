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
    public void A_calendar_file_gives_the_hours_of_weekdays_and_special_days()
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
    public void A_calendar_file_without_hours_has_office_hours() =>
        Assert.That(
            Read("calendar: plain\ntitle: { zh: 平日, en: Plain }\nzone: Asia/Shanghai\nannounced: always").Calendar!.WorkingDay,
            Is.EqualTo(TimeSpan.FromHours(8)));

    [Test]
    public void A_calendar_file_may_add_its_own_days_to_a_holiday_folder()
    {
        var text = File.ReadAllText(Path.Combine(Folder, "china.yaml"))
            + "days:\n  - { date: 2026-10-10, name: { zh: 商圈活动, en: District event }, off: true }\n";

        var china = Read(text).Calendar!;

        Assert.That(WorkedOn(china, 10, 10), Is.Zero, "the file comes before the folder");
        Assert.That(WorkedOn(china, 9, 20), Is.EqualTo(8), "a Sunday that makes up");
    }

    static readonly TestCaseData<string, string, int, string>[] Faults =
    [
        new("calendar: market", "calendar: Night.Market", 1, "cannot be the name of a calendar")
        {
            TestName = "A_calendar_name_with_dots_is_refused",
        },
        new("calendar: market", "", 2, "The calendar of the calendar is missing") { TestName = "A_calendar_without_a_name_is_refused" },
        new(", en: Night market", "", 2, "The en of the title of the calendar is missing")
        {
            TestName = "A_calendar_title_in_one_language_is_refused",
        },
        new("Asia/Shanghai", "Asia/Putian", 3, "is not a time zone") { TestName = "An_unknown_time_zone_is_refused" },
        new("saturday", "sonnabend", 6, "\"sonnabend\" is neither a weekday") { TestName = "An_unknown_weekday_is_refused" },
        new("monday to friday", "friday to monday", 5, "nor a range") { TestName = "A_range_of_weekdays_that_runs_backwards_is_refused" },
        new("saturday", "friday", 6, "The hours of friday are given twice") { TestName = "A_weekday_given_twice_is_refused" },
        new("08:00-12:00, 14:00-18:00", "08:00-12:00, 11:00-18:00", 5, "11:00-18:00 begins before 08:00-12:00 ends")
        {
            TestName = "Working_hours_that_overlap_are_refused",
        },
        new("18:00-24:00", "18:00-26:00", 6, "\"18:00-26:00\" is not a span of hours")
        {
            TestName = "Working_hours_after_midnight_are_refused",
        },
        new("18:00-24:00", "18:00-17:00", 6, "is not a span of hours")
        {
            TestName = "Working_hours_that_end_before_they_begin_are_refused",
        },
        new("announced: [2026]", "announced: [soon]", 7, "\"soon\" is not a year")
        {
            TestName = "An_announced_year_that_is_not_a_number_is_refused",
        },
        new("announced: [2026]", "", 1, "Say where the holidays are") { TestName = "A_calendar_must_say_which_years_are_announced" },
        new("announced: [2026]", "announced: [2026]\nholidays: holiday-cn", 7, "leave 'announced' out")
        {
            TestName = "Announced_years_beside_a_holiday_folder_are_refused",
        },
        new("announced: [2026]", "holidays: holiday-xx", 7, "There is no folder \"holiday-xx\"")
        {
            TestName = "A_holiday_folder_that_is_missing_is_refused",
        },
        new("announced: [2026]", "holidays: ../calendars", 7, "There is no folder")
        {
            TestName = "A_holiday_folder_outside_the_calendars_is_refused",
        },
        new("2026-05-10", "2026-05-32", 10, "is not a date") { TestName = "A_special_day_that_does_not_exist_is_refused" },
        new("2026-05-10", "2026-05-01", 10, "2026-05-01 is already on line 9") { TestName = "A_special_day_given_twice_is_refused" },
        new(", off: true", "", 9, "Say either off: true") { TestName = "A_special_day_that_is_neither_off_nor_worked_on_is_refused" },
        new("off: true", "off: true, works: as usual", 9, "Say either off: true")
        {
            TestName = "A_special_day_that_is_both_off_and_worked_on_is_refused",
        },
        new("off: true", "off: no", 9, "Write off: true") { TestName = "A_special_day_with_off_other_than_true_is_refused" },
        new("works: as usual", "works: sometimes", 11, "is not a span of hours")
        {
            TestName = "A_special_day_with_unreadable_hours_is_refused",
        },
        new("announced: [2026]", "announced: [2026]\nends: whenever", 8, "should be at closing or at opening")
        {
            TestName = "An_unknown_rule_for_the_end_of_limits_is_refused",
        },
        new("zone:", "zones:", 3, "Unknown key \"zones\"") { TestName = "An_unknown_key_in_a_calendar_file_is_refused" },
        new("zone: Asia/Shanghai", "zone: [", 3, "not YAML") { TestName = "A_calendar_file_that_is_not_YAML_is_refused" },
    ];

    [TestCaseSource(nameof(Faults))]
    public void Faults_of_a_calendar_file_are_found_on_their_lines(string piece, string by, int line, string sentence)
    {
        var reading = Read(Changed(piece, by));

        Assert.That(reading.Calendar, Is.Null);
        Assert.That(reading.Faults.Select(fault => fault.ToString()), Has.Some.StartsWith($"market.yaml:{line}: ").And.Contains(sentence));
    }

    [Test]
    public void A_week_without_working_hours_is_refused() =>
        Assert.That(
            Read("calendar: x\ntitle: { zh: 无, en: None }\nzone: UTC\nannounced: always\nhours: { monday: [] }")
                .Faults.Select(fault => fault.Sentence),
            Is.EqualTo((string[])["No weekday has working hours, so no limit in working time would ever end."]));

    [Test]
    public void All_faults_of_a_calendar_file_are_reported_at_once() =>
        Assert.That(
            Read(
                Changed("18:00-24:00", "18:00")
                    .Replace("2026-05-01", "1 May", StringComparison.Ordinal)
                    .Replace("as usual", "never", StringComparison.Ordinal))
                .Faults.Select(fault => fault.Line),
            Is.EqualTo((int[])[6, 9, 11]));

    [Test]
    public void The_shipped_calendars_have_no_fault()
    {
        var readings = CalendarFile.LoadAll([Folder]);

        Assert.That(readings.SelectMany(reading => reading.Faults), Is.Empty);
        Assert.That(readings.Select(reading => reading.Calendar!.Name), Is.EqualTo((string[])["boston", "china"]));
    }

    [Test]
    public void The_calendar_schema_has_exactly_the_keys_that_are_read()
    {
        var schema = Situations.Json(File.ReadAllText(SchemaFile));

        Assert.That(schema.GetProperty("properties").EnumerateObject().Select(key => key.Name), Is.EquivalentTo(CalendarFile.Keys));
        Assert.That(
            schema.GetProperty("definitions").GetProperty("day").GetProperty("properties").EnumerateObject().Select(key => key.Name),
            Is.EquivalentTo(CalendarFile.DayKeys));
    }

    [Test]
    public async Task The_calendar_schema_accepts_a_valid_file_and_rejects_faulty_ones()
    {
        var schema = await JsonSchema.FromFileAsync(SchemaFile);
        var good = """
            { "calendar": "market", "title": { "zh": "夜市日历", "en": "Night market" }, "zone": "Asia/Shanghai",
              "hours": { "monday to friday": ["08:00-12:00", "14:00-18:00"], "saturday": "18:00-24:00" },
              "announced": [2026], "ends": "at opening",
              "days": [{ "date": "2026-05-01", "name": { "zh": "劳动节", "en": "Labour Day" }, "off": true },
                       { "date": "2026-05-10", "name": { "zh": "劳动节", "en": "Labour Day" }, "works": "as usual" }] }
            """;

        Assert.That(schema.Validate(good), Is.Empty);
        Assert.That(
            schema.Validate(good.Replace("\"ends\": \"at opening\"", "\"holidays\": \"holiday-cn\"", StringComparison.Ordinal)),
            Is.Not.Empty);
        Assert.That(schema.Validate(good.Replace("18:00-24:00", "18 to 24", StringComparison.Ordinal)), Is.Not.Empty);
    }

    static string Folder => Path.Combine(Situations.WorkflowFolder, "calendars");

    static string SchemaFile => Path.Combine(Situations.WorkflowFolder, "calendar.schema.json");

    static CalendarReading Read(string text) => CalendarFile.Read("market.yaml", text, Folder);

    static string Changed(string piece, string by)
    {
        var changed = Market.Replace(piece, by, StringComparison.Ordinal);
        Assert.That(changed, Is.Not.EqualTo(Market), "the piece is in the file");
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
