using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Dapper;
using Dispatch.Accounts;
using Dispatch.Tests.Support;

namespace Dispatch.Tests.Stories;

/// <summary>Members of an alliance reach for the same order at the same moment, through two servers: one gets it.</summary>
public sealed class TwoServersOnOnePool
{
    const int Orders = 2000;

    /// <summary>All that answer for noise.</summary>
    static readonly string[] Members = ["chengguan", "paichusuo", "shengtai", "shanghui"];

    [Test]
    public async Task Give_each_order_to_exactly_one_member()
    {
        await using var database = await TestDatabase.CreateAsync("postgres");
        await using var here = await RunningServer.StartAsync(database.ConnectionString);
        await using var there = await RunningServer.StartAsync(database.ConnectionString);
        RunningServer[] servers = [here, there];
        var numbers = await OffersAsync(here);

        ConcurrentDictionary<string, IReadOnlyList<string>> outcomes = new();
        await Parallel.ForEachAsync(numbers, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (number, _) =>
            outcomes[number] = await Task.WhenAll(
                from member in Members
                from server in servers
                select ClaimsAsync(server, member, number)));

        Assert.That(outcomes, Has.Count.EqualTo(Orders));
        Assert.That(outcomes.Values.Where(answers => answers.Count(answer => answer == "won") != 1), Is.Empty, "one wins, each time");
        Assert.That(
            outcomes.Values.SelectMany(answers => answers).Distinct().Except(["won", "already-claimed", "full", "wrong-stage", "not-your-part"]), Is.Empty,
            "the others are told that they came too late");

        await using var connection = await database.OpenAsync();
        Assert.That(await connection.ExecuteScalarAsync<long>("select count(*) from history where step = 'claim' and order_id in (select id from orders where title like '抢单 %')"), Is.EqualTo(Orders));
        Assert.That(await connection.ExecuteScalarAsync<long>("select count(*) from assignments where order_id in (select id from orders where title like '抢单 %')"), Is.EqualTo(Orders));
        await new Aftermath(database.ConnectionString).IsCleanAsync([], [], witness: null);
        await TestContext.Out.WriteLineAsync(string.Join(", ", outcomes.Values.SelectMany(answers => answers).CountBy(answer => answer).Select(count => $"{count.Value} {count.Key}")));
    }

    static async Task<IReadOnlyCollection<string>> OffersAsync(RunningServer server)
    {
        ConcurrentBag<string> numbers = [];
        await Parallel.ForAsync(1, Orders + 1, new ParallelOptions { MaxDegreeOfParallelism = 64 }, async (n, _) =>
        {
            var number = await PostAsync(server, DemoCallers.Community, "/api/orders", Journeys.Filing($"抢单 {n}"));
            await PostAsync(server, DemoCallers.Secretariat, $"/api/orders/{number}/steps/accept", new { });
            await PostAsync(server, DemoCallers.Chair, $"/api/orders/{number}/steps/offer", new { });
            numbers.Add(number);
        });
        return numbers;
    }

    static async Task<string> PostAsync(RunningServer server, string caller, string address, object body)
    {
        using var response = await server.As(caller).PostAsJsonAsync(address, body);
        response.EnsureSuccessStatusCode();
        return (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("number").GetString()!;
    }

    /// <returns>"won", or the reason why not.</returns>
    static async Task<string> ClaimsAsync(RunningServer server, string member, string number)
    {
        using var response = await server.As(DemoCallers.OfMember(member)).PostAsJsonAsync($"/api/orders/{number}/steps/claim", new { });
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>();
        return response.StatusCode == HttpStatusCode.OK ? "won" : answer.GetProperty("code").GetString()!;
    }
}
