using System.Net;
using Dispatch.Accounts;
using static Dispatch.Tests.Http.Answers;
using static Dispatch.Tests.Support.Situations;

namespace Dispatch.Tests.Http;

sealed class TakingAStepOverHttp : AnApiFixture
{
    [Test]
    public async Task Steps_bring_an_order_from_filing_to_its_end()
    {
        var number = await Api.AssignedAsync();
        await Api.TakeAsync(UrbanManager, number, "claim");
        await Api.TakeAsync(Cleaner, number, "claim");
        await Api.TakeAsync(Cleaner, number, "resolve", """{"note":"已清运"}""");
        await Api.TakeAsync(UrbanManager, number, "resolve", """{"note":"已清理","photos":["https://example.org/1.jpg"]}""");
        var closed = await Api.TakeAsync(CommunityWorker, number, "confirm", """{"rating":5}""");

        Assert.That(closed["stage"].GetString(), Is.EqualTo("closed"));
        Assert.That(closed["desk"].ValueKind, Is.EqualTo(System.Text.Json.JsonValueKind.Undefined));
        Assert.That(closed.Headers["ETag"], Is.EqualTo("\"8\""));
        var steps = closed["steps"].EnumerateArray().ToList();
        Assert.That(
            steps.Select(step => step.GetProperty("step").GetString()),
            Is.EqualTo((string[])["file", "accept", "assign", "claim", "claim", "resolve", "resolve", "confirm"]));
        Assert.That(steps[6].GetProperty("actor").GetProperty("name").GetString(), Is.EqualTo("吴队长"));
        Assert.That(steps[6].GetProperty("from").GetString(), Is.EqualTo("claimed"));
        Assert.That(steps[6].GetProperty("to").GetString(), Is.EqualTo("resolved"));
        Assert.That(steps[7].GetProperty("input").GetProperty("rating").GetInt32(), Is.EqualTo(5));
    }

    [Test]
    public async Task An_order_lists_the_steps_that_the_caller_can_take()
    {
        var number = await Api.FileAsync();
        var forSecretary = await Api.GetAsync(Secretary, $"/api/orders/{number}");
        var forCleaner = await Api.GetAsync(Cleaner, $"/api/orders/{number}");

        Assert.That(
            forSecretary.Texts("can"),
            Is.EquivalentTo((string[])["accept", "refuse", "merge", "correct", "comment", "attach", "suspend"]));
        Assert.That(forCleaner.Texts("can"), Is.EquivalentTo((string[])["comment", "attach"]));
    }

    [Test]
    public async Task A_step_can_be_taken_back_as_long_as_the_order_says()
    {
        var number = await Api.AssignedAsync();
        var since = (await Api.GetAsync(UrbanManager, $"/api/orders/{number}"))["since"].GetDateTimeOffset();
        var forChair = await Api.GetAsync(UrbanManager, $"/api/orders/{number}");
        Assert.That(forChair.Texts("can"), Does.Contain("recall").And.Contain("reassign"));
        Assert.That(forChair["until"].GetProperty("recall").GetDateTimeOffset(), Is.EqualTo(since.AddHours(24)));
        var forSecretary = await Api.GetAsync(Secretary, $"/api/orders/{number}");
        Assert.That(forSecretary["until"].ValueKind, Is.EqualTo(System.Text.Json.JsonValueKind.Undefined));

        var recalled = await Api.TakeAsync(UrbanManager, number, "recall", """{"reason":"派错单位"}""");

        Assert.That(recalled["stage"].GetString(), Is.EqualTo("accepted"));
        Assert.That(recalled["steps"][3].GetProperty("input").GetProperty("step").GetString(), Is.EqualTo("assign"));
        var again = await Api.PostAsync(UrbanManager, $"/api/orders/{number}/steps/recall");
        IsProblem(again, HttpStatusCode.Conflict, "nothing-to-recall");
        Assert.That(again["title"].GetString(), Is.EqualTo("没有可以由您撤回的环节。"));
    }

    [Test]
    public async Task A_step_that_somebody_has_acted_on_cannot_be_taken_back()
    {
        var number = await Api.AssignedAsync();
        await Api.TakeAsync(Cleaner, number, "claim");

        IsProblem(await Api.PostAsync(UrbanManager, $"/api/orders/{number}/steps/recall"), HttpStatusCode.Conflict, "acted-on");
    }

    [Test]
    public async Task Category_and_urgency_are_corrected_and_the_limit_with_them()
    {
        var number = await Api.AssignedAsync();
        var claimed = await Api.TakeAsync(UrbanManager, number, "claim");
        Assert.That(claimed.Texts("can"), Does.Contain("correct"));
        Assert.That(claimed["due"].GetDateTimeOffset(), Is.GreaterThan(Api.Time.GetUtcNow().AddDays(2)));

        var corrected = await Api.TakeAsync(
            UrbanManager, number, "correct", """{"category":"0128","urgency":"urgent","reason":"音响，不是垃圾"}""");

        Assert.That(
            (corrected["category"].GetString(), corrected["urgency"].GetString(), corrected["stage"].GetString()),
            Is.EqualTo(("0128", "urgent", "claimed")));
        Assert.That(
            corrected["due"].GetDateTimeOffset(), Is.EqualTo(corrected["since"].GetDateTimeOffset().AddHours(2)),
            "two urgent hours from the dispatch");
        Assert.That(corrected["steps"][0].GetProperty("input").GetProperty("category").GetString(), Is.EqualTo("0110"), "what was said");
        IsProblem(
            await Api.PostAsync(Cleaner, $"/api/orders/{number}/steps/correct", """{"urgency":"normal"}"""),
            HttpStatusCode.Conflict,
            "not-your-part");
        IsFault(await Api.PostAsync(UrbanManager, $"/api/orders/{number}/steps/correct", """{"category":"9999"}"""), "category", "unknown");
        IsFault(await Api.PostAsync(UrbanManager, $"/api/orders/{number}/steps/correct"), "category", "required");
        await Api.TakeAsync(UrbanManager, number, "resolve", """{"note":"已处理","reason":"协办另行办理"}""");
        IsProblem(
            await Api.PostAsync(UrbanManager, $"/api/orders/{number}/steps/correct", """{"urgency":"normal"}"""),
            HttpStatusCode.Conflict,
            "wrong-stage");
    }

    [Test]
    public async Task A_step_of_another_desk_is_refused()
    {
        var reply = await Api.PostAsync(Cleaner, $"/api/orders/{await Api.FileAsync()}/steps/accept");

        IsProblem(reply, HttpStatusCode.Forbidden, "wrong-desk");
        Assert.That(reply.Texts("names"), Is.EqualTo((string[])["accept", "secretariat"]));
    }

    [Test]
    public async Task A_step_that_the_stage_does_not_allow_is_refused() =>
        IsProblem(
            await Api.PostAsync(UrbanManager, $"/api/orders/{await Api.FileAsync()}/steps/claim"), HttpStatusCode.Conflict, "wrong-stage");

    [Test]
    public async Task A_step_on_a_part_that_the_caller_cannot_change_is_refused()
    {
        var number = await Api.AssignedAsync();
        await Api.TakeAsync(UrbanManager, number, "claim");

        IsProblem(await Api.PostAsync(UrbanManager, $"/api/orders/{number}/steps/claim"), HttpStatusCode.Conflict, "already-claimed");
        IsProblem(
            await Api.PostAsync(Cleaner, $"/api/orders/{number}/steps/resolve", """{"note":"x"}"""),
            HttpStatusCode.Conflict,
            "not-your-part");
        IsProblem(
            await Api.PostAsync(UrbanManager, $"/api/orders/{number}/steps/resolve", """{"note":"x"}"""),
            HttpStatusCode.Conflict,
            "support-open");
    }

    [Test]
    public async Task A_step_that_was_taken_too_often_is_refused()
    {
        var number = await Api.FileAsync();
        await Api.TakeAsync(Secretary, number, "accept");
        foreach (var _ in Enumerable.Range(1, 2))
        {
            await Api.TakeAsync(UrbanManager, number, "assign", """{"lead":"huanwei"}""");
            await Api.TakeAsync(Cleaner, number, "return", """{"reason":"非职责范围"}""");
        }

        await Api.TakeAsync(UrbanManager, number, "assign", """{"lead":"huanwei"}""");

        IsProblem(
            await Api.PostAsync(Cleaner, $"/api/orders/{number}/steps/return", """{"reason":"x"}"""), HttpStatusCode.Conflict, "used-up");
    }

    [Test]
    public async Task A_claim_after_the_last_place_was_taken_is_refused()
    {
        var filed = await Api.PostAsync(
            CommunityWorker, "/api/orders", """{"workflow":"volunteer-post","category":"V01","title":"周末清扫"}""");
        var number = filed["number"].GetString()!;
        await Api.TakeAsync(CommunityWorker, number, "offer", """{"places":2}""");
        await Api.TakeAsync(Banker, number, "claim");
        await Api.TakeAsync(Banker, number, "resolve", """{"note":"已扫"}""");
        IsProblem(await Api.PostAsync(Banker, $"/api/orders/{number}/steps/claim"), HttpStatusCode.Conflict, "already-claimed");
        await Api.TakeAsync(SecondBanker, number, "claim");

        IsProblem(await Api.PostAsync(Cleaner, $"/api/orders/{number}/steps/claim"), HttpStatusCode.Conflict, "wrong-stage");
    }

    [Test]
    public async Task An_acceptance_is_refused_while_nobody_has_claimed()
    {
        var filed = await Api.PostAsync(
            CommunityWorker, "/api/orders", """{"workflow":"volunteer-post","category":"V01","title":"无人认领"}""");
        var number = filed["number"].GetString()!;
        await Api.TakeAsync(CommunityWorker, number, "offer", """{"places":2}""");

        IsProblem(await Api.PostAsync(CommunityWorker, $"/api/orders/{number}/steps/accept"), HttpStatusCode.Conflict, "nobody-claimed");
    }

    [Test]
    public async Task Faults_of_the_input_of_a_step_are_reported()
    {
        var number = await Api.FileAsync();

        IsFault(await Api.PostAsync(Secretary, $"/api/orders/{number}/steps/refuse"), "reason", "required");
        IsFault(await Api.PostAsync(Secretary, $"/api/orders/{number}/steps/refuse", "{}"), "reason", "required");
        IsFault(
            await Api.PostAsync(Secretary, $"/api/orders/{number}/steps/accept", """{"urgency":"very"}"""),
            "urgency",
            "one-of-normal-raised-urgent");
        IsFault(await Api.PostAsync(Secretary, $"/api/orders/{number}/steps/accept", """{"note":"x"}"""), "note", "unknown-field");
        await Api.TakeAsync(Secretary, number, "accept");
        IsFault(
            await Api.PostAsync(UrbanManager, $"/api/orders/{number}/steps/assign", """{"lead":"nobody"}"""), "lead", "unknown-member");
        IsFault(
            await Api.PostAsync(UrbanManager, $"/api/orders/{number}/steps/assign", """{"lead":"huanwei","support":"paichusuo"}"""),
            "support", "not-a-list-of-texts");
        IsFault(await Api.PostAsync(UrbanManager, $"/api/orders/{number}/steps/offer", """{"places":3}"""), "places", "not-taken-here");
    }

    [TestCase("file")]
    [TestCase("fly")]
    public async Task An_unknown_step_is_not_found(string step) =>
        IsProblem(
            await Api.PostAsync(Secretary, $"/api/orders/{await Api.FileAsync()}/steps/{step}"), HttpStatusCode.NotFound, "no-such-step");

    [Test]
    public async Task A_step_on_an_unknown_order_is_not_found() =>
        IsProblem(await Api.PostAsync(Secretary, "/api/orders/SY-20261123-9999/steps/accept"), HttpStatusCode.NotFound, "no-such-order");

    [TestCase("\"1\"")]
    [TestCase("W/\"1\"")]
    [TestCase("1")]
    [TestCase("*")]
    public async Task A_step_at_the_current_version_is_taken(string version)
    {
        var reply = await Api.PostAsync(Secretary, $"/api/orders/{await Api.FileAsync()}/steps/accept", null, ("If-Match", version));

        Assert.That(reply.Status, Is.EqualTo(HttpStatusCode.OK), reply.Text);
        Assert.That(reply.Headers["ETag"], Is.EqualTo("\"2\""));
    }

    [Test]
    public async Task A_step_at_a_stale_version_is_refused_and_changes_nothing()
    {
        var number = await Api.FileAsync();

        var reply = await Api.PostAsync(Secretary, $"/api/orders/{number}/steps/accept", null, ("If-Match", "\"7\""));

        IsProblem(reply, HttpStatusCode.PreconditionFailed, "stale-version");
        Assert.That(reply.Texts("names"), Is.EqualTo((string[])["1"]));
        var order = await Api.GetAsync(Secretary, $"/api/orders/{number}");
        Assert.That(order["version"].GetInt32(), Is.EqualTo(1));
    }

    [TestCase("")]
    [TestCase("\"one\"")]
    [TestCase("\"1\", \"2\"")]
    [TestCase("-1")]
    [TestCase("99999999999")]
    public async Task A_malformed_version_is_refused(string version) =>
        IsProblem(
            await Api.PostAsync(Secretary, $"/api/orders/{await Api.FileAsync()}/steps/accept", null, ("If-Match", version)),
            HttpStatusCode.BadRequest, "malformed-if-match");

    [Test]
    public async Task A_step_with_a_repeated_key_repeats_the_answer_only()
    {
        var number = await Api.FileAsync();
        (string, string) key = ("Idempotency-Key", "accept-once");
        var first = await Api.PostAsync(Secretary, $"/api/orders/{number}/steps/accept", null, key);
        var again = await Api.PostAsync(Secretary, $"/api/orders/{number}/steps/accept", null, key);

        Assert.That((first.Status, again.Status), Is.EqualTo((HttpStatusCode.OK, HttpStatusCode.OK)));
        Assert.That(again.Text, Is.EqualTo(first.Text));
        var order = await Api.GetAsync(Secretary, $"/api/orders/{number}");
        Assert.That(order["steps"].GetArrayLength(), Is.EqualTo(2));
    }

    [Test]
    public async Task A_key_that_was_refused_stays_refused()
    {
        var number = await Api.FileAsync();
        (string, string) key = ("Idempotency-Key", "assign-too-early");
        const string Input = """{"lead":"huanwei"}""";
        var first = await Api.PostAsync(UrbanManager, $"/api/orders/{number}/steps/assign", Input, key);
        await Api.TakeAsync(Secretary, number, "accept");
        var again = await Api.PostAsync(UrbanManager, $"/api/orders/{number}/steps/assign", Input, key);

        IsProblem(first, HttpStatusCode.Conflict, "wrong-stage");
        Assert.That(again.Text, Is.EqualTo(first.Text));
        var order = await Api.GetAsync(Secretary, $"/api/orders/{number}");
        Assert.That(order["stage"].GetString(), Is.EqualTo("accepted"));
    }

    [Test]
    public async Task A_key_that_was_used_on_another_order_is_refused()
    {
        (string, string) key = ("Idempotency-Key", "one-key-for-all");
        var (one, other) = (await Api.FileAsync(), await Api.FileAsync());
        await Api.PostAsync(Secretary, $"/api/orders/{one}/steps/accept", null, key);

        var reply = await Api.PostAsync(Secretary, $"/api/orders/{other}/steps/accept", null, key);

        IsProblem(reply, HttpStatusCode.UnprocessableEntity, "key-used");
    }

    [Test]
    public async Task A_key_that_was_used_with_another_input_is_refused()
    {
        (string, string) key = ("Idempotency-Key", "one-comment");
        var steps = $"/api/orders/{await Api.FileAsync()}/steps";
        await Api.PostAsync(Secretary, $"{steps}/comment", """{"text":"已联系"}""", key);

        var reply = await Api.PostAsync(Secretary, $"{steps}/comment", """{"text":"已修好"}""", key);

        IsProblem(reply, HttpStatusCode.UnprocessableEntity, "key-used");
    }

    [Test]
    public async Task Two_callers_may_use_the_same_key()
    {
        (string, string) key = ("Idempotency-Key", "shared");
        var number = await Api.FileAsync();
        Caller[] both = [Secretary, Cleaner];
        foreach (var caller in both)
        {
            var reply = await Api.PostAsync(caller, $"/api/orders/{number}/steps/comment", """{"text":"收到"}""", key);
            Assert.That(reply.Status, Is.EqualTo(HttpStatusCode.OK));
        }

        var order = await Api.GetAsync(Secretary, $"/api/orders/{number}");
        Assert.That(order["version"].GetInt32(), Is.EqualTo(3));
    }
}
