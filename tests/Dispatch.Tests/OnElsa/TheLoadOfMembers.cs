using System.Text.Json.Nodes;
using Dispatch.OnElsa;
using Dispatch.Orders;
using Dispatch.Replays;
using Dispatch.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace Dispatch.Tests.OnElsa;

/// <summary>A drawing that sends an order to the chair once whoever answers for it has enough to do.</summary>
[TestFixture("sqlite")]
[TestFixture("postgres")]
public sealed class TheLoadOfMembers(string engine)
{
    string folder = "";

    [SetUp]
    public void Draws_it()
    {
        folder = Directory.CreateTempSubdirectory("loads").FullName;
        foreach (var path in Directory.GetFiles(Path.Combine(Situations.WorkflowFolder, "elsa")))
            File.Copy(path, Path.Combine(folder, Path.GetFileName(path)));
        var drawing = Path.Combine(folder, "noise-at-night.elsa.json");
        var json = JsonNode.Parse(File.ReadAllText(drawing))!;
        json["root"]!["activities"]![1]!["condition"]!["expression"]!["value"] = "getInput('load') < 1";
        File.WriteAllText(drawing, json.ToJsonString());
    }

    [TearDown]
    public void Removes_it() => Directory.Delete(folder, recursive: true);

    [Test]
    public async Task Decides_where_an_order_goes_and_a_replay_goes_there_again()
    {
        FakeTimeProvider time = new(Situations.Monday);
        await using var office = await Office.OpenAsync(engine, time, new(folder, ElsaEngine.MakeRoutes));
        var alliance = (await office.Alliances.FindAsync(Office.Alliance))!;
        var answering = alliance.Members.Values.Where(member => !member.HasLeft && member.Duties.Contains("0128")).ToList();
        List<Order> orders = [];

        // Each takes one, and then nobody is free any more.
        foreach (var member in answering)
        {
            var order = await AcceptedAsync(office);
            Assert.That(order.Stage, Is.EqualTo("offered"), $"{member.Code} is free");
            orders.Add(await office.TakesAsync(office.Member(member.Code), order, "claim"));
        }

        orders.Add(await AcceptedAsync(office));
        Assert.That(orders[^1].Stage, Is.EqualTo("accepted"), "all have one to do");
        await office.TakesAsync(office.Member(answering[0].Code), orders[0], "resolve", new { note = "已办" });
        Assert.That((await AcceptedAsync(office)).Stage, Is.EqualTo("offered"), "one is free again");

        var rules = office.Workflows.Current("noise-at-night")!;
        foreach (var order in orders)
        {
            var replay = Replay.Of(
                order, await HistoryList.FindAsync(office.Database, order.Id), rules, rules, alliance, time.GetUtcNow());
            Assert.That(replay.Divergences, Is.Empty);
            Assert.That(replay.Order.Stage, Is.EqualTo((await OrderList.FindAsync(office.Database, order.Number))!.Stage));
        }
    }

    static async Task<Order> AcceptedAsync(Office office) =>
        await office.TakesAsync(office.Secretariat, await office.FilesUnderAsync("noise-at-night", "喇叭"), "accept");
}
