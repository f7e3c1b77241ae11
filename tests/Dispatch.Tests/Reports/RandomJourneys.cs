using Dapper;
using Dispatch.Orders;
using Dispatch.Reports;
using Dispatch.Tests.Support;
using Dispatch.Watching;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using NodaTime;

namespace Dispatch.Tests.Reports;

/// <summary>A few hundred orders that take whatever way comes, through the real desk and over some months; always the same ones.</summary>
[TestFixture("sqlite")]
[TestFixture("postgres")]
public sealed class RandomJourneys(string engine)
{
    const int Orders = 240;
    const int Moves = 3600;

    static readonly string[] Members = ["chengguan", "shichang", "huanwei", "paichusuo", "yinhang"];
    static readonly string[] Categories = ["0128", "0110", "0136", "0203", "V01"];

    static readonly (string Dimension, Func<Outcome, string> Key)[] Dimensions =
    [
        (Dimension.Alliance, _ => ""),
        (Dimension.Member, outcome => outcome.Member),
        (Dimension.Chair, outcome => outcome.Chair),
        (Dimension.Category, outcome => outcome.Category),
        (Dimension.Community, outcome => outcome.Community),
        (Dimension.Duty, outcome =>
            outcome.Kind == OutcomeKind.Work && outcome.Member.Length > 0 ? $"{outcome.Member}/{outcome.Category}" : ""),
    ];

    static readonly (string First, string Last)[] Periods =
    [
        ("2026-11-01", "2026-11-30"), ("2026-12-01", "2026-12-31"), ("2026-10-01", "2027-12-31"), ("2026-11-25", "2026-12-09"),
        ("2026-12-03", "2026-12-03"),
    ];

    [Test]
    public async Task Reports_of_random_journeys_agree_with_a_recount_of_their_histories()
    {
        FakeTimeProvider time = new(Situations.Monday);
        await using var office = await Office.OpenAsync(engine, time);
        OutcomeCount count = new(office.Database, office.Alliances, time, NullLogger<OutcomeCount>.Instance);
        await WalkAsync(office, time, count);
        while (await count.RunOnceAsync() > 0)
        {
        }

        var outcomes = await HistoriesAsync(office);
        var now = time.GetUtcNow();
        Assert.That(outcomes.Select(outcome => outcome.Kind).Distinct(), Has.Exactly(5).Items);
        foreach (var measure in Measures.All)
            Assert.That(
                Naive.Figure(outcomes, measure, now),
                Does.Not.EndWith("/0").And.Not.StartWith("0/"),
                $"{measure.Name}: the journeys must try it");
        Assert.That(outcomes.Count(outcome => outcome.Exempt), Is.GreaterThan(0));
        await using (var connection = await office.Database.ConnectAsync())
        {
            var tried = await connection.QueryAsync<string>("select distinct input ->> 'outcome' from history where step = 'follow'");
            Assert.That(tried, Is.SupersetOf((string[])["comes-back", "ended"]), "the journeys must try them");
        }

        Assert.That(outcomes.Count(outcome => outcome.Due is not null), Is.GreaterThan(0));

        foreach (var (first, last) in Periods)
        {
            foreach (var (dimension, key) in Dimensions)
            {
                var report = await ReportList.FindAsync(office.Database, Office.Alliance, dimension, PeriodOf(first, last), now);
                IsRecounted(report, report.Total, outcomes, _ => true, $"{first} to {last}");
                foreach (var row in report.Rows)
                    IsRecounted(report, row, outcomes, outcome => key(outcome) == row.Key, $"{first} to {last} by {dimension} {row.Key}");
                var keys = outcomes.Where(outcome => report.Period.Holds(outcome.Day) && (outcome.Due is null || outcome.Due <= now))
                    .Select(key).Where(one => one.Length > 0);
                Assert.That(report.Rows.Select(row => row.Key), Is.SubsetOf(keys.Distinct()));
            }
        }

        var recount = await Recount.RunAsync(office.Database, office.Alliances);
        Assert.That((recount.Waiting, string.Join('\n', recount.Differences)), Is.EqualTo((0, "")));
        Assert.That((await office.VerifyAsync()).Differences, Is.Empty);
    }

    static void IsRecounted(Report report, ReportRow row, IReadOnlyList<Outcome> outcomes, Func<Outcome, bool> belongs, string where)
    {
        bool Counts(Outcome outcome) => belongs(outcome) && report.Period.Holds(outcome.Day);
        foreach (var figure in row.Figures)
        {
            Assert.That(
                $"{figure.Met}/{figure.Asked}",
                Is.EqualTo(Naive.Figure(outcomes, figure.Measure, report.AsOf, Counts)),
                $"{figure.Measure.Name}, {where}");
            Assert.That(
                figure.Exempt,
                Is.EqualTo(Naive.Exempt(outcomes, figure.Measure, report.AsOf, Counts)),
                $"exempt from {figure.Measure.Name}, {where}");
        }

        foreach (var stay in row.Stays)
        {
            Assert.That(
                (stay.MedianMinutes, stay.NinetiethMinutes),
                Is.EqualTo((Naive.Percentile(outcomes, stay.Stage, 0.5, Counts), Naive.Percentile(outcomes, stay.Stage, 0.9, Counts))),
                $"{stay.Stage}, {where}");
        }
    }

    /// <summary>The outcomes of every order, from nothing but its history.</summary>
    static async Task<IReadOnlyList<Outcome>> HistoriesAsync(Office office)
    {
        var calendar = (await office.Alliances.FindAsync(Office.Alliance))!.Calendar;
        List<Outcome> outcomes = [];
        for (PageKey? after = null; ;)
        {
            var page = await OrderList.PageAsync(office.Database, new OrderFilter(Office.Alliance), after, OrderList.LongestPage);
            if (page.Count == 0)
                return outcomes;
            foreach (var order in page)
                outcomes.AddRange(OutcomeTracker.OutcomesOf(order, await HistoryList.FindAsync(office.Database, order.Id), calendar));
            after = PageKey.Of(page[^1]);
        }
    }

    static async Task WalkAsync(Office office, FakeTimeProvider time, OutcomeCount count)
    {
        Random random = new(20261123);
        Watch watch = new(office.Database, office.Desk, office.Alliances, office.Workflows, time, NullLogger<Watch>.Instance);
        List<Order> orders = [];
        for (var move = 0; move < Moves; move++)
        {
            if (move % 12 == 0)
                time.Advance(TimeSpan.FromMinutes(random.Next(20, 700)));
            if (move % 400 == 0)
                await watch.RunOnceAsync();
            if (move % 97 == 0)
                await count.RunOnceAsync();

            if (orders.Count < Orders && random.Next(Moves) < Orders * 2)
                orders.Add(await FilesAsync(office, random));
            else if (orders.Count > 0)
            {
                var index = random.Next(orders.Count);
                // The watch may have taken a step on it meanwhile.
                orders[index] = (await OrderList.FindAsync(office.Database, orders[index].Number))!;
                var earlier = orders.Take(index)
                    .LastOrDefault(order => order.Desk is not null && order.FiledAt < orders[index].FiledAt);
                if (await StepAsync(office, time, random, orders[index], earlier) is { } moved)
                    orders[index] = moved;
            }
        }
    }

    static async Task<Order> FilesAsync(Office office, Random random)
    {
        var merchant = random.Next(10) == 0;
        var answer = await office.AsksAsync(
            merchant ? office.Merchant : office.Community, "", "file", new { category = Pick(random, Categories), title = "随机" });
        return answer.Value!.Order;
    }

    /// <summary>One of the steps that may be thought of at this stage; most are allowed, and some are not.</summary>
    /// <param name="earlier">An open one that was filed before; null where there is none.</param>
    static async Task<Order?> StepAsync(Office office, FakeTimeProvider time, Random random, Order order, Order? earlier)
    {
        var lead = order.State.Lead?.Member;
        var holder = lead is null ? office.Chair : office.Member(lead);
        var helper = order.State.Open.FirstOrDefault(part => part.Kind == PartKind.Support) is { } help ? office.Member(help.Member) : null;
        var (caller, step, input) = (order.Stage, random.Next(20)) switch
        {
            (not ("closed" or "refused" or "withdrawn" or "merged"), 0) =>
                (office.Secretariat, "suspend", (object?)new { until = time.GetUtcNow().AddDays(random.Next(1, 20)), reason = "等待" }),
            (not ("closed" or "refused" or "withdrawn" or "merged"), 1 or 2) => (office.Secretariat, "resume", null),
            (not ("closed" or "refused" or "withdrawn" or "merged"), 3) when random.Next(4) == 0 => (office.Community, "withdraw", null),
            (not ("closed" or "refused" or "withdrawn" or "merged"), 4) => (office.Secretariat, "comment", new { text = "催办" }),
            (not ("closed" or "refused" or "withdrawn" or "merged"), 5) when order.State.Level is not null =>
                (office.Secretariat, "settle", new { lead = Pick(random, Members), by = time.GetUtcNow().AddDays(3), note = "议定" }),
            ("accepted" or "refused", 17) => (office.Secretariat, "recall", null),
            ("assigned" or "offered", 17) => (office.Chair, "recall", null),
            ("assigned" or "claimed", 18) => (office.Chair, "reassign", new { lead = Pick(random, Members), reason = "改派" }),
            ("assigned" or "claimed", 19) => (holder, "correct", new { category = Pick(random, Categories) }),
            ("filed" or "accepted", 7) or ("assigned" or "claimed", 6) when earlier is { } into =>
                (office.Secretariat, "merge", new { into = into.Number }),
            ("merged", 0) => (office.Secretariat, "separate", null),
            ("merged", 17) => (office.Secretariat, "recall", null),
            ("filed", 6) => (office.Secretariat, "refuse", new { reason = "不属实" }),
            ("filed", _) => (office.Secretariat, "accept", random.Next(3) == 0 ? new { category = Pick(random, Categories) } : null),
            ("accepted", < 9) => (office.Chair, "offer", null),
            ("accepted", _) => (office.Chair, "assign", new
            {
                lead = Pick(random, Members),
                support = random.Next(3) == 0 ? [Pick(random, Members)] : Array.Empty<string>(),
            }),
            ("offered", _) => (office.Member(Pick(random, Members)), "claim", null),
            ("assigned", < 8) => (holder, "return", new { reason = "不属本单位" }),
            ("assigned" or "claimed", < 12) when helper is not null => (helper, random.Next(2) == 0 ? "claim" : "resolve", null),
            ("assigned", _) => (holder, "claim", null),
            ("claimed", < 7) => (holder, "return", new { reason = "不属本单位" }),
            ("claimed", < 10) => (holder, "extend", new { reason = "等待检测" }),
            ("claimed", < 13) => (office.Secretariat, "grant", null),
            ("claimed", _) => (holder, "resolve", new { note = "已办", reason = "协办另行办理" }),
            ("resolved", < 9) => (office.Community, "reopen", new { reason = "没有解决" }),
            ("resolved", < 16) => (office.Community, "confirm", random.Next(4) == 0 ? null : new { rating = random.Next(1, 6) }),
            ("closed", < 6) => (office.Community, "reopen", new { reason = "又来了" }),
            ("closed", < 12) => (holder, "appeal", new { reason = "停电" }),
            ("closed", _) when random.Next(3) > 0 => (office.Secretariat, "uphold", null),
            ("closed", _) => (office.Secretariat, "dismiss", new { reason = "不成立" }),
            _ => (office.Secretariat, "comment", new { text = "备注" }),
        };
        if (step == "resolve" && input is null)
            input = new { note = "已协办" };
        return (await office.AsksAsync(caller, order.Number, step, input)).Value?.Order;
    }

    static Dispatch.Reports.Period PeriodOf(string first, string last) => new(Day(first), Day(last));

    static LocalDate Day(string text) => NodaTime.Text.LocalDatePattern.Iso.Parse(text).Value;

    static T Pick<T>(Random random, T[] values) => values[random.Next(values.Length)];
}
