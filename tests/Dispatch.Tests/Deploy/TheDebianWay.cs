using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Dispatch.Alliances;
using Dispatch.Tests.Support;
using Npgsql;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Dispatch.Tests.Deploy;

/// <summary>The script for one Debian machine, from nothing to a closed order, in a place of its own.</summary>
/// <remarks>As root it takes the services' own users, as on a real machine; as anybody else everything runs as oneself.</remarks>
public sealed class TheDebianWay
{
    const string Alliance = "shuiyuncheng";
    const string Lead = "huanwei";

    static readonly string[] Journey = ["file", "accept", "assign", "claim", "resolve", "confirm"];

    readonly DebianPlace place = new();
    string worker = null!, secretary = null!, chair = null!, cleaner = null!;

    [OneTimeSetUp]
    public async Task Sets_it_up()
    {
        await place.SetUpAsync();

        var file = place.In("opt/dispatch/current/Demo/shuiyuncheng.yaml");
        await place.CommandAsync("alliance", "load", file);
        var tokens = await Task.WhenAll(((string[])["lin-yuzhen", "huang-lihua", ChairOf(file), "su-xiuying"]).Select(place.TokenOfAsync));
        (worker, secretary, chair, cleaner) = (tokens[0], tokens[1], tokens[2], tokens[3]);
    }

    [OneTimeTearDown]
    public async Task Puts_it_away() => await place.DisposeAsync();

    [Test]
    public async Task Takes_an_order_over_the_bus_to_its_end_and_shows_it_behind_the_proxy()
    {
        await using var connection = await place.ConnectAsync();
        await using var channel = await connection.CreateChannelAsync();
        ConcurrentQueue<(string Key, JsonElement Body)> heard = [];
        await ListenAsync(channel, heard);

        const string title = "延宁路口垃圾两天未清";
        await DebianPlace.SendAsync(channel, "dispatch.file-order", worker, new { alliance = Alliance, category = "0110", title });
        var filed = await Eventually.ThatAsync(
            () => heard.Where(step => step.Key.EndsWith(".file", StringComparison.Ordinal) && TitleOf(step.Body) == title).ToList(),
            Has.Count.EqualTo(1));
        var number = NumberOf(filed[0].Body);
        // One after the other, as people do it: two servers take from the queue side by side.
        (string Token, object Input)[] steps =
        [
            (secretary, new { }), (chair, new { lead = Lead }), (cleaner, new { }),
            (cleaner, new { note = "已清运，改为一日两清。" }), (worker, new { rating = 5 }),
        ];
        foreach (var (index, (token, input)) in steps.Index())
        {
            await TakeAsync(channel, token, number, Journey[index + 1], input);
            await Eventually.ThatAsync(
                () => heard.Where(step => NumberOf(step.Body) == number).Select(step => step.Key), Is.EqualTo(Keys(index + 2)));
        }

        Assert.That(StageOf(await place.OrderAsync(number, worker)), Is.EqualTo("closed"));

        static IEnumerable<string> Keys(int count) => Journey.Take(count).Select(step => $"{Alliance}.merchant-order.{step}");
    }

    [Test]
    public async Task Keeps_its_secrets_to_the_service()
    {
        var root = Environment.UserName == "root" ? $"root {place.User}" : $"{place.User} {place.User}";
        foreach (var setting in (string[])["ConnectionStrings__Dispatch", "ConnectionStrings__RabbitMq"])
            Assert.That(await StatAsync($"etc/dispatch/secrets/{setting}"), Is.EqualTo($"640 {root}"));
        Assert.That(await StatAsync("etc/dispatch/secrets"), Does.Match("^7[05]0 "));

        // Nor do they show in a listing of processes, or in the environment that children get.
        string[] passwords =
        [
            Between(place.SecretOf("ConnectionStrings__Dispatch"), "Password=", ";"),
            Between(place.SecretOf("ConnectionStrings__RabbitMq"), "dispatch:", "@"),
        ];
        foreach (var server in (int[])[1, 2])
        {
            var seen = System.IO.File.ReadAllText($"/proc/{place.ProcessOf(server)}/cmdline")
                + System.IO.File.ReadAllText($"/proc/{place.ProcessOf(server)}/environ");
            Assert.That(passwords, Has.None.Matches<string>(seen.Contains));
        }
    }

    /// <summary>
    /// systemd itself does not run here. What it says of a unit is told without it: whether it would take it, and how much of the machine
    /// the service could still do harm to, from 0 to 100. A unit without any of its bounds has 96.
    /// </summary>
    [Test]
    public async Task Writes_a_unit_that_systemd_takes_and_calls_safe()
    {
        var unit = place.In("etc/systemd/system/dispatch@1.service");
        System.IO.File.Copy(place.In("etc/systemd/system/dispatch@.service"), unit, overwrite: true);

        var faults = await Shell.RunAsync("sh", "-c", $"systemd-analyze verify --man=no --recursive-errors=no '{unit}' 2>&1");
        var harm = await Shell.RunAsync("systemd-analyze", "security", "--offline=true", "--threshold=25", "--no-pager", unit);

        Assert.That(faults, Is.Empty);
        Assert.That(harm, Does.Contain("Overall exposure level"));
    }

    [Test]
    public async Task Has_no_guest_on_its_broker()
    {
        await using var sound = await place.ConnectAsync();
        var address = new UriBuilder(place.SecretOf("ConnectionStrings__RabbitMq")) { UserName = "guest", Password = "guest" }.Uri;

        Assert.That(() => new ConnectionFactory { Uri = address }.CreateConnectionAsync(), Throws.Exception);
    }

    [Test]
    public async Task Speaks_HTTPS_and_sends_whoever_comes_in_clear_to_it()
    {
        using var inClear = await place.GetAsync(new Uri(place.InClear, "/orders?stage=filed"));
        using var answer = await place.GetAsync(new Uri(place.Proxy, "/healthz"), host: "dispatch.example.cn");

        Assert.That(
            (inClear.StatusCode, inClear.Headers.Location),
            Is.EqualTo((HttpStatusCode.PermanentRedirect, new Uri(place.Proxy, "/orders?stage=filed"))));
        Assert.That(answer.Headers.GetValues("Strict-Transport-Security"), Is.EqualTo((string[])["max-age=31536000"]));
    }

    [Test]
    public async Task Keeps_the_addresses_of_feeds_out_of_its_logs_in_whatever_case_they_are_written()
    {
        string[] secrets =
        [
            "/feeds/cal_first/deadlines.ics", "/FEEDS/cal_second/deadlines.ics", "/Welcome/inv_third", "/%46eeds/cal_fourth/deadlines.ics",
        ];
        foreach (var address in secrets)
        {
            using var answer = await place.GetAsync(new Uri(place.Proxy, address));
            using var inClear = await place.GetAsync(new Uri(place.InClear, address));
        }

        using var seen = await place.GetAsync(new Uri(place.Proxy, "/healthz?seen"));
        var log = await Eventually.ThatAsync(Logs, Does.Contain("/healthz?seen"));
        Assert.That(log, Does.Not.Contain("_first").And.Not.Contain("_second").And.Not.Contain("_third").And.Not.Contain("_fourth"));

        string Logs() => string.Join('\n', Directory.GetFiles(place.In("var/log/dispatch")).Select(System.IO.File.ReadAllText));
    }

    [Test]
    public async Task Lets_the_servers_change_no_table()
    {
        await using NpgsqlConnection connection = new($"{place.SecretOf("ConnectionStrings__Dispatch")};Pooling=false");
        await connection.OpenAsync();
        await using NpgsqlCommand drop = new("drop table history", connection);

        Assert.That(() => drop.ExecuteNonQueryAsync(), Throws.InstanceOf<PostgresException>().With.Message.Contains("must be owner"));
    }

    [Test]
    public async Task Backs_up_for_root_alone_and_restores_what_was_there_then()
    {
        var before = await FileAsync("井盖破损");
        var dump = await place.BackUpAsync();
        var after = await FileAsync("路灯不亮");

        var mine = Environment.UserName;
        Assert.That(dump, Does.StartWith(place.In("var/backups/dispatch/dispatch-")).And.EndWith("Z.dump"));
        Assert.That(await StatAsync(dump), Does.StartWith($"600 {mine} "));
        Assert.That(await StatAsync("var/backups/dispatch"), Does.StartWith($"700 {mine} "));
        Assert.That(Directory.GetFiles(place.In("var/backups/dispatch")), Is.EqualTo((string[])[dump]), "nothing unfinished is left");

        await place.RestoreAsync(dump);

        Assert.That(StageOf(await place.OrderAsync(before, worker)), Is.EqualTo("filed"));
        Assert.That(() => place.OrderAsync(after, worker), Throws.InstanceOf<HttpRequestException>().With.Message.Contains("404"));
        Assert.That(await place.CommandAsync("verify"), Does.Contain("0 differences"));
        await Lets_the_servers_change_no_table();
    }

    [Test]
    public async Task Can_be_set_up_again_and_answers_all_the_while()
    {
        var number = await FileAsync("店招松动");
        var secrets = (place.SecretOf("ConnectionStrings__Dispatch"), place.SecretOf("ConnectionStrings__RabbitMq"));
        var program = ProgramOf();

        var again = place.SetUpAsync();
        List<string> answers = [];
        while (!again.IsCompleted)
            answers.Add(await SeenAsync(number));
        await again;

        Assert.That(answers, Has.Count.GreaterThan(10).And.All.EqualTo("filed"));
        Assert.That((place.SecretOf("ConnectionStrings__Dispatch"), place.SecretOf("ConnectionStrings__RabbitMq")), Is.EqualTo(secrets));
        Assert.That(ProgramOf(), Is.Not.EqualTo(program));
    }

    [Test]
    public async Task Stops_a_server_under_load_without_losing_a_step()
    {
        const int sent = 600; // as many remarks as one person may make on a server; those over HTTP are another's
        var orders = await Task.WhenAll(Enumerable.Range(1, 4).Select(index => FileAsync($"夜市噪音 {index}")));
        var expected = new ConcurrentBag<string>();

        // Over the bus, for whichever server takes them, and over HTTP to the server that is to stop.
        await using var connection = await place.ConnectAsync();
        await using var channel = await connection.CreateChannelAsync();
        for (var index = 0; index < sent; index++)
        {
            var text = $"bus {index}";
            await TakeAsync(
                channel, secretary, orders[index % orders.Length], "comment", new { text }, messageId: Guid.CreateVersion7().ToString());
            expected.Add(text);
        }

        var callers = Enumerable.Range(0, 8)
            .Select(caller => CommentUntilRefusedAsync(caller, orders[caller % orders.Length], expected)).ToList();
        await Eventually.ThatAsync(() => expected.Count, Is.GreaterThan(sent + 40));
        await Shell.RunAsync("kill", "-TERM", place.ProcessOf(1));
        await Task.WhenAll(callers);

        await Eventually.ThatAsync(() => place.ExitCodeOf(1), Is.EqualTo("0"));
        // All of them, each once: what server 1 had not begun went back to its queue and came to server 2.
        await Eventually.ThatAsync(() => CommentsAsync(orders), Is.SupersetOf(expected).And.Unique);
        Assert.That(await place.CommandAsync("verify"), Does.Contain("0 differences"));

        await place.StartAsync();
    }

    [Test]
    public async Task Leaves_no_process_when_it_is_stopped_and_comes_back_with_its_orders()
    {
        var number = await FileAsync("消防通道被占");

        await place.StopAsync();
        Assert.That(place.Processes(), Is.Empty);
        Assert.That(place.AllPorts.Where(Listens), Is.Empty);
        Assert.That((string[])[place.ExitCodeOf(1), place.ExitCodeOf(2)], Is.All.EqualTo("0"));

        await place.StartAsync();
        Assert.That(StageOf(await place.OrderAsync(number, worker)), Is.EqualTo("filed"));
    }

    [TestCase("/healthz")]
    [TestCase("/readyz")]
    public async Task Says_behind_the_proxy_how_it_is(string path)
    {
        using var answer = await place.GetAsync(new Uri(place.Proxy, path));

        Assert.That(answer.IsSuccessStatusCode);
    }

    async Task<string> FileAsync(string title)
    {
        using var answer = await place.PostAsync(
            new Uri(place.Proxy, "/api/orders"), worker, new { alliance = Alliance, category = "0110", title });
        answer.EnsureSuccessStatusCode();
        return NumberOf(JsonElement.Parse(await answer.Content.ReadAsStringAsync()));
    }

    async Task<string> SeenAsync(string number)
    {
        try
        {
            return StageOf(await place.OrderAsync(number, worker))!;
        }
        catch (HttpRequestException error)
        {
            return error.Message;
        }
    }

    async Task CommentUntilRefusedAsync(int caller, string order, ConcurrentBag<string> acknowledged)
    {
        for (var index = 0; ; index++)
        {
            var text = $"http {caller} {index}";
            try
            {
                using var answer = await place.PostAsync(
                    new Uri(place.Server(1), $"/api/orders/{order}/steps/comment"), worker, new { text });
                if (!answer.IsSuccessStatusCode)
                    return;
                acknowledged.Add(text);
            }
            catch (HttpRequestException)
            {
                return;
            }
        }
    }

    async Task<List<string>> CommentsAsync(IEnumerable<string> orders)
    {
        List<string> comments = [];
        foreach (var order in orders)
        {
            var steps = (await place.StepsAsync(order, worker)).Where(step => step.GetProperty("step").GetString() == "comment");
            comments.AddRange(steps.Select(step => step.GetProperty("input").GetProperty("text").GetString()!));
        }

        return comments;
    }

    static Task TakeAsync(IChannel channel, string token, string order, string step, object input, string? messageId = null) =>
        DebianPlace.SendAsync(channel, "dispatch.take-step", token, new { order, step, input }, messageId);

    static async Task ListenAsync(IChannel channel, ConcurrentQueue<(string, JsonElement)> heard)
    {
        var queue = await channel.QueueDeclareAsync();
        await channel.QueueBindAsync(queue.QueueName, "dispatch.steps", "#");
        AsyncEventingBasicConsumer consumer = new(channel);
        consumer.ReceivedAsync += (_, delivery) =>
        {
            heard.Enqueue((delivery.RoutingKey, JsonElement.Parse(delivery.Body.Span)));
            return Task.CompletedTask;
        };
        await channel.BasicConsumeAsync(queue.QueueName, autoAck: true, consumer);
    }

    /// <summary>Somebody of the member whose turn it is today.</summary>
    static string ChairOf(string file)
    {
        var now = TimeProvider.System.GetUtcNow();
        var alliance = AllianceFile.Read(file, Situations.Calendars, now.Year - 1, now.Year + 1).Definition!;
        var member = alliance.Alliance.Roster.At(now)!.Member;
        return alliance.People.First(person => person.Member == member).Id;
    }

    async Task<string> StatAsync(string path) => (await Shell.RunAsync("stat", "-c", "%a %U %G", place.In(path))).Trim();

    string? ProgramOf() => Directory.ResolveLinkTarget(place.In("opt/dispatch/current"), returnFinalTarget: true)?.FullName;

    static string NumberOf(JsonElement order) => order.GetProperty("number").GetString()!;

    static string? TitleOf(JsonElement filed) => filed.GetProperty("input").GetProperty("title").GetString();

    static string? StageOf(JsonElement order) => order.GetProperty("stage").GetString();

    static string Between(string text, string before, string after)
    {
        var rest = text[(text.IndexOf(before, StringComparison.Ordinal) + before.Length)..];
        return rest[..rest.IndexOf(after, StringComparison.Ordinal)];
    }

    static bool Listens(int port)
    {
        using TcpClient client = new();
        try
        {
            client.Connect("127.0.0.1", port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
