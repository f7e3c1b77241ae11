using System.Net;
using static Dispatch.Tests.Http.Answers;
using static Dispatch.Tests.Support.Situations;

namespace Dispatch.Tests.Accounts;

/// <summary>A person without a role reads nothing, but for their own account.</summary>
sealed class WhoeverActsForNobody : APageFixture
{
    const string Title = "不该看到的一单";

    string number = "";

    [SetUp]
    public async Task Takes_the_role_from_the_community_worker()
    {
        number = await Api.FileAsync(Title);
        await Api.MoveAsync(CommunityWorker with { Roles = [] });
    }

    [TestCase("/api/orders")]
    [TestCase("/api/orders?q=不该")]
    [TestCase("/api/alliances")]
    [TestCase("/api/alliances/shengyang")]
    [TestCase("/api/alliances/shengyang/members")]
    [TestCase("/api/alliances/shengyang/roster")]
    [TestCase("/api/alliances/shengyang/agenda")]
    [TestCase("/api/alliances/shengyang/handover")]
    [TestCase("/api/workflows")]
    [TestCase("/api/workflows/merchant-order/counts")]
    [TestCase("/api/calendars")]
    [TestCase("/api/reports")]
    [TestCase("/api/audit")]
    [TestCase("/api/me/feed")]
    public async Task Reads_nothing_over_HTTP(string address) =>
        IsProblem(await Api.GetAsync(CommunityWorker, address), HttpStatusCode.Forbidden, "forbidden");

    [Test]
    public async Task Finds_no_order_and_no_work_and_takes_no_step()
    {
        foreach (var address in (string[])["", "/deadlines"])
            IsProblem(await Api.GetAsync(CommunityWorker, $"/api/orders/{number}{address}"), HttpStatusCode.NotFound, "no-such-order");
        Assert.That((await Api.GetAsync(CommunityWorker, "/api/work")).Numbers, Is.Empty);
        IsProblem(
            await Api.PostAsync(CommunityWorker, $"/api/orders/{number}/steps/comment", """{"text":"x"}"""),
            HttpStatusCode.NotFound, "no-such-order");
        IsProblem(
            await Api.PostAsync(CommunityWorker, "/api/orders", """{"category":"0110","title":"x"}"""),
            HttpStatusCode.Forbidden, "wrong-desk");
        Assert.That((await Api.GetAsync(CommunityWorker, "/api/me")).Status, Is.EqualTo(HttpStatusCode.OK), "but who they are");
    }

    [Test]
    public async Task Reads_nothing_on_pages_but_their_account()
    {
        var browser = await SignedInAsync(CommunityWorker);

        foreach (var address in (string[])
            ["/orders", "/orders/new", "/orders/workbook", "/meeting", "/reports", "/workflow", "/roster", "/registers", "/handover"])
            Assert.That((await browser.OpenAsync(address)).Status, Is.AnyOf(HttpStatusCode.Forbidden, HttpStatusCode.NotFound), address);
        Assert.That((await browser.OpenAsync($"/orders/{number}")).Status, Is.EqualTo(HttpStatusCode.NotFound));
        var work = await browser.OpenAsync("/work");
        Assert.That(work.Status, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(work.Text, Does.Not.Contain(Title));
        Assert.That((await browser.OpenAsync("/account")).Status, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task Has_a_feed_no_more()
    {
        await Api.MoveAsync(CommunityWorker);
        var feed = new Uri((await Api.PostAsync(CommunityWorker, "/api/me/feed"))["deadlines"].GetString()!).AbsolutePath;
        Assert.That((await Api.GetAsync(null, feed)).Status, Is.EqualTo(HttpStatusCode.OK));

        await Api.MoveAsync(CommunityWorker with { Roles = [] });

        IsProblem(await Api.GetAsync(null, feed), HttpStatusCode.NotFound, "no-such-feed");
    }
}
