using System.Text;
using Dispatch.Language;
using Dispatch.Server.Feeds;
using Ical.Net;
using Ical.Net.CalendarComponents;
using Ical.Net.DataTypes;

namespace Dispatch.Tests.Feeds;

public sealed class ACalendarText
{
    static readonly string[] Titles =
    [
        "逗号, 分号; 反斜\\n杠 \\ 冒号: \"引号\" ^ '撇号'",
        "一行\n二行",
        new string('长', 200),
        new string('x', 200),
        string.Concat(Enumerable.Repeat("🎉", 100)),
        "a" + string.Concat(Enumerable.Repeat("🎉", 99)),
        "ab" + string.Concat(Enumerable.Repeat("👨‍👩‍👧‍👦", 18)),
        "制表\t符 BEGIN:VEVENT",
    ];

    [TestCaseSource(nameof(Titles))]
    public void A_title_is_read_from_a_calendar_text_as_it_was_written(string title) =>
        Assert.That(Calendar.Load(Written(title))!.Events.Single().Summary, Is.EqualTo(title));

    [Test]
    public void A_calendar_that_has_not_room_for_all_says_so_in_its_name()
    {
        Assert.That(CalendarText.Of(DeadlineCalendar.Of(null, [], isWhole: false)), Does.Contain("最先到期的 200 件"));
        Assert.That(CalendarText.Of(DeadlineCalendar.Of(null, [])), Does.Not.Contain("最先到期"));
    }

    [TestCaseSource(nameof(Titles))]
    public void A_calendar_line_has_at_most_75_octets_and_whole_characters(string title)
    {
        var octets = Encoding.UTF8.GetBytes(Written(title));

        // Cut up as octets, before anything is a character again.
        foreach (var line in Lines(octets))
        {
            Assert.That(line, Has.Length.LessThanOrEqualTo(75));
            Assert.That(() => new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(line), Throws.Nothing);
            Assert.That(line.AsSpan().IndexOfAny((byte)'\r', (byte)'\n'), Is.EqualTo(-1));
        }

        Assert.That(Encoding.UTF8.GetString(octets), Does.Not.Contain('\uFFFD').And.EndsWith("END:VCALENDAR\r\n"));
    }

    [Test]
    public void A_calendar_text_has_no_control_characters_but_tab_and_line_break()
    {
        Assert.That(CalendarText.Text("铃\a 退格\b\u007f 行\r\n二行\r三行\t完"), Is.EqualTo("铃  退格   行\n二行\n三行\t完"));
        Assert.That(Calendar.Load(Written("铃\a响"))!.Events.Single().Summary, Is.EqualTo("铃 响"));
    }

    [Test]
    public void A_calendar_text_names_the_calendar_and_how_often_to_ask()
    {
        var text = CalendarText.Of(CalendarText.Begin(new Words("待办", "Work"), new Words("甲,乙", "A, B"), Duration.FromMinutes(15)));

        Assert.That(text.Split("\r\n"), Is.SupersetOf((string[])
        [
            "BEGIN:VCALENDAR", "VERSION:2.0", "NAME:待办 · 甲\\,乙", "X-WR-CALNAME:待办 · 甲\\,乙", "DESCRIPTION:Work · A\\, B",
            "REFRESH-INTERVAL;VALUE=DURATION:PT15M", "X-PUBLISHED-TTL:PT15M",
        ]));
        Assert.That(text, Does.Not.Contain("METHOD"), "nobody is invited");
    }

    static string Written(string title)
    {
        var calendar = CalendarText.Begin(new Words("待办", "Work"), null, Duration.FromMinutes(15));
        calendar.Events.Add(new CalendarEvent { Uid = "1", Summary = CalendarText.Text(title), Start = new CalDateTime(2026, 11, 23) });
        return CalendarText.Of(calendar);
    }

    static IEnumerable<byte[]> Lines(byte[] octets)
    {
        for (var start = 0; start < octets.Length;)
        {
            var length = octets.AsSpan(start).IndexOf("\r\n"u8);
            Assert.That(length, Is.GreaterThan(0), "the last line ends as well, and none is empty");
            yield return octets[start..(start + length)];
            start += length + 2;
        }
    }
}
