using System.Net;
using Dispatch.Server.Rosters;
using Dispatch.Tests.Support;
using static Dispatch.Tests.Http.Answers;
using static Dispatch.Tests.Support.Situations;

namespace Dispatch.Tests.Http;

/// <summary>Nothing is given to a member for which nobody acts, nor offered to a pool that is empty.</summary>
sealed class WhoCanAct
{
    ApiHost api = null!;

    [SetUp]
    public async Task Starts() => api = await ApiHost.StartAsync();

    [TearDown]
    public async Task Stops() => await api.DisposeAsync();

    [Test]
    public async Task Nothing_is_assigned_to_a_member_for_which_nobody_acts()
    {
        await api.MoveAsync(Cleaner with { Member = "chengguan" });
        var number = await AcceptedAsync();

        IsFault(await AssignAsync(number, """{"lead":"huanwei"}"""), "lead", "nobody-acts-for-it");
        IsFault(await AssignAsync(number, """{"lead":"chengguan","support":["huanwei"]}"""), "support", "nobody-acts-for-it");
        IsFault(await AssignAsync(number, """{"lead":"chengguan","support":["nobody"]}"""), "support", "unknown-member");
        Assert.That((await AssignAsync(number, """{"lead":"chengguan"}""")).Status, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task Nothing_is_offered_to_a_pool_in_which_nobody_could_claim_it()
    {
        var post = await api.PostAsync(CommunityWorker, "/api/orders", """{"workflow":"volunteer-post","category":"V01","title":"清洁"}""");
        var number = post["number"].GetString();
        await api.MoveAsync(Cleaner with { Member = null }, Banker with { Member = null }, SecondBanker with { Member = null });
        IsProblem(
            await api.PostAsync(CommunityWorker, $"/api/orders/{number}/steps/offer", """{"places":2}"""),
            HttpStatusCode.Conflict,
            "nobodys-duty");
        await api.MoveAsync(Cleaner with { Member = null });
        await api.TakeAsync(CommunityWorker, number!, "offer", """{"places":2}""");
    }

    [Test]
    public void A_gap_of_the_chair_is_told_once_and_again_when_another_comes()
    {
        ChairGaps gaps = new();

        var first = gaps.Look([Shengyang, ApiHost.Qinghe], Monday);
        var again = gaps.Look([Shengyang, ApiHost.Qinghe], Monday.AddDays(1));
        var another = gaps.Look([Shengyang, ApiHost.Qinghe], Monday.AddDays(7));

        Assert.That(first, Is.EqualTo((ChairGap[])
        [
            new("shengyang", new DateOnly(2027, 1, 1), new DateOnly(2027, 1, 4)),
            new("qinghe", new DateOnly(2026, 12, 1), new DateOnly(2027, 1, 4)),
        ]));
        Assert.That((again, another), Is.EqualTo((Array.Empty<ChairGap>(), Array.Empty<ChairGap>())), "it was told before");
        Assert.That(gaps.Look([], Monday), Is.Empty);
        Assert.That(gaps.Ahead, Is.Empty);
    }

    async Task<string> AcceptedAsync(string category = "0110")
    {
        var number = await api.FileAsync(category: category);
        await api.TakeAsync(Secretary, number, "accept");
        return number;
    }

    Task<Reply> AssignAsync(string number, string input) => api.PostAsync(UrbanManager, $"/api/orders/{number}/steps/assign", input);
}
