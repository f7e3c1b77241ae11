using Dispatch.Reports;
using NodaTime;

namespace Dispatch.Tests.Reports;

/// <summary>Periods, lengths and rates: what reports are made of.</summary>
public sealed class AReport
{
    [TestCase("2026-11", "2026-11-01", "2026-11-30")]
    [TestCase("2026-Q1", "2026-01-01", "2026-03-31")]
    [TestCase("2026-Q4", "2026-10-01", "2026-12-31")]
    [TestCase("2028-02", "2028-02-01", "2028-02-29")]
    [TestCase("2026", "2026-01-01", "2026-12-31")]
    public void A_period_is_a_month_a_quarter_or_a_year(string text, string first, string last)
    {
        var period = Dispatch.Reports.Period.Read(text)!;

        Assert.That(($"{period.First:uuuu-MM-dd}", $"{period.Last:uuuu-MM-dd}"), Is.EqualTo((first, last)));
    }

    [TestCase("2026-13")]
    [TestCase("2026-Q5")]
    [TestCase("2026-11-01")]
    [TestCase("26")]
    [TestCase("abcd")]
    [TestCase("0000")]
    [TestCase("")]
    public void No_other_text_is_a_period(string text) => Assert.That(Dispatch.Reports.Period.Read(text), Is.Null);

    [Test]
    public void Any_days_are_put_together_from_months_and_days()
    {
        Dispatch.Reports.Period period = new(new LocalDate(2026, 1, 30), new LocalDate(2026, 4, 2));

        Assert.That(period.Pieces(), Is.EqualTo((string[])["2026-01-30", "2026-01-31", "2026-02", "2026-03", "2026-04-01", "2026-04-02"]));
    }

    [Test]
    public void A_figure_has_no_rate_where_there_was_nothing_to_count()
    {
        Assert.That(new Figure(Measures.OnTime, 0, 0, 3).Rate, Is.Null);
        Assert.That(new Figure(Measures.OnTime, 0, 2, 0).Rate, Is.Zero);
    }

    [TestCase(0, 0)]
    [TestCase(59, 59)]
    [TestCase(61, 65)]
    [TestCase(480, 480)]
    [TestCase(481, 510)]
    [TestCase(4801, 5280)]
    public void The_length_of_a_stay_is_rounded_up_to_its_bucket(int minutes, int rounded) =>
        Assert.That(Buckets.Of(minutes), Is.EqualTo(rounded));

    [Test]
    public void A_percentile_is_the_nearest_rank()
    {
        (int, long)[] stays = [(10, 5), (20, 4), (240, 1)];

        Assert.That(
            (Buckets.Percentile(stays, 50), Buckets.Percentile(stays, 90), Buckets.Percentile(stays, 91), Buckets.Percentile([], 50)),
            Is.EqualTo(((int?)10, (int?)20, (int?)240, (int?)null)));
    }

    [Test]
    public void The_names_and_bits_of_measures_never_change() => Assert.That(
        Measures.All.OrderBy(measure => measure.Bit).Select(measure => measure.Name),
        Is.EqualTo((string[])
        [
            "response", "on-time", "disposal", "backlog", "extension", "return", "accuracy", "overdue", "resolution", "satisfaction",
            "rework", "answered", "whole", "closed",
        ]));
}
