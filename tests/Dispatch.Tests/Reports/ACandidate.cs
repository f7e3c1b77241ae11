using Dispatch.Reports;
using Dispatch.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using static Dispatch.Tests.Support.Situations;

namespace Dispatch.Tests.Reports;

[TestFixture("sqlite")]
[TestFixture("postgres", Category = "postgres")]
public sealed class ACandidate(string engine)
{
    [Test]
    public async Task Has_the_record_with_the_category_that_the_report_gives_and_the_load_of_now()
    {
        FakeTimeProvider time = new(Monday);
        await using var office = await Office.OpenAsync(engine, time);
        OutcomeCount count = new(office.Database, office.Alliances, time, NullLogger<OutcomeCount>.Instance);
        await office.ClosesAsync("按时办结");
        var late = await office.FilesAsync("逾期才办结");
        var open = await office.FilesAsync("一直没人办");
        foreach (var order in (Dispatch.Orders.Order[])[late, open])
        {
            await office.TakesAsync(office.Secretariat, order, "accept");
            await office.TakesAsync(office.Chair, order, "assign", new { lead = "chengguan" });
            await office.TakesAsync(office.Member("chengguan"), order, "claim");
        }

        time.Advance(TimeSpan.FromDays(30));
        await office.TakesAsync(office.Member("chengguan"), late, "resolve", new { note = "收走了" });
        var asked = await office.FilesAsync("又吵了");
        while (await count.RunOnceAsync() != 0) { }

        var alliance = (await office.Alliances.FindAsync(Office.Alliance))!;
        var candidates = await CandidateList.OfAsync(office.Database, alliance, asked, time.GetUtcNow());

        var candidate = candidates.Single(found => found.Member == "chengguan");
        var report = await ReportList.FindAsync(
            office.Database, Office.Alliance, Dimension.Duty,
            new Period(new NodaTime.LocalDate(2026, 9, 24), new NodaTime.LocalDate(2026, 12, 23)), time.GetUtcNow());
        var figure = report.Find("chengguan/0128")![Measures.OnTime];
        Assert.That((figure.Met, figure.Asked), Is.EqualTo((1L, 3L)), "one in time, one late, one overdue");
        Assert.That((candidate.OnTime, candidate.Done), Is.EqualTo((figure.Met, figure.Asked)));
        Assert.That((candidate.Open, candidate.Late), Is.EqualTo((1, 1)));
        Assert.That(candidates.Where(found => found.Member != "chengguan").Select(found => found.Done), Has.All.Zero);
    }
}
