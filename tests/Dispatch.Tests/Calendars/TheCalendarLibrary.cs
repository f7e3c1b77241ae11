using Dispatch.Calendars;
using Dispatch.Tests.Support;

namespace Dispatch.Tests.Calendars;

public sealed class TheCalendarLibrary
{
    string folder = "";

    [SetUp]
    public void Makes_a_folder()
    {
        folder = Directory.CreateTempSubdirectory("calendars").FullName;
        Write("one.yaml", Calendar("one"));
        Write("two.yaml", Calendar("two"));
    }

    [TearDown]
    public void Removes_it() => Directory.Delete(folder, recursive: true);

    [Test]
    public void Calendars_are_found_by_name()
    {
        var library = CalendarLibrary.Load(folder);

        Assert.That(library.All.Select(calendar => calendar.Name), Is.EqualTo((string[])["one", "two"]));
        Assert.That(library.Find("two"), Is.SameAs(library.All[1]));
        Assert.That(library.Find("three"), Is.Null);
    }

    [Test]
    public void A_refresh_keeps_calendars_whose_files_have_not_changed()
    {
        var library = CalendarLibrary.Load(folder);
        var one = library.Find("one");

        Assert.That(library.Refresh(), Is.False);
        Assert.That(library.Find("one"), Is.SameAs(one));
    }

    [Test]
    public void A_refresh_loads_a_changed_file_and_keeps_a_calendar_in_use()
    {
        var library = CalendarLibrary.Load(folder);
        var old = library.Find("one")!;

        Write("one.yaml", Calendar("one", "08:00-11:00"));

        Assert.That(library.Refresh(), Is.True);
        Assert.That(library.Find("one")!.WorkingDay, Is.EqualTo(TimeSpan.FromHours(3)));
        Assert.That(old.WorkingDay, Is.EqualTo(TimeSpan.FromHours(4)));
    }

    [Test]
    public void A_refresh_loads_a_year_that_was_added()
    {
        Directory.CreateDirectory(Path.Combine(folder, "holiday-cn"));
        Write("holiday-cn/2027.json", """{"year": 2027, "days": []}""");
        Write("one.yaml", Calendar("one").Replace("announced: always", "holidays: holiday-cn", StringComparison.Ordinal));
        var library = CalendarLibrary.Load(folder);
        DateTimeOffset at = new(2027, 6, 1, 1, 0, 0, TimeSpan.Zero);
        Assert.That(library.Find("one")!.After(at, TimeSpan.FromHours(1)).Provisional, Is.True);

        var announced = Path.Combine(folder, "announced");
        File.WriteAllText(announced, """{"year": 2027, "days": [{"name": "元旦", "date": "2027-01-01", "isOffDay": true}]}""");
        HolidayFolder.Add(Path.Combine(folder, "holiday-cn"), announced);

        Assert.That(library.Refresh(), Is.True);
        Assert.That(library.Find("one")!.After(at, TimeSpan.FromHours(1)).Provisional, Is.False);
    }

    [Test]
    public void A_refresh_keeps_all_calendars_while_a_file_is_broken()
    {
        var library = CalendarLibrary.Load(folder);
        var one = library.Find("one");
        Write("two.yaml", "calendar: two");

        Assert.That(library.Refresh(), Is.False);
        Assert.That(library.Find("one"), Is.SameAs(one));
        Assert.That(library.Find("two"), Is.Not.Null);
        Assert.That(library.Faults, Is.Not.Empty);

        Write("two.yaml", Calendar("two", "08:00-10:00"));
        Assert.That(library.Refresh(), Is.True);
        Assert.That(library.Faults, Is.Empty);
    }

    [Test]
    public void Two_calendars_with_one_name_are_refused()
    {
        Write("two.yaml", Calendar("one"));

        Assert.That(
            () => CalendarLibrary.Load(folder),
            Throws.TypeOf<CalendarsException>().With.Message.Contains("two.yaml:1: The calendar one is already in"));
    }

    [Test]
    public void A_folder_without_calendars_is_refused() =>
        Assert.That(
            () => CalendarLibrary.Load(Path.Combine(Situations.WorkflowFolder, "calendars", "holiday-cn")),
            Throws.TypeOf<CalendarsException>().With.Message.Contains("The folder has no calendar in it."));

    static string Calendar(string name, string hours = "08:00-12:00") =>
        $"calendar: {name}\ntitle: {{ zh: 测试, en: Test }}\nzone: Asia/Shanghai\nannounced: always\n"
        + $"hours: {{ monday to friday: {hours} }}\n";

    void Write(string name, string text) => File.WriteAllText(Path.Combine(folder, name), text);
}
