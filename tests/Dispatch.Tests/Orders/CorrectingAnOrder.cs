using Dispatch.Orders;
using static Dispatch.Tests.Support.Situations;

namespace Dispatch.Tests.Orders;

/// <summary>更正. 商业噪音 (0128) has a limit of one working day, two urgent hours when urgent; 暴露垃圾 (0110) has none of its own.</summary>
public sealed class CorrectingAnOrder
{
    const string Noise = """{"category":"0128"}""";

    /// <summary>Dispatched at 09:00, claimed at 10:00, with a stay in the calendar's noon before it is looked at again.</summary>
    static Journey Claimed(string category, string urgency = "normal")
    {
        var journey = Journey.OfAMerchantOrder(category).Takes(Secretary, "accept", $$"""{"urgency":"{{urgency}}"}""")
            .Takes(UrbanManager, "assign", """{"lead":"paichusuo","support":["chengguan"]}""");
        journey.Now = Local("2026-11-23 10:00");
        return journey.Takes(Constable, "claim");
    }

    static readonly TestCaseData<string, Action<Journey>>[] Lives =
    [
        Life("that_went_straight", _ => { }),
        Life("that_was_suspended", journey =>
        {
            journey.Takes(Secretary, "suspend", """{"until":"2026-12-01T00:00:00Z","reason":"等待"}""");
            journey.Now = Local("2026-11-24 09:00");
            journey.Takes(Secretary, "resume");
        }),
        Life("that_was_given_more_time", journey =>
            journey.Takes(Constable, "extend", """{"reason":"等待材料","limit":"4 working hours"}""").Takes(Secretary, "grant")),
        Life("that_came_back_to_the_same_member", journey =>
        {
            journey.Takes(Constable, "return", """{"reason":"人手不足"}""");
            journey.Now = Local("2026-11-23 15:00");
            journey.Takes(UrbanManager, "assign", """{"lead":"paichusuo"}""").Takes(Constable, "claim");
        }),
        Life("that_was_assigned_wrongly_for_a_while", journey =>
        {
            journey.Takes(UrbanManager, "reassign", """{"lead":"yinhang","reason":"误派"}""").Takes(UrbanManager, "recall");
        }),
    ];

    [TestCaseSource(nameof(Lives))]
    public void Sets_its_limits_as_if_it_had_been_so_from_the_beginning(string life, Action<Journey> goOn)
    {
        foreach (var (wrong, urgency, right, correction) in ((string, string, string, string)[])
        [
            ("0110", "normal", "normal", Noise), ("0128", "normal", "urgent", """{"urgency":"urgent"}"""),
            ("0128", "urgent", "normal", """{"urgency":"normal"}"""), ("V01", "normal", "urgent", """{"category":"0128","urgency":"urgent"}"""),
        ])
        {
            var (corrected, always) = (Claimed(wrong, urgency), Claimed("0128", right));
            goOn(corrected);
            goOn(always);

            corrected.Takes(Constable, "correct", correction);

            Assert.That((corrected.Order.Category, corrected.Order.State.Urgency), Is.EqualTo(("0128", right)));
            var (clocks, expected) = (corrected.Order.Clocks, always.Order.Clocks);
            Assert.That(clocks.All, Is.EquivalentTo(expected.All), $"{life}: {wrong} {urgency}");
            Assert.That((clocks.Used, clocks.NextAt), Is.EqualTo((expected.Used, expected.NextAt)), $"{life}: {wrong} {urgency}");
            Assert.That(corrected.Order.Due, Is.EqualTo(always.Order.Due));
            Assert.That(corrected.Order.Clocks.Find("work"), Is.Not.Null);
        }
    }

    [Test]
    public void Takes_the_limit_away_where_the_right_category_has_none()
    {
        var journey = Claimed("0128").Takes(Constable, "correct", """{"category":"0110","reason":"误选"}""");

        Assert.That(journey.Order.Clocks.Find("work"), Is.Null);
        Assert.That(journey.Order.Due, Is.EqualTo(Local("2026-11-26 10:00")), "the stage's limit is left");
    }

    [Test]
    public void Ends_a_breach_that_the_right_limit_has_not_and_gives_one_that_it_has()
    {
        var late = Claimed("0128", "urgent");
        late.Now = Local("2026-11-23 12:00");
        Assert.That(late.Ticks(), Does.Contain("breach work").And.Contain("escalate work secretariat"));

        late.Takes(Constable, "correct", """{"urgency":"normal"}""");
        Assert.That((late.Order.State.Level, late.Order.Clocks.Find("work")!.NoticesGiven), Is.EqualTo(((string?)null, 0)));
        Assert.That(late.History.Select(taken => taken.Step.Name), Does.Contain("breach"), "the history is as it was");

        late.Takes(Constable, "correct", """{"urgency":"urgent"}""");
        Assert.That(late.Ticks(), Is.Not.Empty.And.None.EqualTo("breach work"), "it was told already");
    }

    [Test]
    public void Is_for_whoever_holds_the_order_until_the_work_is_done()
    {
        var filed = Journey.OfAMerchantOrder();
        Assert.That(
            (filed.RefusalOf(Secretary, "correct", Noise), filed.RefusalOf(UrbanManager, "correct", Noise)),
            Is.EqualTo(((string?)null, "wrong-desk")));
        var accepted = filed.Takes(Secretary, "accept");
        Assert.That(
            (accepted.RefusalOf(UrbanManager, "correct", Noise), accepted.RefusalOf(Secretary, "correct", Noise)),
            Is.EqualTo(((string?)null, "wrong-desk")));
        Assert.That(Claimed("0110").RefusalOf(UrbanManager, "correct", Noise), Is.EqualTo("not-your-part"), "who helps does not hold it");
        Assert.That(Journey.Resolved().RefusalOf(CommunityWorker, "correct", Noise), Is.EqualTo("wrong-stage"));
    }

    [Test]
    public void Changes_the_pool_at_once()
    {
        var journey = Journey.OfAMerchantOrder().Takes(Secretary, "accept").Takes(UrbanManager, "offer");
        Assert.That((journey.RefusalOf(Constable, "claim"), journey.RefusalOf(Cleaner, "claim")), Is.EqualTo(("wrong-desk", (string?)null)));

        journey.Takes(UrbanManager, "correct", Noise);

        Assert.That((journey.RefusalOf(Constable, "claim"), journey.RefusalOf(Cleaner, "claim")), Is.EqualTo(((string?)null, "wrong-desk")));
    }

    [TestCase("{}", "category", "required")]
    [TestCase("""{"category":"9999"}""", "category", "unknown")]
    public void Needs_something_to_put_right(string input, string field, string fault) =>
        Assert.That(Journey.OfAMerchantOrder().Asks(Secretary, "correct", input).Refusal!.Fields![field], Is.EqualTo(fault));

    static DateTimeOffset Local(string text) =>
        new DateTimeOffset(DateTime.Parse(text, System.Globalization.CultureInfo.InvariantCulture), TimeSpan.FromHours(8)).ToUniversalTime();

    static TestCaseData<string, Action<Journey>> Life(string name, Action<Journey> goOn) =>
        new(name, goOn) { TestName = $"Sets_the_limits_of_an_order_{name}" };
}
