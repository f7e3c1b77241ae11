using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using Dapper;
using Dispatch.Accounts;
using Dispatch.Alliances;
using Dispatch.Tests.Support;
using Ical.Net;
using Ical.Net.CalendarComponents;
using Microsoft.Extensions.Logging;
using static Dispatch.Tests.Http.Answers;
using static Dispatch.Tests.Support.Situations;

namespace Dispatch.Tests.Http;

/// <summary>A person's deadlines and roster as a calendar program reads them; each test moves the time on a server of its own.</summary>
[TestFixture("sqlite")]
[TestFixture("postgres")]
sealed class AFeed(string engine)
{
    readonly Log log = new();
    ApiHost api = null!;

    [SetUp]
    public async Task Starts() => api = await ApiHost.StartAsync(engine: engine, log: log);

    [TearDown]
    public async Task Stops() => await api.DisposeAsync();

    [OneTimeTearDown]
    public void Ends() => log.Dispose();

    [Test]
    public async Task A_feed_secret_is_shown_once_and_stored_as_a_hash()
    {
        Assert.That((await api.GetAsync(Secretary, "/api/me/feed"))["exists"].GetBoolean(), Is.False);

        var made = await api.PostAsync(Secretary, "/api/me/feed");

        Assert.That((made.Status, made.Headers["Cache-Control"]), Is.EqualTo((HttpStatusCode.Created, "no-store")), made.Text);
        var secret = SecretOf(made);
        Assert.That(secret, Does.Match("^cal_[A-Za-z0-9_-]{43}$"));
        Assert.That(made["deadlines"].GetString(), Is.EqualTo($"{api.Url}feeds/{secret}/deadlines.ics"));
        Assert.That(made["roster"].GetString(), Is.EqualTo($"{api.Url}feeds/{secret}/roster.ics"));
        var known = await api.GetAsync(Secretary, "/api/me/feed");
        Assert.That(known["exists"].GetBoolean(), Is.True);
        Assert.That(known["madeAt"].GetString(), Is.EqualTo("2026-11-23T01:00:00Z"));
        Assert.That(known.Text, Does.Not.Contain(secret[4..]));

        await using var connection = await api.Database.ConnectAsync();
        var row = (IDictionary<string, object?>)await connection.QuerySingleAsync("select * from feeds");
        Assert.That(row["hash"], Is.EqualTo(Secret.HashOf(secret)));
        Assert.That(row.Values.Select(value => $"{value}"), Has.None.Contains(secret[4..]));
    }

    [Test]
    public async Task A_feed_needs_a_known_caller_and_its_secret_is_not_a_token()
    {
        var secret = SecretOf(await api.PostAsync(Secretary, "/api/me/feed"));

        foreach (var method in (HttpMethod[])[HttpMethod.Post, HttpMethod.Get, HttpMethod.Delete])
        {
            IsProblem(await api.SendAsync(null, method, "/api/me/feed"), HttpStatusCode.Unauthorized, "unknown-caller");
            IsProblem(
                await api.SendAsync(null, method, "/api/me/feed", null, ("Authorization", $"Bearer {secret}")),
                HttpStatusCode.Unauthorized,
                "unknown-caller");
        }
    }

    [Test]
    public async Task A_feed_ends_when_another_is_made()
    {
        var first = await api.PostAsync(Secretary, "/api/me/feed");
        var second = await api.PostAsync(Secretary, "/api/me/feed");

        await IsGoneAsync(first);
        Assert.That((await ReadAsync(second, "deadlines")).Status, Is.EqualTo(HttpStatusCode.OK));
        Assert.That((await ReadAsync(second, "roster")).Status, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task A_feed_is_ended_by_its_owner_and_others_stay()
    {
        var (own, other) = (await api.PostAsync(Secretary, "/api/me/feed"), await api.PostAsync(Cleaner, "/api/me/feed"));

        Assert.That((await api.SendAsync(Secretary, HttpMethod.Delete, "/api/me/feed")).Status, Is.EqualTo(HttpStatusCode.NoContent));
        Assert.That((await api.SendAsync(Secretary, HttpMethod.Delete, "/api/me/feed")).Status, Is.EqualTo(HttpStatusCode.NoContent));

        await IsGoneAsync(own);
        Assert.That((await api.GetAsync(Secretary, "/api/me/feed"))["exists"].GetBoolean(), Is.False);
        Assert.That((await ReadAsync(other, "deadlines")).Status, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task A_feed_ends_with_its_person_whether_or_not_in_the_history()
    {
        var inHistory = await api.PostAsync(CommunityWorker, "/api/me/feed");
        var inNone = await api.PostAsync(Banker, "/api/me/feed");
        var stays = await api.PostAsync(Secretary, "/api/me/feed");
        await api.FileAsync();

        await AllianceStore.SaveAsync(
            api.Database, new AllianceDefinition(Shengyang, [new Person(Secretary.Id, Secretary.Name, Secretary.Roles, null, null)]));

        await IsGoneAsync(inHistory);
        await IsGoneAsync(inNone);
        Assert.That((await ReadAsync(stays, "deadlines")).Status, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task The_feed_of_an_administrator_is_empty()
    {
        await api.FileAsync();
        var made = await api.PostAsync(Admin, "/api/me/feed");

        Assert.That(await EventsAsync(made, "deadlines"), Is.Empty);
        Assert.That(await EventsAsync(made, "roster"), Is.Empty);
    }

    [Test]
    public async Task The_deadline_feed_has_the_work_list_at_its_due_times()
    {
        for (var count = 0; count < 3; count++)
        {
            await api.FileAsync();
            api.Time.Advance(TimeSpan.FromMinutes(7));
        }

        var made = await api.PostAsync(Secretary, "/api/me/feed");
        var feed = await ReadAsync(made, "deadlines");

        Assert.That(feed.Headers["Content-Type"], Is.EqualTo("text/calendar; charset=utf-8"));
        Assert.That(feed.Headers["Cache-Control"], Does.Contain("private"));
        var work = (await api.GetAsync(Secretary, "/api/work"))["orders"].EnumerateArray().ToList();
        Assert.That(Values(feed, "UID"), Is.EqualTo(work.Select(order => order.GetProperty("id").GetString())));
        Assert.That(Values(feed, "DTSTART"), Is.EqualTo(work.Select(order => InUtc(order.GetProperty("due").GetString()!))));
        Assert.That(Values(feed, "DTSTART"), Is.Ordered);
        Assert.That(
            Events(feed).Select(found => found.DtStart!.AsUtc),
            Is.EqualTo(work.Select(order => order.GetProperty("due").GetDateTimeOffset().UtcDateTime)));
    }

    [Test]
    public async Task The_deadline_feed_says_what_to_do_without_personal_data()
    {
        var number = await api.FileAsync("垃圾未清, 找林老板13800001234");
        await api.TakeAsync(Secretary, number, "comment", """{"text":"请尽快"}""");
        var feed = await ReadAsync(await api.PostAsync(Secretary, "/api/me/feed"), "deadlines");

        var waiting = Events(feed).Single();
        Assert.That(waiting.Summary, Is.EqualTo($"[待受理] {number} 垃圾未清, 找林老板138****1234"));
        Assert.That(waiting.Description, Is.EqualTo("阶段：待受理\nStage: Filed"));
        Assert.That(waiting.Url, Is.EqualTo(new Uri(api.Url, $"/api/orders/{number}")));
        Assert.That((waiting.Sequence, waiting.Transparency), Is.EqualTo((2, "TRANSPARENT")));
        Assert.That(Values(feed, "LAST-MODIFIED"), Is.EqualTo((string[])["20261123T010000Z"]));
        Assert.That(Values(feed, "DTSTAMP"), Is.EqualTo((string[])["20261123T010000Z"]));
        Assert.That(waiting.DtEnd!.AsUtc - waiting.DtStart!.AsUtc, Is.EqualTo(TimeSpan.FromMinutes(15)));
        Assert.That(feed.Text, Does.Contain("BEGIN:VALARM\r\nACTION:DISPLAY\r\n").And.Contain("\r\nTRIGGER:-PT30M\r\n"));
        Assert.That(feed.Text, Does.Not.Contain("13800001234").And.Not.Contain("林记茶行").And.Not.Contain("声阳路"));
    }

    [Test]
    public async Task An_order_stays_one_event_in_the_deadline_feed()
    {
        var number = await api.FileAsync();
        await api.TakeAsync(Secretary, number, "accept");
        var made = await api.PostAsync(UrbanManager, "/api/me/feed");
        var before = (await EventsAsync(made, "deadlines")).Single();

        api.Time.Advance(TimeSpan.FromMinutes(10));
        await api.TakeAsync(UrbanManager, number, "assign", """{"lead":"chengguan"}""");
        var after = (await EventsAsync(made, "deadlines")).Single();

        Assert.That(after.Uid, Is.EqualTo(before.Uid));
        Assert.That((before.Sequence, after.Sequence), Is.EqualTo((2, 3)));
        Assert.That(after.LastModified!.AsUtc, Is.EqualTo(before.LastModified!.AsUtc.AddMinutes(10)));
        Assert.That(after.Summary, Does.StartWith("[待接单] "));
    }

    [Test]
    public async Task The_deadline_feed_follows_the_chair()
    {
        var number = await api.FileAsync();
        await api.TakeAsync(Secretary, number, "accept");
        var (november, december) = (await api.PostAsync(UrbanManager, "/api/me/feed"), await api.PostAsync(Cleaner, "/api/me/feed"));
        Assert.That((await EventsAsync(november, "deadlines")).Count, Is.EqualTo(1));
        Assert.That(await EventsAsync(december, "deadlines"), Is.Empty);

        api.Time.SetUtcNow(new DateTimeOffset(2026, 11, 30, 16, 0, 0, TimeSpan.Zero)); // midnight in Putian

        Assert.That(await EventsAsync(november, "deadlines"), Is.Empty);
        Assert.That((await EventsAsync(december, "deadlines")).Single().Summary, Does.Contain(number));
    }

    [Test]
    public async Task The_deadline_feed_shows_nothing_of_another_alliance()
    {
        await api.FileAsync();

        Assert.That(await EventsAsync(await api.PostAsync(Stranger, "/api/me/feed"), "deadlines"), Is.Empty);
    }

    [Test]
    public async Task The_deadline_feed_has_200_events_at_most()
    {
        for (var count = 0; count < 201; count++)
            await api.FileAsync();

        var feed = await ReadAsync(await api.PostAsync(Secretary, "/api/me/feed"), "deadlines");

        var first = (await api.GetAsync(Secretary, "/api/work?take=200"))["orders"];
        Assert.That(Values(feed, "UID"), Is.EqualTo(first.EnumerateArray().Select(order => order.GetProperty("id").GetString())));
    }

    [TestCase("路灯不亮, 请修; 反斜杠 \\n \\ 与冒号: \"好\"")]
    [TestCase("第一行\n第二行", "第一行 第二行")]
    [TestCase("🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉👨‍👩‍👧‍👦 夜市开业, 噪音很大很大很大很大很大很大很大很大很大很大很大")]
    public async Task The_deadline_feed_preserves_any_title(string title, string? inOneLine = null)
    {
        var filed = await api.PostAsync(CommunityWorker, "/api/orders", JsonSerializer.Serialize(new { category = "0110", title }));
        Assert.That(filed.Status, Is.EqualTo(HttpStatusCode.Created), filed.Text);

        var feed = await ReadAsync(await api.PostAsync(Secretary, "/api/me/feed"), "deadlines");

        Assert.That(Events(feed).Single().Summary, Is.EqualTo($"[待受理] {filed["number"].GetString()} {inOneLine ?? title}"));
        Assert.That(feed.Text.Split("\r\n").Max(System.Text.Encoding.UTF8.GetByteCount), Is.LessThanOrEqualTo(75));
        Assert.That(feed.Text, Does.Not.Contain('\uFFFD'));
    }

    [Test]
    public async Task An_unchanged_feed_is_not_sent_again()
    {
        await api.FileAsync();
        var made = await api.PostAsync(Secretary, "/api/me/feed");
        foreach (var calendar in (string[])["deadlines", "roster"])
        {
            var tag = (await ReadAsync(made, calendar)).Headers["ETag"];
            api.Time.Advance(TimeSpan.FromHours(1));

            var again = await api.GetAsync(null, made[calendar].GetString()!, ("If-None-Match", tag));

            Assert.That((again.Status, again.Text), Is.EqualTo((HttpStatusCode.NotModified, "")));
            Assert.That(again.Headers["ETag"], Is.EqualTo(tag));
        }

        var before = (await ReadAsync(made, "deadlines")).Headers["ETag"];
        await api.FileAsync();
        var changed = await api.GetAsync(null, made["deadlines"].GetString()!, ("If-None-Match", before));
        Assert.That(changed.Status, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(Events(changed), Has.Count.EqualTo(2));
    }

    [Test]
    public async Task The_roster_feed_has_whole_days_and_marks_own_turns()
    {
        var feed = await ReadAsync(await api.PostAsync(Cleaner, "/api/me/feed"), "roster");

        Assert.That(feed.Text.Split("\r\n"), Is.SupersetOf((string[])
        [
            "DTSTART;VALUE=DATE:20261101", "DTEND;VALUE=DATE:20261201", "DTSTART;VALUE=DATE:20261201", "DTEND;VALUE=DATE:20270101",
            "SUMMARY:轮值主席：城管中队 (副：派出所)", "SUMMARY:★ 轮值主席：环卫所", "X-WR-CALNAME:轮值主席 · 声阳商圈党建联盟",
            "UID:shengyang-20261101@127.0.0.1", "UID:shengyang-20261201@127.0.0.1",
        ]), feed.Text);
        Assert.That(Events(feed).Select(turn => turn.Description), Is.EqualTo((string[])
            ["Chair on duty: Urban management (deputy: Police station)", "Chair on duty: Sanitation\n本单位轮值 Your member's turn"]));
        Assert.That(Events(feed).Select(turn => turn.IsAllDay), Is.All.True);
    }

    [TestCase("2027-02-27T15:59:59Z", 2)] // still the 27th in Putian: 30 November is 89 days past
    [TestCase("2027-02-28T15:59:59Z", 2)]
    [TestCase("2027-02-28T16:00:00Z", 1)]
    [TestCase("2027-03-31T16:00:00Z", 0)]
    public async Task The_roster_feed_goes_back_90_days(string now, int turns)
    {
        var made = await api.PostAsync(Cleaner, "/api/me/feed");

        api.Time.SetUtcNow(DateTimeOffset.Parse(now, System.Globalization.CultureInfo.InvariantCulture));

        Assert.That(await EventsAsync(made, "roster"), Has.Count.EqualTo(turns));
    }

    [Test]
    public async Task The_roster_feed_follows_the_alliance_file()
    {
        var made = await api.PostAsync(Secretary, "/api/me/feed");
        var before = await ReadAsync(made, "roster");
        var changed = Shengyang.Roster with
        {
            Turns = [Shengyang.Roster.Turns[0], Shengyang.Roster.Turns[1] with { Member = "yinhang", Deputy = "huanwei" }],
        };

        await AllianceStore.SaveAsync(
            api.Database,
            new AllianceDefinition(
                Shengyang with { Roster = changed }, [new Person(Secretary.Id, Secretary.Name, Secretary.Roles, null, null)]));
        api.Time.Advance(AllianceDirectory.Freshness);
        var after = await ReadAsync(made, "roster");

        Assert.That(Events(after)[1].Summary, Is.EqualTo("轮值主席：建设银行支行 (副：环卫所)"));
        Assert.That(after.Headers["ETag"], Is.Not.EqualTo(before.Headers["ETag"]));
        Assert.That(Events(after).Select(turn => turn.Uid), Is.EqualTo(Events(before).Select(turn => turn.Uid)));
    }

    [Test]
    public async Task A_feed_secret_appears_in_no_log()
    {
        var made = await api.PostAsync(Secretary, "/api/me/feed");
        await ReadAsync(made, "deadlines");
        await ReadAsync(made, "roster");
        await api.SendAsync(null, HttpMethod.Post, made["roster"].GetString()!);
        await api.SendAsync(Secretary, HttpMethod.Get, $"/feeds/{SecretOf(made)}/nothing");

        Assert.That(log.Lines, Is.Not.Empty);
        Assert.That(log.Lines, Has.None.Contains(SecretOf(made)[4..]));
    }

    async Task IsGoneAsync(Reply made)
    {
        foreach (var calendar in (string[])["deadlines", "roster"])
        {
            var reply = await ReadAsync(made, calendar);
            IsProblem(reply, HttpStatusCode.NotFound, "no-such-feed");
            foreach (var never in (string[])["cal_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "x", new string('x', 2000), "%01"])
            {
                var unknown = await api.GetAsync(null, $"/feeds/{never}/{calendar}.ics");
                Assert.That((unknown.Status, unknown.Text), Is.EqualTo((reply.Status, reply.Text)));
                Assert.That(unknown.Headers.Keys, Is.EquivalentTo(reply.Headers.Keys));
            }
        }
    }

    Task<Reply> ReadAsync(Reply made, string calendar) => api.GetAsync(null, made[calendar].GetString()!);

    async Task<IReadOnlyList<CalendarEvent>> EventsAsync(Reply made, string calendar)
    {
        var reply = await ReadAsync(made, calendar);
        Assert.That(reply.Status, Is.EqualTo(HttpStatusCode.OK), reply.Text);
        return Events(reply);
    }

    static IReadOnlyList<CalendarEvent> Events(Reply feed) => [.. Calendar.Load(feed.Text)!.Events];

    /// <summary>The values of a property, as the file has them.</summary>
    static IReadOnlyList<string> Values(Reply feed, string property) =>
    [
        .. feed.Text.Split("\r\n")
            .Where(line => line.StartsWith(property + ":", StringComparison.Ordinal))
            .Select(line => line[(property.Length + 1)..]),
    ];

    static string SecretOf(Reply made) => new Uri(made["deadlines"].GetString()!).Segments[2].TrimEnd('/');

    /// <summary><c>2026-11-23T03:00:00Z</c> as a calendar file has it.</summary>
    static string InUtc(string instant) =>
        instant[..19].Replace("-", "", StringComparison.Ordinal).Replace(":", "", StringComparison.Ordinal) + "Z";

    /// <summary>Keeps every line, with the scopes it was written in.</summary>
    sealed class Log : ILoggerProvider, ISupportExternalScope
    {
        IExternalScopeProvider scopes = new LoggerExternalScopeProvider();

        public ConcurrentQueue<string> Lines { get; } = [];

        public ILogger CreateLogger(string categoryName) => new Logger(this);

        public void SetScopeProvider(IExternalScopeProvider scopeProvider) => scopes = scopeProvider;

        public void Dispose() { }

        sealed class Logger(Log log) : ILogger
        {
            public IDisposable? BeginScope<TState>(TState state)
                where TState : notnull => log.scopes.Push(state);

            public bool IsEnabled(LogLevel logLevel) => true;

            public void Log<TState>(
                LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
            {
                log.Lines.Enqueue($"{formatter(state, exception)} {exception}");
                log.scopes.ForEachScope((scope, lines) => lines.Enqueue($"{scope}"), log.Lines);
            }
        }
    }
}
