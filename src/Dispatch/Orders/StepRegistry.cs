using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Dispatch.Language;
using Dispatch.Orders.Steps;
using Dispatch.Storage;
using Dispatch.Workflows;

namespace Dispatch.Orders;

/// <summary>The steps that the engine can take, and how each is read and written.</summary>
public static class StepRegistry
{
    /// <summary>Those that callers may ask for: every one of <see cref="StepCatalogue.All"/>, by name.</summary>
    public static IReadOnlyDictionary<string, StepKind> All { get; } = new StepKind[]
    {
        new("file", typeof(FileStep), FileStep.Read),
        new("accept", typeof(AcceptStep), AcceptStep.Read, new AcceptStep(null, null)),
        new("correct", typeof(CorrectStep), CorrectStep.Read, new CorrectStep(null, null, null)),
        new("refuse", typeof(RefuseStep), RefuseStep.Read),
        new("merge", typeof(MergeStep), MergeStep.Read),
        new("separate", typeof(SeparateStep), SeparateStep.Read, new SeparateStep(null)),
        new("assign", typeof(AssignStep), AssignStep.Read),
        new("reassign", typeof(ReassignStep), ReassignStep.Read, new ReassignStep("", [], "")),
        new("offer", typeof(OfferStep), OfferStep.Read),
        new("claim", typeof(ClaimStep), ClaimStep.Read, new ClaimStep()),
        new("return", typeof(ReturnStep), ReturnStep.Read, new ReturnStep("")),
        new("resolve", typeof(ResolveStep), ResolveStep.Read, new ResolveStep("", [], "any")),
        new("confirm", typeof(ConfirmStep), ConfirmStep.Read),
        new("reopen", typeof(ReopenStep), ReopenStep.Read),
        new("withdraw", typeof(WithdrawStep), WithdrawStep.Read),
        new("recall", typeof(RecallStep), RecallStep.Read, new RecallStep(null, "", 0)),
        new("comment", typeof(CommentStep), CommentStep.Read),
        new("attach", typeof(AttachStep), AttachStep.Read),
        new("suspend", typeof(SuspendStep), SuspendStep.Read),
        new("resume", typeof(ResumeStep), ResumeStep.Read, new ResumeStep()),
        new("extend", typeof(ExtendStep), ExtendStep.Read, new ExtendStep("", null)),
        new("grant", typeof(GrantStep), GrantStep.Read, new GrantStep(null)),
        new("deny", typeof(DenyStep), DenyStep.Read, new DenyStep("")),
        new("settle", typeof(SettleStep), SettleStep.Read, new SettleStep("", default, "", null)),
        new("lapse", typeof(LapseStep), LapseStep.Read, new LapseStep(new Words("", ""))),
        new("appeal", typeof(AppealStep), AppealStep.Read, new AppealStep("", [])),
        new("uphold", typeof(UpholdStep), UpholdStep.Read, new UpholdStep(null)),
        new("dismiss", typeof(DismissStep), DismissStep.Read, new DismissStep("")),
    }.ToDictionary(kind => kind.Name);

    static readonly IReadOnlyDictionary<string, Type> OfTheSystem = new Dictionary<string, Type>
    {
        ["warn"] = typeof(WarnStep),
        ["breach"] = typeof(BreachStep),
        ["escalate"] = typeof(EscalateStep),
        ["retime"] = typeof(RetimeStep),
        [StepCatalogue.HandBack] = typeof(HandBackStep),
        [StepCatalogue.Follow] = typeof(FollowStep),
        [StepCatalogue.Forget] = typeof(ForgetStep),
    };

    /// <summary>A step's input as the history keeps it.</summary>
    public static string InputOf(IStep step) => JsonSerializer.Serialize(step, Infos[step.Name]);

    /// <summary>The step that the history keeps.</summary>
    /// <exception cref="LaterVersionException">The engine does not know a step of that name.</exception>
    public static IStep FromHistory(string name, string input) => Infos.TryGetValue(name, out var info)
        ? (IStep)JsonSerializer.Deserialize(input, info)!
        : throw new LaterVersionException($"The step {name}");

    static readonly Dictionary<string, JsonTypeInfo> Infos = All.Values.Select(kind => (kind.Name, kind.Type))
        .Concat(OfTheSystem.Select(kind => (kind.Key, kind.Value)))
        .ToDictionary(kind => kind.Item1, kind => OrderJson.Options.GetTypeInfo(kind.Item2));
}

/// <summary>How the engine takes a step.</summary>
/// <param name="Read">Reads the step from a caller's input.</param>
/// <param name="Probe">Stands for the step when how the parts stand decides whether it may be taken; null when the desk alone does.</param>
public sealed record StepKind(string Name, Type Type, Func<InputReader, IStep> Read, IStep? Probe = null)
{
    /// <summary>The fields that <see cref="Read"/> understands.</summary>
    public IReadOnlyList<string> Inputs => StepCatalogue.All[Name].Inputs;
}
