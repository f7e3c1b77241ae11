using System.Globalization;
using Dispatch.Alliances;
using NodaTime;

namespace Dispatch.Tests.Alliances;

public sealed class ARetentionPeriod
{
    [TestCase("2 years", "2 年", "2 years")]
    [TestCase("1 year", "1 年", "1 year")]
    [TestCase(" 6  months ", "6 个月", "6 months")]
    [TestCase("90 days", "90 天", "90 days")]
    public void Is_read_as_files_write_it(string text, string zh, string en)
    {
        var words = RetentionPeriod.Read(text)!.Words;

        Assert.That((words.Zh, words.En), Is.EqualTo((zh, en)));
        Assert.That(RetentionPeriod.Read(words.En), Is.EqualTo(RetentionPeriod.Read(text)), "what is stored is read again");
    }

    [TestCase("")]
    [TestCase("2")]
    [TestCase("two years")]
    [TestCase("-2 years")]
    [TestCase("2.5 years")]
    [TestCase("2 working days")]
    [TestCase("2 hours")]
    [TestCase("99999999999 years")]
    public void Is_nothing_else(string text) => Assert.That(RetentionPeriod.Read(text), Is.Null);

    [TestCase("29 days", false)]
    [TestCase("30 days", true)]
    [TestCase("0 months", false)]
    [TestCase("1 month", true)]
    [TestCase("0 years", false)]
    [TestCase("100 years", true)]
    [TestCase("101 years", false)]
    [TestCase("1201 months", false)]
    [TestCase("36501 days", false)]
    public void Is_from_thirty_days_to_a_hundred_years(string text, bool allowed) =>
        Assert.That(RetentionPeriod.Read(text)!.IsAllowed, Is.EqualTo(allowed));

    [TestCase("2 years", "2028-11-23 09:00", "2026-11-23 09:00")]
    [TestCase("1 month", "2027-03-31 09:00", "2027-02-28 09:00", Description = "there is no 31 February")]
    [TestCase("1 year", "2028-02-29 00:30", "2027-02-28 00:30")]
    [TestCase("30 days", "2026-12-23 00:00", "2026-11-23 00:00")]
    public void Ends_at_the_same_local_time(string text, string now, string ended)
    {
        var zone = DateTimeZoneProviders.Tzdb["Asia/Shanghai"];

        Assert.That(RetentionPeriod.Read(text)!.EndedBefore(Local(now), zone), Is.EqualTo(Local(ended)));
    }

    static DateTimeOffset Local(string text) => DateTimeOffset.Parse($"{text} +08:00", CultureInfo.InvariantCulture);
}
