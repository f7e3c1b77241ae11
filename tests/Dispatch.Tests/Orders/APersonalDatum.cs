using System.Text.Json;
using Dispatch.Accounts;
using Dispatch.Orders;
using Dispatch.Orders.Steps;
using Dispatch.Replays;
using Dispatch.Reports;
using static Dispatch.Tests.Support.Situations;

namespace Dispatch.Tests.Orders;

/// <summary>What of an order is somebody's own, and the order and its history without it.</summary>
public sealed class APersonalDatum
{
    static readonly HashSet<string> MerchantPeople = [TeaMerchant.Id, NoodleMerchant.Id];

    static PersonalData DataOf(Journey journey) => PersonalData.Of(journey.Order, journey.History, Shengyang, MerchantPeople);

    static Journey Filed(string name, Caller? caller = null) => new Journey(MerchantOrder).Takes(caller ?? CommunityWorker, "file",
        JsonSerializer.Serialize(new { category = "0110", title = "垃圾", merchant = new { name, phone = "13800001234" } }));

    [TestCase("老王面馆门口垃圾", "***门口垃圾")]
    [TestCase("请打 138 0000 1234 找老王面馆", "请打 *** 找***")]
    [TestCase("身份证350302199001013333，电话62345678", "身份证***，电话***")]
    [TestCase("138****1234 是打过码的", "138****1234 是打过码的")]
    [TestCase("2026-11-23 共 1234 元", "2026-11-23 共 1234 元")]
    [TestCase("垃圾两天没清", "垃圾两天没清")]
    [TestCase("", "")]
    public void Is_removed_from_a_text(string text, string without) =>
        Assert.That(DataOf(Filed("老王面馆")).RemovedFrom(text), Is.EqualTo(without));

    [TestCase("Al", "Also Al and AL's", "Also *** and ***'s", Description = "a name in Latin letters is a word")]
    [TestCase("王", "王老板和小王", "王老板和小王", Description = "one sign stands in too many words")]
    [TestCase("*a", "13800001234a", "*****", Description = "what stands where one was removed may be another")]
    [TestCase("***", "*** 王", "*** 王")]
    [TestCase("*a", "aaa *a", "aaa ***")]
    [TestCase("(店", "(店)", "***)", Description = "no sign means anything but itself")]
    [TestCase("老王面馆", "老王 面馆和老 王\u3000面 馆", "***和***", Description = "between Chinese signs a space means nothing")]
    [TestCase("老王 面馆", "老王面馆，老王  面馆", "***，***")]
    [TestCase("KTV欢唱", "ｋｔｖ 欢唱的人", "***的人", Description = "of either width")]
    [TestCase("ＫＴＶ", "KTV，AKTV，ＡKTV", "***，AKTV，ＡKTV")]
    [TestCase("Al Bar", "al  bar, albar", "***, albar", Description = "words are apart")]
    public void Is_removed_whatever_the_name_is_made_of(string name, string text, string without)
    {
        var data = DataOf(Filed(name));

        Assert.That(data.RemovedFrom(text), Is.EqualTo(without));
        Assert.That(data.RemovedFrom(without), Is.EqualTo(without), "once is enough");
    }

    [Test]
    public void Is_every_name_of_the_merchant_and_of_its_people()
    {
        var journey = new Journey(MerchantOrder).Takes(
            TeaMerchant with { Name = "林小茶" }, "file", """{"category":"0110","title":"门口","merchant":{"name":"林记"}}""");

        var data = DataOf(journey);

        Assert.That(data.RemovedFrom("林记茶行的林小茶：林记"), Is.EqualTo("***的***：***"));
        var filed = data.RemovedFrom(journey.History[0]);
        Assert.That((filed.Actor.Id, filed.Actor.Name), Is.EqualTo(("lin-tea", "***")), "who it was is known by the id only");
        Assert.That(((FileStep)filed.Step).MerchantCode, Is.EqualTo("lin-tea"), "whose order it was stays");
    }

    [Test]
    public void Is_no_name_of_the_house()
    {
        var journey = Filed("老王面馆").Takes(Secretary, "accept");

        Assert.That(
            journey.History.Select(taken => DataOf(journey).RemovedFrom(taken).Actor.Name), Is.EqualTo((string[])["何社工", "苏秘书"]));
    }

    [Test]
    public void Is_in_every_field_in_which_people_write()
    {
        var fields = EveryStep.Samples.SelectMany(step => TextFields(Json(StepRegistry.InputOf(step)), "")).Distinct();

        Assert.That(
            fields.Except(PersonalData.Codes),
            Is.EquivalentTo((string[])["title", "text", "name", "phone", "address", "reason", "note", "ruling", "zh", "en"]),
            "of a new field it is to be decided whether somebody writes in it");
    }

    [TestCaseSource(nameof(Said))]
    public void Is_removed_from_the_input_of_a_step(IStep step)
    {
        var journey = Filed("老王面馆");
        var without = DataOf(journey).RemovedFrom(journey.History[0] with { Step = step });

        Assert.That(StepRegistry.InputOf(without.Step), Does.Contain("***").And.Not.Contain("老王").And.Not.Contain("1234"));
        Assert.That(PersonalData.IsIn(journey.History[0] with { Step = step }), Is.True);
        Assert.That(PersonalData.IsIn(without), Is.False);
    }

    static IEnumerable<IStep> Said()
    {
        const string text = "老王面馆，13800001234";
        yield return new FileStep(
            "0110", text, text, new Dispatch.Contracts.Merchant(text, text, text, "c"), "c", new(1, 2, text), "s", "A-1");
        yield return new CommentStep(text);
        yield return new ResolveStep(text, [], text);
        yield return new CorrectStep("0128", null, text);
        yield return new ReassignStep("huanwei", [], text);
        yield return new ExtendStep(text, "1 working day");
        yield return new SettleStep("huanwei", Monday, text, text);
        yield return new AttachStep(["https://photos.example/1.jpg"], text);
        yield return new AppealStep(text, []);
    }

    [Test]
    public void Is_removed_from_the_address_of_a_photo()
    {
        var journey = Filed("老王面馆");
        TakenStep attached = journey.History[0] with
        {
            Step = new AttachStep(["https://photos.example/13800001234/老王面馆.jpg", "https://photos.example/20261123-0815/7.jpg"], null),
        };

        var without = DataOf(journey).RemovedFrom(attached);

        Assert.That(
            ((AttachStep)without.Step).Photos,
            Is.EqualTo((string[])["https://photos.example/***/***.jpg", "https://photos.example/20261123-0815/7.jpg"]));
        Assert.That((PersonalData.IsIn(attached), PersonalData.IsIn(without)), Is.EqualTo((true, false)));
    }

    [Test]
    public void Leaves_codes_times_and_amounts_as_they_are()
    {
        var journey = Filed("老王面馆");
        foreach (var step in EveryStep.Samples)
        {
            var without = DataOf(journey).RemovedFrom(journey.History[0] with { Step = step }).Step;

            Assert.That(Leaves(without), Is.EqualTo(Leaves(step)), step.Name);
        }

        static IEnumerable<string> Leaves(IStep step) => Fields(Json(StepRegistry.InputOf(step)), "")
            .Where(field => PersonalData.Codes.Contains(field.Name) || field.Value.ValueKind == JsonValueKind.Number)
            .Select(field => $"{field.Name} {field.Value}");
    }

    [TestCase(20261123)]
    [TestCase(4711)]
    public void Is_removed_from_the_order_as_from_its_history_whatever_way_the_order_took(int seed)
    {
        Random random = new(seed);
        var (steps, closed) = (new HashSet<string>(), 0);
        for (var n = 0; n < 150; n++)
        {
            var journey = Walked(random);
            steps.UnionWith(journey.History.Select(taken => taken.Step.Name));
            closed += journey.Order.Desk is null ? 1 : 0;
            var data = DataOf(journey);

            var history = journey.History.Select(data.RemovedFrom).ToList();
            var folded = OrderList.Recomputed(journey.Order, history);

            var way = string.Join(' ', history.Select(taken => taken.Step.Name));
            Assert.That(Columns(folded), Is.EqualTo(Columns(data.RemovedFrom(journey.Order))), way);
            Assert.That(history.Where(PersonalData.IsIn), Is.Empty);
            Assert.That(history.Select(data.RemovedFrom).Select(Text), Is.EqualTo(history.Select(Text)), "once is enough");
            Assert.That(string.Concat(Columns(folded).Concat(history.Select(Text))), Does.Not.Contain("老王").And.Not.Contain("1234"));
        }

        Assert.That(closed, Is.GreaterThan(20), "the journeys must end too");
        Assert.That(steps, Is.SupersetOf((string[])["reopen", "recall", "extend", "correct", "reassign", "suspend", "confirm", "comment"]));
    }

    [Test]
    public void Is_missed_by_no_report_replay_or_deadline()
    {
        Random random = new(20261123);
        for (var n = 0; n < 60; n++)
        {
            var journey = Walked(random);
            var history = journey.History.Select(DataOf(journey).RemovedFrom).ToList();

            Assert.That(
                OutcomeTracker.OutcomesOf(journey.Order, history, China),
                Is.EqualTo(OutcomeTracker.OutcomesOf(journey.Order, journey.History, China)));
            Assert.That(Replayed(journey, history), Is.EqualTo(Replayed(journey, journey.History)));
            Assert.That(
                ExplainedDeadline.Of(journey.Order, history, China).Select(limit => (limit.Clock, limit.Counted)),
                Is.EqualTo(ExplainedDeadline.Of(journey.Order, journey.History, China).Select(limit => (limit.Clock, limit.Counted))));
        }

        static IReadOnlyList<object> Replayed(Journey journey, IReadOnlyList<TakenStep> history)
        {
            var replay = Replay.Of(journey.Order, history, MerchantOrder, MerchantOrder, Shengyang, Monday.AddDays(30));
            return [.. replay.Notices, .. replay.Divergences];
        }
    }

    static IReadOnlyList<object?> Columns(Order order) => [.. OrderColumns.All.Select(column => column.SqliteValue(order))];

    static string Text(TakenStep taken) => $"{taken.Sequence} {taken.Actor} {StepRegistry.InputOf(taken.Step)}";

    /// <summary>An order after what comes to somebody's mind; what the rules refuse is not taken.</summary>
    static Journey Walked(Random random)
    {
        var own = random.Next(3) == 0;
        var filer = own ? NoodleMerchant with { Name = "老王面馆老板" } : CommunityWorker;
        var journey = new Journey(MerchantOrder).Takes(filer, "file", JsonSerializer.Serialize(new
        {
            category = random.Next(2) == 0 ? "0110" : "0128",
            title = "老王面馆门口 13800001234",
            text = random.Next(2) == 0 ? "身份证350302199000001234 老王面馆" : null,
            merchant = new { name = "老王面馆", phone = "138 0000 1234", address = "声阳路 9 号老王面馆" },
        }));
        const string said = """{"reason":"老王面馆 13800001234"}""";
        (Caller Caller, string Step, string Input)[] moves =
        [
            (Secretary, "accept", "{}"), (Secretary, "accept", """{"category":"0128","urgency":"urgent"}"""),
            (UrbanManager, "assign", """{"lead":"huanwei"}"""), (UrbanManager, "assign", """{"lead":"huanwei","support":["paichusuo"]}"""),
            (UrbanManager, "offer", "{}"), (Cleaner, "claim", "{}"), (Cleaner, "claim", "{}"), (Cleaner, "return", said),
            (Cleaner, "extend", said), (Secretary, "grant", """{"note":"问老王面馆"}"""), (Secretary, "deny", said),
            (Cleaner, "resolve", """{"note":"老王面馆已清，电话 13800001234","reason":"老王面馆"}"""),
            (Cleaner, "resolve", """{"note":"老王面馆已清，电话 13800001234","reason":"老王面馆"}"""),
            (filer, "comment", """{"text":"老王面馆改号 13900001234"}"""), (Cleaner, "correct", """{"category":"0110","reason":"老王面馆"}"""),
            (UrbanManager, "reassign", """{"lead":"huanwei","reason":"老王面馆 13800001234"}"""), (UrbanManager, "recall", said),
            (Secretary, "recall", said), (Secretary, "suspend", """{"until":"2026-12-23T00:00:00Z","reason":"等老王面馆"}"""),
            (Secretary, "resume", "{}"), (CommunityWorker, "confirm", """{"rating":5,"note":"老王面馆满意"}"""),
            (CommunityWorker, "confirm", """{"note":"老王面馆满意"}"""), (CommunityWorker, "reopen", said),
            (Cleaner, "appeal", said), (Secretary, "uphold", """{"note":"老王面馆"}"""), (Secretary, "dismiss", said),
        ];
        for (var step = 0; step < 150; step++)
        {
            var (caller, name, input) = moves[random.Next(moves.Length)];
            if (journey.Asks(caller, name, input).IsAccepted)
                journey.Takes(caller, name, input);
        }

        return journey;
    }

    static IEnumerable<string> TextFields(JsonElement value, string name) =>
        Fields(value, name).Where(field => field.Value.ValueKind == JsonValueKind.String).Select(field => field.Name);

    static IEnumerable<(string Name, JsonElement Value)> Fields(JsonElement value, string name) => value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject().SelectMany(field => Fields(field.Value, field.Name)),
        JsonValueKind.Array => value.EnumerateArray().SelectMany(item => Fields(item, name)),
        _ => [(name, value)],
    };
}
