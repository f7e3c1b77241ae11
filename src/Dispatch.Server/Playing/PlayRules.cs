using System.Globalization;
using System.Text.Json.Nodes;
using Dispatch.Accounts;
using Dispatch.Orders;
using Dispatch.Workflows;

namespace Dispatch.Server.Playing;

/// <summary>What the people of an alliance would do next with an order, by simple rules. Pure, and the same for the same order.</summary>
/// <remarks>
/// They look at the desk of the stage and at the steps it allows, never at the name of the workflow or of a stage. A rule that wants a
/// step is passed over where the engine would refuse it, so that a workflow of other people's making is played as well.
/// </remarks>
public static class PlayRules
{
    public static Move Next(Order order, Workflow workflow, Cast cast, PlayShares shares, DateTimeOffset now)
    {
        var stage = workflow.Stage(order.Stage);
        if (stage.Final)
            return new Move.Ended();

        foreach (var (step, caller) in Wishes(new Scene(order, stage, cast, shares, now)))
        {
            Situation at = new(workflow, cast.Alliance, caller.At(now, cast.Alliance), now, Situation.NoOthers);
            if (Rules.Can(order, at).Contains(step) && InputOf(workflow.RuleAt(stage, step)!, order, cast) is { } input)
                return new Move.Take(step, WithSupport(step, input, order, cast, shares), caller);
        }

        return new Move.Stuck($"At the stage {order.Stage} nobody who plays for the desk {order.Desk} can take a step.");
    }

    /// <summary>The number that decides what happens to an order: the last part of its own.</summary>
    public static int NumberOf(Order order) =>
        int.TryParse(order.Number.AsSpan(order.Number.LastIndexOf('-') + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : order.Id.ToByteArray()[15];

    sealed record Scene(Order Order, Stage Stage, Cast Cast, PlayShares Shares, DateTimeOffset Now)
    {
        public bool IsTurn(int every) => every > 0 && NumberOf(Order) % every == 0;

        public bool Happened(string step) => Order.State.Moves.ContainsKey(step);

        public IEnumerable<(string, Caller)> Want(string step, params IReadOnlyList<string> desks) =>
            desks.SelectMany(desk => Cast.At(desk, Order, Now)).Select(caller => (step, caller));
    }

    /// <summary>Steps and who might take them, what is wanted most first.</summary>
    static IEnumerable<(string Step, Caller Caller)> Wishes(Scene scene) =>
    [
        .. Detours(scene),
        .. PartsIn(scene, PartState.Assigned).Select(holder => ("claim", holder)),
        .. scene.Stage.Desk == Desks.Pool ? Volunteers(scene) : [],
        .. PartsIn(scene, PartState.Claimed).Select(holder => ("resolve", holder)),
        .. scene.Want("accept", Desks.Secretariat),
        .. scene.IsTurn(scene.Shares.Offer) && !scene.Happened("offer") ? scene.Want("offer", Desks.Chair) : [],
        .. scene.Want("assign", Desks.Chair),
        .. scene.Want("offer", Desks.Chair, Desks.Community, Desks.Secretariat),
        .. scene.Want("confirm", Desks.Merchant, Desks.Community),
        .. scene.Want("accept", Desks.Community),
        .. scene.Want("confirm", Desks.Secretariat),
    ];

    static IEnumerable<(string, Caller)> Detours(Scene scene)
    {
        if (scene.IsTurn(scene.Shares.Refuse))
        {
            foreach (var refuse in scene.Want("refuse", Desks.Secretariat))
                yield return refuse;
        }

        if (scene.IsTurn(scene.Shares.Reopen) && !scene.Happened("reopen"))
        {
            foreach (var reopen in scene.Want("reopen", Desks.Merchant, Desks.Community))
                yield return reopen;
        }

        var gaveBack = scene.Happened("return") || scene.Order.State.Assignments.Any(part => part.State == PartState.Returned);
        if (scene.IsTurn(scene.Shares.Return) && !gaveBack)
        {
            // Some see at once that it is not theirs, others when they have begun.
            var state = NumberOf(scene.Order) / scene.Shares.Return % 2 == 0 ? PartState.Assigned : PartState.Claimed;
            foreach (var part in scene.Order.State.Open.Where(part => part.State == state && part.Part != Part.Support))
            {
                if (scene.Cast.HolderOf(part) is { } holder)
                    yield return ("return", holder);
            }
        }
    }

    // Those who help come first at the end and last at the beginning: the lead cannot finish before them, nor can they without it begin.
    static IEnumerable<Caller> PartsIn(Scene scene, string state) => scene.Order.State.Open
        .Where(part => part.State == state)
        .OrderBy(part => part.Part == Part.Support == (state == PartState.Claimed) ? 0 : 1)
        .Select(scene.Cast.HolderOf)
        .OfType<Caller>();

    // Begins with another one for each order, so that not always the same are first. Whoever gave their part back does not want it again.
    static IEnumerable<(string, Caller)> Volunteers(Scene scene)
    {
        var able = scene.Cast.At(Desks.Pool, scene.Order, scene.Now).Where(person => !GaveBack(scene.Order, person)).ToList();
        var first = able.Count == 0 ? 0 : NumberOf(scene.Order) % able.Count;
        return able.Skip(first).Concat(able.Take(first)).Select(caller => ("claim", caller));
    }

    static bool GaveBack(Order order, Caller person) => order.State.Assignments.Any(part =>
        part.State == PartState.Returned && (part.Person is { } id ? id == person.Id : part.Member == person.Member));

    /// <returns>Null where the step needs something that nobody here can give.</returns>
    static JsonObject? InputOf(StepRule rule, Order order, Cast cast)
    {
        var number = NumberOf(order);
        JsonObject input = [];
        foreach (var (field, required) in rule.Inputs)
        {
            JsonNode? value = field switch
            {
                "lead" => LeadFor(order, cast, 0),
                "places" => Math.Clamp(cast.People.Count(person => person.Member is { } code && cast.Alliance.Members.GetValueOrDefault(code)?.Duties.Contains(order.Category) == true), 1, 2),
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

    static JsonObject WithSupport(string step, JsonObject input, Order order, Cast cast, PlayShares shares)
    {
        if (step == "assign" && shares.Support > 0 && NumberOf(order) % shares.Support == 0 && LeadFor(order, cast, 1) is { } second && second != LeadFor(order, cast, 0))
            input["support"] = new JsonArray(second);
        return input;
    }

    // Whoever gave it back is not asked again where there is another.
    static string? LeadFor(Order order, Cast cast, int further)
    {
        var members = cast.MembersFor(order.Category);
        return members.Count == 0 ? null : members[(NumberOf(order) + order.State.Moves.GetValueOrDefault("return") + further) % members.Count].Code;
    }
}
