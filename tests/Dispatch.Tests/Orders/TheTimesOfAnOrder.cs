using Dispatch.Orders;
using Dispatch.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace Dispatch.Tests.Orders;

/// <summary>Clocks of machines differ; the times of an order never go back.</summary>
[TestFixture("sqlite")]
[TestFixture("postgres")]
public sealed class TheTimesOfAnOrder(string engine)
{
    static readonly DateTimeOffset Monday = Situations.Monday;

    [Test]
    public async Task Never_go_back_between_servers_whose_clocks_differ()
    {
        FakeTimeProvider ahead = new(Monday), behind = new(Monday - TimeSpan.FromSeconds(2));
        await using var one = await Office.OpenAsync(engine, ahead);
        await using var other = await one.OpenAnotherAsync(behind);

        var order = await one.FilesAsync("占道经营");
        await other.TakesAsync(other.Secretariat, order, "accept");
        await one.TakesAsync(one.Chair, order, "assign", new { lead = "chengguan" });
        await other.TakesAsync(other.Member("chengguan"), order, "claim");
        behind.Advance(TimeSpan.FromSeconds(5));
        await other.TakesAsync(other.Member("chengguan"), order, "comment", new { text = "到场" });
        order = await one.TakesAsync(one.Member("chengguan"), order, "resolve", new { note = "已清理" });

        var history = await HistoryList.FindAsync(one.Database, order.Id);
        Assert.That(
            history.Select(taken => (int)(taken.At - Monday).TotalSeconds), Is.EqualTo((int[])[0, 0, 0, 0, 3, 3]),
            "each at its server's time, or at that of the step before");
        Assert.That((await one.VerifyAsync()).Differences, Is.Empty);
    }

    [Test]
    public async Task That_went_back_before_are_explained_all_the_same()
    {
        FakeTimeProvider time = new(Monday);
        await using var office = await Office.OpenAsync(engine, time);
        var order = await office.FilesAsync("占道经营");
        time.Advance(TimeSpan.FromMinutes(1));
        await office.TakesAsync(office.Secretariat, order, "accept");
        time.Advance(TimeSpan.FromMinutes(1));
        order = await office.TakesAsync(office.Chair, order, "assign", new { lead = "chengguan" });
        var history = (await HistoryList.FindAsync(office.Database, order.Id)).ToArray();
        // As two servers of an earlier version wrote them: the assignment two seconds before the acceptance.
        history[2] = history[2] with { At = history[1].At - TimeSpan.FromSeconds(2) };
        var alliance = (await office.Alliances.FindAsync(Office.Alliance))!;

        var deadlines = ExplainedDeadline.Of(order, history, alliance.Calendar);
        var bookings = Booking.Of(order, history, alliance, Monday - TimeSpan.FromMinutes(10));

        Assert.That(deadlines, Is.Not.Empty);
        Assert.That(deadlines.SelectMany(deadline => deadline.Spans).Select(span => span.Length), Is.All.GreaterThan(TimeSpan.Zero));
        Assert.That(bookings.Select(booking => booking.Length), Is.All.GreaterThan(TimeSpan.Zero));
        Assert.That(bookings.Sum(booking => booking.Length.TotalSeconds), Is.EqualTo(60), "its life so far, booked once");
    }

    [Test]
    public async Task May_have_ended_before_they_began_and_are_explained_all_the_same()
    {
        FakeTimeProvider time = new(Monday);
        await using var office = await Office.OpenAsync(engine, time);
        var order = await office.FilesAsync("占道经营");
        order = await office.TakesAsync(office.Secretariat, order, "refuse", new { reason = "不属本联盟" });
        var history = (await HistoryList.FindAsync(office.Database, order.Id)).ToArray();
        history[1] = history[1] with { At = history[0].At - TimeSpan.FromSeconds(2) };

        var calendar = (await office.Alliances.FindAsync(Office.Alliance))!.Calendar;
        Assert.That(
            ExplainedDeadline.Of(order, history, calendar).Select(limit => limit.Counted),
            Is.EqualTo((TimeSpan[])[TimeSpan.Zero]));
    }
}
