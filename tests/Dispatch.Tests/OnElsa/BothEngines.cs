using System.Text;
using Dispatch.Accounts;
using Dispatch.OnElsa;
using Dispatch.Orders;
using Dispatch.Orders.Steps;
using Dispatch.Outbox;
using Dispatch.Server.Messaging;
using Dispatch.Tests.Support;
using Dispatch.Workflows;
using Microsoft.Extensions.Time.Testing;
using static Dispatch.Tests.Support.Situations;

namespace Dispatch.Tests.OnElsa;

/// <summary>Whatever is asked, our own engine and Elsa answer the same.</summary>
public sealed class BothEngines
{
    const int Journeys = 5_000;
    const int Asked = 25;

    static readonly string[] Members = ["chengguan", "huanwei", "paichusuo", "yinhang", "nobody"];

    static readonly Caller[] Callers =
    [
        Secretary, CommunityWorker, UrbanManager, Cleaner, Constable, Banker, SecondBanker, TeaMerchant, NoodleMerchant, Admin, Stranger,
    ];

    static readonly string[] Files = ["merchant-order.yaml", "volunteer-post.yaml"];

    [TestCaseSource(nameof(Files))]
    public void Tell_the_same_history_refusals_and_messages_of_thousands_of_journeys(string file)
    {
        var own = WorkflowFile.Load(Path.Combine(WorkflowFolder, file)).Workflow!;
        var elsa = WorkflowFile.Load(Path.Combine(WorkflowFolder, file), ElsaEngine.MakeRoutes).Workflow!;
        Assert.That(own.Routes, Is.Null);
        Assert.That(elsa.Routes, Is.Not.Null);
        var (taken, refused) = (0, 0);

        for (var seed = 0; seed < Journeys; seed++)
            Walk(new Random(seed), own, elsa, ref taken, ref refused);

        TestContext.Out.WriteLine($"{file}: {taken} steps taken, {refused} refused");
        Assert.That(taken, Is.GreaterThan(Journeys * 2), "the journeys must get somewhere");
        Assert.That(refused, Is.GreaterThan(Journeys), "and be refused");
    }

    /// <summary>
    /// One order under both, asked the same; at times by two at once, who chose their steps as they saw the same order: the second is
    /// decided after the first, as the desk does it.
    /// </summary>
    static void Walk(Random random, Workflow own, Workflow elsa, ref int taken, ref int refused)
    {
        Order one = new()
        {
            Id = Guid.Parse("019ab000-0000-7000-8000-000000000001"),
            Number = "SY-20261123-0001",
            Alliance = "shengyang",
            Workflow = own.Name,
            WorkflowVersion = own.Version,
        };
        var other = one;
        List<TakenStep> history = [];
        var now = Monday;
        for (var asked = 0; asked < Asked; asked++)
        {
            now += TimeSpan.FromMinutes(random.Next(600));
            Ask[] asks = [.. Enumerable.Range(0, random.Next(5) == 0 ? 2 : 1).Select(_ => AnyAsk(random, one, own, now)).OfType<Ask>()];
            foreach (var (by, step, given) in asks)
            {
                // Who saw an order that was not there yet files one of their own.
                if (step is FileStep && one.Version > 0)
                    continue;
                var here = Rules.Decide(one, step, given, At(own, by, now, history));
                var there = Rules.Decide(other, step, given, At(elsa, by, now, history));

                Assert.That(Told(there), Is.EqualTo(Told(here)), $"{by.Id} {step.Name} at {one.Stage}");
                if (one.Version > 0)
                    Assert.That(Rules.Can(other, At(elsa, by, now, history)), Is.EqualTo(Rules.Can(one, At(own, by, now, history))));
                if (here.Value is not { } change)
                {
                    refused++;
                    continue;
                }

                taken++;
                history.Add(change.Step);
                (one, other) = (change.Order, there.Value!.Order);
                Assert.That(OrderColumns.All.All(column => Equals(column.SqliteValue(one), column.SqliteValue(other))));
            }
        }
    }

    sealed record Ask(Caller By, IStep Step, IReadOnlySet<string> Given);

    static Ask? AnyAsk(Random random, Order order, Workflow workflow, DateTimeOffset now)
    {
        var caller = Callers[random.Next(Callers.Length)];
        var isClock = order.Version > 0 && random.Next(10) == 0;
        if ((isClock ? Notices.Due(order, workflow, Shengyang, now) : AnyStep(random, order, workflow, now)) is not { } step)
            return null;
        return isClock || step is HandBackStep
            ? new Ask(Caller.System, step, isClock ? new HashSet<string>() : Given(random, step, order, workflow))
            : new Ask(caller, step, Given(random, step, order, workflow));
    }

    /// <summary>The same races at the desks of two offices: three at once ask for an order, each of whom saw it as it was.</summary>
    [Test]
    public async Task Have_the_same_winners_of_seeded_races([Values("sqlite", "postgres")] string engine)
    {
        await using var own = await Office.OpenAsync(engine, new FakeTimeProvider(Monday), OfficeRules.Shipped with { Make = null });
        await using var elsa = await Office.OpenAsync(
            engine, new FakeTimeProvider(Monday), OfficeRules.Shipped with { Make = ElsaEngine.MakeRoutes });
        var (won, lost) = (0, 0);
        for (var seed = 0; seed < 60; seed++)
        {
            var (here, there) = (await own.FilesAsync($"争抢 {seed}"), await elsa.FilesAsync($"争抢 {seed}"));
            Random random = new(seed);
            for (var round = 0; round < 8; round++)
            {
                var picks = Enumerable.Range(0, 3).Select(_ => random.Next(Raced.Length)).ToList();
                var (mine, theirs) = (await RaceAsync(own, here, picks), await RaceAsync(elsa, there, picks));

                Assert.That(theirs, Is.EqualTo(mine), $"seed {seed}, round {round}");
                won += mine.Count(answer => answer.StartsWith("taken", StringComparison.Ordinal));
                lost += mine.Count(answer => answer == Refusal.StaleVersion);
                Assert.That(mine.Count(answer => answer.StartsWith("taken", StringComparison.Ordinal)), Is.AtMost(1));
                here = (await OrderList.FindAsync(own.Database, here.Number))!;
                there = (await OrderList.FindAsync(elsa.Database, there.Number))!;
                time(own).Advance(TimeSpan.FromMinutes(20));
                time(elsa).Advance(TimeSpan.FromMinutes(20));
            }

            Assert.That(await HistoryAsync(elsa, there), Is.EqualTo(await HistoryAsync(own, here)));
        }

        Assert.That(Math.Min(won, lost), Is.GreaterThan(60), "there were winners, and others who came too late");

        static FakeTimeProvider time(Office office) => (FakeTimeProvider)office.Time;
    }

    static readonly (string Step, object? Input, Func<Office, Caller> By)[] Raced =
    [
        ("accept", null, office => office.Secretariat), ("refuse", new { reason = "不属实" }, office => office.Secretariat),
        ("assign", new { lead = "chengguan" }, office => office.Chair), ("offer", null, office => office.Chair),
        ("claim", null, office => office.Member("chengguan")), ("claim", null, office => office.Member("huanwei")),
        ("return", new { reason = "不属本单位" }, office => office.Member("chengguan")),
        ("resolve", new { note = "已办" }, office => office.Member("chengguan")),
        ("resolve", new { note = "已办" }, office => office.Member("huanwei")),
        ("confirm", new { rating = 5 }, office => office.Community), ("reopen", new { reason = "没好" }, office => office.Community),
        ("withdraw", null, office => office.Community), ("comment", new { text = "备注" }, office => office.Community),
    ];

    /// <summary>In the order in which they asked: what was refused and why, or where the order went.</summary>
    static async Task<string[]> RaceAsync(Office office, Order order, IReadOnlyList<int> picks)
    {
        var asked = picks.Select(pick => Raced[pick])
            .Select(raced => office.AsksAsync(raced.By(office), order.Number, raced.Step, raced.Input, version: order.Version));
        var answers = await Task.WhenAll(asked.ToList());
        return [.. answers.Select(answer => answer.Value is { } took ? $"taken to {took.Order.Stage}" : answer.Refusal!.Code)];
    }

    static async Task<IEnumerable<string>> HistoryAsync(Office office, Order order) =>
        (await HistoryList.FindAsync(office.Database, order.Id))
            .Select(taken => $"{taken.Sequence} {taken.Step.Name} {taken.From} {taken.To} {taken.Actor.Id} {taken.At} {taken.Due}");

    static Situation At(Workflow workflow, Caller caller, DateTimeOffset now, IReadOnlyList<TakenStep> history) =>
        new(workflow, Shengyang, caller.At(now, Shengyang), now, Situation.NoOthers) { History = history };

    /// <summary>The refusal, or the step as the history keeps it and the bus tells it, but for the id of the event.</summary>
    static string Told(Decision<Change> decision) => decision.Value is { } change
        ? $"{change.Step with { Id = Guid.Empty }} {StepRegistry.InputOf(change.Step.Step)} "
            + Encoding.UTF8.GetString(EventBody.Of(MessageOf(change)))
        : $"{decision.Refusal!.Code} {string.Join(' ', decision.Refusal.Names)} {string.Join(' ', decision.Refusal.Fields ?? NoFields)}";

    static readonly Dictionary<string, string> NoFields = [];

    static OutboxMessage MessageOf(Change change) => new()
    {
        OrderId = change.Order.Id,
        Number = change.Order.Number,
        Alliance = change.Order.Alliance,
        Workflow = change.Order.Workflow,
        WorkflowVersion = change.Order.WorkflowVersion,
        Sequence = change.Step.Sequence,
        Step = change.Step.Step.Name,
        FromStage = change.Step.From,
        ToStage = change.Step.To,
        Desk = change.Step.Desk,
        ActorId = change.Step.Actor.Id,
        ActorName = change.Step.Actor.Name,
        ActorMember = change.Step.Actor.Member,
        At = change.Step.At,
        Due = change.Step.Due,
        Input = StepRegistry.InputOf(change.Step.Step),
    };

    static IStep AnyStep(Random random, Order order, Workflow workflow, DateTimeOffset now)
    {
        if (order.Version == 0)
            return new FileStep(random.Next(2) == 0 ? "0128" : "V01", "随机", null, null, null, null, null, null);
        IStep[] steps =
        [
            new AcceptStep(random.Next(3) == 0 ? "0110" : null, null), new RefuseStep("不属实"), new AssignStep(Any(), Support()),
            new ReassignStep(Any(), [], "改派"), new OfferStep(random.Next(1, 4)), new ClaimStep(), new ReturnStep("退"),
            new ResolveStep("已办", [], random.Next(2) == 0 ? "另行办理" : null), new ConfirmStep(5, "好"), new ReopenStep("没好"),
            new WithdrawStep(null), new RecallStep(null, "", 0), new CommentStep("备注"),
            new SuspendStep(now.AddDays(random.Next(1, 9)), "等"),
            new ResumeStep(), new ExtendStep("等", null), new GrantStep(null), new DenyStep("不"),
            new SettleStep(Any(), now.AddDays(3), "议定", null),
            new AppealStep("停电", []), new UpholdStep(null), new DismissStep("不成立"), new CorrectStep("0110", null, "误"),
            new HandBackStep(Any(), null), new HandBackStep(null, null),
        ];
        // Half of them such as the stage allows, so that orders get somewhere.
        var allowed = steps.Where(step => workflow.RuleAt(workflow.Stage(order.Stage), step.Name) is not null).ToArray();
        return random.Next(2) == 0 && allowed.Length > 0 ? allowed[random.Next(allowed.Length)] : steps[random.Next(steps.Length)];

        string Any() => Members[random.Next(Members.Length)];

        string[] Support() => random.Next(3) == 0 ? [Any()] : [];
    }

    static HashSet<string> Given(Random random, IStep step, Order order, Workflow workflow)
    {
        var rule = order.Version == 0 ? workflow.File : workflow.RuleAt(workflow.Stage(order.Stage), step.Name);
        var needed = rule?.Inputs.Where(input => input.Value).Select(input => input.Key).ToHashSet() ?? [];
        if (random.Next(12) == 0)
            needed.Add("unheard-of");
        return needed;
    }
}
