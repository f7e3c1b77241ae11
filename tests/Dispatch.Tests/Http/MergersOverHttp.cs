using System.Net;
using System.Text.Json;
using Dispatch.Accounts;
using Dispatch.Tests.Support;
using Dispatch.Watching;
using Microsoft.Extensions.DependencyInjection;
using static Dispatch.Tests.Http.Answers;
using static Dispatch.Tests.Support.Situations;

namespace Dispatch.Tests.Http;

/// <summary>Two merchants have the same trouble: one order goes on for both.</summary>
[TestFixture("sqlite")]
[TestFixture("postgres")]
sealed class MergersOverHttp(string engine)
{
    ApiHost api = null!;

    [OneTimeSetUp]
    public async Task Starts() => api = await ApiHost.StartAsync(engine: engine);

    [OneTimeTearDown]
    public async Task Stops() => await api.DisposeAsync();

    async Task WatchesAsync()
    {
        var watch = ActivatorUtilities.CreateInstance<Watch>(api.Services);
        while (await watch.RunOnceAsync() > 0)
        {
        }
    }

    async Task<string> FilesAsync(Caller merchant)
    {
        api.Time.Advance(TimeSpan.FromSeconds(1));
        var reply = await api.PostAsync(merchant, "/api/orders", """{"category":"0110","title":"后巷垃圾没清"}""");
        Assert.That(reply.Status, Is.EqualTo(HttpStatusCode.Created), reply.Text);
        return reply["number"].GetString()!;
    }

    /// <summary>The tea merchant's order goes on for the noodle merchant's too.</summary>
    async Task<(string Lead, string Merged)> MergedAsync()
    {
        var (lead, merged) = (await FilesAsync(TeaMerchant), await FilesAsync(NoodleMerchant));
        await api.TakeAsync(Secretary, merged, "merge", $$"""{"into":"{{lead}}"}""");
        return (lead, merged);
    }

    [Test]
    public async Task The_order_that_goes_on_says_for_whom_else_and_their_merchants_see_it_fare()
    {
        var (lead, merged) = await MergedAsync();
        await api.TakeAsync(Secretary, lead, "accept");
        await api.TakeAsync(UrbanManager, lead, "assign", """{"lead":"huanwei"}""");
        var assigned = await api.TakeAsync(Cleaner, lead, "claim");

        var also = assigned["alsoFor"].EnumerateArray().Single();
        Assert.That(
            (also.GetProperty("number").GetString(), also.GetProperty("merchant").GetString()), Is.EqualTo((merged, "陈记面馆")));
        var forNoodles = await api.GetAsync(NoodleMerchant, $"/api/orders/{merged}");
        var goesOn = forNoodles["goesOnAs"];
        Assert.That(
            (goesOn.GetProperty("number").GetString(), goesOn.GetProperty("stage").GetString(), goesOn.GetProperty("desk").GetString()),
            Is.EqualTo((lead, "claimed", "member")));
        Assert.That(goesOn.GetProperty("stageTitle").GetProperty("zh").GetString(), Is.EqualTo("办理中"));
        Assert.That(goesOn.GetProperty("due").GetDateTimeOffset(), Is.EqualTo(assigned["due"].GetDateTimeOffset()));
        Assert.That(
            goesOn.EnumerateObject().Select(field => field.Name),
            Is.EquivalentTo((string[])["number", "stage", "stageTitle", "desk", "since", "due"]),
            "and nothing that is the other merchant's");
        Assert.That(forNoodles.Text, Does.Not.Contain("林记茶行"));
        IsProblem(await api.GetAsync(NoodleMerchant, $"/api/orders/{lead}"), HttpStatusCode.NotFound, "no-such-order");
    }

    [Test]
    public async Task A_merchant_is_not_told_whom_else_its_order_is_for()
    {
        var (lead, merged) = await MergedAsync();

        var forTea = await api.GetAsync(TeaMerchant, $"/api/orders/{lead}");

        Assert.That(forTea["alsoFor"].ValueKind, Is.EqualTo(JsonValueKind.Undefined));
        Assert.That(forTea.Text, Does.Not.Contain(merged).And.Not.Contain("陈记"));
        IsProblem(await api.GetAsync(Stranger, $"/api/orders/{lead}"), HttpStatusCode.NotFound, "no-such-order");
    }

    [Test]
    public async Task An_order_comes_back_when_the_merchant_of_the_other_withdraws()
    {
        var (lead, merged) = await MergedAsync();
        await api.TakeAsync(TeaMerchant, lead, "withdraw", """{"reason":"我家的已自行清走"}""");

        await WatchesAsync();

        var forNoodles = await api.GetAsync(NoodleMerchant, $"/api/orders/{merged}");
        Assert.That(forNoodles["stage"].GetString(), Is.EqualTo("filed"));
        Assert.That(forNoodles["mergedInto"].ValueKind, Is.EqualTo(JsonValueKind.Undefined));
        var last = forNoodles["steps"].EnumerateArray().Last();
        Assert.That(last.GetProperty("step").GetString(), Is.EqualTo("follow"));
        Assert.That(
            JsonElement.DeepEquals(
                last.GetProperty("input"), Json($$"""{"into":"{{lead}}","became":"withdrawn","outcome":"comes-back"}""")), forNoodles.Text);
        Assert.That(forNoodles.Text, Does.Not.Contain("自行清走"), "why is the other merchant's");
        Assert.That((await api.GetAsync(Secretary, "/api/work")).Numbers, Does.Contain(merged), "somebody looks at it again");
        await api.TakeAsync(Secretary, merged, "accept");
    }

    [Test]
    public async Task An_order_goes_along_when_the_other_is_closed_and_reopened()
    {
        var (lead, merged) = await MergedAsync();
        await api.TakeAsync(Secretary, lead, "accept");
        await api.TakeAsync(UrbanManager, lead, "assign", """{"lead":"huanwei"}""");
        await api.TakeAsync(Cleaner, lead, "claim");
        await api.TakeAsync(Cleaner, lead, "resolve", """{"note":"已清运"}""");
        await api.TakeAsync(TeaMerchant, lead, "confirm", """{"rating":5}""");
        await WatchesAsync();
        var closed = await api.GetAsync(NoodleMerchant, $"/api/orders/{merged}");
        Assert.That(
            (closed["goesOnAs"].GetProperty("stage").GetString(), closed["goesOnAs"].TryGetProperty("desk", out _)),
            Is.EqualTo(("closed", false)));
        IsProblem(await api.PostAsync(Secretary, $"/api/orders/{merged}/steps/separate"), HttpStatusCode.Conflict, "ended");

        await api.TakeAsync(TeaMerchant, lead, "reopen", """{"reason":"又堆起来了"}""");
        await WatchesAsync();

        var reopened = await api.GetAsync(NoodleMerchant, $"/api/orders/{merged}");
        Assert.That(
            (reopened["stage"].GetString(), reopened["goesOnAs"].GetProperty("stage").GetString()), Is.EqualTo(("merged", "accepted")));
        Assert.That(
            reopened["steps"].EnumerateArray().Where(step => step.GetProperty("step").GetString() == "follow")
                .Select(step => step.GetProperty("input").GetProperty("outcome").GetString()),
            Is.EqualTo((string[])["ended", "goes-on"]));
    }

    [Test]
    public async Task Whoever_holds_the_order_that_goes_on_takes_another_out_again()
    {
        var (lead, merged) = await MergedAsync();
        await api.TakeAsync(Secretary, lead, "accept");
        await api.TakeAsync(UrbanManager, lead, "assign", """{"lead":"huanwei"}""");
        Assert.That((await api.GetAsync(Cleaner, $"/api/orders/{merged}")).Texts("can"), Is.EqualTo((string[])["separate"]));
        Assert.That((await api.GetAsync(NoodleMerchant, $"/api/orders/{merged}")).Texts("can"), Is.Empty);
        var refused = await api.PostAsync(Banker, $"/api/orders/{merged}/steps/separate");
        IsProblem(refused, HttpStatusCode.Forbidden, "wrong-desk");
        Assert.That(refused["title"].GetString(), Does.Contain("拆单").And.Contain("主单的持单方"));

        var separated = await api.TakeAsync(Cleaner, merged, "separate", """{"reason":"不在同一条后巷"}""");

        Assert.That(separated["stage"].GetString(), Is.EqualTo("filed"));
        Assert.That((await api.GetAsync(Secretary, $"/api/orders/{lead}"))["alsoFor"].ValueKind, Is.EqualTo(JsonValueKind.Undefined));
        Assert.That((await api.GetAsync(NoodleMerchant, $"/api/orders/{merged}")).Text, Does.Not.Contain("不在同一条后巷"), "it is the house's");
    }

    [Test]
    public async Task Nobody_can_ask_for_what_the_clock_says_by_itself()
    {
        var (_, merged) = await MergedAsync();

        IsProblem(await api.PostAsync(Secretary, $"/api/orders/{merged}/steps/follow", "{}"), HttpStatusCode.NotFound, "no-such-step");
    }
}
