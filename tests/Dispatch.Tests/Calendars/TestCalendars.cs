using Dispatch.Calendars;

namespace Dispatch.Tests.Calendars;

/// <summary>Calendars made for a test, through the reader that reads their files.</summary>
static class TestCalendars
{
    /// <summary>A calendar without holidays but the given days.</summary>
    public static WorkingCalendar Of(string zone, string hours, params IReadOnlyList<string> days)
    {
        var reading = CalendarFile.Read("test.yaml", $"""
            calendar: test
            title: {"{"} zh: 测试, en: Test {"}"}
            zone: {zone}
            announced: always
            hours:
              {hours}
            days: [{string.Join(", ", days)}]
            """, "");
        Assert.That(reading.Faults, Is.Empty);
        return reading.Calendar!;
    }
}
