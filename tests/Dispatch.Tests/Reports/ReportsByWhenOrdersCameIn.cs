using Dispatch.Orders;
using Dispatch.Reports;
using Dispatch.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using static Dispatch.Tests.Support.Situations;

namespace Dispatch.Tests.Reports;

/// <summary>The reports of orders that were filed later than their trouble was reported.</summary>
[TestFixture("sqlite")]
[TestFixture("postgres")]
public sealed class ReportsByWhenOrdersCameIn(string engine)
{
    FakeTimeProvider time = null!;
    Office office = null!;

    [SetUp]
    public async Task Opens()
    {
        time = new FakeTimeProvider(Monday);
        office = await Office.OpenAsync(engine, time);
        // One of each month, filed in November and ended in December.
        foreach (var (title, reported) in ((string, string?)[])[("十月反映", "2026-10-31T23:59:59+08:00"), ("当场反映", null)])
        {
            var answer = await office.AsksAsync(office.Community, "", "file", new { category = "0128", title, reportedAt = reported });
            await CloseAsync(answer.Value!.Order);
        }

        OutcomeCount count = new(office.Database, office.Alliances, time, NullLogger<OutcomeCount>.Instance);
        while (await count.RunOnceAsync() > 0)
        {
        }
    }

    async Task CloseAsync(Order order)
    {
        await office.TakesAsync(office.Secretariat, order, "accept");
        await office.TakesAsync(office.Chair, order, "assign", new { lead = "chengguan" });
        await office.TakesAsync(office.Member("chengguan"), order, "claim");
        time.SetUtcNow(Monday.AddDays(9)); // 2 December
        await office.TakesAsync(office.Member("chengguan"), order, "resolve", new { note = "喇叭已收走" });
        await office.TakesAsync(office.Community, order, "confirm", new { rating = 5 });
        time.AdjustTime(Monday);
    }

    [TearDown]
    public async Task Closes() => await office.DisposeAsync();

    async Task<Report> ReportAsync(string? by, int month)
    {
        Period period = Period.Month(2026, month);
        return await ReportList.FindAsync(
            office.Database, Office.Alliance, Dimension.Member, period, CountedBy.Of(by, period, Shanghai), Monday.AddDays(20));
    }

    [TestCase(null, 12, "closed 2/2")]
    [TestCase(null, 11, "closed 0/0")]
    [TestCase(CountedBy.Filed, 11, "closed 2/2")]
    [TestCase(CountedBy.Filed, 12, "closed 0/0")]
    [TestCase(CountedBy.Reported, 10, "closed 1/1")]
    [TestCase(CountedBy.Reported, 11, "closed 1/1")]
    public async Task A_report_takes_in_those_whose_time_lies_in_its_period(string? by, int month, string closed)
    {
        var report = await ReportAsync(by, month);

        Assert.That(report.Total[Measures.Closed].ToString(), Is.EqualTo(closed));
        Assert.That(report.Rows.Sum(row => row[Measures.Closed].Asked), Is.EqualTo(report.Total[Measures.Closed].Asked));
    }

    [Test]
    public async Task Rates_and_stays_are_those_of_the_same_orders()
    {
        var sums = await ReportAsync(null, 12);
        var filed = await ReportAsync(CountedBy.Filed, 11);

        // What was decided in November is no part of December's report, so those of December are compared.
        Measure[] decided = [Measures.Closed, Measures.Satisfaction, Measures.Resolution];
        Assert.That(decided.Select(measure => $"{filed.Total[measure]}"), Is.EqualTo(decided.Select(measure => $"{sums.Total[measure]}")));
        Assert.That(
            filed.Total.Stays.Where(stay => stay.Stage is "claimed"), Is.EqualTo(sums.Total.Stays.Where(stay => stay.Stage is "claimed")));
    }

    [Test]
    public async Task The_orders_behind_a_figure_are_as_many()
    {
        Period october = Period.Month(2026, 10);
        OutcomeFilter filter = new(Office.Alliance, october, Dimension.Alliance, null, Measures.Closed, null, Share.All)
        {
            By = CountedBy.Of(CountedBy.Reported, october, Shanghai),
        };

        var orders = await CountedOrderList.PageAsync(office.Database, filter, Monday.AddDays(20), null, 10);

        Assert.That(orders.Select(order => (order.Title, order.Day)), Is.EqualTo(((string, string)[])[("十月反映", "2026-12-02")]));
    }

    [Test]
    public async Task The_flow_counts_what_came_in_on_its_day()
    {
        Period october = new(new(2026, 10, 26), new(2026, 11, 1));

        var reported = await FlowList.FindAsync(office.Database, Office.Alliance, Shanghai, october, CountedBy.Reported);
        var filed = await FlowList.FindAsync(office.Database, Office.Alliance, Shanghai, october);

        Assert.That((reported.Weeks[^1].Filed, filed.Weeks[^1].Filed), Is.EqualTo((1L, 0L)));
    }

    [Test]
    public async Task The_history_makes_the_time_of_the_report() =>
        Assert.That((await office.VerifyAsync()).Differences, Is.Empty);
}
