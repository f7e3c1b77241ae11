using System.Net;
using Dispatch.Accounts;
using static Dispatch.Tests.Http.Answers;
using static Dispatch.Tests.Support.Situations;

namespace Dispatch.Tests.Http;

sealed class ReadingOverHttp : AnApiFixture
{
    [Test]
    public async Task An_order_has_its_version_as_its_ETag()
    {
        var number = await Api.AssignedAsync();

        var order = await Api.GetAsync(UrbanManager, $"/api/orders/{number}");

        Assert.That(order.Status, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(order.Headers["ETag"], Is.EqualTo("\"3\""));
        Assert.That(order["workflow"].GetString(), Is.EqualTo("merchant-order"));
        Assert.That(order["workflowVersion"].GetInt32(), Is.EqualTo(MerchantOrder.Version));
        Assert.That(order["urgency"].GetString(), Is.EqualTo("normal"));
        Assert.That(order["assignments"].ToString(), Is.EqualTo(
            """[{"member":"chengguan","part":"lead","state":"assigned"},{"member":"huanwei","part":"support","state":"assigned"}]"""));
    }

    [Test]
    public async Task An_order_is_hidden_from_other_alliances_and_other_merchants()
    {
        var number = await Api.FileAsync();
        Caller[] outsiders = [Stranger, NoodleMerchant];
        foreach (var outsider in outsiders)
        {
            IsProblem(await Api.GetAsync(outsider, $"/api/orders/{number}"), HttpStatusCode.NotFound, "no-such-order");
            IsProblem(
                await Api.PostAsync(outsider, $"/api/orders/{number}/steps/comment", """{"text":"x"}"""),
                HttpStatusCode.NotFound,
                "no-such-order");
        }
    }

    [Test]
    public async Task A_phone_number_is_masked_for_those_who_need_not_call()
    {
        var number = await Api.AssignedAsync();
        Caller[] needing = [CommunityWorker, UrbanManager, Cleaner];
        Caller[] others = [Secretary, Constable, Admin];

        foreach (var caller in needing)
            Assert.That(
                (await Api.GetAsync(caller, $"/api/orders/{number}"))["merchant"].GetProperty("phone").GetString(),
                Is.EqualTo("13800001234"));
        foreach (var caller in others)
        {
            var order = await Api.GetAsync(caller, $"/api/orders/{number}");
            Assert.That(order["merchant"].GetProperty("phone").GetString(), Is.EqualTo("138****1234"));
            Assert.That(order.Text, Does.Not.Contain("13800001234"), "nor in the history");
            Assert.That(
                order["steps"][0].GetProperty("input").GetProperty("merchant").GetProperty("phone").GetString(),
                Is.EqualTo("138****1234"));
        }
    }

    [Test]
    public async Task A_phone_number_is_masked_in_the_answer_to_a_step()
    {
        var number = await Api.FileAsync();

        var comment = await Api.TakeAsync(Cleaner, number, "comment", """{"text":"已知悉"}""");

        Assert.That(comment.Text, Does.Not.Contain("13800001234"));
    }

    [Test]
    public async Task An_order_that_a_merchant_files_has_its_name_and_phone()
    {
        var filed = await Api.PostAsync(TeaMerchant, "/api/orders", """{"category":"0128","title":"半夜施工"}""");
        var number = filed["number"].GetString();

        Assert.That(filed["merchant"].GetProperty("name").GetString(), Is.EqualTo("林记茶行"));
        Assert.That(filed["merchant"].GetProperty("phone").GetString(), Is.EqualTo("13800000001"));
        var forCleaner = await Api.GetAsync(Cleaner, $"/api/orders/{number}");
        Assert.That(forCleaner["merchant"].GetProperty("phone").GetString(), Is.EqualTo("138****0001"));
    }

    [Test]
    public async Task A_caller_is_told_who_they_are()
    {
        var me = await Api.GetAsync(UrbanManager, "/api/me");

        Assert.That(me.Text, Is.EqualTo(
            """{"id":"wu","name":"吴队长","alliance":"shengyang","member":"chengguan","roles":[],"desks":["chair","member","pool"]}"""));
    }

    [Test]
    public async Task Callers_see_their_own_alliance_and_an_administrator_sees_all()
    {
        Assert.That(await CodesAsync(Cleaner), Is.EqualTo((string[])["shengyang"]));
        Assert.That(await CodesAsync(Admin), Is.EqualTo((string[])["qinghe", "shengyang"]));

        async Task<IEnumerable<string?>> CodesAsync(Caller caller) =>
            (await Api.GetAsync(caller, "/api/alliances"))["alliances"].EnumerateArray()
                .Select(alliance => alliance.GetProperty("code").GetString());
    }

    [Test]
    public async Task An_alliance_is_shown_with_its_members_and_its_roster()
    {
        var alliance = await Api.GetAsync(Cleaner, "/api/alliances/shengyang");
        var members = await Api.GetAsync(Cleaner, "/api/alliances/shengyang/members");
        var roster = await Api.GetAsync(Cleaner, "/api/alliances/shengyang/roster");

        Assert.That(alliance["name"].GetProperty("zh").GetString(), Is.EqualTo("声阳商圈党建联盟"));
        Assert.That(alliance["categories"][0].GetProperty("code").GetString(), Is.EqualTo("0110"));
        Assert.That(alliance.Text, Does.Not.Contain("13800000001"));
        Assert.That(
            members["members"][1].ToString(),
            Is.EqualTo("""
                {"code":"huanwei","name":{"zh":"环卫所","en":"Sanitation"},"duties":["0110","V01"],"hasPeople":true,"hasLeft":false}
                """));
        Assert.That(
            roster["now"].ToString(),
            Is.EqualTo("""{"from":"2026-11-01","until":"2026-11-30","member":"chengguan","deputy":"paichusuo"}"""));
        Assert.That(roster["turns"].GetArrayLength(), Is.EqualTo(2));
    }

    [TestCase("/api/alliances/qinghe")]
    [TestCase("/api/alliances/qinghe/members")]
    [TestCase("/api/alliances/qinghe/roster")]
    [TestCase("/api/alliances/nowhere")]
    public async Task An_alliance_of_others_cannot_be_read(string address) =>
        IsProblem(await Api.GetAsync(Cleaner, address), HttpStatusCode.NotFound, "no-such-alliance");

    [Test]
    public async Task Workflows_are_shown_with_their_stages_and_text()
    {
        var all = await Api.GetAsync(Cleaner, "/api/workflows");
        var one = await Api.GetAsync(Cleaner, "/api/workflows/merchant-order");

        Assert.That(
            all["workflows"].EnumerateArray().Select(workflow => workflow.GetProperty("name").GetString()),
            Is.EqualTo((string[])["merchant-order", "volunteer-post"]));
        var filed = one["stages"][0];
        Assert.That(filed.GetProperty("desk").GetString(), Is.EqualTo("secretariat"));
        Assert.That(filed.GetProperty("limit").ToString(), Is.EqualTo("""{"amount":2,"unit":"workingHours"}"""));
        Assert.That(filed.GetProperty("steps")[1].ToString(), Does.StartWith(
            """{"step":"refuse","to":"refused","when":"taken","desks":["secretariat"],"inputs":[{"name":"reason","required":true}]"""));
        Assert.That(one["text"].GetString(), Does.Contain("workflow: merchant-order"));
        IsProblem(await Api.GetAsync(Cleaner, "/api/workflows/none"), HttpStatusCode.NotFound, "no-such-workflow");
    }
}
