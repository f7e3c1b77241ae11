using System.Text;
using System.Text.Json;
using Dapper;
using Dispatch.Tests.Support;
using RabbitMQ.Client;

namespace Dispatch.Tests.Stories;

/// <summary>Messages that cannot be read, or are refused, end in the queue of errors with the reason, and hold up nobody.</summary>
public sealed class WhatTheBusCannotTake
{
    const string Filings = CommandQueues.FileOrder;
    const string Steps = CommandQueues.TakeStep;
    const string Community = "Bearer demo-community";
    const string Secretariat = "Bearer demo-secretariat";

    TestDatabase database = null!;
    TestBroker broker = null!;
    RunningServer server = null!;
    IConnection connection = null!;
    IChannel channel = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        database = await TestDatabase.CreateAsync("postgres");
        broker = await TestBroker.CreateAsync();
        server = await RunningServer.StartAsync(database.ConnectionString, broker.Address);
        connection = await new ConnectionFactory { Uri = new Uri(broker.Address) }.CreateConnectionAsync();
        channel = await connection.CreateChannelAsync(new CreateChannelOptions(true, true));
        await CommandQueues.ThereAsync(broker.Address);
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        await channel.DisposeAsync();
        await connection.DisposeAsync();
        await server.DisposeAsync();
        await broker.DisposeAsync();
        await database.DisposeAsync();
    }

    static TestCaseData Bad(string queue, string body, string code, string name, string? authorization = Community, string contentType = "application/json") =>
        new(queue, body, contentType, authorization, code) { TestName = name };

    static readonly TestCaseData[] Messages =
    [
        Bad(Filings, "{\"category\":", "unreadable", "Sets_aside_a_filing_that_is_no_JSON"),
        Bad(Steps, "{\"order\":", "unreadable", "Sets_aside_a_step_that_is_no_JSON"),
        Bad(Filings, "[1, 2]", "unreadable", "Sets_aside_an_array"),
        Bad(Filings, "\"file\"", "unreadable", "Sets_aside_a_mere_text"),
        Bad(Filings, "null", "unreadable", "Sets_aside_null"),
        Bad(Filings, "", "unreadable", "Sets_aside_an_empty_body"),
        Bad(Filings, "\u0000\u0001\u0002", "unreadable", "Sets_aside_what_is_no_text"),
        Bad(Filings, "{\"alliance\":\"shuiyuncheng\",\"category\":\"0128\",\"title\":\"\\ud800\"}", "bad-input", "Sets_aside_half_a_character"),
        Bad(Filings, "{\"\\ud800\":1,\"alliance\":\"shuiyuncheng\",\"category\":\"0128\",\"title\":\"a\"}", "bad-input", "Sets_aside_a_field_named_by_half_a_character"),
        Bad(Filings, new string('[', 5000), "unreadable", "Sets_aside_five_thousand_brackets"),
        Bad(Filings, $"{{\"title\":\"{new string('噪', 350_000)}\"}}", "unreadable", "Sets_aside_a_megabyte"),
        Bad(Filings, "{\"alliance\":\"shuiyuncheng\",\"category\":\"0128\",\"title\":\"a\"}", "unknown-caller", "Sets_aside_a_filing_without_a_token", null),
        Bad(Filings, "{\"alliance\":\"shuiyuncheng\",\"category\":\"0128\",\"title\":\"a\"}", "unknown-caller", "Sets_aside_a_filing_with_an_unknown_token", "Bearer nobody"),
        Bad(Filings, "{\"alliance\":\"shuiyuncheng\",\"category\":\"0128\",\"title\":\"a\"}", "unknown-caller", "Sets_aside_a_filing_with_a_token_of_another_kind", "Basic ZGVtbzpkZW1v"),
        Bad(Filings, "{\"alliance\":\"shuiyuncheng\",\"category\":\"0128\",\"title\":\"a\",\"colour\":\"red\"}", "bad-input", "Sets_aside_an_unknown_field"),
        Bad(Filings, "{\"alliance\":\"shuiyuncheng\",\"category\":128,\"title\":[\"a\"]}", "bad-input", "Sets_aside_fields_of_the_wrong_type"),
        Bad(Filings, "{\"alliance\":\"atlantis\",\"category\":\"0128\",\"title\":\"a\"}", "no-such-alliance", "Sets_aside_an_unknown_alliance"),
        Bad(Filings, "{\"alliance\":\"shuiyuncheng\",\"workflow\":\"x\",\"category\":\"0128\",\"title\":\"a\"}", "no-such-workflow", "Sets_aside_an_unknown_workflow"),
        Bad(Filings, "{\"alliance\":\"shuiyuncheng\",\"category\":\"9999\",\"title\":\"a\"}", "bad-input", "Sets_aside_an_unknown_category"),
        Bad(Filings, "{\"messageId\":\"1\"}", "unreadable", "Sets_aside_an_envelope_without_a_message", contentType: "application/vnd.masstransit+json"),
        Bad(Filings, "{\"message\":7}", "unreadable", "Sets_aside_an_envelope_around_a_number", contentType: "application/vnd.masstransit+json"),
        Bad(Steps, "{\"order\":\"SYC-19990101-0001\",\"step\":\"accept\"}", "no-such-order", "Sets_aside_a_step_of_an_unknown_order", Secretariat),
        Bad(Steps, "{\"order\":\"SYC-19990101-0001\",\"step\":\"dance\"}", "no-such-step", "Sets_aside_an_unknown_step", Secretariat),
        Bad(Steps, "{\"order\":\"SYC-19990101-0001\",\"step\":\"file\"}", "no-such-step", "Sets_aside_a_filing_in_the_wrong_queue", Secretariat),
        Bad(Steps, "{\"order\":5,\"step\":true,\"version\":\"x\",\"input\":[]}", "bad-input", "Sets_aside_a_step_of_wrong_types", Secretariat),
        Bad(Steps, "{\"step\":\"accept\"}", "bad-input", "Sets_aside_a_step_of_no_order", Secretariat),
    ];

    [TestCaseSource(nameof(Messages))]
    public async Task Sets_aside(string queue, string body, string contentType, string? authorization, string code)
    {
        var id = Guid.NewGuid().ToString();
        await SendAsync(queue, Encoding.UTF8.GetBytes(body), id, authorization, contentType);

        var error = await NextErrorAsync();
        Assert.That(error.BasicProperties.MessageId, Is.EqualTo(id));
        Assert.That(Header(error, "dispatch-code"), Is.EqualTo(code));
        Assert.That(Header(error, "dispatch-reason"), Is.Not.Empty);
        Assert.That(Header(error, "dispatch-reason-zh"), Is.Not.Empty);
        Assert.That(Header(error, "dispatch-queue"), Is.EqualTo(queue));
        Assert.That(Encoding.UTF8.GetString(error.Body.Span), Is.EqualTo(body), "as it came");
        await QueuesAreEmptyAsync();
    }

    [Test]
    public async Task Sets_aside_a_step_at_the_wrong_desk_and_one_at_the_wrong_stage()
    {
        var number = await FilesAsync("店外经营");

        await SendAsync(Steps, new { order = number, step = "accept" }, "desk", Community);
        Assert.That(Header(await NextErrorAsync(), "dispatch-code"), Is.EqualTo("wrong-desk"));
        await SendAsync(Steps, new { order = number, step = "confirm" }, "stage", Community);
        Assert.That(Header(await NextErrorAsync(), "dispatch-code"), Is.EqualTo("wrong-stage"));
        await SendAsync(Steps, new { order = number, step = "accept", version = 7 }, "version", Secretariat);
        Assert.That(Header(await NextErrorAsync(), "dispatch-code"), Is.EqualTo("stale-version"));

        Assert.That(await StepsOfAsync("店外经营"), Is.EqualTo((string[])["file"]));
    }

    [Test]
    public async Task Takes_the_good_ones_among_the_bad()
    {
        for (var n = 0; n < 200; n++)
        {
            await SendAsync(Filings, Encoding.UTF8.GetBytes("{"), $"bad {n}", Community);
            await SendAsync(Filings, Journeys.Filing($"好单 {n}"), $"good {n}", Community);
        }

        for (var n = 0; n < 200; n++)
            Assert.That(Header(await NextErrorAsync(), "dispatch-code"), Is.EqualTo("unreadable"));
        await Eventually.ThatAsync(() => CountAsync("select count(*) from orders where title like '好单 %'"), Is.EqualTo(200));
    }

    [Test]
    public async Task Changes_nothing_when_a_message_comes_again()
    {
        for (var n = 0; n < 20; n++)
            await SendAsync(Filings, Journeys.Filing("重复投递"), "again", Community);
        var number = await NumberOfAsync("重复投递");
        for (var n = 0; n < 20; n++)
            await SendAsync(Steps, new { order = number, step = "comment", input = new { text = "请尽快" } }, "again, comment", Secretariat);
        // What comes later is taken later: once these are there, so is all that went before them.
        await FilesAsync("重复投递之后");
        await SendAsync(Steps, new { order = number, step = "attach", input = new { photos = (string[])["https://photos.example/1.jpg"] } }, "last", Secretariat);
        await Eventually.ThatAsync(async () => (await StepsOfAsync("重复投递")).Contains("attach"), Is.True);

        Assert.That(await StepsOfAsync("重复投递"), Is.EqualTo((string[])["file", "comment", "attach"]));
    }

    async Task<string> FilesAsync(string title)
    {
        await SendAsync(Filings, Journeys.Filing(title), title.GetHashCode(StringComparison.Ordinal).ToString("x8", null), Community);
        return await NumberOfAsync(title);
    }

    Task SendAsync(string queue, object body, string id, string? authorization) =>
        SendAsync(queue, JsonSerializer.SerializeToUtf8Bytes(body), id, authorization);

    async Task SendAsync(string queue, byte[] body, string id, string? authorization, string contentType = "application/json")
    {
        BasicProperties properties = new() { MessageId = id, ContentType = contentType, Headers = new Dictionary<string, object?>() };
        if (authorization is not null)
            properties.Headers["authorization"] = authorization;
        await channel.BasicPublishAsync("", queue, mandatory: true, properties, body);
    }

    async Task<BasicGetResult> NextErrorAsync()
    {
        var error = await Eventually.ThatAsync(() => channel.BasicGetAsync(CommandQueues.Errors, autoAck: true), Is.Not.Null);
        return error!;
    }

    /// <summary>Nothing waits; what has been delivered may still be under way.</summary>
    async Task QueuesAreEmptyAsync()
    {
        foreach (var queue in (string[])[Filings, Steps])
            await Eventually.ThatAsync(() => channel.MessageCountAsync(queue), Is.Zero);
    }

    static string? Header(BasicGetResult message, string name) =>
        message.BasicProperties.Headers?[name] is byte[] text ? Encoding.UTF8.GetString(text) : null;

    async Task<string> NumberOfAsync(string title)
    {
        await using var open = await database.OpenAsync();
        var number = await Eventually.ThatAsync(
            () => open.ExecuteScalarAsync<string?>("select number from orders where title = @title", new { title }), Is.Not.Null);
        return number!;
    }

    async Task<IEnumerable<string>> StepsOfAsync(string title)
    {
        await using var open = await database.OpenAsync();
        return await open.QueryAsync<string>(
            "select step from history where order_id in (select id from orders where title = @title) order by order_id, sequence", new { title });
    }

    async Task<long> CountAsync(string sql)
    {
        await using var open = await database.OpenAsync();
        return await open.ExecuteScalarAsync<long>(sql);
    }
}
