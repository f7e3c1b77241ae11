using Dispatch.Calendars;
using Dispatch.Tests.Support;
using NodaTime;

namespace Dispatch.Tests.Calendars;

public sealed class TheHolidayFolder
{
    string folder = "";

    [SetUp]
    public void Makes_a_folder() => folder = Directory.CreateTempSubdirectory("holidays").FullName;

    [TearDown]
    public void Removes_it() => Directory.Delete(folder, recursive: true);

    [Test]
    public void The_shipped_holidays_are_those_of_the_announced_years()
    {
        var (years, faults) = HolidayFolder.Load(Path.Combine(Situations.WorkflowFolder, "calendars", "holiday-cn"));

        Assert.That(faults, Is.Empty);
        Assert.That(
            years.Select(year => (year.Number, year.IsAnnounced)),
            Is.EqualTo(((int, bool)[])[(2023, true), (2024, true), (2025, true), (2026, true), (2027, false)]));
        Assert.That(
            years[0].Days[0],
            Is.EqualTo(new HolidayYear.Day(new LocalDate(2022, 12, 31), new("元旦", "New Year's Day"), true, 9)),
            "late December in the file of the next year");
        Assert.That(years[0].Days[^1].Name.En, Is.EqualTo("Mid-Autumn Festival and National Day"));
    }

    [TestCase("{\n\"year\": ,", 2, "This is not JSON", TestName = "A_holiday_file_that_is_not_JSON_is_refused")]
    [TestCase("[]", 1, "map of keys and values is expected for the year", TestName = "A_holiday_file_with_a_list_is_refused")]
    [TestCase("{\"days\": []}", 1, "'year' is missing", TestName = "A_holiday_file_without_a_year_is_refused")]
    [TestCase("{\"year\": 2027}", 1, "'days' is missing", TestName = "A_holiday_file_without_a_list_of_days_is_refused")]
    [TestCase(
        "{\"year\": \"soon\", \"days\": []}", 1, "'soon' is not a year", TestName = "A_holiday_year_that_is_not_a_number_is_refused")]
    [TestCase(
        "{\"year\": 2027, \"days\": [\n{\"name\": \"元旦\", \"date\": \"2027-13-01\", \"isOffDay\": true}]}", 2,
        "'2027-13-01' is not a date", TestName = "A_holiday_that_does_not_exist_is_refused")]
    [TestCase(
        "{\"year\": 2027, \"days\": [\n{\"name\": \"元旦\", \"date\": \"2028-01-01\", \"isOffDay\": true}]}", 2,
        "2028-01-01 is neither in 2027 nor in the December before it", TestName = "A_holiday_of_another_year_is_refused")]
    [TestCase(
        "{\"year\": 2027, \"days\": [\n{\"name\": \"元旦\", \"date\": \"2027-01-01\", \"isOffDay\": \"true\"}]}", 2, "isOffDay is true",
        TestName = "A_boolean_in_quotation_marks_is_refused")]
    [TestCase(
        "{\"year\": 2027, \"days\": [\n{\"date\": \"2027-01-01\", \"isOffDay\": true}]}", 2, "The key 'name' of the day is missing",
        TestName = "A_holiday_without_a_name_is_refused")]
    [TestCase(
        "{\"year\": 2027, \"days\": [\n{\"name\": \"元旦\", \"date\": \"2027-01-01\", \"isOffDay\": true},\n"
        + "{\"name\": \"元旦\", \"date\": \"2027-01-01\", \"isOffDay\": false}]}",
        3, "2027-01-01 is already on line 2", TestName = "A_holiday_given_twice_is_refused")]
    public void A_faulty_holiday_file_is_not_added(string text, int line, string sentence)
    {
        var (year, _, faults) = HolidayFolder.Add(folder, Write("new.json", text));

        Assert.That(year, Is.Null);
        Assert.That(faults.Select(fault => fault.ToString()), Has.Some.Contains($"new.json:{line}: ").And.Contains(sentence));
        Assert.That(faults.Select(fault => fault.InChinese), Has.All.Match("[\u4e00-\u9fff].*。$"), "pages say it to who reads Chinese");
        Assert.That(Directory.GetFiles(folder, "2*"), Is.Empty, "nothing was put in place");
    }

    [Test]
    public void A_year_is_added_and_replaced_once_it_is_announced()
    {
        HolidayFolder.Add(folder, Write("new.json", Year(2027)));
        var (year, before, faults) = HolidayFolder.Add(folder, Write("new.json", Year(2027, ("2027-01-01", true))));

        Assert.That(faults, Is.Empty);
        Assert.That((year!.Days.Count, before!.Days.Count), Is.EqualTo((1, 0)));
        Assert.That(File.ReadAllText(Path.Combine(folder, "2027.json")), Is.EqualTo(Year(2027, ("2027-01-01", true))));
    }

    [Test]
    public void An_announced_year_is_not_replaced_by_an_empty_one()
    {
        HolidayFolder.Add(folder, Write("new.json", Year(2027, ("2027-01-01", true))));

        var (year, _, faults) = HolidayFolder.Add(folder, Write("new.json", Year(2027)));

        Assert.That(year, Is.Null);
        Assert.That(faults.Single().Sentence, Is.EqualTo(
            "The file has no days, and 2027.json has 1: what is announced is not replaced by nothing."));
        Assert.That(File.ReadAllText(Path.Combine(folder, "2027.json")), Does.Contain("2027-01-01"));
    }

    [Test]
    public void A_year_that_contradicts_another_is_refused()
    {
        HolidayFolder.Add(folder, Write("new.json", Year(2026, ("2026-12-31", true))));

        var (year, _, faults) = HolidayFolder.Add(folder, Write("new.json", Year(2027, ("2026-12-31", false))));

        Assert.That(year, Is.Null);
        Assert.That(faults.Single().Sentence, Does.StartWith("2026-12-31 is off in 2026.json, line ").And.EndsWith("and here it is not."));
        Assert.That(faults.Single().InChinese, Does.StartWith("2026-12-31 在 2026.json 第 ").And.EndsWith(" 行是放假，这里相反。"));
    }

    [Test]
    public void A_holiday_file_must_be_named_after_its_year()
    {
        Write("2025.json", Year(2027));

        Assert.That(
            HolidayFolder.Load(folder).Faults.Single().Sentence, Is.EqualTo("The file is about 2027, which must be called 2027.json."));
    }

    static string Year(int year, params IEnumerable<(string Date, bool Off)> days) =>
        $$"""{"year": {{year}}, "days": [{{string.Join(',', days.Select(day => Day(day.Date, day.Off)))}}]}""";

    static string Day(string date, bool off) =>
        $$"""{"name": "元旦", "date": "{{date}}", "isOffDay": {{(off ? "true" : "false")}}}""";

    string Write(string name, string text)
    {
        var path = Path.Combine(folder, name);
        File.WriteAllText(path, text);
        return path;
    }
}
