using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Dispatch.Accounts;
using Dispatch.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Dispatch.Tests.Stories;

/// <summary>A page is open at one server, and the steps are taken through the other.</summary>
[Category("Browser")]
public sealed class PagesOnTwoServers
{
    /// <summary>Sooner than the page would look by itself, which it does once a minute.</summary>
    static readonly LocatorAssertionsToContainTextOptions Soon = new() { Timeout = 30_000 };

    [Test]
    public async Task A_page_shows_steps_of_the_other_server_also_after_the_broker_was_away()
    {
        await using var services = PrivateServices.Begin(withPostgres: false);
        await services.BrokerReady;
        await using var database = await TestDatabase.CreateAsync("postgres");
        await using var broker = await TestBroker.CreateOnAsync(services);
        await using var here = await RunningServer.StartAsync(database.ConnectionString, broker.Address);
        await using var there = await RunningServer.StartAsync(database.ConnectionString, broker.Address);
        await CommandQueues.DeclaredAsync(broker.Address);
        await services.SettleBrokerAsync();

        var filed = await DoAsync(there, DemoCallers.Community, "", new { category = "0110", title = "两台服务器，一个页面" });
        var number = filed.GetProperty("number").GetString()!;
        await using var reader = await Visitor.ComesAsAsync("demo-member-wuye", here.Url);
        await reader.Page.GotoAsync($"/orders/{number}");
        var head = reader.Page.Locator("#order-head");
        await Expect(head).ToContainTextAsync("待受理");

        await DoAsync(there, DemoCallers.Secretariat, $"/{number}/steps/accept", new { });
        await Expect(head).ToContainTextAsync("待派单", Soon);

        await services.KillBrokerAsync();
        await DoAsync(there, DemoCallers.Chair, $"/{number}/steps/assign", new { lead = "huanwei" });
        await services.StartBrokerAsync();
        await Expect(head).ToContainTextAsync("环境卫生管理中心", Soon);

        await DoAsync(there, DemoCallers.OfMember("huanwei"), $"/{number}/steps/claim", new { });
        await Expect(reader.Page.Locator("#order-body")).ToContainTextAsync("在办", Soon);
        Assert.That(reader.Complaints, Is.Empty);
    }

    static async Task<JsonElement> DoAsync(RunningServer server, string caller, string address, object input)
    {
        using var response = await server.As(caller).PostAsJsonAsync($"/api/orders{address}", input);
        var text = await response.Content.ReadAsStringAsync();
        Assert.That(response.StatusCode, Is.EqualTo(address.Length == 0 ? HttpStatusCode.Created : HttpStatusCode.OK), text);
        return JsonElement.Parse(text);
    }
}
