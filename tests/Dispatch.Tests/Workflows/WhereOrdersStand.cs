using System.Net;
using Dispatch.Tests.Support;
using static Dispatch.Tests.Support.Situations;

namespace Dispatch.Tests.Workflows;

[TestFixture("sqlite")]
[TestFixture("postgres", Category = "postgres")]
sealed class WhereOrdersStand(string engine)
{
    ApiHost api = null!;

    [OneTimeSetUp]
    public async Task Starts()
    {
        api = await ApiHost.StartAsync(engine: engine);
        await api.FileAsync();
        await api.FileAsync();
        await api.AssignedAsync();
        // Of the other workflow, at a stage of the same name.
        var post = await api.PostAsync(
            CommunityWorker, "/api/orders", """{"workflow":"volunteer-post","category":"V01","title":"周末清洁岗"}""");
        Assert.That(post.Status, Is.EqualTo(HttpStatusCode.Created), post.Text);
        // Ended, and so in no number.
        var ended = await api.FileAsync();
        await api.TakeAsync(Secretary, ended, "refuse", """{"reason":"不属于本联盟"}""");
    }

    [OneTimeTearDown]
    public async Task Stops() => await api.DisposeAsync();

    [Test]
    public async Task Is_counted_for_each_stage_that_somebody_holds()
    {
        var reply = await api.GetAsync(Secretary, "/api/workflows/merchant-order/counts");

        Assert.That(Counts(reply), Is.EqualTo(
            (string[])["filed 2 0", "accepted 0 0", "assigned 1 0", "offered 0 0", "claimed 0 0", "resolved 0 0"]), reply.Text);
        Assert.That(Counts(await api.GetAsync(Secretary, "/api/workflows/volunteer-post/counts"))[0], Is.EqualTo("filed 1 0"));
    }

    [Test]
    public async Task Opens_exactly_the_orders_that_were_counted()
    {
        foreach (var workflow in (string[])["merchant-order", "volunteer-post"])
        {
            foreach (var stage in (await api.GetAsync(Secretary, $"/api/workflows/{workflow}/counts"))["stages"].EnumerateArray())
            {
                var list = await api.GetAsync(
                    Secretary, $"/api/orders?workflow={workflow}&stage={stage.GetProperty("stage").GetString()}&open=true");
                Assert.That(list["total"].GetInt32(), Is.EqualTo(stage.GetProperty("orders").GetInt32()), list.Text);
            }
        }
    }

    [Test]
    public async Task Is_for_those_who_see_all_orders_of_the_alliance()
    {
        Assert.That((await api.GetAsync(TeaMerchant, "/api/workflows/merchant-order/counts")).Status, Is.EqualTo(HttpStatusCode.Forbidden));
        Assert.That(
            (await api.GetAsync(Stranger, "/api/workflows/merchant-order/counts?alliance=shengyang")).Status,
            Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That((await api.GetAsync(Secretary, "/api/workflows/none/counts")).Status, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That(
            Counts(await api.GetAsync(Admin, "/api/workflows/merchant-order/counts?alliance=qinghe")), Has.All.EndsWith(" 0 0"));
    }

    static IReadOnlyList<string> Counts(Reply reply) =>
    [
        .. reply["stages"].EnumerateArray().Select(stage =>
            $"{stage.GetProperty("stage").GetString()} {stage.GetProperty("orders").GetInt32()} {stage.GetProperty("late").GetInt32()}"),
    ];
}
