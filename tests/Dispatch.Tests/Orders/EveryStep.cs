using System.Text.Json;
using System.Text.Json.Serialization;
using Dispatch.Contracts;
using Dispatch.Language;
using Dispatch.Orders;
using Dispatch.Orders.Steps;
using Dispatch.Storage;
using Dispatch.Tests.Support;
using Dispatch.Workflows;

namespace Dispatch.Tests.Orders;

/// <summary>What goes for all steps alike: how they are read, kept and told.</summary>
public sealed class EveryStep
{
    /// <summary>As the bus tells them: no member that the contract does not know.</summary>
    static readonly JsonSerializerOptions Strict = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    static readonly TestCaseData<IStep, Type>[] All =
    [
        Kept(
            new FileStep(
                "0110", "门口垃圾", "两天没清", new Merchant("林记茶行", "13800000001", "声阳路 8 号", "lin-tea"), "lin-tea",
                new Location(25.4, 119, "声阳路"), "12345", "A-1", Situations.Monday.AddDays(-2)),
            typeof(Filing)),
        Kept(new FileStep("0110", "门口垃圾", null, null, null, null, null, null), typeof(Filing)),
        Kept(new AcceptStep("0128", "urgent"), typeof(Accepting)),
        Kept(new AcceptStep(null, null), typeof(Accepting)),
        Kept(new CorrectStep("0128", "urgent", "误选类别"), typeof(Correcting)),
        Kept(new CorrectStep(null, "normal", null), typeof(Correcting)),
        Kept(new RefuseStep("不属联盟职责"), typeof(Refusing)),
        Kept(new MergeStep("SY-20261123-0001"), typeof(Merging)),
        Kept(new SeparateStep("不是同一处"), typeof(Separating)),
        Kept(new SeparateStep(null), typeof(Separating)),
        Kept(new FollowStep("SY-20261123-0001", "withdrawn", "comes-back"), typeof(Following)),
        Kept(new FollowStep("SY-20261123-0001", "closed", "ended"), typeof(Following)),
        Kept(new AssignStep("huanwei", ["chengguan", "paichusuo"]), typeof(Assigning)),
        Kept(new AssignStep("huanwei", []), typeof(Assigning)),
        Kept(new ReassignStep("huanwei", ["chengguan"], "原单位停业"), typeof(Reassigning)),
        Kept(new OfferStep(3), typeof(Offering)),
        Kept(new OfferStep(null), typeof(Offering)),
        Kept(new ClaimStep("post"), typeof(Claiming)),
        Kept(new ReturnStep("不属本所"), typeof(Returning)),
        Kept(new ResolveStep("已清运", ["https://photos.example/1.jpg"], "另案处理"), typeof(Resolving)),
        Kept(new ResolveStep("已清运", [], null), typeof(Resolving)),
        Kept(new ConfirmStep(5, "满意"), typeof(Confirming)),
        Kept(new ConfirmStep(null, null), typeof(Confirming)),
        Kept(new ReopenStep("又堆起来了"), typeof(Reopening)),
        Kept(new WithdrawStep("已自行解决"), typeof(Withdrawing)),
        Kept(new WithdrawStep(null), typeof(Withdrawing)),
        Kept(new RecallStep("派错单位", "assign", 3), typeof(Recalling)),
        Kept(new RecallStep(null, "refuse", 2), typeof(Recalling)),
        Kept(new CommentStep("味道很大 \"really\" <b>"), typeof(Commenting)),
        Kept(new CommentStep("请留意来电", "merchant"), typeof(Commenting)),
        Kept(new AttachStep(["https://photos.example/1.jpg", "https://photos.example/2.jpg"], "现场"), typeof(Attaching)),
        Kept(new SuspendStep(Situations.Monday.AddDays(30), "等待管网改造"), typeof(Suspending)),
        Kept(new ResumeStep(), typeof(Resuming)),
        Kept(new ExtendStep("等待材料", "2 working days"), typeof(ExtensionAsking)),
        Kept(new ExtendStep("等待材料", null), typeof(ExtensionAsking)),
        Kept(new GrantStep("同意"), typeof(ExtensionGranting)),
        Kept(new GrantStep(null), typeof(ExtensionGranting)),
        Kept(new DenyStep("理由不足"), typeof(ExtensionDenying)),
        Kept(new SettleStep("huanwei", Situations.Monday.AddDays(2), "由环卫所负责", "店前三米归环卫所"), typeof(Settling)),
        Kept(new LapseStep(new Words("无人接单", "Nobody claimed it")), typeof(Lapsing)),
        Kept(new WarnStep("stage", Situations.Monday, null), typeof(Noticing)),
        Kept(new BreachStep("work", Situations.Monday, TimeSpan.FromHours(30)), typeof(Noticing)),
        Kept(new EscalateStep("order", Situations.Monday, "joint-meeting", null), typeof(Escalating)),
        Kept(new RetimeStep(), typeof(Retiming)),
        Kept(new RetimeStep("调休有变"), typeof(Retiming)),
        Kept(new HandBackStep("huanwei", null), typeof(HandingBack)),
        Kept(new HandBackStep("yinhang", "cai"), typeof(HandingBack)),
        Kept(new HandBackStep(null, null), typeof(HandingBack)),
        Kept(new AppealStep("台风天气", ["https://photos.example/1.jpg"]), typeof(Appealing)),
        Kept(new UpholdStep(null), typeof(AppealUpholding)),
        Kept(new DismissStep("证据不足"), typeof(AppealDismissing)),
        Kept(new ForgetStep("2 years"), typeof(Forgetting)),
    ];

    /// <summary>Every step that is tried here.</summary>
    internal static IEnumerable<IStep> Samples => All.Select(kept => (IStep)kept.Arguments[0]!);

    [TestCaseSource(nameof(All))]
    public void Is_the_same_when_it_comes_back_from_the_history(IStep step, Type contract) =>
        Assert.That(StepRegistry.FromHistory(step.Name, StepRegistry.InputOf(step)), Is.EqualTo(step));

    [TestCaseSource(nameof(All))]
    public void Is_told_on_the_bus_as_it_stands_in_the_history(IStep step, Type contract)
    {
        var history = Situations.Json(StepRegistry.InputOf(step));

        var told = JsonSerializer.SerializeToElement(JsonSerializer.Deserialize(history, contract, Strict), contract, Strict);

        foreach (var field in history.EnumerateObject())
            Assert.That(JsonElement.DeepEquals(told.GetProperty(field.Name), field.Value), field.Name);
        Assert.That(
            told.EnumerateObject().Where(field => field.Value.ValueKind != JsonValueKind.Null).Select(field => field.Name),
            Is.EquivalentTo(history.EnumerateObject().Select(field => field.Name)));
    }

    [Test]
    public void Is_among_those_tried_here() =>
        Assert.That(
            Samples.Select(step => step.Name).Distinct(),
            Is.EquivalentTo(StepCatalogue.All.Keys.Concat(StepCatalogue.OfTheSystem)));

    [TestCaseSource(nameof(Names))]
    public void Has_the_name_it_is_known_by(string name)
    {
        var step = StepRegistry.All[name].Read(new InputReader((JsonElement?)null));

        Assert.That((step.Name, step.GetType()), Is.EqualTo((name, StepRegistry.All[name].Type)));
    }

    [TestCaseSource(nameof(Names))]
    public void Asks_for_the_inputs_it_says_it_understands(string name)
    {
        var fields = StepRegistry.All[name].Inputs.Append("nonsense").Select(field => $"\"{field}\":false");
        var reader = new InputReader(Situations.Json("{" + string.Join(',', fields) + "}"));

        StepRegistry.All[name].Read(reader);

        Assert.That(
            reader.Faults().Where(fault => fault.Value == "unknown-field").Select(fault => fault.Key),
            Is.EqualTo((string[])["nonsense"]));
        Assert.That(reader.Faults().Keys, Is.EquivalentTo(StepRegistry.All[name].Inputs.Append("nonsense")), "false fits none of them");
    }

    [Test]
    public void That_is_unknown_is_not_in_the_history() =>
        Assert.That(() => StepRegistry.FromHistory("dance", "{}"), Throws.InstanceOf<LaterVersionException>());

    [Test]
    public void Leaves_a_state_that_comes_back_from_the_database_as_it_was()
    {
        var state = Journey.AssignedWithSupport().Takes(Situations.Cleaner, "claim").Order.State;

        var kept = JsonSerializer.Serialize(state, OrderJson.Options);

        Assert.That(kept, Does.Not.Contain("isOpen").And.Not.Contain("\"open\""), "what is computed is not kept");
        Assert.That(JsonSerializer.Deserialize<OrderState>(kept, OrderJson.Options), Is.EqualTo(state).UsingPropertiesComparer());
    }

    static IEnumerable<string> Names => StepRegistry.All.Keys;

    static TestCaseData<IStep, Type> Kept(IStep step, Type contract) => new(step, contract);
}
