using Dapper;
using Dispatch.Accounts;
using Dispatch.Alliances;
using Dispatch.Orders;
using Dispatch.Orders.Desk;
using Dispatch.Orders.Steps;
using Dispatch.Tests.Support;
using Dispatch.Workflows;

namespace Dispatch.Tests.Orders;

/// <summary>What callers are told when two servers, or a database that comes and goes, get in each other's way.</summary>
[TestFixture("sqlite")]
[TestFixture("postgres")]
public sealed class TheDeskUnderFaults(string engine)
{
    [Test]
    public async Task Gives_one_key_on_two_servers_at_once_the_same_answer()
    {
        await using var one = await Office.OpenAsync(engine);
        await using var other = await one.OpenAnotherAsync();

        for (var n = 0; n < 60; n++)
        {
            var key = $"filing {n}";
            var answers = await Task.WhenAll(
                Task.Run(() => one.AsksToFileAsync($"占道 {n}", key: key)), Task.Run(() => other.AsksToFileAsync($"占道 {n}", key: key)));
            Assert.That(answers.Select(answer => answer.Refusal?.Code), Is.All.Null);
            Assert.That(answers[0].Value!.Order.Number, Is.EqualTo(answers[1].Value!.Order.Number));
        }

        await using var connection = await one.Database.ConnectAsync();
        Assert.That(await connection.ExecuteScalarAsync<long>("select count(*) from orders"), Is.EqualTo(60));
    }

    [Test]
    public async Task Refuses_one_key_on_two_servers_at_once_for_the_same_reason()
    {
        await using var one = await Office.OpenAsync(engine);
        await using var other = await one.OpenAnotherAsync();
        var order = await one.FilesAsync("乱堆物");

        for (var n = 0; n < 60; n++)
        {
            var key = $"refused {n}";
            var answers = await Task.WhenAll(
                Task.Run(() => one.AsksAsync(one.Chair, order.Number, "assign", new { lead = "chengguan" }, key)),
                Task.Run(() => other.AsksAsync(one.Chair, order.Number, "assign", new { lead = "chengguan" }, key)));
            Assert.That(answers.Select(answer => answer.Refusal?.Code), Is.All.EqualTo(Refusal.WrongStage));
        }
    }

    [Test]
    public async Task Decides_again_what_was_refused_because_of_a_step_that_was_not_saved()
    {
        await using var office = await Office.OpenAsync(engine);
        var order = await office.FilesAsync("油烟扰民");
        await using var store = Store(office);
        Pending accepts = new(Request(office, order, new AcceptStep(null, null)));
        Pending comesSecond = new(Request(office, order, new AcceptStep(null, "urgent")));
        var loaded = await store.LoadAsync([accepts, comesSecond], new Dictionary<string, Order>(), CancellationToken.None);
        Batch batch = new(
            loaded, office.Time.GetUtcNow(),
            new Dictionary<string, Alliance> { [Office.Alliance] = (await office.Alliances.FindAsync(Office.Alliance))! },
            new Dictionary<(string, int), Workflow>
            {
                [(order.Workflow, order.WorkflowVersion)] = office.Workflows.Current(order.Workflow)!,
            });
        batch.Decide(accepts);
        batch.Decide(comesSecond);

        await office.TakesAsync(office.Secretariat, order, "comment", new { text = "另一台服务器更快" });
        var again = batch.Answer(await store.SaveAsync(batch, CancellationToken.None));

        Assert.That(again, Is.EquivalentTo((Pending[])[accepts, comesSecond]));
        Assert.That(comesSecond.Answered.Task.IsCompleted, Is.False, "its refusal rested on a step that was not saved");
    }

    [Test]
    public async Task Refuses_no_external_id_because_of_a_filing_that_is_not_saved_yet()
    {
        await using var office = await Office.OpenAsync(engine);
        await using var store = Store(office);
        Pending worker = new(Filing(office.Community));
        Pending merchant = new(Filing(office.Merchant));
        var workflow = office.Workflows.Current(StepRequest.DefaultWorkflow)!;
        Batch batch = new(
            await store.LoadAsync([worker, merchant], new Dictionary<string, Order>(), CancellationToken.None), office.Time.GetUtcNow(),
            new Dictionary<string, Alliance> { [Office.Alliance] = (await office.Alliances.FindAsync(Office.Alliance))! },
            new Dictionary<(string, int), Workflow> { [(workflow.Name, Batch.CurrentVersion)] = workflow });

        batch.Decide(worker);
        batch.Decide(merchant);
        var again = batch.Answer(new Dictionary<Guid, string>());

        Assert.That(again, Is.EquivalentTo((Pending[])[worker, merchant]));
        Assert.That(merchant.Answered.Task.IsCompleted, Is.False);
    }

    IBatchStore Store(Office office) =>
        engine == "postgres" ? new PostgresBatchStore(office.Database) : new SqliteBatchStore(office.Database);

    static StepRequest Filing(Caller caller) =>
        new(
            new FileStep("0128", "喇叭太吵", null, null, null, null, "test", "77"),
            new HashSet<string> { "category", "title", "source", "externalId" }, caller with { Source = "test" })
        { Alliance = Office.Alliance };

    static StepRequest Request(Office office, Order order, IStep step, Caller? caller = null, params string[] given) =>
        new(step, given.ToHashSet(), caller ?? office.Secretariat) { Number = order.Number };
}
