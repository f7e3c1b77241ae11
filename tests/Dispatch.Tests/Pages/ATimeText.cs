using Dispatch.Server.Pages;
using NodaTime;

namespace Dispatch.Tests.Pages;

public sealed class ATimeText
{
    // A Wednesday, 09:30 in Shanghai.
    static readonly DateTimeOffset Now = new(2026, 11, 25, 1, 30, 0, TimeSpan.Zero);

    static readonly DateTimeZone Shanghai = DateTimeZoneProviders.Tzdb["Asia/Shanghai"];

    [TestCase("2026-11-25T06:30:00Z", "今天 14:30", "today 14:30")]
    [TestCase("2026-11-24T16:00:00Z", "今天 00:00", "today 00:00")]
    [TestCase("2026-11-24T15:59:00Z", "昨天 23:59", "yesterday 23:59")]
    [TestCase("2026-11-25T16:00:00Z", "明天 00:00", "tomorrow 00:00")]
    [TestCase("2026-11-27T02:20:00Z", "周五 10:20", "Fri 10:20")]
    [TestCase("2026-12-02T02:20:00Z", "12月2日 10:20", "2 Dec 10:20")]
    [TestCase("2026-11-22T02:20:00Z", "11月22日 10:20", "22 Nov 10:20")]
    [TestCase("2027-01-05T02:20:00Z", "2027-01-05 10:20", "2027-01-05 10:20")]
    public void Says_an_instant_as_people_do_in_the_zone_of_the_alliance(string at, string zh, string en)
    {
        var instant = DateTimeOffset.Parse(at, System.Globalization.CultureInfo.InvariantCulture);

        Assert.That(new TimeText(Shanghai, Now, chinese: true).At(instant), Is.EqualTo(zh));
        Assert.That(new TimeText(Shanghai, Now, chinese: false).At(instant), Is.EqualTo(en));
    }

    [TestCase(0.2, "1 分", "1 min")]
    [TestCase(35, "35 分", "35 min")]
    [TestCase(60, "1 时", "1 h")]
    [TestCase(80, "1 时 20 分", "1 h 20 min")]
    [TestCase(-80, "1 时 20 分", "1 h 20 min")]
    [TestCase(1440, "1 天", "1 day")]
    [TestCase((3 * 1440) + 245, "3 天 4 时", "3 days 4 h")]
    public void Says_a_length_in_two_units_at_most(double minutes, string zh, string en)
    {
        Assert.That(new TimeText(Shanghai, Now, chinese: true).Length(TimeSpan.FromMinutes(minutes)), Is.EqualTo(zh));
        Assert.That(new TimeText(Shanghai, Now, chinese: false).Length(TimeSpan.FromMinutes(minutes)), Is.EqualTo(en));
    }
}
