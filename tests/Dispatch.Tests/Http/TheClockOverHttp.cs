using System.Net;
using Dispatch.Tests.Support;
using static Dispatch.Tests.Http.Answers;
using static Dispatch.Tests.Support.Situations;

namespace Dispatch.Tests.Http;

/// <summary>What changes with time; each test has a clock, and so a server, of its own.</summary>
sealed class TheClockOverHttp
{
    [Test]
    public async Task Ends_the_time_for_reopening()
    {
        await using var api = await ApiHost.StartAsync();
        var number = await api.AssignedAsync();
        await api.TakeAsync(UrbanManager, number, "claim");
        await api.TakeAsync(UrbanManager, number, "resolve", """{"note":"已清理","reason":"协办已口头确认"}""");
        await api.TakeAsync(CommunityWorker, number, "confirm");
        Assert.That((await api.GetAsync(CommunityWorker, $"/api/orders/{number}")).Texts("can"), Does.Contain("reopen"));

        api.Clock.Advance(TimeSpan.FromHours(73));

        var late = await api.PostAsync(CommunityWorker, $"/api/orders/{number}/steps/reopen", """{"reason":"又脏了"}""");
        IsProblem(late, HttpStatusCode.Conflict, "too-late");
        Assert.That((await api.GetAsync(CommunityWorker, $"/api/orders/{number}")).Texts("can"), Does.Not.Contain("reopen"));
    }

    [Test]
    public async Task Makes_one_order_earlier_than_the_other_and_only_the_later_can_be_merged()
    {
        await using var api = await ApiHost.StartAsync();
        var earlier = await api.FileAsync("先报");
        api.Clock.Advance(TimeSpan.FromMinutes(1));
        var later = await api.FileAsync("后报");

        IsProblem(
            await api.PostAsync(Secretary, $"/api/orders/{earlier}/steps/merge", $$"""{"into":"{{later}}"}"""), HttpStatusCode.Conflict, "cannot-merge-into");
        IsFault(await api.PostAsync(Secretary, $"/api/orders/{earlier}/steps/merge", """{"into":"SY-0"}"""), "into", "unknown");
        var merged = await api.TakeAsync(Secretary, later, "merge", $$"""{"into":"{{earlier}}"}""");
        Assert.That(merged["mergedInto"].GetString(), Is.EqualTo(earlier));
    }

    [Test]
    public async Task Hands_the_chair_to_the_next_member()
    {
        await using var api = await ApiHost.StartAsync();
        Assert.That((await api.GetAsync(UrbanManager, "/api/me")).Texts("desks"), Does.Contain("chair"));

        api.Clock.SetUtcNow(new DateTimeOffset(2026, 12, 1, 1, 0, 0, TimeSpan.Zero));

        Assert.That((await api.GetAsync(UrbanManager, "/api/me")).Texts("desks"), Does.Not.Contain("chair"));
        Assert.That((await api.GetAsync(Cleaner, "/api/me")).Texts("desks"), Does.Contain("chair"));
        var roster = await api.GetAsync(Cleaner, "/api/alliances/shengyang/roster");
        Assert.That(roster["now"].GetProperty("member").GetString(), Is.EqualTo("huanwei"));
    }

    [Test]
    public async Task Leaves_the_chair_empty_when_the_roster_ends()
    {
        await using var api = await ApiHost.StartAsync();

        api.Clock.SetUtcNow(new DateTimeOffset(2027, 1, 5, 1, 0, 0, TimeSpan.Zero));

        var roster = await api.GetAsync(Cleaner, "/api/alliances/shengyang/roster");
        Assert.That(roster.Status, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(roster["now"].ValueKind, Is.EqualTo(System.Text.Json.JsonValueKind.Undefined));
    }
}
