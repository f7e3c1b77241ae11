using System.Net;
using Dispatch.Accounts;
using Dispatch.Tests.Support;

namespace Dispatch.Tests.Http;

/// <summary>What a real server says around its answers.</summary>
public sealed class HeadersOfAServer
{
    TestDatabase database = null!;
    RunningServer server = null!;

    [OneTimeSetUp]
    public async Task Starts()
    {
        database = await TestDatabase.CreateAsync("sqlite");
        server = await RunningServer.StartAsync(database.ConnectionString);
    }

    [OneTimeTearDown]
    public async Task Stops()
    {
        await server.DisposeAsync();
        await database.DisposeAsync();
    }

    static readonly string[] Addresses =
    [
        "/healthz", "/readyz", "/readyz/requests", "/api/me", "/api/orders", "/api/work", "/api/alliances", "/api/nothing", "/sign-in",
        "/openapi/v1.json", "/feeds/cal_x/deadlines.ics", "/metrics", "/assets/nothing.css", "/orders",
    ];

    [TestCaseSource(nameof(Addresses))]
    public async Task Say_nothing_of_the_program_and_let_nothing_be_kept(string address)
    {
        using var answer = await server.As(DemoCallers.Secretariat).GetAsync(address);

        Assert.That(answer.Headers.Contains("Server"), Is.False);
        Assert.That(answer.Headers.GetValues("X-Content-Type-Options"), Is.EqualTo((string[])["nosniff"]));
        Assert.That(answer.Headers.CacheControl?.NoStore, Is.True, $"{answer.Headers.CacheControl}");
    }

    [TestCaseSource(nameof(Addresses))]
    public async Task Are_the_same_for_HEAD_without_a_body(string address)
    {
        using HttpRequestMessage request = new(HttpMethod.Head, address);
        using var head = await server.As(DemoCallers.Secretariat).SendAsync(request);
        using var get = await server.As(DemoCallers.Secretariat).GetAsync(address);

        Assert.That((head.StatusCode, head.Content.Headers.ContentType), Is.EqualTo((get.StatusCode, get.Content.Headers.ContentType)));
        Assert.That(await head.Content.ReadAsByteArrayAsync(), Is.Empty);
        Assert.That(head.StatusCode, Is.Not.EqualTo(HttpStatusCode.MethodNotAllowed));
    }

    [Test]
    public async Task End_at_once_where_HEAD_asks_for_a_stream()
    {
        using Browsing browser = new(server.Url);
        await browser.SendAsync("/sign-in", "demo", ("person", "demo-chair"), ("then", "/"));

        foreach (var address in (string[])["/live", "/work"])
            Assert.That(await browser.HeadAsync(address).WaitAsync(TimeSpan.FromSeconds(30)), Is.EqualTo(HttpStatusCode.OK), address);
    }

    [Test]
    public async Task Are_not_those_of_GET_for_an_address_that_only_takes_POST()
    {
        using HttpRequestMessage request = new(HttpMethod.Head, "/api/orders/SY-1/steps/accept");
        using var head = await server.As(DemoCallers.Secretariat).SendAsync(request);

        Assert.That(head.StatusCode, Is.EqualTo(HttpStatusCode.MethodNotAllowed));
    }
}
