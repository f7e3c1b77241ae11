using System.Globalization;
using System.Text.Json.Nodes;
using Dispatch.Accounts;
using Dispatch.Orders;
using Dispatch.Workflows;

namespace Dispatch.Server.Playing;

/// <summary>Decides by simple rules what the people of an alliance do next with an order. Pure, and the same for the same order.</summary>
/// <remarks>
/// The rules look at the desk of the stage and at the steps it allows, never at the name of the workflow or of a stage. A step that the
/// engine would refuse is skipped, so that any workflow can be played.
/// </remarks>
public static class PlayRules
{
    public static Move Next(Order order, Workflow workflow, Players players, PlayShares shares, DateTimeOffset now)
    {
        var stage = workflow.Stage(order.Stage);
        if (stage.Final)
            return new Move.Ended();

        foreach (var (step, caller) in Candidates(new Context(order, stage, players, shares, now)))
        {
            Situation at = new(workflow, players.Alliance, caller.At(now, players.Alliance), now, Situation.NoOthers);
            if (Rules.Can(order, at).Contains(step) && InputOf(workflow.RuleAt(stage, step)!, order, players) is { } input)
                return new Move.Take(step, WithSupport(step, input, order, players, shares), caller);
        }

        return new Move.Stuck($"At the stage {order.Stage} nobody who plays for the desk {order.Desk} can take a step.");
    }

    /// <summary>The number that decides what happens to an order: the last part of its own.</summary>
    public static int NumberOf(Order order)
    {
        var last = order.Number.AsSpan(order.Number.LastIndexOf('-') + 1);
        return int.TryParse(last, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : order.Id.ToByteArray()[15];
    }

    sealed record Context(Order Order, Stage Stage, Players Players, PlayShares Shares, DateTimeOffset Now)
    {
        public bool IsTurn(int every) => every > 0 && NumberOf(Order) % every == 0;

        public bool WasTaken(string step) => Order.State.Moves.ContainsKey(step);

        public IEnumerable<(string, Caller)> By(string step, params IReadOnlyList<string> desks) =>
            desks.SelectMany(desk => Players.At(desk, Order, Now)).Select(caller => (step, caller));
    }

    /// <summary>Steps and who might take them, in the order of preference.</summary>
    static IEnumerable<(string Step, Caller Caller)> Candidates(Context context) =>
    [
        .. Detours(context),
        .. PartsIn(context, PartState.Assigned).Select(holder => ("claim", holder)),
        .. context.Stage.Desk == Desks.Pool ? Volunteers(context) : [],
        .. PartsIn(context, PartState.Claimed).Select(holder => ("resolve", holder)),
        .. context.By("accept", Desks.Secretariat),
        .. context.IsTurn(context.Shares.Offer) && !context.WasTaken("offer") ? context.By("offer", Desks.Chair) : [],
        .. context.By("assign", Desks.Chair),
        .. context.By("offer", Desks.Chair, Desks.Community, Desks.Secretariat),
        .. context.By("confirm", Desks.Merchant, Desks.Community),
        .. context.By("accept", Desks.Community),
        .. context.By("confirm", Desks.Secretariat),
    ];

    static IEnumerable<(string, Caller)> Detours(Context context)
    {
        if (context.IsTurn(context.Shares.Refuse))
        {
            foreach (var refuse in context.By("refuse", Desks.Secretariat))
                yield return refuse;
        }

        if (context.IsTurn(context.Shares.Reopen) && !context.WasTaken("reopen"))
        {
            foreach (var reopen in context.By("reopen", Desks.Merchant, Desks.Community))
                yield return reopen;
        }

        var gaveBack = context.WasTaken("return") || context.Order.State.Assignments.Any(part => part.State == PartState.Returned);
        if (context.IsTurn(context.Shares.Return) && !gaveBack)
        {
            // Some give it back at once, others after they have begun.
            var state = NumberOf(context.Order) / context.Shares.Return % 2 == 0 ? PartState.Assigned : PartState.Claimed;
            foreach (var part in context.Order.State.Open.Where(part => part.State == state && part.Kind != PartKind.Support))
            {
                if (context.Players.HolderOf(part) is { } holder)
                    yield return ("return", holder);
            }
        }
    }

    // Helpers come last when parts are claimed and first when they are resolved: they cannot begin before the lead, nor the lead end
    // before them.
    static IEnumerable<Caller> PartsIn(Context context, string state) => context.Order.State.Open
        .Where(part => part.State == state)
        .OrderBy(part => part.Kind == PartKind.Support == (state == PartState.Claimed) ? 0 : 1)
        .Select(context.Players.HolderOf)
        .OfType<Caller>();

    // Each order starts with another volunteer, so that not always the same are first. Nobody takes a part again that they gave back.
    static IEnumerable<(string, Caller)> Volunteers(Context context)
    {
        var able = context.Players.At(Desks.Pool, context.Order, context.Now).Where(person => !GaveBack(context.Order, person)).ToList();
        var first = able.Count == 0 ? 0 : NumberOf(context.Order) % able.Count;
        return able.Skip(first).Concat(able.Take(first)).Select(caller => ("claim", caller));
    }

    static bool GaveBack(Order order, Caller person) => order.State.Assignments.Any(part =>
        part.State == PartState.Returned && (part.Person is { } id ? id == person.Id : part.Member == person.Member));

    /// <returns>Null where the step needs an input that the rules cannot make up.</returns>
    static JsonObject? InputOf(StepRule rule, Order order, Players players)
    {
        var number = NumberOf(order);
        JsonObject input = [];
        foreach (var (field, required) in rule.Inputs)
        {
            JsonNode? value = field switch
            {
                "lead" => LeadFor(order, players, 0),
                "places" => Math.Clamp(players.People.Count(person => HasDuty(person, order, players)), 1, 2),
                "urgency" when number % 4 == 0 => "raised",
                "rating" => 3 + (number % 3),
                "note" => "已办理",
                "reason" when required => "演练",
                "photos" when required => new JsonArray("https://example.org/photo.jpg"),
                _ => null,
            };
            if (value is not null)
                input[field] = value;
            else if (required)
                return null;
        }

        return input;
    }

    static bool HasDuty(Caller person, Order order, Players players) =>
        person.Member is { } code && players.Alliance.Members.GetValueOrDefault(code)?.Duties.Contains(order.Category) == true;

    static JsonObject WithSupport(string step, JsonObject input, Order order, Players players, PlayShares shares)
    {
        if (step == "assign" && shares.Support > 0 && NumberOf(order) % shares.Support == 0
            && LeadFor(order, players, 1) is { } second && second != LeadFor(order, players, 0))
        {
            input["support"] = new JsonArray(second);
        }

        return input;
    }

    // A member that gave it back is not asked again where there is another.
    static string? LeadFor(Order order, Players players, int further)
    {
        var members = players.MembersFor(order.Category);
        var turn = NumberOf(order) + order.State.Moves.GetValueOrDefault("return") + further;
        return members.Count == 0 ? null : members[turn % members.Count].Code;
    }
}
