using Dispatch.Language;
using Dispatch.Workflows;
using File = Dispatch.Workflows.Workflow;

namespace Dispatch.OnElsa;

/// <summary>Checks that a drawing agrees with its workflow's file, and that every way that it draws comes to a stage.</summary>
/// <param name="connections">To which activity each port leads.</param>
/// <param name="fault">Hears of which activity what is wrong; null where it is of none.</param>
sealed class DrawnChecks(
    IReadOnlyDictionary<string, DrawnActivity> activities,
    IReadOnlyDictionary<(string Activity, string Port), string> connections,
    File file,
    Action<string?, string> fault)
{
    public void Check()
    {
        var moves = Flow.MovesOf(file).ToDictionary(move => move.Stage, move => move.Rules);
        Dictionary<string, string> known = [];
        foreach (var activity in activities.Values.Where(activity => activity.Stage is not null))
        {
            var stage = activity.Stage!;
            if (!moves.TryGetValue(stage, out var rules))
                fault(activity.Id, $"is {NameOf(stage)}, which the file does not have; it has {Stages}.");
            else if (!known.TryAdd(stage, activity.Id))
                fault(activity.Id, $"is {NameOf(stage)}, and so is activity \"{known[stage]}\".");
            else
                CheckSteps(activity, rules);
        }

        CheckDecisions();
        foreach (var (stage, moving) in moves)
        {
            foreach (var rule in moving.Where(rule => rule.Alternatives.Count > 0 && !IsDrawn(known, stage, rule)))
            {
                fault(
                    known.GetValueOrDefault(stage),
                    $"{(known.ContainsKey(stage) ? "has" : $"The drawing has {NameOf(stage)} with")} no connection at \"{rule.Step}\", "
                    + $"which the file lets lead to {Sentence.List(rule.Ways, "or")}.");
            }
        }
    }

    string Stages => Sentence.List(file.Stages.Select(stage => stage.Name));

    bool IsDrawn(Dictionary<string, string> known, string stage, StepRule rule) =>
        known.TryGetValue(stage, out var activity) && connections.ContainsKey((activity, rule.Step));

    void CheckSteps(DrawnActivity activity, IReadOnlyList<StepRule> rules)
    {
        foreach (var (port, target) in connections.Where(one => one.Key.Activity == activity.Id).Select(one => (one.Key.Port, one.Value)))
        {
            if (rules.FirstOrDefault(rule => rule.Step == port) is not { } rule)
            {
                var steps = Sentence.List(rules.Select(one => one.Step));
                fault(activity.Id, $"has a connection at \"{port}\", which moves no order {At(activity.Stage!)}; what does is {steps}.");
                continue;
            }

            var (reached, let) = (StagesFrom(target), Sentence.List(rule.Ways, "or"));
            foreach (var stage in reached.Where(stage => !rule.MayLeadTo(stage)))
                fault(activity.Id, $"leads by \"{port}\" to {NameOf(stage)}, but the file lets it lead to {let}.");
            foreach (var never in rule.Ways.Where(way => !reached.Contains(way)))
                fault(activity.Id, $"leads by \"{port}\" never to {never}, to which the file lets it lead.");
        }
    }

    void CheckDecisions()
    {
        var entered = connections.Values.ToHashSet();
        foreach (var activity in activities.Values.Where(activity => activity.Stage is null))
        {
            foreach (var port in activity.Outcomes.Where(port => !connections.ContainsKey((activity.Id, port))))
                fault(activity.Id, $"leads nowhere at \"{port}\": every way of an order comes to a stage.");
            if (!entered.Contains(activity.Id))
                fault(activity.Id, "is led to by nothing.");
            if (LeadsBack(activity.Id))
                fault(activity.Id, "leads back to itself without a stage between: that would never end.");
        }
    }

    /// <summary>Every stage that an order may come to from an activity, without waiting before.</summary>
    HashSet<string> StagesFrom(string from) =>
        [.. Passed(from).Select(id => activities[id].Stage).OfType<string>()];

    bool LeadsBack(string decision) => Following(decision).SelectMany(Passed).Contains(decision);

    /// <summary>The activities that an order may pass from one on, up to the stages where it waits.</summary>
    HashSet<string> Passed(string from)
    {
        HashSet<string> passed = [from];
        Queue<string> open = new(passed);
        while (open.TryDequeue(out var id))
        {
            if (activities[id].Stage is not null)
                continue;
            foreach (var next in Following(id).Where(passed.Add))
                open.Enqueue(next);
        }

        return passed;
    }

    IEnumerable<string> Following(string id) => connections.Where(one => one.Key.Activity == id).Select(one => one.Value);

    static string NameOf(string stage) => stage.Length == 0 ? "the beginning" : $"stage \"{stage}\"";

    static string At(string stage) => stage.Length == 0 ? "at the beginning" : $"at stage \"{stage}\"";
}
