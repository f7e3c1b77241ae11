using System.Text.Json;
using static Dispatch.OnElsa.DrawnFlow;

namespace Dispatch.OnElsa;

/// <summary>An activity of a drawing.</summary>
/// <param name="Stage">Where orders wait here: a stage, or empty for the beginning; null where nothing waits.</param>
/// <param name="Outcomes">The ports that a connection may begin at; empty where that depends on the workflow's file.</param>
sealed record DrawnActivity(string Id, string? Stage, IReadOnlyList<string> Outcomes)
{
    /// <summary>Its conditions in JavaScript.</summary>
    public IReadOnlyList<string> Scripts { get; init; } = [];

    const string Filing = "Dispatch.Filing";
    const string AtAStage = "Dispatch.Stage";
    const string Decision = "Elsa.FlowDecision";
    const string Switch = "Elsa.FlowSwitch";
    const string Default = "Default";

    /// <summary>Why a drawing may not have an activity of a type; null where it may.</summary>
    public static string? WhyNot(string type) => type switch
    {
        Filing or AtAStage or Decision or Switch => null,
        "Elsa.FlowFork" or "Elsa.FlowJoin" or "Elsa.Fork" or "Elsa.Parallel" or "Elsa.ParallelForEach" =>
            $"splits or joins ways ({type}), but an order is at one stage. {Allowed}",
        "Elsa.SendHttpRequest" or "Elsa.FlowSendHttpRequest" or "Elsa.HttpEndpoint" or "Elsa.Delay" or "Elsa.Timer" or "Elsa.Cron"
            or "Elsa.StartAt" or "Elsa.Event" =>
            $"would wait or speak to others ({type}), but a step is decided at once and the same way again. {Allowed}",
        "Elsa.SetVariable" => $"sets a variable, but the stage of an order is all that is kept of it. {Allowed}",
        _ => $"has the type \"{type}\", which does not belong into a drawing. {Allowed}",
    };

    const string Allowed = $"A drawing has {Filing}, {AtAStage}, {Decision} and {Switch}.";

    /// <param name="fault">Hears what is wrong, as the end of a sentence.</param>
    public static DrawnActivity Read(string id, string type, JsonElement json, Action<string> fault) => type switch
    {
        Filing => new DrawnActivity(id, "", ["file"]),
        AtAStage => new DrawnActivity(id, StageOf(json, fault), []),
        Decision => new DrawnActivity(id, null, ["True", "False"])
        {
            Scripts = [.. ScriptOf(Find(Find(json, "condition"), "expression"), fault)],
        },
        _ => new DrawnActivity(id, null, CasesOf(json, fault))
        {
            Scripts = [.. List(json, "cases").SelectMany(one => ScriptOf(Find(one, "condition"), fault))],
        },
    };

    static string StageOf(JsonElement json, Action<string> fault)
    {
        var expression = Find(Find(json, "stage"), "expression");
        if (Text(expression, "type") == "Literal" && Text(expression, "value") is { Length: > 0 } stage)
            return stage;
        fault("does not name its stage: it is a plain text.");
        return "";
    }

    static IReadOnlyList<string> CasesOf(JsonElement json, Action<string> fault)
    {
        if (Text(Find(Find(json, "mode"), "expression"), "value") is { } mode && mode != "MatchFirst")
            fault($"takes every case that matches ({mode}), but an order goes one way: let it take the first.");
        List<string> cases = [];
        foreach (var one in List(json, "cases"))
        {
            var label = Text(one, "label") ?? "";
            if (label.Length == 0 || label == Default || cases.Contains(label))
                fault($"has a case that is called \"{label}\": each has a name of its own, and none is {Default}.");
            cases.Add(label);
        }

        return [.. cases, Default];
    }

    /// <returns>The script of a condition; nothing where it is a plain yes or no, or faulty.</returns>
    static IEnumerable<string> ScriptOf(JsonElement? expression, Action<string> fault)
    {
        var type = Text(expression, "type");
        if (type == "Literal")
            return [];
        if (type != "JavaScript" || Text(expression, "value") is not { } script)
            fault($"has a condition in {type ?? "no language"}; a drawing asks in JavaScript.");
        else if (DrawnScript.WhyNot(script) is { } why)
            fault(why);
        else
            return [script];
        return [];
    }
}
