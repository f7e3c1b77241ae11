using System.Net;
using System.Text.Json;
using Dispatch.Server.Playing;
using Dispatch.Tests.Accounts;
using Dispatch.Tests.Support;
using Dispatch.Workflows;
using static Dispatch.Tests.Http.Answers;
using static Dispatch.Tests.Support.Situations;

namespace Dispatch.Tests.Http;

/// <summary>An order with hundreds of remarks is as small to read as any, and all of them can be read.</summary>
sealed class ALongHistory : APageFixture
{
    const int Remarks = 300;

    string number = "";

    [SetUp]
    public async Task Says_much_about_an_order()
    {
        number = await Api.FileAsync();
        for (var remark = 1; remark <= Remarks; remark++)
            await Api.TakeAsync(Secretary, number, "comment", $$"""{"text":"第{{remark}}条{{new string('说', 200)}}"}""");
    }

    [Test]
    public async Task Is_told_from_the_end_page_by_page()
    {
        var order = await Api.GetAsync(Secretary, $"/api/orders/{number}");
        Assert.That(order["steps"].GetArrayLength(), Is.EqualTo(50));
        Assert.That(order.Text, Has.Length.LessThan(40_000));
        Assert.That(order["version"].GetInt32(), Is.EqualTo(Remarks + 1));

        List<int> seen = [.. SequencesOf(order)];
        for (var page = order; page["earlier"].ValueKind == JsonValueKind.Number;)
        {
            page = await Api.GetAsync(Secretary, $"/api/orders/{number}/steps?before={page["earlier"].GetInt32()}&take=100");
            Assert.That(page["steps"].GetArrayLength(), Is.AtMost(100));
            seen.InsertRange(0, SequencesOf(page));
        }

        Assert.That(seen, Is.EqualTo(Enumerable.Range(1, Remarks + 1)));
        var taken = await Api.TakeAsync(Secretary, number, "comment", """{"text":"又一条"}""");
        Assert.That(taken["steps"].GetArrayLength(), Is.EqualTo(50), "nor is the answer to a step longer");
    }

    [TestCase("before=0", "before", "not-a-page")]
    [TestCase("before=x", "before", "not-a-page")]
    [TestCase("take=1000", "take", "a-whole-number-from-1-to-200")]
    [TestCase("after=1", "after", "unknown-field")]
    public async Task Is_asked_for_in_words_that_are_known(string query, string field, string fault) =>
        IsFault(await Api.GetAsync(Secretary, $"/api/orders/{number}/steps?{query}"), field, fault);

    [Test]
    public async Task Is_not_for_those_who_may_not_see_the_order() =>
        IsProblem(await Api.GetAsync(Stranger, $"/api/orders/{number}/steps"), HttpStatusCode.NotFound, "no-such-order");

    [Test]
    public async Task Is_shown_on_its_page_from_the_end()
    {
        var browser = await SignedInAsync(Secretary);

        var latest = await browser.OpenAsync($"/orders/{number}");
        Assert.That(latest.Text, Does.Contain($"第{Remarks}条").And.Not.Contain("第200条"));
        Assert.That(latest.Text, Does.Contain($"/orders/{number}?before=252#history-title"));
        var earlier = await browser.OpenAsync($"/orders/{number}?before=252");
        Assert.That(earlier.Text, Does.Contain("第250条").And.Contain("第201条").And.Not.Contain($"第{Remarks}条"));
        Assert.That(earlier.Text, Does.Contain("最新的过程"));
    }

    [Test]
    public async Task Is_read_whole_by_whoever_plays()
    {
        WorkflowLibrary workflows = new(Api.Database, Api.Time);
        await workflows.LoadAsync(WorkflowFolder);
        await using HttpPlayChannel channel = new(Api.Url, new TokenCache(Api.Database, Api.Time), workflows);

        var order = await channel.ReadAsync(new Players(Shengyang, [Secretary]), number, default);

        Assert.That((order!.Version, order.Stage), Is.EqualTo((Remarks + 1, "filed")));
    }

    static IEnumerable<int> SequencesOf(Reply page) =>
        page["steps"].EnumerateArray().Select(step => step.GetProperty("sequence").GetInt32());
}
