using Dapper;
using Dispatch.Alliances;
using Dispatch.Orders;
using Dispatch.Orders.Desk;
using Dispatch.Orders.Steps;
using Dispatch.Tests.Support;
using Dispatch.Workflows;

namespace Dispatch.Tests.Orders;

[TestFixture("sqlite")]
[TestFixture("postgres")]
public sealed class TheDesk(string engine)
{
    Office office = null!;

    [OneTimeSetUp]
    public async Task OpenAsync() => office = await Office.OpenAsync(engine);

    [OneTimeTearDown]
    public async Task CloseAsync() => await office.DisposeAsync();

    [Test]
    public async Task Leads_an_order_from_filing_to_its_end_and_remembers_every_step()
    {
        var order = await office.ClosesAsync("夜市喇叭太吵");

        var stored = await OrderList.FindAsync(office.Database, order.Number);
        var history = await HistoryList.FindAsync(office.Database, order.Id);
        Assert.That(stored!.Stage, Is.EqualTo("closed"));
        Assert.That(stored.Due, Is.Null);
        Assert.That(
            history.Select(taken => taken.Step.Name),
            Is.EqualTo((string[])["file", "accept", "assign", "claim", "resolve", "confirm"]));
        Assert.That(history.Select(taken => taken.Sequence), Is.EqualTo((int[])[1, 2, 3, 4, 5, 6]));
        Assert.That(OrderColumns.StateText(OrderList.Recomputed(stored, history).State), Is.EqualTo(OrderColumns.StateText(stored.State)));
    }

    [Test]
    public async Task Numbers_orders_by_day_without_repetition_while_two_servers_file()
    {
        await using var other = await office.OpenAnotherAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(n => (n % 2 == 0 ? office : other).AsksToFileAsync($"占道 {n}")));

        var numbers = answers.Select(answer => answer.Value!.Order.Number).ToList();
        Assert.That(numbers, Is.Unique);
        Assert.That(numbers, Has.All.Match(@"^SY-\d{8}-\d{4,}$"));
    }

    [Test]
    public async Task Lets_exactly_one_of_eight_claims_win()
    {
        await using var other = await office.OpenAnotherAsync();
        var order = await office.OffersAsync("占道经营");
        var alliance = (await office.Alliances.FindAsync(Office.Alliance))!;
        string[] members =
            [.. alliance.Members.Values.Where(member => member.Duties.Contains("0128")).Select(member => member.Code)];
        Assert.That(members, Has.Length.GreaterThanOrEqualTo(2));

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(n =>
            (n % 2 == 0 ? office : other).AsksAsync(office.Member(members[n % members.Length]), order.Number, "claim")));

        Assert.That(answers, Has.Exactly(1).Matches<Decision<Answer>>(answer => answer.IsAccepted));
        Assert.That((await HistoryList.FindAsync(office.Database, order.Id)).Count(taken => taken.Step is ClaimStep), Is.EqualTo(1));
    }

    [Test]
    public async Task Writes_nothing_of_a_step_that_was_decided_on_an_older_version()
    {
        var order = await office.FilesAsync("垃圾满溢");
        IBatchStore store = engine == "postgres" ? new PostgresBatchStore(office.Database) : new SqliteBatchStore(office.Database);
        await using var closing = store;
        Pending late = new(
            new StepRequest(new AcceptStep(null, null), new HashSet<string>(), office.Secretariat) { Number = order.Number });
        var loaded = await store.LoadAsync([late], new Dictionary<string, Order>(), CancellationToken.None);
        Batch batch = new(
            loaded, office.Time.GetUtcNow(),
            new Dictionary<string, Alliance> { [Office.Alliance] = (await office.Alliances.FindAsync(Office.Alliance))! },
            new Dictionary<(string, int), Workflow>
            {
                [(order.Workflow, order.WorkflowVersion)] = office.Workflows.Current(order.Workflow)!,
            });
        batch.Decide(late);

        await office.TakesAsync(office.Secretariat, order, "refuse", new { reason = "不属于本联盟" });
        var saved = await store.SaveAsync(batch, CancellationToken.None);

        Assert.That(saved, Is.Empty);
        Assert.That(batch.Answer(saved), Is.EqualTo((Pending[])[late]), "it is to be decided again");
        Assert.That(
            (await HistoryList.FindAsync(office.Database, order.Id)).Select(taken => taken.Step.Name),
            Is.EqualTo((string[])["file", "refuse"]));
        Assert.That((await OrderList.FindAsync(office.Database, order.Number))!.Stage, Is.EqualTo("refused"));
    }

    [Test]
    public async Task Refuses_nothing_because_of_what_it_remembers()
    {
        await using var other = await office.OpenAnotherAsync();
        var order = await office.FilesAsync("门口堆货");
        await office.TakesAsync(office.Secretariat, order, "accept");
        await other.TakesAsync(office.Chair, order, "assign", new { lead = "chengguan" });

        var claimed = await office.AsksAsync(office.Member("chengguan"), order.Number, "claim");
        await other.TakesAsync(office.Member("chengguan"), order, "return", new { reason = "不属本单位职责" });
        var late = await office.AsksAsync(office.Member("chengguan"), order.Number, "resolve", new { note = "好了" });

        Assert.That(claimed.Value?.Order.Stage, Is.EqualTo("claimed"), "this server last saw it accepted, where nobody can claim");
        Assert.That(late.Refusal, Is.Not.Null, "this server last saw it claimed, where it could be resolved");
        Assert.That(
            (await HistoryList.FindAsync(office.Database, order.Id)).Select(taken => taken.Step.Name),
            Is.EqualTo((string[])["file", "accept", "assign", "claim", "return"]));
    }

    [Test]
    public async Task Keeps_two_hundred_steps_on_one_order_in_sequence_through_two_servers()
    {
        await using var other = await office.OpenAnotherAsync();
        var order = await office.FilesAsync("责任不清");

        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(n =>
            (n % 2 == 0 ? office : other).AsksAsync(office.Secretariat, order.Number, "comment", new { text = $"第 {n} 条" })));

        Assert.That(answers.Select(answer => answer.Refusal), Has.All.Null);
        Assert.That(
            (await HistoryList.FindAsync(office.Database, order.Id)).Select(taken => taken.Sequence),
            Is.EqualTo(Enumerable.Range(1, 201)));
    }

    [Test]
    public async Task Refuses_a_step_on_a_version_that_is_no_longer_there()
    {
        var order = await office.FilesAsync("小广告");
        await office.TakesAsync(office.Secretariat, order, "comment", new { text = "已转" });

        var answer = await office.AsksAsync(office.Secretariat, order.Number, "accept", version: 1);

        Assert.That(answer.Refusal, Is.EqualTo(Refusal.Of(Refusal.StaleVersion, "2")));
    }

    [Test]
    public async Task Gives_a_repeated_key_its_first_answer_and_changes_nothing()
    {
        var order = await office.FilesAsync("占用消防通道");

        var first = await office.AsksAsync(office.Secretariat, order.Number, "accept", new { urgency = "urgent" }, key: "k-1");
        await office.TakesAsync(office.Chair, order, "assign", new { lead = "xiaofang" });
        var again = await office.AsksAsync(office.Secretariat, order.Number, "accept", new { urgency = "urgent" }, key: "k-1");

        Assert.That(again.Value!.Order.Stage, Is.EqualTo("accepted"), "as the step left it, not as it is now");
        Assert.That(again.Value.Order.Version, Is.EqualTo(first.Value!.Order.Version));
        Assert.That(await HistoryList.FindAsync(office.Database, order.Id), Has.Count.EqualTo(3));
    }

    [Test]
    public async Task Refuses_a_key_that_was_used_for_something_else()
    {
        var order = await office.FilesAsync("门前四包");
        await office.AsksAsync(office.Secretariat, order.Number, "comment", new { text = "收到" }, key: "k-4");

        var other = await office.AsksAsync(office.Secretariat, order.Number, "accept", key: "k-4");

        Assert.That(other.Refusal!.Code, Is.EqualTo(Refusal.KeyUsed));
        Assert.That((await OrderList.FindAsync(office.Database, order.Number))!.Stage, Is.EqualTo("filed"));
    }

    [Test]
    public async Task Gives_a_repeated_key_its_first_refusal_too()
    {
        var order = await office.FilesAsync("游商");

        var first = await office.AsksAsync(office.Chair, order.Number, "assign", new { lead = "chengguan" }, key: "k-2");
        await office.TakesAsync(office.Secretariat, order, "accept");
        var again = await office.AsksAsync(office.Chair, order.Number, "assign", new { lead = "chengguan" }, key: "k-2");

        Assert.That(first.Refusal!.Code, Is.EqualTo(Refusal.WrongStage));
        Assert.That(again.Refusal, Is.EqualTo(first.Refusal));
    }

    [Test]
    public async Task Takes_a_step_once_however_often_its_key_comes_at_the_same_time()
    {
        await using var other = await office.OpenAnotherAsync();
        var order = await office.FilesAsync("道路不洁");

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(n =>
            (n % 2 == 0 ? office : other).AsksAsync(office.Secretariat, order.Number, "comment", new { text = "请尽快" }, key: "k-3")));

        Assert.That(answers.Select(answer => answer.Value?.Order.Version), Has.All.EqualTo(2));
        Assert.That(await HistoryList.FindAsync(office.Database, order.Id), Has.Count.EqualTo(2));
    }

    [Test]
    public async Task Files_an_order_of_one_source_once_however_often_it_comes()
    {
        await using var other = await office.OpenAnotherAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 20)
            .Select(n => (n % 2 == 0 ? office : other).AsksToFileAsync("店外经营", externalId: "12345-1")));

        Assert.That(answers.Select(answer => answer.Value!.Order.Number).Distinct(), Has.Exactly(1).Items);
        Assert.That(answers.Count(answer => !answer.Value!.Existed), Is.EqualTo(1));
    }

    [Test]
    public async Task Saves_the_rest_of_a_round_when_the_database_will_not_take_one_of_its_steps()
    {
        await RefusePoisonAsync();
        var orders = await Task.WhenAll(Enumerable.Range(0, 20).Select(n => office.FilesAsync($"噪音 {n}")));

        var answers = await Task.WhenAll(orders.Select((order, n) =>
            office.AsksAsync(office.Secretariat, order.Number, "comment", new { text = n == 7 ? "poison" : "收到" })));

        Assert.That(answers.Count(answer => answer.Refusal is null), Is.EqualTo(19));
        Assert.That(answers[7].Refusal!.Code, Is.EqualTo(Refusal.Failed));
    }

    async Task RefusePoisonAsync()
    {
        await using var connection = await office.Database.ConnectAsync();
        await connection.ExecuteAsync(office.Database.IsPostgres
            ? """
              create function poison() returns trigger language plpgsql as
              $$ begin if new.input::text like '%poison%' then raise exception 'poison'; end if; return new; end $$;
              create trigger poison before insert on history for each row execute function poison();
              """
            : "create trigger poison before insert on history when new.input like '%poison%' begin select raise(abort, 'poison'); end;");
    }

    [Test]
    public async Task Never_lets_the_history_be_changed()
    {
        var order = await office.FilesAsync("乱堆物堆料");
        await using var connection = await office.Database.ConnectAsync();

        Assert.That(
            () => connection.ExecuteAsync("update history set step = 'x' where order_id = @id", new { id = order.Id }),
            Throws.InstanceOf<System.Data.Common.DbException>());
        Assert.That(
            () => connection.ExecuteAsync("delete from history where order_id = @id", new { id = order.Id }),
            Throws.InstanceOf<System.Data.Common.DbException>());
    }

    [Test]
    public async Task Hides_an_order_from_those_who_may_not_see_it()
    {
        var order = await office.FilesAsync("别家的单子");

        Assert.That((await office.AsksAsync(office.Merchant, order.Number, "withdraw")).Refusal!.Code, Is.EqualTo(Refusal.NoSuchOrder));
        Assert.That(
            (await office.AsksAsync(office.Community with { Alliance = "elsewhere" }, order.Number, "withdraw")).Refusal!.Code,
            Is.EqualTo(Refusal.NoSuchOrder));
    }

    [Test]
    public async Task Takes_a_step_back_whatever_server_took_it()
    {
        await using var other = await office.OpenAnotherAsync();
        var order = await office.FilesAsync("派错了");
        await office.TakesAsync(office.Secretariat, order, "accept");
        await other.TakesAsync(office.Chair, order, "assign", new { lead = "yinhang", support = (string[])["chengguan"] });

        var recalled = await office.TakesAsync(office.Chair, order, "recall", new { reason = "派错单位" });

        Assert.That((recalled.Stage, recalled.Desk, recalled.State.Open), Is.EqualTo(("accepted", "chair", Array.Empty<Assignment>())));
        Assert.That((await OrderList.FindAsync(office.Database, order.Number))!.Stage, Is.EqualTo("accepted"));
        await office.TakesAsync(office.Chair, order, "assign", new { lead = "huanwei" });
        await office.TakesAsync(office.Member("huanwei"), order, "claim");
        Assert.That((await office.AsksAsync(office.Chair, order.Number, "recall")).Refusal!.Code, Is.EqualTo(Refusal.WrongStage));
        Assert.That((await office.TakesAsync(office.Chair, order, "reassign", new { lead = "chengguan", reason = "原单位停业" })).Stage, Is.EqualTo("assigned"));
        Assert.That((await office.VerifyAsync()).Differences, Is.Empty);
    }

    [Test]
    public async Task Corrects_an_order_as_if_it_had_been_so_whatever_server_knew_it()
    {
        await using var other = await office.OpenAnotherAsync();
        var order = await office.FilesAsync("类别选错了");
        await office.TakesAsync(office.Secretariat, order, "accept", new { urgency = "urgent" });
        await other.TakesAsync(office.Chair, order, "assign", new { lead = "chengguan" });
        await other.TakesAsync(office.Member("chengguan"), order, "claim");

        var corrected = await office.TakesAsync(office.Member("chengguan"), order, "correct", new { category = "0110", urgency = "normal" });

        Assert.That((corrected.Category, corrected.State.Urgency, corrected.Stage), Is.EqualTo(("0110", "normal", "claimed")));
        Assert.That((await OrderList.FindAsync(office.Database, order.Number))!.Category, Is.EqualTo("0110"));
        await other.TakesAsync(office.Member("chengguan"), order, "resolve", new { note = "已办" });
        Assert.That((await office.VerifyAsync()).Differences, Is.Empty);
    }

    [Test]
    public async Task Lets_a_recall_or_a_claim_win_and_never_both()
    {
        await using var other = await office.OpenAnotherAsync();
        for (var turn = 0; turn < 10; turn++)
        {
            var order = await office.FilesAsync($"撤回与接单 {turn}");
            await office.TakesAsync(office.Secretariat, order, "accept");
            await office.TakesAsync(office.Chair, order, "assign", new { lead = "huanwei" });

            var answers = await Task.WhenAll(
                office.AsksAsync(office.Chair, order.Number, "recall"), other.AsksAsync(office.Member("huanwei"), order.Number, "claim"));

            Assert.That(answers, Has.Exactly(1).Matches<Decision<Answer>>(answer => answer.IsAccepted));
        }
    }

    [Test]
    public async Task Merges_into_an_earlier_order_only()
    {
        var earlier = await office.FilesAsync("同一处噪音");
        var later = await office.FilesAsync("同一处噪音,再报");

        var backwards = await office.AsksAsync(office.Secretariat, earlier.Number, "merge", new { into = later.Number });
        var merged = await office.TakesAsync(office.Secretariat, later, "merge", new { into = earlier.Number });

        Assert.That(backwards.Refusal, Is.EqualTo(Refusal.Of(Refusal.CannotMergeInto, later.Number)));
        Assert.That(merged.State.MergedInto, Is.EqualTo(earlier.Number));
    }
}
