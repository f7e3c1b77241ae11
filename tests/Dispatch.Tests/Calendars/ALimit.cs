using Dispatch.Calendars;
using Dispatch.Language;

namespace Dispatch.Tests.Calendars;

public sealed class ALimit
{
    [TestCase("2 working hours", 2, LimitUnit.WorkingHours)]
    [TestCase("1 working day", 1, LimitUnit.WorkingDays)]
    [TestCase("45 working minutes", 45, LimitUnit.WorkingMinutes)]
    [TestCase("90 urgent minutes", 90, LimitUnit.Minutes)]
    [TestCase("2 urgent hours", 2, LimitUnit.Hours)]
    [TestCase("30 minutes", 30, LimitUnit.Minutes)]
    [TestCase("72 hours", 72, LimitUnit.Hours)]
    [TestCase("  7   days ", 7, LimitUnit.Days)]
    [TestCase("0 working hours", 0, LimitUnit.WorkingHours)]
    [TestCase("100000 days", 100_000, LimitUnit.Days)]
    public void A_limit_is_read_from_words(string words, int amount, LimitUnit unit) =>
        Assert.That(Limit.Read(words), Is.EqualTo(new Limit(amount, unit)));

    [TestCase("")]
    [TestCase("soon")]
    [TestCase("-1 hours")]
    [TestCase("1.5 hours")]
    [TestCase("100001 hours")]
    [TestCase("99999999999 hours")]
    [TestCase("٣ hours")]
    [TestCase("2 urgent days")]
    [TestCase("2 Working Hours")]
    [TestCase("2 weeks")]
    [TestCase("hours")]
    public void Words_that_are_not_a_limit_give_none(string words) => Assert.That(Limit.Read(words), Is.Null);

    [TestCase("2 working hours", "2 个工作时")]
    [TestCase("1 working day", "1 个工作日")]
    [TestCase("30 working minutes", "30 个工作分钟")]
    [TestCase("90 minutes", "90 个紧急工作分钟")]
    [TestCase("1 hour", "1 个紧急工作时")]
    [TestCase("0 days", "0 个自然日")]
    public void A_limit_is_written_in_both_languages(string english, string chinese) =>
        Assert.That(Limit.Read(english)!.Words, Is.EqualTo(new Words(chinese, english)));

    [Test]
    public void A_limit_has_an_elapsed_time_only_where_it_runs_through_nights()
    {
        Assert.That(Limit.Read("72 hours")!.Elapsed, Is.EqualTo(TimeSpan.FromDays(3)));
        Assert.That(Limit.Read("3 working days")!.Elapsed, Is.Null);
    }
}
