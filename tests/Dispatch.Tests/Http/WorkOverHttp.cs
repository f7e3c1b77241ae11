using System.Net;
using System.Text.Json;
using Dispatch.Accounts;
using Dispatch.Tests.Support;
using static Dispatch.Tests.Http.Answers;
using static Dispatch.Tests.Support.Situations;

namespace Dispatch.Tests.Http;

/// <summary>What waits for a caller, whatever desk holds it, and why.</summary>
[TestFixture("sqlite")]
[TestFixture("postgres")]
sealed class WorkOverHttp(string engine)
{
    static readonly Caller MovedBanker = Banker with { Member = "paichusuo" };

    ApiHost api = null!;

    [SetUp]
    public async Task Starts() => api = await ApiHost.StartAsync(engine: engine);

    [TearDown]
    public async Task Stops() => await api.DisposeAsync();

    [Test]
    public async Task More_time_that_is_asked_for_waits_for_those_who_may_grant_it()
    {
        var number = await ClaimedAsync();
        Assert.That(await WhyAsync(Secretary), Is.Empty);

        await api.TakeAsync(UrbanManager, number, "extend", """{"reason":"等待材料"}""");

        Assert.That(await WhyAsync(Secretary), Is.EqualTo((string[])[$"{number} secretariat extension grant,deny"]));
        Assert.That(await WhyAsync(Constable), Is.EqualTo((string[])[$"{number} chair extension grant,deny"]));
        Assert.That(await WhyAsync(Banker), Is.Empty);

        await api.TakeAsync(Secretary, number, "grant");
        Assert.That(await WhyAsync(Secretary), Is.Empty);
    }

    [Test]
    public async Task An_appeal_on_a_closed_order_waits_for_the_secretariat()
    {
        var number = await ResolvedAsync();
        await api.TakeAsync(CommunityWorker, number, "confirm", """{"rating":5}""");

        await api.TakeAsync(UrbanManager, number, "appeal", """{"reason":"台风天气"}""");

        Assert.That(await WhyAsync(Secretary), Is.EqualTo((string[])[$"{number} secretariat appeal uphold,dismiss"]));
        await api.TakeAsync(Secretary, number, "dismiss", """{"reason":"证据不足"}""");
        Assert.That(await WhyAsync(Secretary), Is.Empty);
    }

    [Test]
    public async Task A_result_waits_for_the_merchant_whom_nobody_can_replace()
    {
        var filed = await api.PostAsync(TeaMerchant, "/api/orders", """{"category":"0110","title":"后巷垃圾"}""");
        var number = filed["number"].GetString()!;
        await api.TakeAsync(Secretary, number, "accept");
        await api.TakeAsync(UrbanManager, number, "assign", """{"lead":"chengguan"}""");
        await api.TakeAsync(UrbanManager, number, "claim");
        await api.TakeAsync(UrbanManager, number, "resolve", """{"note":"已清运"}""");

        Assert.That(await WhyAsync(TeaMerchant), Is.EqualTo((string[])[$"{number} merchant step confirm,reopen"]));
        Assert.That(await WhyAsync(NoodleMerchant), Is.Empty);
        Assert.That(await WhyAsync(CommunityWorker), Is.EqualTo((string[])[$"{number} community stage confirm,reopen"]));
    }

    [Test]
    public async Task A_place_that_a_person_claimed_waits_for_them_and_is_no_longer_open_to_them()
    {
        var number = await PostAsync(places: 3);
        Assert.That(await WhyAsync(Banker), Is.EqualTo((string[])[$"{number} pool pool claim"]));

        await api.TakeAsync(Banker, number, "claim");

        Assert.That(await WhyAsync(Banker), Is.EqualTo((string[])[$"{number} member work return,resolve"]));
        Assert.That(await WhyAsync(SecondBanker), Is.EqualTo((string[])[$"{number} pool pool claim"]));
        Assert.That(
            await WhyAsync(CommunityWorker),
            Is.EqualTo((string[])[$"{number} community step accept,confirm"]),
            "those who have a place wait for the community");
    }

    [Test]
    public async Task A_person_who_moved_keeps_the_places_they_claimed_in_the_list_as_in_the_rules()
    {
        var number = await PostAsync(places: 1);
        await api.TakeAsync(Banker, number, "claim");

        await api.MoveAsync(MovedBanker);

        Assert.That(await WhyAsync(Banker), Is.EqualTo((string[])[$"{number} member work return,resolve"]));
        Assert.That(await WhyAsync(SecondBanker), Is.Empty);
        await api.TakeAsync(Banker, number, "resolve", """{"note":"已完成"}""");
        Assert.That((await api.GetAsync(Banker, "/api/work?for=done")).Numbers, Is.EqualTo((string[])[number]));
    }

    [Test]
    public async Task Counts_tell_the_tabs_of_a_member_apart()
    {
        await api.AssignedAsync();
        await ClaimedAsync();
        await ResolvedAsync();
        var offered = await AcceptedAsync();
        await api.TakeAsync(UrbanManager, offered, "offer");
        await AcceptedAsync();

        Assert.That(await CountsAsync(UrbanManager), Is.EqualTo((string[])
        [
            "chair stage 1", "member claim 1", "member work 1", "pool pool 1", "member done 1",
        ]));
        Assert.That(await CountsAsync(Admin), Is.Empty);
        Assert.That((await api.GetAsync(UrbanManager, "/api/work?desk=member&for=claim"))["total"].GetInt32(), Is.EqualTo(1));
        Assert.That((await api.GetAsync(UrbanManager, "/api/work"))["total"].GetInt32(), Is.EqualTo(4));
        Assert.That((await api.GetAsync(UrbanManager, "/api/work?for=done")).Numbers, Has.Count.EqualTo(1));
        IsFault(await api.GetAsync(UrbanManager, "/api/work?desk=kitchen"), "desk", "unknown");
        IsFault(await api.GetAsync(UrbanManager, "/api/work?for=fun"), "for", "unknown");
    }

    [Test]
    public async Task Pages_of_what_was_done_have_every_order_once()
    {
        List<string> done = [];
        for (var count = 0; count < 5; count++)
        {
            done.Add(await ResolvedAsync());
            api.Time.Advance(TimeSpan.FromMinutes(1));
        }

        var first = await api.GetAsync(UrbanManager, "/api/work?for=done&take=3");
        var rest = await api.GetAsync(UrbanManager, $"/api/work?for=done&take=3&after={first["next"].GetString()}");

        done.Reverse();
        Assert.That((string[])[.. first.Numbers, .. rest.Numbers], Is.EqualTo(done));
        Assert.That(rest["next"].ValueKind, Is.EqualTo(JsonValueKind.Undefined));
    }

    [Test]
    public async Task An_order_that_waits_for_two_reasons_is_there_once()
    {
        var number = await ClaimedAsync();
        await api.TakeAsync(UrbanManager, number, "extend", """{"reason":"等待材料"}""");

        var work = await api.GetAsync(UrbanManager, "/api/work");

        Assert.That(work.Numbers, Is.EqualTo((string[])[number]));
        Assert.That(work["orders"][0].GetProperty("why").GetArrayLength(), Is.EqualTo(2), "as the chair and as the lead");
        Assert.That(work["total"].GetInt32(), Is.EqualTo(1));
    }

    async Task<string> AcceptedAsync()
    {
        var number = await api.FileAsync();
        await api.TakeAsync(Secretary, number, "accept");
        return number;
    }

    async Task<string> ClaimedAsync()
    {
        var number = await AcceptedAsync();
        await api.TakeAsync(UrbanManager, number, "assign", """{"lead":"chengguan"}""");
        await api.TakeAsync(UrbanManager, number, "claim");
        return number;
    }

    async Task<string> ResolvedAsync()
    {
        var number = await ClaimedAsync();
        await api.TakeAsync(UrbanManager, number, "resolve", """{"note":"已清运"}""");
        return number;
    }

    async Task<string> PostAsync(int places)
    {
        var filed = await api.PostAsync(
            CommunityWorker, "/api/orders", """{"workflow":"volunteer-post","category":"V01","title":"周六清洁家园"}""");
        Assert.That(filed.Status, Is.EqualTo(HttpStatusCode.Created), filed.Text);
        var number = filed["number"].GetString()!;
        await api.TakeAsync(CommunityWorker, number, "offer", $$"""{"places":{{places}}}""");
        return number;
    }

    async Task<IReadOnlyList<string>> WhyAsync(Caller caller) =>
    [
        .. (await api.GetAsync(caller, "/api/work"))["orders"].EnumerateArray().SelectMany(order =>
            order.GetProperty("why").EnumerateArray().Select(why =>
                $"{order.GetProperty("number").GetString()} {why.GetProperty("desk").GetString()} {why.GetProperty("for").GetString()} "
                + string.Join(',', why.GetProperty("steps").EnumerateArray().Select(step => step.GetString())))),
    ];

    async Task<IReadOnlyList<string>> CountsAsync(Caller caller) =>
    [
        .. (await api.GetAsync(caller, "/api/work/counts"))["counts"].EnumerateArray().Select(count =>
            $"{count.GetProperty("desk").GetString()} {count.GetProperty("for").GetString()} {count.GetProperty("count").GetInt32()}"),
    ];
}
