using System.Net;
using Dispatch.Tests.Support;
using static Dispatch.Tests.Http.Answers;
using static Dispatch.Tests.Support.Situations;

namespace Dispatch.Tests.Http;

/// <summary>What changes with time; each test moves the time, and so has a server of its own.</summary>
sealed class TimeOverHttp
{
    [Test]
    public async Task An_order_can_be_reopened_for_72_hours_only()
    {
        await using var api = await ApiHost.StartAsync();
        var number = await api.AssignedAsync();
        await api.TakeAsync(UrbanManager, number, "claim");
        await api.TakeAsync(UrbanManager, number, "resolve", """{"note":"已清理","reason":"协办已口头确认"}""");
        await api.TakeAsync(CommunityWorker, number, "confirm");
        Assert.That((await api.GetAsync(CommunityWorker, $"/api/orders/{number}")).Texts("can"), Does.Contain("reopen"));

        api.Time.Advance(TimeSpan.FromHours(73));

        var late = await api.PostAsync(CommunityWorker, $"/api/orders/{number}/steps/reopen", """{"reason":"又脏了"}""");
        IsProblem(late, HttpStatusCode.Conflict, "too-late");
        Assert.That((await api.GetAsync(CommunityWorker, $"/api/orders/{number}")).Texts("can"), Does.Not.Contain("reopen"));
    }

    [Test]
    public async Task Only_a_later_order_can_be_merged_into_an_earlier_one()
    {
        await using var api = await ApiHost.StartAsync();
        var earlier = await api.FileAsync("先报");
        api.Time.Advance(TimeSpan.FromMinutes(1));
        var later = await api.FileAsync("后报");

        IsProblem(
            await api.PostAsync(Secretary, $"/api/orders/{earlier}/steps/merge", $$"""{"into":"{{later}}"}"""),
            HttpStatusCode.Conflict,
            "cannot-merge-into");
        IsFault(await api.PostAsync(Secretary, $"/api/orders/{earlier}/steps/merge", """{"into":"SY-0"}"""), "into", "unknown");
        var merged = await api.TakeAsync(Secretary, later, "merge", $$"""{"into":"{{earlier}}"}""");
        Assert.That(merged["mergedInto"].GetString(), Is.EqualTo(earlier));
    }

    [Test]
    public async Task The_chair_passes_to_the_next_member_of_the_roster()
    {
        await using var api = await ApiHost.StartAsync();
        Assert.That((await api.GetAsync(UrbanManager, "/api/me")).Texts("desks"), Does.Contain("chair"));

        api.Time.SetUtcNow(new DateTimeOffset(2026, 12, 1, 1, 0, 0, TimeSpan.Zero));

        Assert.That((await api.GetAsync(UrbanManager, "/api/me")).Texts("desks"), Does.Not.Contain("chair"));
        Assert.That((await api.GetAsync(Cleaner, "/api/me")).Texts("desks"), Does.Contain("chair"));
        var roster = await api.GetAsync(Cleaner, "/api/alliances/shengyang/roster");
        Assert.That(roster["now"].GetProperty("member").GetString(), Is.EqualTo("huanwei"));
    }

    [Test]
    public async Task Nobody_is_chair_once_the_roster_has_ended()
    {
        await using var api = await ApiHost.StartAsync();

        api.Time.SetUtcNow(new DateTimeOffset(2027, 1, 5, 1, 0, 0, TimeSpan.Zero));

        var roster = await api.GetAsync(Cleaner, "/api/alliances/shengyang/roster");
        Assert.That(roster.Status, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(roster["now"].ValueKind, Is.EqualTo(System.Text.Json.JsonValueKind.Undefined));
    }
}
