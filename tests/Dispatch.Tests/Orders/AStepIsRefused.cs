using Dispatch.Accounts;
using Dispatch.Orders;
using Dispatch.Orders.Steps;
using static Dispatch.Tests.Support.Situations;

namespace Dispatch.Tests.Orders;

/// <summary>Every reason for a refusal, at the stage where it is met.</summary>
public sealed class AStepIsRefused
{
    static readonly TestCaseData<Journey, Caller, string, string, string>[] Cases =
    [
        Refused("To_file_for_a_member", new Journey(MerchantOrder), Cleaner, "file", """{"category":"0110","title":"垃圾"}""", "wrong-desk"),
        Refused("To_file_for_an_administrator",
            new Journey(MerchantOrder), Admin, "file", """{"category":"0110","title":"垃圾"}""", "wrong-desk"),
        Refused("To_file_for_another_alliance",
            new Journey(MerchantOrder), Stranger, "file", """{"category":"0110","title":"垃圾"}""", "wrong-desk"),
        Refused("To_file_in_an_unknown_category",
            new Journey(MerchantOrder), TeaMerchant, "file", """{"category":"9999","title":"垃圾"}""", "bad-input category=unknown"),
        Refused("To_file_with_a_number_of_no_system",
            new Journey(MerchantOrder), TeaMerchant, "file", """{"category":"0110","title":"垃圾","externalId":"A-1"}""",
            "bad-input source=required"),
        Refused("To_file_with_a_system_of_no_number",
            new Journey(MerchantOrder), TeaMerchant, "file", """{"category":"0110","title":"垃圾","source":"12345"}""",
            "bad-input externalId=required"),
        Refused("To_do_anything_before_filing", new Journey(MerchantOrder), Secretary, "accept", "{}", "wrong-stage"),
        Refused("To_file_a_second_time", Filed, TeaMerchant, "file", """{"category":"0110","title":"垃圾"}""", "wrong-stage"),
        Refused("To_accept_for_the_chair", Filed, UrbanManager, "accept", "{}", "wrong-desk"),
        Refused("To_accept_into_an_unknown_category", Filed, Secretary, "accept", """{"category":"9999"}""", "bad-input category=unknown"),
        Refused("To_accept_twice", Accepted, Secretary, "accept", "{}", "wrong-stage"),
        Refused("To_refuse_without_a_reason", Filed, Secretary, "refuse", "{}", "bad-input reason=required"),
        Refused("To_refuse_with_an_empty_reason", Filed, Secretary, "refuse", """{"reason":"  "}""", "bad-input reason=required"),
        Refused("To_merge_into_nothing", Filed, Secretary, "merge", "{}", "bad-input into=required"),
        Refused("To_merge_into_an_order_that_is_not_there", Filed, Secretary, "merge", """{"into":"SY-1"}""", "bad-input into=unknown"),
        Refused("To_assign_for_the_secretariat", Accepted, Secretary, "assign", """{"lead":"huanwei"}""", "wrong-desk"),
        Refused("To_assign_for_a_member_that_does_not_chair", Accepted, Cleaner, "assign", """{"lead":"huanwei"}""", "wrong-desk"),
        Refused("To_assign_without_a_lead", Accepted, UrbanManager, "assign", "{}", "bad-input lead=required"),
        Refused("To_assign_to_an_unknown_lead", Accepted, UrbanManager, "assign", """{"lead":"nobody"}""", "bad-input lead=unknown-member"),
        Refused("To_assign_with_unknown_support",
            Accepted, UrbanManager, "assign", """{"lead":"huanwei","support":["nobody"]}""", "bad-input support=unknown-member"),
        Refused("To_offer_with_an_input_the_workflow_does_not_take",
            Accepted, UrbanManager, "offer", """{"places":2}""", "bad-input places=not-taken-here"),
        Refused("To_claim_what_is_another_members", Assigned, Banker, "claim", "{}", "wrong-desk"),
        Refused("To_claim_twice", ClaimedBySupport, UrbanManager, "claim", "{}", "already-claimed"),
        Refused("To_claim_from_the_pool_without_the_duty", Offered, Constable, "claim", "{}", "wrong-desk"),
        Refused("To_return_without_a_reason", Assigned, Cleaner, "return", "{}", "bad-input reason=required"),
        Refused("To_return_what_is_another_members", Assigned, Banker, "return", """{"reason":"不属本行"}""", "wrong-desk"),
        Refused("To_resolve_without_a_note", ClaimedBySupport, UrbanManager, "resolve", "{}", "bad-input note=required"),
        Refused("To_resolve_before_claiming", Assigned, UrbanManager, "resolve", """{"note":"已办"}""", "not-your-part"),
        Refused("To_resolve_while_support_is_open", ClaimedByLead, Cleaner, "resolve", """{"note":"已办"}""", "support-open"),
        Refused("To_confirm_for_the_member_that_did_it", Resolved, Cleaner, "confirm", "{}", "wrong-desk"),
        Refused("To_confirm_for_another_merchant", Resolved, NoodleMerchant, "confirm", "{}", "wrong-desk"),
        Refused("To_reopen_without_a_reason", Resolved, TeaMerchant, "reopen", "{}", "bad-input reason=required"),
        Refused("To_withdraw_for_the_secretariat", Filed, Secretary, "withdraw", "{}", "wrong-desk"),
        Refused("To_withdraw_for_another_merchant", Filed, NoodleMerchant, "withdraw", "{}", "wrong-desk"),
        Refused("To_remark_nothing", Filed, Secretary, "comment", "{}", "bad-input text=required"),
        Refused("To_remark_for_another_merchant", Filed, NoodleMerchant, "comment", """{"text":"我也是"}""", "wrong-desk"),
        Refused("To_attach_no_pictures", Filed, Secretary, "attach", """{"photos":[]}""", "bad-input photos=required"),
        Refused("To_remark_at_the_end", Journey.Closed(), Secretary, "comment", """{"text":"好"}""", "wrong-stage"),
    ];

    static Journey Filed => Journey.OfAMerchantOrder();
    static Journey Accepted => Filed.Takes(Secretary, "accept");
    static Journey Offered => Accepted.Takes(UrbanManager, "offer");
    static Journey Assigned => Journey.AssignedWithSupport();
    static Journey ClaimedBySupport => Assigned.Takes(UrbanManager, "claim");
    static Journey ClaimedByLead => Assigned.Takes(Cleaner, "claim");
    static Journey Resolved => Journey.Resolved();

    [TestCaseSource(nameof(Cases))]
    public void With_a_reason(Journey journey, Caller caller, string step, string input, string reason)
    {
        var decision = journey.Asks(caller, step, input);

        Assert.That(decision.Value, Is.Null);
        var refusal = decision.Refusal!;
        Assert.That(
            string.Join(' ', (string[])[refusal.Code, .. (refusal.Fields ?? NoFields).Select(field => $"{field.Key}={field.Value}")]),
            Is.EqualTo(reason));
    }

    [Test]
    public void For_its_stage_before_its_desk_and_for_its_desk_before_its_input()
    {
        Assert.That(Accepted.RefusalOf(Cleaner, "refuse"), Is.EqualTo("wrong-stage"));
        Assert.That(Filed.RefusalOf(Cleaner, "refuse"), Is.EqualTo("wrong-desk"));
        Assert.That(Filed.RefusalOf(Secretary, "refuse"), Is.EqualTo("bad-input"));
    }

    [Test]
    public void With_every_fault_of_its_input_at_once()
    {
        var given = new HashSet<string> { "note", "photos" };
        var refusal = Rules.Decide(Assigned.Order, new ReturnStep(""), given, Assigned.At(Cleaner)).Refusal;

        Assert.That(refusal?.Fields, Is.EquivalentTo(new Dictionary<string, string>
        {
            ["reason"] = "required",
            ["note"] = "not-taken-here",
            ["photos"] = "not-taken-here",
        }));
    }

    [TestCase("later", "cannot-merge-into", TestName = "To_merge_into_a_later_order")]
    [TestCase("same", "cannot-merge-into", TestName = "To_merge_into_itself")]
    [TestCase("closed", "cannot-merge-into", TestName = "To_merge_into_an_order_that_has_ended")]
    [TestCase("foreign", "bad-input", TestName = "To_merge_into_an_order_of_another_alliance")]
    public void To_merge(string which, string code)
    {
        var journey = Journey.OfAMerchantOrder();
        var other = journey.Order with { Id = Guid.Parse("019ab000-0000-7000-8000-000000000000"), FiledAt = Monday.AddHours(-1) };
        other = which switch
        {
            "later" => other with { FiledAt = Monday.AddMicroseconds(1) },
            "same" => journey.Order,
            "closed" => other with { Desk = null },
            _ => other with { Alliance = "qinghe" },
        };
        journey.Others = new Dictionary<string, Order> { ["SY-2"] = other };

        Assert.That(journey.RefusalOf(Secretary, "merge", """{"into":"SY-2"}"""), Is.EqualTo(code));
    }

    [Test]
    public void When_both_of_two_orders_of_one_instant_would_be_merged_into_each_other()
    {
        var (one, other) = (Journey.OfAMerchantOrder(), Journey.OfAMerchantOrder());
        var twin = one.Order with { Id = Guid.Parse("019ab000-0000-7000-8000-000000000009") };
        one.Others = new Dictionary<string, Order> { ["SY-9"] = twin };

        Assert.That(one.RefusalOf(Secretary, "merge", """{"into":"SY-9"}"""), Is.EqualTo("cannot-merge-into"));
        var at = other.At(Secretary) with { Others = new Dictionary<string, Order> { ["SY-1"] = one.Order } };
        Assert.That(new MergeStep("SY-1").Decide(twin, at), Has.Property("IsAccepted").True);
    }

    [Test]
    public void From_a_pool_that_is_full()
    {
        var journey = Journey.OfAPost(places: 1);
        var full = journey.Order with
        {
            State = journey.Order.State with { Assignments = [new Assignment("yinhang", "xu", PartKind.Post, PartState.Done)] },
        };

        Assert.That(Rules.Decide(full, new ClaimStep(), new HashSet<string>(), journey.At(Banker)).Refusal?.Code, Is.EqualTo("full"));
    }

    [TestCaseSource(nameof(Codes))]
    public void In_words_of_both_languages(string code)
    {
        var refusal = Refusal.Of(code, "a", "b", "c");

        Assert.That(Wording.Of(refusal, chinese: true), Does.Match("[\u4e00-\u9fff]"));
        Assert.That(Wording.Of(refusal, chinese: false), Does.EndWith(".").And.Not.Match("[\u4e00-\u9fff]"));
    }

    [Test]
    public void In_Chinese_words_for_stages_and_members()
    {
        var stage = Accepted.Asks(Secretary, "accept").Refusal!;
        var journey = Journey.AssignedWithSupport().Takes(Cleaner, "claim");
        var members = journey.Asks(Cleaner, "resolve", """{"note":"已清运"}""").Refusal!;

        Assert.That(Wording.Of(stage, chinese: true), Is.EqualTo("诉求单处于“待派单”阶段，不能“受理”。"));
        Assert.That(Wording.Of(members, chinese: true), Does.StartWith("协办单位尚未办结：城管中队、派出所；"));
    }

    [TestCaseSource(nameof(Codes))]
    public void Without_Latin_punctuation_in_Chinese(string code) =>
        Assert.That(Wording.Of(Refusal.Of(code, "a", "b", "c"), chinese: true), Does.Not.Match("[,.;:!?()]"));

    static IEnumerable<string> Codes =>
        typeof(Refusal).GetFields().Where(code => code.IsLiteral).Select(code => (string)code.GetValue(null)!);

    static readonly Dictionary<string, string> NoFields = [];

    static TestCaseData<Journey, Caller, string, string, string> Refused(
        string name, Journey journey, Caller caller, string step, string input, string reason) =>
        new(journey, caller, step, input, reason) { TestName = name };
}
