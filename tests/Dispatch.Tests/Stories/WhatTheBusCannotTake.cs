using System.Text;
using System.Text.Json;
using Dapper;
using Dispatch.Accounts;
using Dispatch.Tests.Support;
using RabbitMQ.Client;

namespace Dispatch.Tests.Stories;

/// <summary>Messages that cannot be read, or are refused, end in the error queue with the reason, and delay nobody.</summary>
public sealed class WhatTheBusCannotTake
{
    const string Filings = CommandQueues.FileOrder;
    const string Steps = CommandQueues.TakeStep;
    const string Community = DemoCallers.Community;
    const string Secretariat = DemoCallers.Secretariat;

    TestDatabase database = null!;
    TestBroker broker = null!;
    RunningServer server = null!;
    IConnection connection = null!;
    IChannel channel = null!;

    // Of people at the desks of the demo's callers.
    readonly Dictionary<string, string> authorizations = [];

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        database = await TestDatabase.CreateAsync("postgres");
        broker = await TestBroker.CreateAsync();
        server = await RunningServer.StartAsync(database.ConnectionString, broker.Address);
        connection = await new ConnectionFactory { Uri = new Uri(broker.Address) }.CreateConnectionAsync();
        channel = await connection.CreateChannelAsync(new CreateChannelOptions(true, true));
        await CommandQueues.DeclaredAsync(broker.Address);
        foreach (var caller in (string[])[Community, Secretariat])
            authorizations[caller] = await OnTheBus.AuthorizationAsync(database.Database, caller);
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

    static TestCaseData Bad(
        string queue, string body, string code, string name, string? authorization = Community, string contentType = "application/json") =>
        new(queue, body, contentType, authorization, code) { TestName = name };

    static readonly TestCaseData[] Messages =
    [
        Bad(Filings, "{\"category\":", "unreadable", "A_filing_that_is_not_JSON_is_set_aside"),
        Bad(Steps, "{\"order\":", "unreadable", "A_step_that_is_not_JSON_is_set_aside"),
        Bad(Filings, "[1, 2]", "unreadable", "An_array_is_set_aside"),
        Bad(Filings, "\"file\"", "unreadable", "A_bare_text_is_set_aside"),
        Bad(Filings, "null", "unreadable", "A_null_is_set_aside"),
        Bad(Filings, "", "unreadable", "An_empty_body_is_set_aside"),
        Bad(Filings, "\u0000\u0001\u0002", "unreadable", "A_binary_body_is_set_aside"),
        Bad(
            Filings, "{\"alliance\":\"shuiyuncheng\",\"category\":\"0128\",\"title\":\"\\ud800\"}", "bad-input",
            "Half_a_surrogate_pair_is_set_aside"),
        Bad(
            Filings, "{\"\\ud800\":1,\"alliance\":\"shuiyuncheng\",\"category\":\"0128\",\"title\":\"a\"}", "bad-input",
            "A_field_named_by_half_a_surrogate_pair_is_set_aside"),
        Bad(
            Filings, "{\"externalId\":\"\\ud800\",\"source\":\"s\",\"alliance\":\"shuiyuncheng\",\"category\":\"0128\",\"title\":\"a\"}",
            "bad-input", "An_external_id_of_half_a_surrogate_pair_is_set_aside"),
        Bad(
            Filings, "{\"\\ud800\\ud800\\ud800\":1,\"messageId\":\"\\ud800\",\"message\":{}}", "bad-input",
            "An_envelope_with_half_a_surrogate_pair_is_set_aside", contentType: "application/vnd.masstransit+json"),
        Bad(
            Steps, "{\"order\":\"SYC-19990101-0001\",\"step\":\"settle\",\"input\":{\"by\":\"0001-01-01T00:00:00+14:00\",\"lead\":\"a\"}}",
            "bad-input", "A_settlement_before_the_beginning_of_time_is_set_aside", Secretariat),
        Bad(
            Steps, "{\"order\":\"SYC-19990101-0001\",\"step\":\"accept\",\"version\":99999999999999999999}", "bad-input",
            "A_step_at_a_version_beyond_all_numbers_is_set_aside", Secretariat),
        Bad(Filings, new string('[', 5000), "unreadable", "Five_thousand_brackets_are_set_aside"),
        Bad(Filings, $"{{\"title\":\"{new string('噪', 350_000)}\"}}", "unreadable", "A_message_of_a_megabyte_is_set_aside"),
        Bad(
            Filings, "{\"alliance\":\"shuiyuncheng\",\"category\":\"0128\",\"title\":\"a\"}", "unknown-caller",
            "A_filing_without_a_token_is_set_aside", null),
        Bad(
            Filings, "{\"alliance\":\"shuiyuncheng\",\"category\":\"0128\",\"title\":\"a\"}", "unknown-caller",
            "A_filing_with_an_unknown_token_is_set_aside", "Bearer nobody"),
        Bad(
            Filings, "{\"alliance\":\"shuiyuncheng\",\"category\":\"0128\",\"title\":\"a\"}", "unknown-caller",
            "A_filing_with_a_word_of_the_demo_is_set_aside", "Bearer demo-community"),
        Bad(
            Filings, "{\"alliance\":\"shuiyuncheng\",\"category\":\"0128\",\"title\":\"a\"}", "unknown-caller",
            "A_filing_with_a_token_of_another_scheme_is_set_aside", "Basic ZGVtbzpkZW1v"),
        Bad(
            Filings, "{\"alliance\":\"shuiyuncheng\",\"category\":\"0128\",\"title\":\"a\",\"colour\":\"red\"}", "bad-input",
            "An_unknown_field_is_set_aside"),
        Bad(
            Filings, "{\"alliance\":\"shuiyuncheng\",\"category\":128,\"title\":[\"a\"]}", "bad-input",
            "Fields_of_the_wrong_type_are_set_aside"),
        Bad(
            Filings, "{\"alliance\":\"atlantis\",\"category\":\"0128\",\"title\":\"a\"}", "no-such-alliance",
            "An_unknown_alliance_is_set_aside"),
        Bad(
            Filings, "{\"alliance\":\"shuiyuncheng\",\"workflow\":\"x\",\"category\":\"0128\",\"title\":\"a\"}", "no-such-workflow",
            "An_unknown_workflow_is_set_aside"),
        Bad(
            Filings, "{\"alliance\":\"shuiyuncheng\",\"category\":\"9999\",\"title\":\"a\"}", "bad-input",
            "An_unknown_category_is_set_aside"),
        Bad(
            Filings, "{\"alliance\":\"shuiyuncheng\",\"category\":\"0128\",\"title\":\"a\",\"source\":\"b\",\"externalId\":\"1\"}",
            "bad-input", "A_filing_under_a_source_of_others_is_set_aside"),
        Bad(
            Filings, "{\"alliance\":\"shuiyuncheng\",\"category\":\"0128\",\"title\":\"a\",\"title\":\"b\"}", "unreadable",
            "A_filing_with_a_key_twice_is_set_aside"),
        Bad(
            Filings, "{\"alliance\":\"shuiyuncheng\",\"category\":\"0128\",\"title\":\"\\u200b\"}", "bad-input",
            "A_title_that_nobody_sees_is_set_aside"),
        Bad(
            Steps, "{\"order\":\"SYC-19990101-0001\",\"step\":\"attach\",\"input\":{\"photos\":[\"javascript:x\"]}}", "bad-input",
            "A_script_for_a_photo_is_set_aside", Secretariat),
        Bad(
            Filings, "{\"messageId\":\"1\"}", "unreadable", "An_envelope_without_a_message_is_set_aside",
            contentType: "application/vnd.masstransit+json"),
        Bad(
            Filings, "{\"message\":7}", "unreadable", "An_envelope_around_a_number_is_set_aside",
            contentType: "application/vnd.masstransit+json"),
        Bad(
            Steps, "{\"order\":\"SYC-19990101-0001\",\"step\":\"accept\"}", "no-such-order", "A_step_of_an_unknown_order_is_set_aside",
            Secretariat),
        Bad(Steps, "{\"order\":\"SYC-19990101-0001\",\"step\":\"dance\"}", "no-such-step", "An_unknown_step_is_set_aside", Secretariat),
        Bad(
            Steps, "{\"order\":\"SYC-19990101-0001\",\"step\":\"file\"}", "no-such-step", "A_filing_in_the_wrong_queue_is_set_aside",
            Secretariat),
        Bad(
            Steps, "{\"order\":5,\"step\":true,\"version\":\"x\",\"input\":[]}", "bad-input",
            "A_step_with_fields_of_the_wrong_type_is_set_aside", Secretariat),
        Bad(Steps, "{\"step\":\"accept\"}", "bad-input", "A_step_without_an_order_is_set_aside", Secretariat),
    ];

    [TestCaseSource(nameof(Messages))]
    public async Task A_bad_message_is_set_aside_with_its_reason(
        string queue, string body, string contentType, string? authorization, string code)
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
    public async Task A_key_that_is_there_twice_is_named_and_so_is_an_encoding()
    {
        await SendAsync(Filings, "{\"title\":\"a\",\"merchant\":{\"name\":\"a\",\"name\":\"b\"}}"u8.ToArray(), "twice", Community);
        Assert.That(Header(await NextErrorAsync(), "dispatch-reason"), Does.Contain("The field merchant.name is there twice."));

        BasicProperties compressed = new() { MessageId = "gzip", ContentType = "application/json", ContentEncoding = "gzip" };
        await channel.BasicPublishAsync("", Filings, mandatory: true, compressed, new byte[] { 0x1F, 0x8B, 0x08 });
        Assert.That(Header(await NextErrorAsync(), "dispatch-reason"), Does.Contain("The content encoding gzip is not read"));
    }

    [Test]
    public async Task A_message_with_a_byte_order_mark_is_read()
    {
        byte[] marked = [0xEF, 0xBB, 0xBF, .. JsonSerializer.SerializeToUtf8Bytes(Journeys.Filing("带标记的单"))];

        await SendAsync(Filings, marked, "marked", Community);

        Assert.That(await NumberOfAsync("带标记的单"), Is.Not.Empty);
    }

    [Test]
    public async Task Steps_of_the_wrong_desk_stage_or_version_are_set_aside()
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
    public async Task Good_messages_among_bad_ones_are_acted_on()
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
    public async Task A_repeated_message_changes_nothing()
    {
        for (var n = 0; n < 20; n++)
            await SendAsync(Filings, Journeys.Filing("重复投递"), "again", Community);
        var number = await NumberOfAsync("重复投递");
        for (var n = 0; n < 20; n++)
            await SendAsync(Steps, new { order = number, step = "comment", input = new { text = "请尽快" } }, "again, comment", Secretariat);
        // Messages are handled in order: once these are there, so are all before them.
        await FilesAsync("重复投递之后");
        await SendAsync(
            Steps,
            new { order = number, step = "attach", input = new { photos = (string[])["https://photos.example/1.jpg"] } },
            "last",
            Secretariat);
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
            properties.Headers["authorization"] = authorizations.GetValueOrDefault(authorization, authorization);
        await channel.BasicPublishAsync("", queue, mandatory: true, properties, body);
    }

    async Task<BasicGetResult> NextErrorAsync()
    {
        var error = await Eventually.ThatAsync(() => channel.BasicGetAsync(CommandQueues.Errors, autoAck: true), Is.Not.Null);
        return error!;
    }

    /// <summary>Nothing waits; deliveries may still be under way.</summary>
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
            "select step from history where order_id in (select id from orders where title = @title) order by order_id, sequence",
            new { title });
    }

    async Task<long> CountAsync(string sql)
    {
        await using var open = await database.OpenAsync();
        return await open.ExecuteScalarAsync<long>(sql);
    }
}
