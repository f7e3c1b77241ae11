using System.Collections.Concurrent;
using Dispatch.Workflows;

namespace Dispatch.OnElsa;

/// <summary>Elsa interprets a workflow: asked where a step leads, it goes on from a state that waits at the order's stage.</summary>
/// <remarks>
/// Nothing of Elsa is stored: the stage of an order is the whole state. An answer is remembered where nothing but a connection stands
/// between two stages; where a drawing decides, it is asked each time.
/// </remarks>
/// <param name="flow">Never changed, and shared by all threads.</param>
/// <param name="remembers">False to ask each time, which measurements do.</param>
sealed class ElsaRoutes(Flow flow, ElsaEngine engine, bool remembers = true) : IRoutes
{
    readonly ConcurrentDictionary<(string Stage, string Step, MoveWhen When, Progress Progress), string> remembered = [];
    readonly Lazy<Dictionary<string, WaitingState>> waiting = new(() => engine.WaitAtEachStage(flow));

    public bool AsksForLoad => flow.AsksForLoad;

    public string StageAfter(Crossing crossing)
    {
        var (rule, stage, progress, facts) = crossing;
        // In a replay nobody knows any more what members had to do; where the step led, it was known.
        if (AsksForLoad && facts is { Load: null, LedTo: { } led } && progress.Satisfies(rule.When) && rule.MayLeadTo(led))
            return led;
        if (!remembers || flow.Decides(stage, rule.Step))
            return Ask(crossing);
        var key = (stage, rule.Step, rule.When, progress);
        return remembered.TryGetValue(key, out var to) ? to : remembered[key] = Ask(crossing);
    }

    string Ask(Crossing crossing)
    {
        var (rule, stage, _, facts) = crossing;
        if (!waiting.Value.TryGetValue(stage, out var state) || state.BookmarkOf(rule.Step) is not { } bookmark)
            throw new InvalidOperationException($"The flow of {flow.Name} does not wait for the step {rule.Step} at stage '{stage}'.");
        Passage passage = new(crossing);
        engine.GoOn(flow, state, bookmark, passage, facts is null ? null : InputsOf(facts));
        return passage.To
            ?? throw new InvalidOperationException($"The flow of {flow.Name} ended nowhere after the step {rule.Step} at stage '{stage}'.");
    }

    /// <summary>What a drawing may ask, by the names that <c>docs/elsa.md</c> lists.</summary>
    static Dictionary<string, object> InputsOf(Facts facts)
    {
        Dictionary<string, object> inputs = new()
        {
            ["category"] = facts.Category,
            ["urgency"] = facts.Urgency,
            ["alliance"] = facts.Alliance,
            ["place"] = facts.Place,
            ["workingTime"] = facts.WorkingTime,
            ["hour"] = facts.Hour,
            ["returns"] = facts.Returns,
        };
        if (facts.Load is { } load)
            inputs["load"] = load;
        return inputs;
    }

    /// <summary>The names of <see cref="InputsOf"/>.</summary>
    public static IReadOnlyList<string> Inputs { get; } = [.. InputsOf(new Facts("", "", "", "", false, 0, 0, Load: 0)).Keys];
}
