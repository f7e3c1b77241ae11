using Dispatch.Reports;
using Dispatch.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using NodaTime;
using Period = Dispatch.Reports.Period;

namespace Dispatch.Tests.Reports;

[TestFixture("sqlite")]
[TestFixture("postgres")]
public sealed class TheFlow(string engine)
{
    [Test]
    public async Task Counts_what_was_filed_and_ended_by_week_and_by_the_days_of_the_alliance()
    {
        FakeTimeProvider time = new(Situations.Monday.AddDays(-7));
        await using var office = await Office.OpenAsync(engine, time);
        await office.ClosesAsync("上周一的噪音");
        // Sunday 23:30 in Putian, and half an hour after midnight: to UTC both are Sunday.
        time.SetUtcNow(new DateTimeOffset(2026, 11, 22, 15, 30, 0, TimeSpan.Zero));
        await office.FilesAsync("周日夜里的噪音");
        time.SetUtcNow(new DateTimeOffset(2026, 11, 22, 16, 30, 0, TimeSpan.Zero));
        await office.FilesAsync("周一凌晨的噪音");
        await CountAsync(office);

        var flow = await FlowList.FindAsync(
            office.Database, Office.Alliance, Situations.Shanghai, new Period(new LocalDate(2026, 11, 17), new LocalDate(2026, 11, 25)));

        Assert.That(flow.Weeks, Has.Count.EqualTo(FlowList.Weeks));
        Assert.That(
            flow.Weeks.TakeLast(2).Select(week => (week.Days.First, week.Filed, week.Ended)),
            Is.EqualTo(new[] { (new LocalDate(2026, 11, 16), 2L, 1L), (new LocalDate(2026, 11, 23), 1L, 0L) }));
        Assert.That(flow.Weeks.SkipLast(2).Sum(week => week.Filed + week.Ended), Is.Zero);
        Assert.That(flow.Categories.Single().Category, Is.EqualTo("0128"));
        Assert.That(
            flow.Categories.Single().Weekdays, Is.EqualTo((long[])[1, 0, 0, 0, 0, 0, 1]), "the Monday before is not in the period");
    }

    static async Task CountAsync(Office office)
    {
        OutcomeCount count = new(office.Database, office.Alliances, office.Time, NullLogger<OutcomeCount>.Instance);
        while (await count.RunOnceAsync() > 0)
        {
        }
    }
}
