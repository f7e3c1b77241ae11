using System.Text.Encodings.Web;
using System.Text.Json;
using Dispatch.Orders;
using Dispatch.Server.Playing;
using Dispatch.Workflows;
using static Dispatch.Tests.Support.Situations;

namespace Dispatch.Tests.Playing;

public sealed class ThePlayRules
{
    static readonly Players Everybody =
        new(Shengyang, [CommunityWorker, Secretary, UrbanManager, Cleaner, Constable, Banker, SecondBanker, TeaMerchant]);

    static readonly Assignment Lead = new("chengguan", null, PartKind.Lead, PartState.Assigned);
    static readonly Assignment LeadAtWork = Lead with { State = PartState.Claimed };
    static readonly Assignment Support = new("paichusuo", null, PartKind.Support, PartState.Assigned);

    // The number decides: 1 is no multiple of any share, and the others of one only.
    static readonly TestCaseData<Order, string>[] Moves =
    [
        new(At("filed", 1), "accept {} by su") { TestName = "Take_an_order_in" },
        new(At("filed", 4), """accept {"urgency":"raised"} by su""") { TestName = "Find_some_orders_more_urgent" },
        new(At("filed", 19), """refuse {"reason":"演练"} by su""") { TestName = "Refuse_some_orders" },
        new(At("accepted", 1), """assign {"lead":"paichusuo"} by wu""") { TestName = "Assign_to_a_member_with_the_duty" },
        new(At("accepted", 2), """assign {"lead":"chengguan"} by wu""") { TestName = "Assign_to_each_of_them_in_turn" },
        new(At("accepted", 2) with { State = Moved("return") }, """assign {"lead":"paichusuo"} by wu""")
        {
            TestName = "Ask_another_after_a_return",
        },
        new(At("accepted", 5), """assign {"lead":"paichusuo","support":["chengguan"]} by wu""")
        {
            TestName = "Ask_a_second_member_to_help",
        },
        new(At("accepted", 7), "offer {} by wu") { TestName = "Offer_some_orders" },
        new(At("accepted", 7) with { State = Moved("offer") }, """assign {"lead":"paichusuo"} by wu""")
        {
            TestName = "Offer_an_order_once",
        },
        new(At("assigned", 1, Lead), "claim {} by wu") { TestName = "Claim_what_was_assigned" },
        new(At("assigned", 1, Support, Lead), "claim {} by wu") { TestName = "Claim_as_the_lead_first" },
        new(At("assigned", 22, Lead), """return {"reason":"演练"} by wu""") { TestName = "Return_some_orders_at_once" },
        new(At("assigned", 22, Lead) with { State = Moved("return", Lead) }, "claim {} by wu") { TestName = "Return_an_order_once" },
        new(At("claimed", 11, LeadAtWork), """return {"reason":"演练"} by wu""") { TestName = "Return_others_when_they_have_begun" },
        new(At("claimed", 1, LeadAtWork), """resolve {"note":"已办理"} by wu""") { TestName = "Report_their_part_done" },
        new(At("claimed", 1, LeadAtWork, Support), "claim {} by zheng") { TestName = "Let_everybody_claim_before_the_lead_ends" },
        new(At("claimed", 1, LeadAtWork, Support with { State = PartState.Claimed }), """resolve {"note":"已办理"} by zheng""")
        {
            TestName = "Let_helpers_end_before_the_lead",
        },
        new(At("offered", 1), "claim {} by zheng") { TestName = "Claim_from_the_pool_what_is_their_duty" },
        new(At("offered", 2), "claim {} by wu") { TestName = "Claim_from_the_pool_in_turn" },
        new(At("offered", 1) with { Category = "V02" }, """assign {"lead":"huanwei"} by wu""")
        {
            TestName = "Take_back_from_the_pool_what_is_nobodys_duty",
        },
        new(At("resolved", 1), """confirm {"rating":4,"note":"已办理"} by he""") { TestName = "Confirm_as_the_community" },
        new(At("resolved", 1) with { MerchantCode = "lin-tea" }, """confirm {"rating":4,"note":"已办理"} by lin-tea""")
        {
            TestName = "Confirm_as_the_merchant",
        },
        new(At("resolved", 13), """reopen {"reason":"演练"} by he""") { TestName = "Reopen_some_orders" },
        new(At("resolved", 13) with { State = Moved("reopen") }, """confirm {"rating":4,"note":"已办理"} by he""")
        {
            TestName = "Reopen_an_order_once",
        },
    ];

    [TestCaseSource(nameof(Moves))]
    public void Say(Order order, string move) =>
        Assert.That(Describe(PlayRules.Next(order, MerchantOrder, Everybody, new PlayShares(), Monday)), Is.EqualTo(move));

    static readonly TestCaseData<Order, string>[] Posts =
    [
        new(Post("filed", 1), """offer {"places":2} by he""") { TestName = "Publish_a_post" },
        new(Post("offered", 1), "claim {} by xu") { TestName = "Claim_a_post_for_themselves" },
        new(Post("offered", 1, Place("xu")), "claim {} by cai") { TestName = "Leave_the_second_place_to_another" },
        new(Post("offered", 1, Place("xu") with { State = PartState.Returned }), "claim {} by cai")
        {
            TestName = "Not_claim_again_what_they_gave_back",
        },
        new(Post("claimed", 1, Place("xu"), Place("cai")), """resolve {"note":"已办理"} by xu""") { TestName = "Report_their_own_post_done" },
    ];

    [TestCaseSource(nameof(Posts))]
    public void Say_of_a_post(Order order, string move)
    {
        var volunteers = Everybody with { People = [CommunityWorker, Banker, SecondBanker] };

        Assert.That(Describe(PlayRules.Next(order, VolunteerPost, volunteers, new PlayShares(), Monday)), Is.EqualTo(move));
    }

    [Test]
    public void Know_the_end() =>
        Assert.That(PlayRules.Next(At("closed", 13), MerchantOrder, Everybody, new PlayShares(), Monday), Is.InstanceOf<Move.Ended>());

    [Test]
    public void Say_when_nobody_plays_the_desk() =>
        Assert.That(
            PlayRules.Next(At("filed", 1), MerchantOrder, Everybody with { People = [UrbanManager] }, new PlayShares(), Monday),
            Is.EqualTo(new Move.Stuck("At the stage filed nobody who plays for the desk secretariat can take a step.")));

    [Test]
    public void Go_the_straight_way_without_shares() =>
        Assert.That(
            Enumerable.Range(1, 200)
                .Select(number => Describe(PlayRules.Next(At("filed", number), MerchantOrder, Everybody, PlayShares.None, Monday))[..6])
                .Distinct(),
            Is.EqualTo(new[] { "accept" }));

    static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    static string Describe(Move move) => move is Move.Take take
        ? $"{take.Step} {take.Input.ToJsonString(Readable)} by {take.Caller.Id}"
        : move.ToString();

    static Order At(string stage, int number, params Assignment[] parts) => OrderOf(MerchantOrder, stage, number, "0128", parts);

    static Order Post(string stage, int number, params Assignment[] parts) =>
        OrderOf(VolunteerPost, stage, number, "V01", parts) with { State = OrderState.Empty with { Assignments = parts, Places = 2 } };

    static Assignment Place(string person) => new("yinhang", person, PartKind.Post, PartState.Claimed);

    static OrderState Moved(string step, params Assignment[] parts) =>
        OrderState.Empty with { Moves = new Dictionary<string, int> { [step] = 1 }, Assignments = parts };

    static Order OrderOf(Workflow workflow, string stage, int number, string category, Assignment[] parts) => new()
    {
        Id = Guid.Empty,
        Number = $"SY-20261123-{number:0000}",
        Alliance = Shengyang.Code,
        Workflow = workflow.Name,
        WorkflowVersion = workflow.Version,
        Version = 3,
        Stage = stage,
        Desk = workflow.Stage(stage).Desk,
        Since = Monday,
        Category = category,
        State = OrderState.Empty with { Assignments = parts },
    };
}
