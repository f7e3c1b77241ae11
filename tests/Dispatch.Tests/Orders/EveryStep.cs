using System.Text.Json;
using System.Text.Json.Serialization;
using Dispatch.Contracts;
using Dispatch.Orders;
using Dispatch.Tests.Support;
using Dispatch.Workflows;
using Warn = Dispatch.Orders.Warn;

namespace Dispatch.Tests.Orders;

/// <summary>What goes for all steps alike: how they are read, kept and told.</summary>
public sealed class EveryStep
{
    /// <summary>As the bus tells them: no member that the contract does not know.</summary>
    static readonly JsonSerializerOptions Strict = new(JsonSerializerDefaults.Web) { UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow };

    static readonly TestCaseData<IStep, Type>[] All =
    [
        Kept(new Dispatch.Orders.File("0110", "门口垃圾", "两天没清", new Merchant("林记茶行", "13800000001", "声阳路 8 号"), "lin-tea", new Location(25.4, 119, "声阳路"), "12345", "A-1"), typeof(Filing)),
        Kept(new Dispatch.Orders.File("0110", "门口垃圾", null, null, null, null, null, null), typeof(Filing)),
        Kept(new Accept("0128", "urgent"), typeof(Accepting)),
        Kept(new Accept(null, null), typeof(Accepting)),
        Kept(new Refuse("不属联盟职责"), typeof(Refusing)),
        Kept(new Merge("SY-20261123-0001"), typeof(Merging)),
        Kept(new Assign("huanwei", ["chengguan", "paichusuo"]), typeof(Assigning)),
        Kept(new Assign("huanwei", []), typeof(Assigning)),
        Kept(new Offer(3), typeof(Offering)),
        Kept(new Offer(null), typeof(Offering)),
        Kept(new Claim("post"), typeof(Claiming)),
        Kept(new Return("不属本所"), typeof(Returning)),
        Kept(new Resolve("已清运", ["https://photos.example/1.jpg"], "另案处理"), typeof(Resolving)),
        Kept(new Resolve("已清运", [], null), typeof(Resolving)),
        Kept(new Confirm(5, "满意"), typeof(Confirming)),
        Kept(new Confirm(null, null), typeof(Confirming)),
        Kept(new Reopen("又堆起来了"), typeof(Reopening)),
        Kept(new Withdraw("已自行解决"), typeof(Withdrawing)),
        Kept(new Withdraw(null), typeof(Withdrawing)),
        Kept(new Comment("味道很大 \"really\" <b>"), typeof(Commenting)),
        Kept(new Attach(["https://photos.example/1.jpg", "https://photos.example/2.jpg"], "现场"), typeof(Attaching)),
        Kept(new Suspend(Situations.Monday.AddDays(30), "等待管网改造"), typeof(Suspending)),
        Kept(new Resume(), typeof(Resuming)),
        Kept(new Extend("等待材料", "2 working days"), typeof(ExtensionAsking)),
        Kept(new Extend("等待材料", null), typeof(ExtensionAsking)),
        Kept(new Grant("同意"), typeof(ExtensionGranting)),
        Kept(new Grant(null), typeof(ExtensionGranting)),
        Kept(new Deny("理由不足"), typeof(ExtensionDenying)),
        Kept(new Settle("huanwei", Situations.Monday.AddDays(2), "由环卫所负责", "店前三米归环卫所"), typeof(Settling)),
        Kept(new Lapse(new Words("无人接单", "Nobody claimed it")), typeof(Lapsing)),
        Kept(new Warn("stage", Situations.Monday, null), typeof(Noticing)),
        Kept(new Breach("work", Situations.Monday, TimeSpan.FromHours(30)), typeof(Noticing)),
        Kept(new Escalate("order", Situations.Monday, "joint-meeting", null), typeof(Escalating)),
        Kept(new Retime(), typeof(Retiming)),
        Kept(new Appeal("台风天气", ["https://photos.example/1.jpg"]), typeof(Appealing)),
        Kept(new Uphold(null), typeof(AppealUpholding)),
        Kept(new Dismiss("证据不足"), typeof(AppealDismissing)),
    ];

    [TestCaseSource(nameof(All))]
    public void Is_the_same_when_it_comes_back_from_the_history(IStep step, Type contract) =>
        Assert.That(Steps.FromHistory(step.Name, Steps.InputOf(step)), Is.EqualTo(step));

    [TestCaseSource(nameof(All))]
    public void Is_told_on_the_bus_as_it_stands_in_the_history(IStep step, Type contract)
    {
        var history = Situations.Json(Steps.InputOf(step));

        var told = JsonSerializer.SerializeToElement(JsonSerializer.Deserialize(history, contract, Strict), contract, Strict);

        foreach (var field in history.EnumerateObject())
            Assert.That(JsonElement.DeepEquals(told.GetProperty(field.Name), field.Value), field.Name);
        Assert.That(told.EnumerateObject().Where(field => field.Value.ValueKind != JsonValueKind.Null).Select(field => field.Name), Is.EquivalentTo(history.EnumerateObject().Select(field => field.Name)));
    }

    [Test]
    public void Is_among_those_tried_here() =>
        Assert.That(All.Select(kept => ((IStep)kept.Arguments[0]!).Name).Distinct(), Is.EquivalentTo(Steps.All.Keys.Concat(Steps.OfTheClock.Keys)));

    [TestCaseSource(nameof(Names))]
    public void Has_the_name_it_is_known_by(string name)
    {
        var step = Steps.All[name].Read(new InputReader((JsonElement?)null));

        Assert.That((step.Name, step.GetType()), Is.EqualTo((name, Steps.All[name].Type)));
    }

    [TestCaseSource(nameof(Names))]
    public void Asks_for_the_inputs_it_says_it_understands(string name)
    {
        var reader = new InputReader(Situations.Json("{" + string.Join(',', Steps.All[name].Inputs.Append("nonsense").Select(field => $"\"{field}\":false")) + "}"));

        Steps.All[name].Read(reader);

        Assert.That(reader.Faults().Where(fault => fault.Value == "unknown-field").Select(fault => fault.Key), Is.EqualTo((string[])["nonsense"]));
        Assert.That(reader.Faults().Keys, Is.EquivalentTo(Steps.All[name].Inputs.Append("nonsense")), "false fits none of them");
    }

    [Test]
    public void That_is_unknown_is_not_in_the_history() =>
        Assert.That(() => Steps.FromHistory("dance", "{}"), Throws.InstanceOf<KeyNotFoundException>());

    [Test]
    public void Leaves_a_state_that_comes_back_from_the_database_as_it_was()
    {
        var state = Journey.AssignedWithSupport().Takes(Situations.Cleaner, "claim").Order.State;

        var kept = JsonSerializer.Serialize(state, OrderJson.Options);

        Assert.That(kept, Does.Not.Contain("isOpen").And.Not.Contain("\"open\""), "what is computed is not kept");
        Assert.That(JsonSerializer.Deserialize<OrderState>(kept, OrderJson.Options), Is.EqualTo(state).UsingPropertiesComparer());
    }

    static IEnumerable<string> Names => Steps.All.Keys;

    static TestCaseData<IStep, Type> Kept(IStep step, Type contract) => new(step, contract);
}
