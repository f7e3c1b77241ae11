using Dispatch.Calendars;
using Dispatch.Tests.Support;

namespace Dispatch.Tests.Calendars;

/// <summary>Calendars as the database keeps them.</summary>
[TestFixture("sqlite")]
[TestFixture("postgres", Category = "postgres")]
public sealed class AKeptCalendar(string engine)
{
    Office office = null!;
    string folder = "";

    [SetUp]
    public async Task OpenAsync()
    {
        office = await Office.OpenAsync(engine);
        folder = Directory.CreateTempSubdirectory("calendars").FullName;
    }

    [TearDown]
    public async Task CloseAsync()
    {
        await office.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Test]
    public async Task Says_what_its_file_said()
    {
        await CalendarStore.KeepAsync(office.Database, Situations.Calendars.All, Situations.Monday);

        var kept = CalendarStore.LastGood(office.Database).ToDictionary(calendar => calendar.Name);

        Assert.That(kept.Keys, Is.EquivalentTo(Situations.Calendars.All.Select(calendar => calendar.Name)));
        foreach (var calendar in Situations.Calendars.All)
        {
            Assert.That(kept[calendar.Name].Digest, Is.EqualTo(calendar.Digest));
            for (var start = new DateTimeOffset(2025, 12, 1, 1, 30, 0, TimeSpan.Zero); start.Year < 2028; start = start.AddDays(5))
            {
                foreach (var limit in (Limit[])[Limit.Read("3 working days")!, Limit.Read("0 working hours")!, Limit.Read("40 days")!])
                    Assert.That(kept[calendar.Name].After(start, limit), Is.EqualTo(calendar.After(start, limit)));
            }
        }
    }

    [Test]
    public async Task Stands_in_for_a_file_that_is_broken_as_it_was_used_last()
    {
        foreach (var (hours, minute) in (IReadOnlyList<(string, int)>)[("08:00-12:00", 0), ("08:00-11:00", 1), ("08:00-12:00", 2)])
        {
            await File.WriteAllTextAsync(Path.Combine(folder, "one.yaml"), Calendar(hours));
            await CalendarStore.KeepAsync(office.Database, CalendarLibrary.Load(folder).All, Situations.Monday.AddMinutes(minute));
        }

        await File.WriteAllBytesAsync(Path.Combine(folder, "one.yaml"), [0xD6, 0xD0, 0xB9, 0xFA]);
        var library = CalendarLibrary.Load(folder, () => CalendarStore.LastGood(office.Database));

        Assert.That(library.Find("one")!.WorkingDay, Is.EqualTo(TimeSpan.FromHours(4)));
        Assert.That(library.Faults.Single().Sentence, Does.Contain("GB18030"));
        Assert.That(() => CalendarLibrary.Load(folder), Throws.InstanceOf<CalendarsException>(), "where the last good one is not wanted");
        await File.WriteAllTextAsync(Path.Combine(folder, "one.yaml"), Calendar("08:00-10:00"));
        Assert.That(library.Refresh(), Is.True);
        Assert.That((library.Find("one")!.WorkingDay, library.Faults.Count), Is.EqualTo((TimeSpan.FromHours(2), 0)));
    }

    static string Calendar(string hours) => $$"""
        calendar: one
        title: { zh: 一号, en: One }
        zone: Asia/Shanghai
        hours: { monday to friday: "{{hours}}" }
        announced: always
        """;
}
