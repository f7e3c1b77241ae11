using System.Net;
using Dapper;
using Dispatch.Tests.Support;
using Dispatch.Watching;
using Microsoft.Extensions.DependencyInjection;
using static Dispatch.Tests.Http.Answers;
using static Dispatch.Tests.Support.Situations;

namespace Dispatch.Tests.Http;

/// <summary>Each test moves the time, so each has an API of its own.</summary>
sealed class DeadlinesOverHttp
{
    ApiHost api = null!;

    [SetUp]
    public async Task Starts() => api = await ApiHost.StartAsync();

    [TearDown]
    public async Task Stops() => await api.DisposeAsync();

    async Task WatchesAsync()
    {
        var watch = ActivatorUtilities.CreateInstance<Watch>(api.Services);
        while (await watch.RunOnceAsync() > 0) { }
    }

    [Test]
    public async Task Deadlines_are_explained_in_both_languages_and_add_up()
    {
        var number = await api.FileAsync();
        api.Time.Advance(TimeSpan.FromHours(1));

        var reply = await api.GetAsync(Secretary, $"/api/orders/{number}/deadlines");

        Assert.That(reply.Status, Is.EqualTo(HttpStatusCode.OK));
        var stage = reply["deadlines"][0];
        Assert.That(stage.GetProperty("of").GetString(), Is.EqualTo("stage"));
        Assert.That(stage.GetProperty("limit").GetProperty("zh").GetString(), Is.EqualTo("2 个工作时"));
        Assert.That(stage.GetProperty("countedSeconds").GetDouble(), Is.EqualTo(7200));
        Assert.That(stage.GetProperty("spans")[0].GetProperty("reason").GetProperty("zh").GetString(), Is.EqualTo("工作时间"));
        Assert.That(reply["holders"][0].GetProperty("desk").GetString(), Is.EqualTo("secretariat"));
        Assert.That(reply["holders"][0].GetProperty("seconds").GetDouble(), Is.EqualTo(3600));
    }

    [Test]
    public async Task Deadlines_of_years_are_summed_up_beyond_a_page()
    {
        var changed = await api.SendAsync(
            Admin, HttpMethod.Put, "/api/alliances/shengyang/categories/0110",
            new StringContent(
                """{"name":{"zh":"暴露垃圾","en":"Exposed rubbish"},"limits":{"normal":"2000 working days"}}""",
                System.Text.Encoding.UTF8, "application/json"));
        Assert.That(changed.Status, Is.EqualTo(HttpStatusCode.OK), changed.Text);
        var number = await api.AssignedAsync();

        var reply = await api.GetAsync(Secretary, $"/api/orders/{number}/deadlines");

        Assert.That(reply.Text, Has.Length.LessThan(50_000));
        var work = reply["deadlines"].EnumerateArray().Single(limit => limit.GetProperty("of").GetString() == "work");
        var spans = work.GetProperty("spans").EnumerateArray().ToList();
        Assert.That(spans, Has.Count.InRange(100, 110));
        Assert.That(work.GetProperty("countedSeconds").GetDouble(), Is.EqualTo(2000 * 8 * 3600));
        Assert.That(
            spans.Where(span => span.GetProperty("counts").GetBoolean()).Sum(span => span.GetProperty("seconds").GetDouble()),
            Is.EqualTo(2000 * 8 * 3600));
        Assert.That(
            spans.Sum(span => span.GetProperty("seconds").GetDouble()),
            Is.EqualTo((work.GetProperty("due").GetDateTimeOffset() - work.GetProperty("began").GetDateTimeOffset()).TotalSeconds));
    }

    [TestCase("36500 days")]
    [TestCase("100000 working days")]
    public async Task A_limit_of_a_category_is_ten_years_at_most(string limit)
    {
        var changed = await api.SendAsync(
            Admin, HttpMethod.Put, "/api/alliances/shengyang/categories/0110",
            new StringContent(
                $$"""{"name":{"zh":"暴露垃圾","en":"Exposed rubbish"},"limits":{"normal":"{{limit}}"} }""",
                System.Text.Encoding.UTF8, "application/json"));

        IsFault(changed, "limits.normal", "more-than-ten-years");
    }

    [Test]
    public async Task Deadlines_are_hidden_from_those_who_may_not_see_the_order() =>
        IsProblem(
            await api.GetAsync(NoodleMerchant, $"/api/orders/{await api.FileAsync()}/deadlines"),
            HttpStatusCode.NotFound,
            "no-such-order");

    [Test]
    public async Task Deadlines_stand_still_while_an_order_is_suspended()
    {
        var number = await api.FileAsync();
        var suspended = await api.TakeAsync(Secretary, number, "suspend", """{"until":"2026-12-01T08:00:00+08:00","reason":"等待管网改造"}""");

        Assert.That(suspended["suspendedUntil"].GetDateTimeOffset(), Is.EqualTo(new DateTimeOffset(2026, 12, 1, 0, 0, 0, TimeSpan.Zero)));
        IsProblem(await api.PostAsync(Secretary, $"/api/orders/{number}/steps/accept"), HttpStatusCode.Conflict, "suspended");
        var resumed = await api.TakeAsync(Secretary, number, "resume");
        Assert.That(resumed["due"].GetDateTimeOffset(), Is.EqualTo(Monday.AddHours(2)));
    }

    [Test]
    public async Task Deadlines_of_an_order_whose_times_went_back_in_an_earlier_version_are_explained()
    {
        var number = await api.FileAsync();
        api.Time.Advance(TimeSpan.FromMinutes(1));
        await api.TakeAsync(Secretary, number, "accept");
        api.Time.Advance(TimeSpan.FromMinutes(1));
        await api.TakeAsync(UrbanManager, number, "assign", """{"lead":"huanwei"}""");
        await using (var connection = await api.Database.ConnectAsync())
        {
            await connection.ExecuteAsync("drop trigger history_is_never_updated");
            await connection.ExecuteAsync(
                "update history set at = @at where sequence = 3 and order_id = (select id from orders where number = @number)",
                new { at = Monday.AddSeconds(58), number });
        }

        foreach (var now in (TimeSpan[])[TimeSpan.FromMinutes(5), TimeSpan.FromDays(30)])
        {
            api.Time.Advance(now);
            var reply = await api.GetAsync(Secretary, $"/api/orders/{number}/deadlines");

            Assert.That(reply.Status, Is.EqualTo(HttpStatusCode.OK), reply.Text);
            Assert.That(reply["deadlines"].GetArrayLength(), Is.GreaterThan(0));
            var held = reply["holders"].EnumerateArray().ToList();
            Assert.That(held.Select(holder => holder.GetProperty("seconds").GetDouble()), Is.All.GreaterThan(0));
            Assert.That(
                held.Sum(holder => holder.GetProperty("seconds").GetDouble()),
                Is.EqualTo((api.Time.GetUtcNow() - Monday).TotalSeconds).Within(0.001), "its life so far, booked once");
        }
    }

    [TestCase("""{"until":"tomorrow","reason":"r"}""", "until", "not-an-instant")]
    [TestCase("""{"until":"2026-12-01","reason":"r"}""", "until", "not-an-instant")]
    [TestCase("""{"reason":"r"}""", "until", "required")]
    public async Task A_suspension_with_faulty_input_is_refused(string body, string field, string fault) =>
        IsFault(await api.PostAsync(Secretary, $"/api/orders/{await api.FileAsync()}/steps/suspend", body), field, fault);

    [Test]
    public async Task Only_the_system_can_take_the_step_breach() =>
        IsProblem(
            await api.PostAsync(Secretary, $"/api/orders/{await api.FileAsync()}/steps/breach", "{}"),
            HttpStatusCode.NotFound,
            "no-such-step");

    [Test]
    public async Task A_ruling_of_the_joint_meeting_is_shown_with_the_next_such_order()
    {
        const string There = """{"alliance":"shengyang","category":"0110","title":"门口垃圾没人管","location":{"address":"声阳路 8 号"}}""";
        var number = (await api.PostAsync(CommunityWorker, "/api/orders", There))["number"].GetString()!;
        await api.TakeAsync(Secretary, number, "accept");
        await api.TakeAsync(UrbanManager, number, "assign", """{"lead":"huanwei"}""");
        await api.TakeAsync(Cleaner, number, "return", """{"reason":"店前三米不归环卫所"}""");
        await api.TakeAsync(UrbanManager, number, "assign", """{"lead":"chengguan"}""");
        await api.TakeAsync(UrbanManager, number, "comment", """{"text":"归环卫所"}""");
        api.Time.Advance(TimeSpan.FromDays(7));
        await WatchesAsync();

        var agenda = await api.GetAsync(Secretary, "/api/alliances/shengyang/agenda");
        var item = agenda["items"][0];
        Assert.That(item.GetProperty("order").GetProperty("number").GetString(), Is.EqualTo(number));
        Assert.That(
            item.GetProperty("positions").EnumerateArray()
                .Select(position => position.GetProperty("statements")[0].GetProperty("text").GetString()),
            Is.EqualTo((string[])["店前三米不归环卫所", "归环卫所"]));
        IsProblem(await api.GetAsync(TeaMerchant, "/api/alliances/shengyang/agenda"), HttpStatusCode.Forbidden, "forbidden");

        var settled = await api.TakeAsync(
            Secretary,
            number,
            "settle",
            """{"lead":"huanwei","by":"2026-12-04T18:00:00+08:00","note":"第三次联席会议","ruling":"声阳路店前三米由环卫所保洁"}""");
        Assert.That(settled["stage"].GetString(), Is.EqualTo("assigned"));
        IsProblem(
            await api.PostAsync(Cleaner, $"/api/orders/{number}/steps/return", """{"reason":"还是不归我们"}"""),
            HttpStatusCode.Conflict,
            "settled");
        Assert.That((await api.GetAsync(Secretary, "/api/alliances/shengyang/agenda"))["items"].GetArrayLength(), Is.Zero);
        var limits = (await api.GetAsync(Secretary, $"/api/orders/{number}/deadlines"))["deadlines"].EnumerateArray().ToList();
        var work = limits.Single(limit => limit.GetProperty("of").GetString() == "work");
        Assert.That(
            (work.GetProperty("limit").GetProperty("en").GetString(), work.GetProperty("due").GetDateTimeOffset()),
            Is.EqualTo(("set by the joint meeting", new DateTimeOffset(2026, 12, 4, 10, 0, 0, TimeSpan.Zero))),
            "the category's limit is not what counts");
        Assert.That(
            limits.Single(limit => limit.GetProperty("of").GetString() == "order").GetProperty("limit").GetProperty("en").GetString(),
            Is.EqualTo("15 days"));

        var next = (await api.PostAsync(CommunityWorker, "/api/orders", There))["number"].GetString()!;
        var shown = await api.TakeAsync(Secretary, next, "accept");
        Assert.That(shown["rulings"][0].GetProperty("text").GetString(), Is.EqualTo("声阳路店前三米由环卫所保洁"));
        var rulings = await api.GetAsync(UrbanManager, "/api/alliances/shengyang/rulings?category=0110");
        Assert.That(rulings["rulings"][0].GetProperty("member").GetString(), Is.EqualTo("huanwei"));
        Assert.That(rulings.Text, Does.Not.Contain("next"), "there are no more");

        api.Time.Advance(TimeSpan.FromDays(14));
        await WatchesAsync();
        await api.TakeAsync(
            Secretary, next, "settle", """{"lead":"chengguan","by":"2026-12-24T18:00:00+08:00","note":"第四次","ruling":"改由城管"}""");
        var latest = await api.GetAsync(UrbanManager, "/api/alliances/shengyang/rulings?take=1");
        var earlier = await api.GetAsync(UrbanManager, $"/api/alliances/shengyang/rulings?take=1&after={latest["next"].GetString()}");
        Assert.That(
            new[] { latest, earlier }.Select(page => page["rulings"][0].GetProperty("number").GetString()),
            Is.EqualTo((string[])[next, number]));
        Assert.That(earlier.Text, Does.Not.Contain("next"));
    }
}
