using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using Dapper;
using Dispatch.Accounts;
using Dispatch.Tests.Support;

namespace Dispatch.Tests.Telemetry;

public sealed partial class TheMetrics
{
    [Test]
    public async Task Are_for_the_administrator_alone_and_move_with_what_happens()
    {
        await using var database = await TestDatabase.CreateAsync("sqlite");
        await using var server = await RunningServer.StartAsync(database.ConnectionString);
        using var stranger = await server.As("nobody").GetAsync("/metrics");
        using var secretary = await server.As(DemoCallers.Secretariat).GetAsync("/metrics");
        Assert.That((stranger.StatusCode, secretary.StatusCode), Is.EqualTo((HttpStatusCode.Unauthorized, HttpStatusCode.Forbidden)));
        await Eventually.ThatAsync(() => ValueAsync(server, "dispatch_waiting", "reports"), Is.Zero);
        var filed = await ValueAsync(server, "dispatch_steps_total", "step=\"file\"");

        for (var n = 0; n < 3; n++)
            using (await server.As(DemoCallers.Community).PostAsJsonAsync("/api/orders", Journeys.Filing($"夜市 {n}"))) { }
        using (await server.As(DemoCallers.Community).PostAsJsonAsync("/api/orders/SY-1/steps/accept", new { })) { }

        await Eventually.ThatAsync(() => ValueAsync(server, "dispatch_steps_total", "step=\"file\""), Is.EqualTo(filed + 3));
        await Eventually.ThatAsync(() => ValueAsync(server, "dispatch_refusals_total", "code=\"no-such-order\""), Is.EqualTo(1));
        await Eventually.ThatAsync(() => ValueAsync(server, "dispatch_published_total", ""), Is.GreaterThanOrEqualTo(3));
        Assert.That(await ValueAsync(server, "dispatch_batch_size_count", ""), Is.GreaterThanOrEqualTo(3));
        foreach (var part in (string[])["relay", "watch", "reports"])
            Assert.That(await ValueAsync(server, "dispatch_unmoved_seconds", $"part=\"{part}\""), Is.GreaterThanOrEqualTo(0), part);
        Assert.That(await ValueAsync(server, "dispatch_outbox_age_seconds", ""), Is.GreaterThanOrEqualTo(0));
        Assert.That(await ValueAsync(server, "dispatch_saving_fails", ""), Is.Zero);
    }

    [Test]
    public async Task Have_what_the_alarms_ask_for_before_anything_has_failed()
    {
        var rules = await File.ReadAllTextAsync(Path.Combine(Situations.WorkflowFolder, "..", "deploy", "alarms.yml"));
        await using var database = await TestDatabase.CreateAsync("sqlite");
        await using var server = await RunningServer.StartAsync(database.ConnectionString);
        string[] asked = [.. Metric().Matches(rules).Select(match => match.Value).Distinct()];
        Assert.That(asked, Has.Length.EqualTo(5));

        await Eventually.ThatAsync(async () =>
        {
            using var answer = await server.As(DemoCallers.Admin).GetAsync("/metrics");
            var metrics = await answer.Content.ReadAsStringAsync();
            return asked.Where(metric => !metrics.Contains($"\n{metric}{{", StringComparison.Ordinal));
        }, Is.Empty);
        using var counted = await server.As(DemoCallers.Admin).GetAsync("/metrics");
        var lines = (await counted.Content.ReadAsStringAsync()).Split('\n');
        foreach (var (metric, code) in new[] { ("refusals", "failed"), ("set_aside", "failed"), ("set_aside", "unsettled") })
        {
            var none = $$"""^dispatch_{{metric}}_total\{.*code="{{code}}".*\} 0( |$)""";
            Assert.That(lines, Has.One.Match(none), "so that a first failure is an increase");
        }
    }

    [GeneratedRegex("dispatch_[a-z_]+")]
    private static partial Regex Metric();

    [Test]
    public async Task A_server_that_cannot_save_says_so_until_it_can_although_nobody_sends_a_step()
    {
        await using var database = await TestDatabase.CreateAsync("postgres");
        await using var server = await RunningServer.StartAsync(database.ConnectionString);

        await ReadOnlyAsync(database, "on");
        using var filing = await server.As(DemoCallers.Community).PostAsJsonAsync("/api/orders", Journeys.Filing("夜市音响太响"));
        Assert.That(filing.StatusCode, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
        foreach (var route in (string[])["/readyz", "/readyz/requests"])
        {
            using var ready = await server.As("nobody").GetAsync(route);
            Assert.That(ready.StatusCode, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
            Assert.That(await ready.Content.ReadAsStringAsync(), Does.Contain("\"saving\":\"fails\""));
        }

        Assert.That(await ValueAsync(server, "dispatch_saving_fails", ""), Is.EqualTo(1));
        await ReadOnlyAsync(database, "off");

        await Eventually.ThatAsync(() => ValueAsync(server, "dispatch_saving_fails", ""), Is.Zero);
        await Eventually.ThatAsync(async () =>
        {
            using var ready = await server.As("nobody").GetAsync("/readyz");
            return ready.StatusCode;
        }, Is.EqualTo(HttpStatusCode.OK));
    }

    /// <summary>As a standby is; for connections that are opened from now on, which are all.</summary>
    static async Task ReadOnlyAsync(TestDatabase database, string value)
    {
        await using var open = await database.OpenAsync();
        await open.ExecuteAsync("set default_transaction_read_only = off");
        var name = await open.ExecuteScalarAsync<string>("select current_database()");
        await open.ExecuteAsync($"alter database \"{name}\" set default_transaction_read_only = {value}");
        await open.ExecuteAsync(
            "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()");
    }

    /// <summary>The value of the first line of a metric that has such a label; 0 where there is none.</summary>
    static async Task<double> ValueAsync(RunningServer server, string metric, string label)
    {
        using var answer = await server.As(DemoCallers.Admin).GetAsync("/metrics");
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        var line = (await answer.Content.ReadAsStringAsync()).Split('\n').FirstOrDefault(line =>
            (line.StartsWith(metric + "{", StringComparison.Ordinal) || line.StartsWith(metric + " ", StringComparison.Ordinal))
            && line.Contains(label, StringComparison.Ordinal));
        // name{labels} value, and perhaps the time.
        return line is null ? 0 : double.Parse(line[(line.LastIndexOf('}') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .First(part => char.IsDigit(part[0])), CultureInfo.InvariantCulture);
    }
}
