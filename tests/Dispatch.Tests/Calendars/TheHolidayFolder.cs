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
    public void Has_the_years_that_were_announced()
    {
        var (years, faults) = HolidayFolder.Load(Path.Combine(Situations.WorkflowFolder, "calendars", "holiday-cn"));

        Assert.That(faults, Is.Empty);
        Assert.That(years.Select(year => (year.Number, year.IsAnnounced)), Is.EqualTo(((int, bool)[])[(2023, true), (2024, true), (2025, true), (2026, true), (2027, false)]));
        Assert.That(years[0].Days[0], Is.EqualTo(new HolidayYear.Day(new LocalDate(2022, 12, 31), new("元旦", "New Year's Day"), true, 9)), "late December in the file of the next year");
        Assert.That(years[0].Days[^1].Name.En, Is.EqualTo("Mid-Autumn Festival and National Day"));
    }

    [TestCase("{\n\"year\": ,", 2, "This is not JSON", TestName = "Refuses_what_is_no_JSON")]
    [TestCase("[]", 1, "map of keys and values is expected for the year", TestName = "Refuses_a_list")]
    [TestCase("{\"days\": []}", 1, "'year' is missing", TestName = "Refuses_days_of_no_year")]
    [TestCase("{\"year\": 2027}", 1, "'days' is missing", TestName = "Refuses_a_year_without_a_list_of_days")]
    [TestCase("{\"year\": \"soon\", \"days\": []}", 1, "'soon' is not a year", TestName = "Refuses_a_year_that_is_none")]
    [TestCase("{\"year\": 2027, \"days\": [\n{\"name\": \"元旦\", \"date\": \"2027-13-01\", \"isOffDay\": true}]}", 2, "'2027-13-01' is not a date", TestName = "Refuses_a_date_that_does_not_exist")]
    [TestCase("{\"year\": 2027, \"days\": [\n{\"name\": \"元旦\", \"date\": \"2028-01-01\", \"isOffDay\": true}]}", 2, "2028-01-01 is neither in 2027 nor in the December before it", TestName = "Refuses_a_date_of_another_year")]
    [TestCase("{\"year\": 2027, \"days\": [\n{\"name\": \"元旦\", \"date\": \"2027-01-01\", \"isOffDay\": \"true\"}]}", 2, "isOffDay is true", TestName = "Refuses_a_truth_that_is_a_text")]
    [TestCase("{\"year\": 2027, \"days\": [\n{\"date\": \"2027-01-01\", \"isOffDay\": true}]}", 2, "The key 'name' of the day is missing", TestName = "Refuses_a_day_without_a_name")]
    [TestCase("{\"year\": 2027, \"days\": [\n{\"name\": \"元旦\", \"date\": \"2027-01-01\", \"isOffDay\": true},\n{\"name\": \"元旦\", \"date\": \"2027-01-01\", \"isOffDay\": false}]}", 3, "2027-01-01 is already on line 2", TestName = "Refuses_a_day_that_stands_twice")]
    public void Refuses(string text, int line, string sentence)
    {
        var (year, _, faults) = HolidayFolder.Add(folder, Write("new.json", text));

        Assert.That(year, Is.Null);
        Assert.That(faults.Select(fault => fault.ToString()), Has.Some.Contains($"new.json:{line}: ").And.Contains(sentence));
        Assert.That(Directory.GetFiles(folder, "2*"), Is.Empty, "nothing was put in place");
    }

    [Test]
    public void Takes_a_year_in_and_what_is_announced_later()
    {
        HolidayFolder.Add(folder, Write("new.json", Year(2027)));
        var (year, before, faults) = HolidayFolder.Add(folder, Write("new.json", Year(2027, ("2027-01-01", true))));

        Assert.That(faults, Is.Empty);
        Assert.That((year!.Days.Count, before!.Days.Count), Is.EqualTo((1, 0)));
        Assert.That(File.ReadAllText(Path.Combine(folder, "2027.json")), Is.EqualTo(Year(2027, ("2027-01-01", true))));
    }

    [Test]
    public void Does_not_let_nothing_replace_what_is_announced()
    {
        HolidayFolder.Add(folder, Write("new.json", Year(2027, ("2027-01-01", true))));

        var (year, _, faults) = HolidayFolder.Add(folder, Write("new.json", Year(2027)));

        Assert.That(year, Is.Null);
        Assert.That(faults.Single().Sentence, Does.EndWith("what is announced is not replaced by nothing."));
        Assert.That(File.ReadAllText(Path.Combine(folder, "2027.json")), Does.Contain("2027-01-01"));
    }

    [Test]
    public void Refuses_a_year_that_contradicts_another()
    {
        HolidayFolder.Add(folder, Write("new.json", Year(2026, ("2026-12-31", true))));

        var (year, _, faults) = HolidayFolder.Add(folder, Write("new.json", Year(2027, ("2026-12-31", false))));

        Assert.That(year, Is.Null);
        Assert.That(faults.Single().Sentence, Does.StartWith("2026-12-31 is off in").And.EndsWith("and here it is not."));
    }

    [Test]
    public void Wants_a_file_called_after_its_year()
    {
        Write("2025.json", Year(2027));

        Assert.That(HolidayFolder.Load(folder).Faults.Single().Sentence, Is.EqualTo("The file is about 2027, which must be called 2027.json."));
    }

    static string Year(int year, params IEnumerable<(string Date, bool Off)> days) =>
        $$"""{"year": {{year}}, "days": [{{string.Join(',', days.Select(day => $$"""{"name": "元旦", "date": "{{day.Date}}", "isOffDay": {{(day.Off ? "true" : "false")}}}"""))}}]}""";

    string Write(string name, string text)
    {
        var path = Path.Combine(folder, name);
        File.WriteAllText(path, text);
        return path;
    }
}
