using Dispatch.OnElsa;
using Dispatch.Orders;
using Dispatch.Replays;
using Dispatch.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace Dispatch.Tests.OnElsa;

/// <summary>The shipped drawing, through the real desk: noise at night goes to whoever comes first, all else to the chair.</summary>
[TestFixture("sqlite")]
[TestFixture("postgres")]
public sealed class NoiseAtNight(string engine)
{
    [Test]
    public async Task Goes_to_the_pool_and_what_comes_by_day_to_the_chair()
    {
        // Nine in the evening in Putian.
        FakeTimeProvider time = new(Situations.Monday.AddHours(12));
        OfficeRules drawn = new(Path.Combine(Situations.WorkflowFolder, "elsa"), ElsaEngine.MakeRoutes);
        await using var office = await Office.OpenAsync(engine, time, drawn);

        var evening = await AcceptedAsync(office, "傍晚的喇叭", "0128");
        time.Advance(TimeSpan.FromHours(2));
        var night = await AcceptedAsync(office, "夜里的喇叭", "0128");
        var rubbish = await AcceptedAsync(office, "夜里的垃圾", "0110");

        Assert.That((evening.Stage, evening.Desk), Is.EqualTo(("accepted", "chair")));
        Assert.That((night.Stage, night.Desk), Is.EqualTo(("offered", "pool")));
        Assert.That((rubbish.Stage, rubbish.Desk), Is.EqualTo(("accepted", "chair")));

        night = await office.TakesAsync(office.Member("chengguan"), night, "claim");
        night = await office.TakesAsync(office.Member("chengguan"), night, "resolve", new { note = "喇叭已关" });
        night = await office.TakesAsync(office.Community, night, "confirm", new { rating = 5 });
        evening = await office.TakesAsync(office.Chair, evening, "assign", new { lead = "chengguan" });

        Assert.That((night.Stage, evening.Stage), Is.EqualTo(("closed", "assigned")));
        Assert.That((await office.VerifyAsync()).Differences, Is.Empty);
        await IsReplayedAsync(office, night, evening, rubbish);
    }

    /// <summary>A replay under the same drawing, some other time, goes every order's way again.</summary>
    static async Task IsReplayedAsync(Office office, params Order[] orders)
    {
        var rules = office.Workflows.Current("noise-at-night")!;
        var alliance = (await office.Alliances.FindAsync(Office.Alliance))!;
        foreach (var order in orders)
        {
            var history = await HistoryList.FindAsync(office.Database, order.Id);
            var replay = Replay.Of(order, history, rules, rules, alliance, office.Time.GetUtcNow());
            Assert.That((replay.Divergences.Count, replay.Order.Stage), Is.EqualTo((0, order.Stage)), order.Title);
        }
    }

    static async Task<Order> AcceptedAsync(Office office, string title, string category) =>
        await office.TakesAsync(office.Secretariat, await office.FilesUnderAsync("noise-at-night", title, category), "accept");
}
