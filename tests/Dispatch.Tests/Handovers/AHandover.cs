using System.Net;
using System.Text.Json;
using Dispatch.Accounts;
using Dispatch.Tests.Support;
using static Dispatch.Tests.Support.Situations;

namespace Dispatch.Tests.Handovers;

/// <summary>What the chair of November leaves to that of December.</summary>
[TestFixture("sqlite")]
[TestFixture("postgres", Category = "postgres")]
sealed class AHandover(string engine)
{
    const string Address = "/api/alliances/shengyang/handover";

    ApiHost api = null!;

    [SetUp]
    public async Task Starts() => api = await ApiHost.StartAsync(engine: engine);

    [TearDown]
    public async Task Stops() => await api.DisposeAsync();

    Task<Reply> WriteAsync(Caller caller, string text = "茶行噪音的事答应了周五前回话。") =>
        api.PostAsync(caller, $"{Address}/notes", $$"""{"text":"{{text}}"}""");

    [Test]
    public async Task Says_who_chairs_until_when_and_who_comes_next()
    {
        var reply = await api.GetAsync(UrbanManager, Address);

        Assert.That(reply["now"].GetProperty("member").GetString(), Is.EqualTo("chengguan"), reply.Text);
        Assert.That(reply["lastDay"].GetString(), Is.EqualTo("2026-11-30"));
        Assert.That(
            (reply["next"].GetProperty("member").GetString(), reply["next"].GetProperty("from").GetString()),
            Is.EqualTo(("huanwei", "2026-12-01")));
    }

    [Test]
    public async Task Is_left_by_the_chair_its_deputy_and_the_secretariat_alone()
    {
        foreach (var caller in (Caller[])[UrbanManager, Constable, Secretary])
            Assert.That((await WriteAsync(caller)).Status, Is.EqualTo(HttpStatusCode.NoContent));
        foreach (var caller in (Caller[])[Cleaner, Banker, CommunityWorker, TeaMerchant, Admin])
            Assert.That((await WriteAsync(caller)).Status, Is.EqualTo(HttpStatusCode.Forbidden), caller.Id);
        Assert.That((await WriteAsync(Stranger)).Status, Is.EqualTo(HttpStatusCode.NotFound));

        var notes = (await api.GetAsync(Secretary, Address))["notes"].EnumerateArray().ToList();
        Assert.That(notes.Select(note => note.GetProperty("author").GetString()), Is.EquivalentTo((string[])["吴队长", "郑警官", "苏秘书"]));
        Assert.That(notes.Select(note => note.GetProperty("forDay").GetString()), Has.All.EqualTo("2026-12-01"));
    }

    [Test]
    public async Task Is_seen_by_the_chairs_of_now_and_next_the_secretariat_and_administrators()
    {
        foreach (var caller in (Caller[])[UrbanManager, Constable, Cleaner, Secretary, Admin])
            Assert.That((await api.GetAsync(caller, Address)).Status, Is.EqualTo(HttpStatusCode.OK), caller.Id);
        foreach (var caller in (Caller[])[Banker, CommunityWorker, TeaMerchant])
            Assert.That((await api.GetAsync(caller, Address)).Status, Is.EqualTo(HttpStatusCode.Forbidden), caller.Id);
    }

    [Test]
    public async Task Is_one_however_often_it_is_sent()
    {
        await WriteAsync(UrbanManager);
        await WriteAsync(UrbanManager);

        Assert.That((await api.GetAsync(Secretary, Address))["notes"].GetArrayLength(), Is.EqualTo(1));
    }

    [TestCase("", "required")]
    [TestCase("   ", "required")]
    public async Task Says_something(string text, string fault)
    {
        var reply = await WriteAsync(UrbanManager, text);

        Assert.That(reply.Status, Is.EqualTo(HttpStatusCode.UnprocessableEntity), reply.Text);
        Assert.That(reply.Text, Does.Contain(fault));
    }

    [Test]
    public async Task Waits_for_whoever_chairs_next_until_they_have_read_it()
    {
        await WriteAsync(UrbanManager);
        var note = (await api.GetAsync(Cleaner, Address))["notes"].EnumerateArray().Single();
        Assert.That(note.GetProperty("forYou").GetBoolean());
        var read = $"{Address}/notes/{note.GetProperty("id").GetInt64()}/read";

        Assert.That((await api.PostAsync(UrbanManager, read)).Status, Is.EqualTo(HttpStatusCode.Forbidden), "it is not for its author");
        Assert.That((await api.PostAsync(Cleaner, read)).Status, Is.EqualTo(HttpStatusCode.NoContent));
        Assert.That((await api.PostAsync(Cleaner, read)).Status, Is.EqualTo(HttpStatusCode.NoContent), "twice does no harm");
        Assert.That((await api.PostAsync(Cleaner, $"{Address}/notes/999/read")).Status, Is.EqualTo(HttpStatusCode.NotFound));

        var after = (await api.GetAsync(UrbanManager, Address))["notes"].EnumerateArray().Single();
        Assert.That((after.GetProperty("readBy").GetString(), after.GetProperty("forYou").GetBoolean()), Is.EqualTo(("林所长", false)));
    }

    [Test]
    public async Task Needs_somebody_to_whom_it_is_left()
    {
        api.Time.SetUtcNow(new DateTimeOffset(2026, 12, 10, 1, 0, 0, TimeSpan.Zero));

        var reply = await WriteAsync(Cleaner);

        Assert.That((reply.Status, reply.Code), Is.EqualTo((HttpStatusCode.Conflict, "no-next-chair")), reply.Text);
    }

    [Test]
    public async Task Is_told_of_whole_however_many_there_are()
    {
        for (var n = 0; n < 7; n++)
            await WriteAsync(UrbanManager, $"要紧事 {n}");
        foreach (var id in (await api.GetAsync(Cleaner, Address))["notes"].EnumerateArray().Select(IdOf).Order().Take(3).ToList())
            await api.PostAsync(Cleaner, $"{Address}/notes/{id}/read");

        List<string> told = [];
        var (address, pages) = ($"{Address}?take=2", 0);
        for (string? next = address; next is not null; pages++)
        {
            var page = await api.GetAsync(Secretary, next);
            told.AddRange(page["notes"].EnumerateArray().Select(note => note.GetProperty("text").GetString()!));
            next = page["further"] is { ValueKind: JsonValueKind.String } further ? $"{address}&after={further}" : null;
        }

        Assert.That(told, Is.EqualTo(((int[])[6, 5, 4, 3, 2, 1, 0]).Select(n => $"要紧事 {n}")), "those that wait first, each once");
        Assert.That(pages, Is.EqualTo(4));
        Assert.That((await api.GetAsync(Secretary, $"{Address}?after=soon")).Text, Does.Contain("not-a-page"));
        Assert.That((await api.GetAsync(Secretary, $"{Address}?before=1")).Status, Is.EqualTo(HttpStatusCode.UnprocessableEntity));

        static long IdOf(JsonElement note) => note.GetProperty("id").GetInt64();
    }
}
