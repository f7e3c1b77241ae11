using System.Globalization;
using Dispatch.Calendars;
using Dispatch.Tests.Support;

namespace Dispatch.Tests.Calendars;

/// <summary>All times are local times in Putian in 2026.</summary>
public sealed class AnExplanation
{
    [Test]
    public void An_explanation_lists_every_span_of_a_day_with_its_reason() =>
        Assert.That(Lines("11-23 10:20", "1 working day"), Is.EqualTo((string[])
        [
            "11-23 10:20 – 11-23 12:00 + 工作时间 working time",
            "11-23 12:00 – 11-23 14:00 - 午休 lunch break",
            "11-23 14:00 – 11-23 18:00 + 工作时间 working time",
            "11-23 18:00 – 11-24 08:00 - 夜间 night",
            "11-24 08:00 – 11-24 10:20 + 工作时间 working time",
        ]));

    [Test]
    public void An_explanation_names_holidays_and_make_up_days() =>
        Assert.That(Lines("09-30 17:00", "19 working hours"), Is.EqualTo((string[])
        [
            "09-30 17:00 – 09-30 18:00 + 工作时间 working time",
            "09-30 18:00 – 10-01 00:00 - 夜间 night",
            "10-01 00:00 – 10-08 00:00 - 国庆节 National Day",
            "10-08 00:00 – 10-08 08:00 - 夜间 night",
            "10-08 08:00 – 10-08 12:00 + 工作时间 working time",
            "10-08 12:00 – 10-08 14:00 - 午休 lunch break",
            "10-08 14:00 – 10-08 18:00 + 工作时间 working time",
            "10-08 18:00 – 10-09 08:00 - 夜间 night",
            "10-09 08:00 – 10-09 12:00 + 工作时间 working time",
            "10-09 12:00 – 10-09 14:00 - 午休 lunch break",
            "10-09 14:00 – 10-09 18:00 + 工作时间 working time",
            "10-09 18:00 – 10-10 08:00 - 夜间 night",
            "10-10 08:00 – 10-10 10:00 + 调休上班（国庆节） make-up working day (National Day)",
        ]));

    [Test]
    public void An_explanation_may_begin_with_time_that_does_not_count() =>
        Assert.That(Lines("11-28 10:00", "1 working hour"), Is.EqualTo((string[])
        [
            "11-28 10:00 – 11-30 00:00 - 周末 weekend",
            "11-30 00:00 – 11-30 08:00 - 夜间 night",
            "11-30 08:00 – 11-30 09:00 + 工作时间 working time",
        ]));

    [TestCase("2 urgent hours", "11-28 12:00")]
    [TestCase("7 days", "12-05 10:00")]
    public void An_explanation_says_that_a_limit_runs_on(string limit, string end) =>
        Assert.That(Lines("11-28 10:00", limit), Is.EqualTo((string[])[$"11-28 10:00 – {end} + 连续计时 runs on"]));

    [Test]
    public void The_explanation_of_a_limit_of_zero_is_empty() => Assert.That(Lines("11-23 10:00", "0 working hours"), Is.Empty);

    [TestCase("09-30 10:20", "3 working days", 24, false)]
    [TestCase("11-23 03:00", "90 working minutes", 1.5, false)]
    [TestCase("12-31 17:00", "2 working hours", 2, true)]
    [TestCase("11-23 09:00", "300 working days", 2400, true)]
    [TestCase("11-28 10:00", "2 hours", 2, false)]
    public void What_counts_in_an_explanation_adds_up_to_the_limit(string start, string limit, double hours, bool provisional)
    {
        var explanation = Explain(start, limit);

        Assert.That(explanation.Counted, Is.EqualTo(TimeSpan.FromHours(hours)));
        Assert.That(explanation.Provisional, Is.EqualTo(provisional));
        Assert.That(
            explanation.Spans.Skip(1).Select(span => span.From),
            Is.EqualTo(explanation.Spans.SkipLast(1).Select(span => span.To)),
            "no gap");
    }

    [Test]
    public void A_weekday_without_hours_is_a_day_off_and_a_late_pause_a_break()
    {
        var shops = TestCalendars.Of("Asia/Shanghai", "tuesday to sunday: [10:00-16:00, 18:00-21:00]");

        var explanation = shops.Explain(Local("11-22 15:00"), Local("11-24 11:00"), Limit.Read("1 working hour")!);
        var reasons = explanation.Spans.Select(span => span.Reason.En);

        Assert.That(reasons, Is.EqualTo((string[])["working time", "break", "working time", "night", "day off", "night", "working time"]));
    }

    [Test]
    public void An_explanation_that_runs_backwards_is_refused() =>
        Assert.That(
            () => Situations.China.Explain(Local("11-23 10:00"), Local("11-23 09:00"), Limit.Read("1 working hour")!),
            Throws.TypeOf<ArgumentOutOfRangeException>());

    static IEnumerable<string> Lines(string start, string limit) =>
        Explain(start, limit).Spans.Select(span => $"{Text(span.From)} – {Text(span.To)} {(span.Counts ? '+' : '-')} {span.Reason}");

    static Explanation Explain(string start, string words)
    {
        var (from, limit) = (Local(start), Limit.Read(words)!);
        return Situations.China.Explain(from, Situations.China.After(from, limit).At, limit);
    }

    static string Text(DateTimeOffset at) => at.ToOffset(TimeSpan.FromHours(8)).ToString("MM-dd HH:mm", CultureInfo.InvariantCulture);

    static DateTimeOffset Local(string time) =>
        DateTimeOffset.Parse($"2026-{time} +08:00", CultureInfo.InvariantCulture).ToUniversalTime();
}
