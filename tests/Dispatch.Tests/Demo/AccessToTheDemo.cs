using System.Net;
using System.Net.Http.Headers;
using Dispatch.Accounts;
using Dispatch.Server.Demo;
using Dispatch.Tests.Support;

namespace Dispatch.Tests.Demo;

/// <summary>The words of the demo are known to everybody: they are good at this machine, and nowhere else.</summary>
public sealed class AccessToTheDemo
{
    [TestCase("http://127.0.0.1:5080", true)]
    [TestCase("http://localhost:5080", true)]
    [TestCase("http://LOCALHOST:5080", true)]
    [TestCase("http://[::1]:5080", true)]
    [TestCase("http://127.8.8.8:5080", true)]
    [TestCase("http://[::]:5080", false)]
    [TestCase("http://0.0.0.0:5080", false)]
    [TestCase("http://*:5080", false)]
    [TestCase("http://x@127.0.0.1:5080", false, TestName = "An_address_with_a_user_is_every_network_to_the_server")]
    [TestCase("http://localhost#:5080", false, TestName = "An_address_with_a_fragment_is_every_network_to_the_server")]
    [TestCase("http://localhost.:5080", false)]
    [TestCase("http://127.0.0.1.:5080", false)]
    [TestCase("http://localhost.example.cn:5080", false)]
    [TestCase("http://unix:/run/dispatch.sock", false)]
    [TestCase("nowhere", false)]
    public void Reads_an_address_as_the_server_will(string address, bool loopback) =>
        Assert.That(DemoAccess.IsLoopback(address), Is.EqualTo(loopback));

    [TestCase("", "HTTP_PORTS", "{0}")]
    [TestCase("", "ASPNETCORE_HTTP_PORTS", "{0}")]
    [TestCase(" ; ", "HTTP_PORTS", "{0}")]
    [TestCase("http://x@127.0.0.1:{0}")]
    [TestCase("http://localhost#:{0}")]
    [TestCase("http://127.0.0.1.:{0}")]
    [TestCase("http://127.0.0.1:{0};http://0.0.0.0:{0}")]
    [TestCase("", "Kestrel__Endpoints__a__Url", "http://x@127.0.0.1:{0}")]
    public async Task Does_not_open_at_an_address_that_others_reach(string urls, string? setting = null, string value = "")
    {
        var port = Ports.Free();
        await using var database = await TestDatabase.CreateAsync("sqlite");
        await using var server = RunningServer.At(
            database.ConnectionString, null, ("ASPNETCORE_URLS", urls.Replace("{0}", $"{port}")),
            (setting ?? "Unused", value.Replace("{0}", $"{port}")));

        Assert.That(await server.Begin().WaitAsync(TimeSpan.FromMinutes(1)), Is.False);

        Assert.That(server.ExitCode, Is.EqualTo(1));
        Assert.That(server.Output, Does.StartWith("The demo tokens are no secrets: with Demo the server listens on loopback only"));
    }

    static readonly TestCaseData<string, string>[] Strange =
    [
        new("X-Forwarded-For", "203.0.113.7") { TestName = "Forwarded_for_another_machine" },
        new("X-Forwarded-Proto", "https") { TestName = "Through_a_proxy_that_says_so_little" },
        new("X-Forwarded-Host", "localhost") { TestName = "Forwarded_under_a_name_of_this_machine" },
        new("X-Original-For", "127.0.0.1:1") { TestName = "Forwarded_and_read_by_the_framework" },
        new("Forwarded", "for=203.0.113.7") { TestName = "Forwarded_as_RFC_7239_has_it" },
        new("Via", "1.1 proxy") { TestName = "Through_a_proxy" },
        new("True-Client-IP", "203.0.113.7") { TestName = "Through_a_proxy_of_a_delivery_network" },
        new("Host", "dispatch.example.cn") { TestName = "Called_by_another_name" },
        new("Host", "localhost.example.cn") { TestName = "Called_by_a_name_that_begins_like_this_machine" },
        new("Host", "192.168.1.5") { TestName = "Called_by_an_address_of_the_network" },
    ];

    [TestCaseSource(nameof(Strange))]
    public async Task Is_shut_to_a_request(string header, string value)
    {
        await using var server = await ApiHost.StartAsync(evaluation: true);
        using HttpClient http = new() { BaseAddress = server.Url };

        Assert.That(await AskAsync(http, null, null), Is.EqualTo(HttpStatusCode.OK), "from here");
        Assert.That(await AskAsync(http, header, value), Is.EqualTo(HttpStatusCode.Forbidden));

        async Task<HttpStatusCode> AskAsync(HttpClient client, string? name, string? text)
        {
            using HttpRequestMessage request = new(HttpMethod.Get, "/api/me");
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", DemoCallers.Secretariat);
            if (name is not null)
                request.Headers.TryAddWithoutValidation(name, text);
            using var answer = await client.SendAsync(request);
            if (answer.StatusCode != HttpStatusCode.OK)
                Assert.That(await answer.Content.ReadAsStringAsync(), Does.Contain("\"code\":\"demo-elsewhere\""));
            return answer.StatusCode;
        }
    }

    [Test]
    public async Task Is_shut_to_a_proxy_that_says_nothing_and_speaks_the_old_version()
    {
        await using var server = await ApiHost.StartAsync(evaluation: true);
        using HttpClient http = new() { BaseAddress = server.Url };
        using HttpRequestMessage request = new(HttpMethod.Get, "/api/me") { Version = HttpVersion.Version10 };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", DemoCallers.Secretariat);

        using var answer = await http.SendAsync(request);

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Forbidden));
    }

    [Test]
    public async Task Is_shut_to_a_browser_that_was_let_in_here_and_comes_through_a_proxy()
    {
        await using var database = await TestDatabase.CreateAsync("sqlite");
        await using var server = await RunningServer.StartAsync(database.ConnectionString);
        using Browsing browser = new(server.Url);
        var door = await browser.OpenAsync("/sign-in");
        Assert.That(door.Text, Does.Contain("value=\"demo-chair\""));
        var entered = await browser.SendAsync("/sign-in", "demo", ("person", "demo-chair"), ("then", "/"));
        Assert.That(entered.Next, Is.EqualTo("/"));
        Assert.That((await browser.OpenAsync("/orders")).Status, Is.EqualTo(HttpStatusCode.OK));

        browser.Says("X-Forwarded-For", "203.0.113.7");

        var refused = await browser.OpenAsync("/orders");
        Assert.That((refused.Status, refused.Next), Is.EqualTo((HttpStatusCode.Redirect, "/sign-in?then=%2Forders")));
        door = await browser.OpenAsync("/sign-in");
        Assert.That(door.Text, Does.Not.Contain("demo-chair").And.Contain("只能在本机直接使用"));
        entered = await browser.SendAsync("/sign-in", "demo", ("person", "demo-chair"), ("then", "/"));
        Assert.That(entered.Status, Is.EqualTo(HttpStatusCode.Forbidden));
        Assert.That(entered.Text, Does.Contain("只能在本机直接使用"));
    }
}
