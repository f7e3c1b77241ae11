namespace Dispatch.Workflows;

/// <summary>Whom a stage waits for besides the desk that holds it: the desks of steps that nobody else can take.</summary>
public static class StageWaits
{
    /// <summary>A desk that does not hold the stage and is waited for all the same.</summary>
    /// <param name="Steps">What only this desk can do.</param>
    /// <param name="OnceClaimed">It is waited for as soon as somebody has taken a part: nobody else can go on for them.</param>
    public sealed record Awaited(string Desk, IReadOnlyList<string> Steps, bool OnceClaimed);

    /// <remarks>
    /// A step that the holder may take too waits for the holder, unless it is the merchant's: what the merchant says nobody can say in its
    /// place. A step beside those of a holder who can move the order on is a way out that nobody waits for, such as taking back what was
    /// offered; but where a pool is being filled, those who have a place wait for whoever may let them begin or end.
    /// </remarks>
    public static IReadOnlyList<Awaited> BesidesHolder(Stage stage)
    {
        if (stage.Final)
            return [];

        var moving = stage.Steps.Values.Where(rule => rule.To is not null && !rule.Desks.Contains(Desks.System) && !IsAnswer(rule.Step)).ToList();
        var holderMoves = moving.Any(rule => rule.Desks.Contains(stage.Desk));
        return
        [
            .. moving.SelectMany(rule => rule.Desks.Select(desk => (Rule: rule, Desk: desk)))
                .Where(step => step.Desk is not (Desks.Anyone or Desks.System or Desks.Member) && step.Desk != stage.Desk)
                .Where(step => step.Rule.Desks.Contains(stage.Desk)
                    ? step.Desk == Desks.Merchant
                    : !holderMoves || stage.Desk == Desks.Pool)
                .GroupBy(step => step.Desk)
                .Select(steps => new Awaited(
                    steps.Key,
                    [.. steps.Select(step => step.Rule.Step)],
                    steps.All(step => holderMoves && !step.Rule.Desks.Contains(stage.Desk)))),
        ];
    }

    /// <summary>Whether those who have a part have something to do at a stage, whoever holds it.</summary>
    public static bool WaitsForParts(Stage stage) =>
        !stage.Final
        && (stage.Desk == Desks.Member
            || stage.Steps.Values.Any(rule => StepCatalogue.OfParts.Contains(rule.Step) && rule.Desks.Contains(Desks.Member)));

    /// <summary>The steps of a desk at a stage, but for answers to what was asked.</summary>
    public static IReadOnlyList<string> StepsOf(Stage stage, string desk) =>
        [.. stage.Steps.Values.Where(rule => rule.Desks.Contains(desk) && !IsAnswer(rule.Step)).Select(rule => rule.Step)];

    static bool IsAnswer(string step) => Answers.Contains(step);

    static readonly HashSet<string> Answers = [.. StepCatalogue.All.Values.SelectMany(step => step.Answers)];
}
