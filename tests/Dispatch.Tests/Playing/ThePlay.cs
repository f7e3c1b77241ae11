using System.Text.Json;
using Dispatch.Accounts;
using Dispatch.Orders;
using Dispatch.Orders.Desk;
using Dispatch.Server.Playing;
using Dispatch.Tests.Support;
using Dispatch.Workflows;

namespace Dispatch.Tests.Playing;

public sealed class ThePlay
{
    [TestCase("sqlite")]
    [TestCase("postgres")]
    public async Task Brings_every_order_to_its_end_without_a_refusal(string engine)
    {
        await using var office = await Office.OpenAsync(engine);
        var alliance = (await office.Alliances.FindAsync(Office.Alliance))!;
        Players players = new(alliance, [.. office.Callers.Values]);
        await Task.WhenAll(Enumerable.Range(1, 120).Select(number => FilesAsync(office, number)));

        DeskPlayChannel channel = new(office.Desk, office.Database);
        var report = await PlaysAsync(channel, office.Workflows, players, office.Time);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(report.Stuck, Is.Empty);
            Assert.That(report.Refusals, Is.Empty);
            Assert.That(report.Ended.Keys, Is.EquivalentTo(new[] { "closed", "refused" }));
            Assert.That(report.Ended.Values.Sum(), Is.EqualTo(120));
            Assert.That(await channel.OpenOrdersAsync(players, int.MaxValue, default), Is.Empty);
        }

        var proof = await office.VerifyAsync();
        Assert.That(proof.Differences, Is.Empty);
        Assert.That(proof.Steps, Is.EqualTo(report.Steps + 120), "and each was filed");
    }

    [Test]
    public async Task Takes_no_more_orders_than_it_is_told_to()
    {
        await using var office = await Office.OpenAsync("sqlite");
        for (var number = 1; number <= 5; number++)
            await FilesAsync(office, number);

        Players players = new((await office.Alliances.FindAsync(Office.Alliance))!, [.. office.Callers.Values]);

        Assert.That(await new DeskPlayChannel(office.Desk, office.Database).OpenOrdersAsync(players, 3, default), Has.Count.EqualTo(3));
    }

    [Test]
    public async Task Says_which_orders_nobody_can_move()
    {
        await using var office = await Office.OpenAsync("sqlite");
        var order = await office.FilesAsync("一");
        Players players = new((await office.Alliances.FindAsync(Office.Alliance))!, [office.Secretariat]);

        var report = await PlaysAsync(new DeskPlayChannel(office.Desk, office.Database), office.Workflows, players, office.Time);

        Assert.That(report.Stuck, Is.EqualTo(
            new[] { (order.Number, "At the stage accepted nobody who plays for the desk chair can take a step.") }));
    }

    [Test]
    public async Task Goes_by_the_routes_of_a_server_as_well()
    {
        await using var host = await ApiHost.StartAsync();
        for (var number = 1; number <= 26; number++)
            await host.FileAsync($"第{number}件");
        WorkflowLibrary workflows = new(host.Database, host.Time);
        await workflows.LoadAsync(Situations.WorkflowFolder);
        Players players = new(Situations.Shengyang, await PersonList.OfAsync(host.Database, Situations.Shengyang.Code));
        TokenCache tokens = new(host.Database, host.Time);
        await using HttpPlayChannel channel = new(host.Url, tokens, workflows);

        var report = await PlaysAsync(channel, workflows, players, host.Time);
        await tokens.RevokeAsync();

        Assert.That((report.Ended.Values.Sum(), report.Stuck.Count, report.Refusals.Count), Is.EqualTo((26, 0, 0)));
        Assert.That((await Verification.RunAsync(host.Database, workflows)).Differences, Is.Empty);
        var left = await Task.WhenAll(players.People.Select(person => TokenList.OfAsync(host.Database, person.Id)));
        Assert.That(left.SelectMany(token => token).Where(token => token.Note == "play"), Is.Empty, "its tokens end with it");
    }

    static async Task<PlayReport> PlaysAsync(IPlayChannel channel, WorkflowLibrary workflows, Players players, TimeProvider time)
    {
        var numbers = await channel.OpenOrdersAsync(players, int.MaxValue, default);
        return await new Play(channel, workflows, new PlayShares(), null, time)
            .RunAsync([.. numbers.Select(number => (players, number))], 16, (_, _) => { }, default);
    }

    /// <summary>Every third is a post for volunteers.</summary>
    static async Task FilesAsync(Office office, int number)
    {
        string[] categories = ["0128", "0110", "0699", "0496"];
        var post = number % 3 == 0;
        var category = post ? $"V0{1 + (number % 5)}" : categories[number % 4];
        InputReader input = new(JsonSerializer.SerializeToElement(new { category, title = $"第{number}件" }));
        var answer = await office.Desk.DoAsync(new StepRequest(StepRegistry.All["file"].Read(input), input.Given, office.Community)
        {
            Alliance = Office.Alliance,
            Workflow = post ? "volunteer-post" : "merchant-order",
        });
        Assert.That(answer.Refusal, Is.Null);
    }
}
