using Dispatch.Accounts;
using Dispatch.Alliances;
using Dispatch.Calendars;
using Dispatch.Orders;
using Dispatch.Orders.Steps;
using Dispatch.Tests.Support;
using Dispatch.Workflows;

namespace Dispatch.Tests.Orders;

/// <summary>
/// An order in memory and the steps it took, told in verbs; every step goes through the rules as the desk would ask them.
/// </summary>
public sealed class Journey
{
    readonly Workflow workflow;
    readonly Order blank;
    readonly List<TakenStep> history = [];
    readonly List<WorkingCalendar> calendars = [Situations.China];

    public Journey(Workflow workflow)
    {
        this.workflow = workflow;
        blank = new Order
        {
            Id = Guid.Parse("019ab000-0000-7000-8000-000000000001"),
            Number = "SY-20261123-0001",
            Alliance = "shengyang",
            Workflow = workflow.Name,
            WorkflowVersion = workflow.Version,
        };
        Order = blank;
    }

    public Order Order { get; set; }
    public DateTimeOffset Now { get; set; } = Situations.Monday;
    public IReadOnlyDictionary<string, Order> Others { get; set; } = Situation.NoOthers;
    public IReadOnlyList<TakenStep> History => history;

    /// <summary>That of the alliance; those from before are kept.</summary>
    public WorkingCalendar Calendar
    {
        get => calendars[^1];
        set => calendars.Add(value);
    }

    /// <summary>The order made again from nothing but its history.</summary>
    public Order Recomputed => history.Aggregate(blank, (order, taken) => order.After(taken));

    public static Journey OfAMerchantOrder(string category = "0110") =>
        new Journey(Situations.MerchantOrder).Takes(Situations.TeaMerchant, "file", $$"""{"category":"{{category}}","title":"门口垃圾两天没清"}""");

    public static Journey OfAPost(int places) => new Journey(Situations.VolunteerPost)
        .Takes(Situations.CommunityWorker, "file", """{"category":"V01","title":"周六清洁家园"}""")
        .Takes(Situations.CommunityWorker, "offer", $$"""{"places":{{places}}}""");

    /// <summary>Assigned to sanitation, with urban management and the police to support.</summary>
    public static Journey AssignedWithSupport() => OfAMerchantOrder()
        .Takes(Situations.Secretary, "accept")
        .Takes(Situations.UrbanManager, "assign", """{"lead":"huanwei","support":["chengguan","paichusuo"]}""");

    public static Journey Resolved() => OfAMerchantOrder()
        .Takes(Situations.Secretary, "accept")
        .Takes(Situations.UrbanManager, "assign", """{"lead":"huanwei"}""")
        .Takes(Situations.Cleaner, "claim")
        .Takes(Situations.Cleaner, "resolve", """{"note":"已清运"}""");

    public static Journey Closed() => Resolved().Takes(Situations.CommunityWorker, "confirm", """{"rating":5}""");

    /// <summary>The step must be taken; the test fails with the refusal where it is not.</summary>
    public Journey Takes(Caller caller, string step, string input = "{}")
    {
        var decision = Asks(caller, step, input);
        Assert.That(
            decision.Refusal,
            Is.Null,
            $"{caller.Id} {step} at {Order.Stage}: {decision.Refusal?.Code} {string.Join(' ', decision.Refusal?.Names ?? [])}");
        Apply(decision.Value!);
        return this;
    }

    /// <summary>The order that a decision carries is what its history makes of it.</summary>
    void Apply(Change change)
    {
        Assert.That(Order.After(change.Step), Is.EqualTo(change.Order).Using<Order>(SameText));
        history.Add(change.Step);
        Order = change.Order;
    }

    static bool SameText(Order one, Order other) =>
        OrderColumns.All.All(column => Equals(column.SqliteValue(one), column.SqliteValue(other)));

    /// <summary>Asks without taking the step.</summary>
    public Decision<Change> Asks(Caller caller, string step, string input = "{}")
    {
        var reader = new InputReader(Situations.Json(input));
        var asked = StepRegistry.All[step].Read(reader);
        Assert.That(reader.Faults(), Is.Empty);
        return Rules.Decide(Order, asked, reader.Given, At(caller));
    }

    /// <summary>The clock does all that is due by now.</summary>
    /// <returns>Its steps, such as <c>warn stage</c>.</returns>
    public IReadOnlyList<string> Ticks()
    {
        List<string> steps = [];
        while (Notices.Due(Order, workflow, Alliance, Now) is { } step)
        {
            var decision = Rules.Decide(Order, step, new HashSet<string>(), At(Caller.System));
            Assert.That(decision.Refusal, Is.Null,
            $"the clock: {step}");
            Apply(decision.Value!);
            steps.Add(step switch
            {
                WarnStep warn => $"warn {warn.Of}",
                BreachStep breach => $"breach {breach.Of}",
                EscalateStep escalate => $"escalate {escalate.Of} {escalate.To}",
                _ => step.Name,
            });
        }

        return steps;
    }

    /// <summary>The clock has a merged order follow the one that goes on; <see cref="Others"/> has those that it was merged into.</summary>
    /// <returns>The outcome that it told; null where there was nothing to tell.</returns>
    public string? Follows()
    {
        var cameToNothing = Order.GoesOnAs(Others)?.CameToNothing(workflow) == true;
        if (FollowStep.DueFor(Order, Others, cameToNothing) is not { } step)
            return null;
        var decision = Rules.Decide(Order, step, new HashSet<string>(), At(Caller.System));
        Assert.That(decision.Refusal, Is.Null, $"the clock: {step}");
        Apply(decision.Value!);
        return step.Outcome;
    }

    public string? RefusalOf(Caller caller, string step, string input = "{}") => Asks(caller, step, input).Refusal?.Code;

    public IReadOnlyList<string> Can(Caller caller) => Rules.Can(Order, At(caller));

    Alliance Alliance => Situations.Shengyang with { Calendar = Calendar };

    public Situation At(Caller caller) => new(workflow, Alliance, caller.At(Now, Situations.Shengyang), Now, Others)
    {
        History = history,
        Calendars = FindCalendar,
    };

    WorkingCalendar? FindCalendar(string digest) => calendars.Find(calendar => calendar.Digest == digest);

    /// <summary>Why each of its limits ends when it does.</summary>
    public IReadOnlyList<ExplainedDeadline> Explained =>
        ExplainedDeadline.Of(Order, Corrected.Of(Order, history, At(Caller.System)), Calendar, FindCalendar);

    /// <summary>The parts as <c>huanwei lead claimed</c>, or <c>cai post done</c> where they are a person's.</summary>
    public IReadOnlyList<string> Parts =>
        [.. Order.State.Assignments.Select(part => $"{part.Person ?? part.Member} {part.Kind} {part.State}")];
}
