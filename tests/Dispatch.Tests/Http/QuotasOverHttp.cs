using System.Net;
using Dispatch.Tests.Accounts;
using Dispatch.Tests.Support;
using static Dispatch.Tests.Http.Answers;
using static Dispatch.Tests.Support.Situations;

namespace Dispatch.Tests.Http;

/// <summary>A program that runs in a circle is told to wait, and nobody else is.</summary>
sealed class QuotasOverHttp : APageFixture
{
    const string Filing = """{"category":"0110","title":"门口垃圾未清"}""";

    protected override IReadOnlyDictionary<string, string?> Settings { get; } = new Dictionary<string, string?>
    {
        ["Quotas:Filings"] = "3",
        ["Quotas:FilingsUnderASource"] = "5",
        ["Quotas:Remarks"] = "2",
        ["Quotas:Requests"] = "40",
    };

    [Test]
    public async Task Are_of_filings_and_of_each_caller()
    {
        for (var number = 0; number < 3; number++)
            Assert.That((await Api.PostAsync(CommunityWorker, "/api/orders", Filing)).Status, Is.EqualTo(HttpStatusCode.Created));

        var fourth = await Api.PostAsync(CommunityWorker, "/api/orders", Filing);

        IsTooMany(fourth);
        Assert.That(int.Parse(fourth.Headers["Retry-After"]), Is.InRange(1, 1200), "a third of an hour");
        Assert.That((await Api.PostAsync(TeaMerchant, "/api/orders", Filing)).Status, Is.EqualTo(HttpStatusCode.Created), "another caller");
        Assert.That((await Api.GetAsync(CommunityWorker, "/api/orders")).Numbers, Has.Count.EqualTo(4), "reading is not filing");
    }

    [Test]
    public async Task Are_larger_for_another_system()
    {
        await Api.GiveSourceAsync(CommunityWorker, "hotline-12345");

        for (var number = 0; number < 5; number++)
            Assert.That((await FileAsync(number)).Status, Is.EqualTo(HttpStatusCode.Created));
        IsTooMany(await FileAsync(5));

        Task<Reply> FileAsync(int number) => Api.PostAsync(
            CommunityWorker, "/api/orders",
            $$"""{"category":"0110","title":"x","source":"hotline-12345","externalId":"{{number}}"}""");
    }

    [Test]
    public async Task Are_of_remarks_too()
    {
        var number = await Api.FileAsync();
        for (var remark = 0; remark < 2; remark++)
            await Api.TakeAsync(Secretary, number, "comment", """{"text":"已联系"}""");

        IsTooMany(await Api.PostAsync(Secretary, $"/api/orders/{number}/steps/comment", """{"text":"已联系"}"""));
        await Api.TakeAsync(Secretary, number, "accept");
    }

    [Test]
    public async Task Are_told_on_pages_in_a_sentence()
    {
        var browser = await SignedInAsync(CommunityWorker);
        for (var number = 0; number < 3; number++)
            Assert.That((await FileAsync()).Next, Does.StartWith("/orders/"));

        var page = await FileAsync();

        Assert.That(page.Status, Is.EqualTo(HttpStatusCode.TooManyRequests));
        Assert.That(page.Text, Does.Match("太频繁了，请 [0-9]+ 秒后再试。"));

        Task<Page> FileAsync() => browser.SendAsync("/orders/new", "step", ("category", "0110"), ("title", "门口垃圾未清"));
    }

    [Test]
    public async Task Are_of_requests_of_any_kind()
    {
        List<Reply> replies = [];
        for (var request = 0; request < 60; request++)
            replies.Add(await Api.GetAsync(Secretary, "/api/me"));

        var refused = replies.Where(reply => reply.Status != HttpStatusCode.OK).ToList();
        Assert.That(refused, Is.Not.Empty);
        Assert.That(replies.Take(40).Select(reply => reply.Status), Is.All.EqualTo(HttpStatusCode.OK));
        IsTooMany(refused[0]);
        Assert.That((await Api.GetAsync(CommunityWorker, "/api/me")).Status, Is.EqualTo(HttpStatusCode.OK), "another caller");
        Assert.That((await Api.GetAsync(Secretary, "/healthz")).Status, Is.EqualTo(HttpStatusCode.OK), "not of whoever looks after it");
    }

    [Test]
    public async Task Are_of_strangers_by_their_address()
    {
        List<Reply> replies = [];
        for (var request = 0; request < 260; request++)
            replies.Add(await Api.GetAsync(null, "/api/me", ("Authorization", $"Bearer guess-{request}")));

        Assert.That(replies.Select(reply => reply.Status), Does.Contain(HttpStatusCode.TooManyRequests));
        Assert.That((await Api.GetAsync(Secretary, "/api/me")).Status, Is.EqualTo(HttpStatusCode.OK));
    }

    static void IsTooMany(Reply reply)
    {
        IsProblem(reply, HttpStatusCode.TooManyRequests, "too-many");
        Assert.That(int.Parse(reply.Headers["Retry-After"]), Is.AtLeast(1));
    }
}
