using Dispatch.Server.Importing;
using NodaTime;

namespace Dispatch.Tests.Importing;

/// <summary>A time as somebody wrote it in a table.</summary>
public sealed class ATimeInATable
{
    static readonly TimeReading China = new(TimeReading.China, null);

    [TestCase("2015-03-02 08:30", "2015-03-02T08:30:00")]
    [TestCase("2015-03-02 08:30:59", "2015-03-02T08:30:59")]
    [TestCase("2015-03-02T08:30:59.25", "2015-03-02T08:30:59")]
    [TestCase("2015/3/2 8:30", "2015-03-02T08:30:00")]
    [TestCase("2015.3.2", "2015-03-02T00:00:00")]
    [TestCase("2015-3-2", "2015-03-02T00:00:00")]
    [TestCase("2015年3月2日", "2015-03-02T00:00:00")]
    [TestCase("2015年03月02号8点半", "2015-03-02T08:30:00")]
    [TestCase("2015年3月2日 8时30分", "2015-03-02T08:30:00")]
    [TestCase("2015年3月2日 8时", "2015-03-02T08:00:00")]
    [TestCase("二〇一五年三月二日", "2015-03-02T00:00:00")]
    [TestCase("二○一五年十二月二十三日 下午3:05", "2015-12-23T15:05:00")]
    [TestCase("二零一五年十月三十日", "2015-10-30T00:00:00")]
    [TestCase("20150302", "2015-03-02T00:00:00")]
    [TestCase("20150302 0830", "2015-03-02T08:30:00")]
    [TestCase("20150302083059", "2015-03-02T08:30:59")]
    [TestCase("2015年3月2日8时5分7秒", "2015-03-02T08:05:07")]
    [TestCase("2015年3月2日 下午3:05", "2015-03-02T15:05:00")]
    [TestCase("2015年3月2日 星期一 上午9:05", "2015-03-02T09:05:00")]
    [TestCase("2015/3/2 中午12:10", "2015-03-02T12:10:00")]
    [TestCase("2015/3/2 中午11:50", "2015-03-02T11:50:00")]
    [TestCase("2015/3/2 凌晨12:10", "2015-03-02T00:10:00")]
    [TestCase("2015/3/2 晚上9点", "2015-03-02T21:00:00")]
    [TestCase("2015/3/2 3:05 PM", "2015-03-02T15:05:00")]
    [TestCase("２０１５／３／２　８：３０", "2015-03-02T08:30:00", TestName = "Is_read_of_wide_signs")]
    [TestCase("42065.354166666664", "2015-03-02T08:30:00", TestName = "Is_read_of_the_serial_number_of_a_spreadsheet")]
    [TestCase("42065", "2015-03-02T00:00:00", TestName = "Is_read_of_the_serial_number_of_a_day")]
    public void Is_local_to_where_the_table_comes_from(string text, string local) =>
        Assert.That(China.Read(text), Is.EqualTo(((DateTimeOffset?)DateTimeOffset.Parse($"{local}+08:00", null), (string?)null)));

    [Test]
    public void With_an_offset_of_its_own_is_read_with_that() =>
        Assert.That(China.Read("2015-03-02T08:30:00Z").At, Is.EqualTo(new DateTimeOffset(2015, 3, 2, 8, 30, 0, TimeSpan.Zero)));

    [Test]
    public void Of_an_hour_that_a_change_of_clocks_leaves_out_is_the_hour_after()
    {
        TimeReading boston = new(DateTimeZoneProviders.Tzdb["America/New_York"], null);

        Assert.That(boston.Read("2015-03-08 02:30").At, Is.EqualTo(new DateTimeOffset(2015, 3, 8, 7, 30, 0, TimeSpan.Zero)));
    }

    [TestCase("03/04/2015", "may be read with the day or the month first")]
    [TestCase("3-4-15 8:30", "may be read with the day or the month first")]
    [TestCase("2015-02-30", "is no time that there is")]
    [TestCase("2015-3-2 25:00", "is no time that there is")]
    [TestCase("2015-3-2 下午15:00", "is no time that there is")]
    [TestCase("2015-3-28:30", "is not a time such as")]
    [TestCase("2015/3/2 晚上12点", "is no time that there is")]
    [TestCase("2015/3-2", "is not a time such as")]
    [TestCase("0001-03-02", "is not of the years")]
    [TestCase("123456", "is not a time such as")]
    [TestCase("20151332", "is no time that there is")]
    [TestCase("13800001234", "is not a time such as")]
    [TestCase("0.354", "is not a time such as")]
    [TestCase("去年", "is not a time such as")]
    public void Is_none_where_nobody_can_tell(string text, string why)
    {
        var (at, whyNot) = China.Read(text);

        Assert.That((at, whyNot), Is.EqualTo(((DateTimeOffset?)null, whyNot)));
        Assert.That(whyNot, Does.StartWith(why));
    }

    [Test]
    public void Is_read_by_the_format_that_its_table_has()
    {
        TimeReading british = new(TimeReading.China, "dd/MM/yyyy HH:mm");

        Assert.That(british.Read("03/04/2015 08:30").At, Is.EqualTo(new DateTimeOffset(2015, 4, 3, 0, 30, 0, TimeSpan.Zero)));
        Assert.That(british.Read("2015-04-03 08:30").WhyNot, Is.EqualTo("is not a time of the format dd/MM/yyyy HH:mm"));
        Assert.That((TimeReading.IsFormat("dd/MM/yyyy"), TimeReading.IsFormat("qq")), Is.EqualTo((true, false)));
    }
}
