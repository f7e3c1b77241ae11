using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Dapper;
using Dispatch.Accounts;
using Dispatch.Tests.Support;

namespace Dispatch.Tests.Stories;

/// <summary>Members of an alliance claim the same order at the same moment, through two servers: one gets it.</summary>
public sealed class TwoServersOnOnePool
{
    const int Orders = 2000;

    /// <summary>They answer for noise.</summary>
    static readonly string[] Members = ["chengguan", "paichusuo", "shengtai"];

    [Test]
    public async Task Two_servers_give_each_order_to_exactly_one_member()
    {
        await using var database = await TestDatabase.CreateAsync("postgres");
        await using var here = await RunningServer.StartAsync(database.ConnectionString);
        await using var there = await RunningServer.StartAsync(database.ConnectionString);
        RunningServer[] servers = [here, there];
        var numbers = await OffersAsync(database);

        ConcurrentDictionary<string, IReadOnlyList<string>> outcomes = new();
        await Parallel.ForEachAsync(numbers, new ParallelOptions { MaxDegreeOfParallelism = 12 }, async (number, _) =>
            outcomes[number] = await Task.WhenAll(
                from member in Members
                from server in servers
                select ClaimsAsync(server, member, number)));

        Assert.That(outcomes, Has.Count.EqualTo(Orders));
        Assert.That(outcomes.Values.Where(answers => answers.Count(answer => answer == "won") != 1), Is.Empty, "one wins, each time");
        Assert.That(
            outcomes.Values.SelectMany(answers => answers).Distinct()
                .Except(["won", "already-claimed", "full", "wrong-stage", "wrong-desk", "not-your-part"]),
            Is.Empty,
            "the others are told that they came too late");

        await using var connection = await database.OpenAsync();
        Assert.That(
            await connection.ExecuteScalarAsync<long>(
                "select count(*) from history where step = 'claim' and order_id in (select id from orders where title like '抢单 %')"),
            Is.EqualTo(Orders));
        Assert.That(
            await connection.ExecuteScalarAsync<long>(
                "select count(*) from assignments where order_id in (select id from orders where title like '抢单 %')"),
            Is.EqualTo(Orders));
        await new Consistency(database.ConnectionString).HoldsAsync([], [], recorder: null);
        var counts = outcomes.Values.SelectMany(answers => answers).CountBy(answer => answer);
        await TestContext.Out.WriteLineAsync(string.Join(", ", counts.Select(count => $"{count.Value} {count.Key}")));
    }

    /// <summary>By the engine itself, beside the two servers: only the claims are under test.</summary>
    static async Task<IReadOnlyList<string>> OffersAsync(TestDatabase database)
    {
        await using var office = await Office.OpenOnAsync(database);
        var offered = await Task.WhenAll(Enumerable.Range(1, Orders).Select(n => office.OffersAsync($"抢单 {n}")));
        return [.. offered.Select(order => order.Number)];
    }

    /// <returns>"won", or the reason why not.</returns>
    static async Task<string> ClaimsAsync(RunningServer server, string member, string number)
    {
        using var response = await server.As(DemoCallers.OfMember(member)).PostAsJsonAsync($"/api/orders/{number}/steps/claim", new { });
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>();
        return response.StatusCode == HttpStatusCode.OK ? "won" : answer.GetProperty("code").GetString()!;
    }
}
