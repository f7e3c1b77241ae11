using System.Net;
using Dispatch.Accounts;
using Dispatch.Tests.Support;
using static Dispatch.Tests.Http.Answers;
using static Dispatch.Tests.Support.Situations;

namespace Dispatch.Tests.Http;

/// <summary>Orders that the house files for a merchant are the merchant's; what the house says to itself is not.</summary>
sealed class FilingOnBehalf : AnApiFixture
{
    [Test]
    public async Task An_order_that_names_a_merchant_is_that_merchants_own()
    {
        var number = await FiledAsync("""{"code":"lin-tea"}""");

        Assert.That((await Api.GetAsync(TeaMerchant, "/api/orders?take=200")).Numbers, Does.Contain(number));
        var seen = await Api.GetAsync(TeaMerchant, $"/api/orders/{number}");
        Assert.That(seen["merchant"].GetProperty("name").GetString(), Is.EqualTo("林记茶行"));
        Assert.That(seen["merchant"].GetProperty("code").GetString(), Is.EqualTo("lin-tea"));
        IsProblem(await Api.GetAsync(NoodleMerchant, $"/api/orders/{number}"), HttpStatusCode.NotFound, "no-such-order");

        await ResolveAsync(number);
        await Api.TakeAsync(TeaMerchant, number, "confirm", """{"rating":2}""");
        await Api.TakeAsync(TeaMerchant, number, "reopen", """{"reason":"又堆起来了"}""");
        await Api.TakeAsync(TeaMerchant, number, "withdraw");
    }

    [TestCase("""{"name":"林记茶行","phone":"13800000001"}""", true, TestName = "Name_and_telephone_find_the_merchant")]
    [TestCase("""{"name":" 林记 茶行","phone":"+86 138-0000-0001"}""", true, TestName = "Spaces_and_country_do_not_matter")]
    [TestCase("""{"name":"林记　茶行","phone":"＋８６ １３８－００００－０００１"}""", true, TestName = "Width_does_not_matter")]
    [TestCase("""{"name":"林记茶行"}""", false, TestName = "A_name_alone_is_not_beyond_doubt")]
    [TestCase("""{"phone":"13800000001"}""", false, TestName = "A_telephone_alone_is_not_beyond_doubt")]
    [TestCase("""{"name":"陈记面馆","phone":"13800000001"}""", false, TestName = "The_name_of_another_merchant_is_a_doubt")]
    [TestCase("""{"name":"林记茶行","phone":"13800000002"}""", false, TestName = "Another_telephone_is_a_doubt")]
    public async Task Found_by_what_was_written_down(string merchant, bool found)
    {
        var number = await FiledAsync(merchant);

        var seen = await Api.GetAsync(TeaMerchant, $"/api/orders/{number}");

        Assert.That(seen.Status, Is.EqualTo(found ? HttpStatusCode.OK : HttpStatusCode.NotFound));
    }

    [Test]
    public async Task A_merchant_that_is_not_known_cannot_be_named_and_no_merchant_names_another()
    {
        IsFault(await AskAsync(CommunityWorker, """{"code":"nobody"}"""), "merchant.code", "unknown");
        IsFault(await AskAsync(TeaMerchant, """{"code":"chen-noodles"}"""), "merchant.code", "unknown");
        Assert.That((await AskAsync(TeaMerchant, """{"code":"lin-tea"}""")).Status, Is.EqualTo(HttpStatusCode.Created));
    }

    [Test]
    public async Task A_remark_stays_in_the_house_unless_it_is_for_the_merchant()
    {
        var number = await FiledAsync("""{"code":"lin-tea"}""");
        await Api.TakeAsync(Secretary, number, "comment", """{"text":"这户老投诉"}""");
        await Api.TakeAsync(Secretary, number, "comment", """{"text":"请留意来电","to":"merchant"}""");
        await Api.TakeAsync(TeaMerchant, number, "comment", """{"text":"电话打不通"}""");
        IsFault(
            await Api.PostAsync(Secretary, $"/api/orders/{number}/steps/comment", """{"text":"x","to":"all"}"""), "to", "one-of-merchant");

        var outside = await Api.GetAsync(TeaMerchant, $"/api/orders/{number}");
        var inside = await Api.GetAsync(Cleaner, $"/api/orders/{number}");

        Assert.That(outside.Text, Does.Not.Contain("这户老投诉").And.Contain("请留意来电").And.Contain("电话打不通"));
        Assert.That(inside.Text, Does.Contain("这户老投诉").And.Contain("请留意来电").And.Contain("电话打不通"));
        Assert.That(
            (await Api.TakeAsync(TeaMerchant, number, "comment", """{"text":"还在吗"}""")).Text,
            Does.Not.Contain("这户老投诉"),
            "nor in the answer to a step");
    }

    [Test]
    public async Task What_the_house_gives_as_reasons_among_itself_is_not_the_merchants()
    {
        var number = await FiledAsync("""{"code":"lin-tea"}""");
        await Api.TakeAsync(Secretary, number, "accept");
        await Api.TakeAsync(Secretary, number, "suspend", """{"until":"2026-12-01T00:00:00Z","reason":"内部挂账理由"}""");
        await Api.TakeAsync(Secretary, number, "resume");
        await Api.TakeAsync(UrbanManager, number, "assign", """{"lead":"huanwei"}""");
        await Api.TakeAsync(Cleaner, number, "return", """{"reason":"内部退单理由"}""");
        await Api.TakeAsync(UrbanManager, number, "assign", """{"lead":"huanwei","support":["chengguan"]}""");
        await Api.TakeAsync(Cleaner, number, "claim");
        await Api.TakeAsync(Cleaner, number, "extend", """{"reason":"内部延期理由"}""");
        Assert.That((await Api.GetAsync(TeaMerchant, $"/api/orders/{number}")).Text, Does.Not.Contain("内部"), "while it is asked");
        await Api.TakeAsync(Secretary, number, "deny", """{"reason":"内部不同意"}""");
        await Api.TakeAsync(Cleaner, number, "attach", """{"photos":["https://photos.example/internal.jpg"],"note":"内部附图"}""");
        await Api.TakeAsync(Cleaner, number, "resolve", """{"note":"已清运","reason":"内部提前办结"}""");
        await Api.TakeAsync(CommunityWorker, number, "confirm", """{"rating":4,"note":"商户满意"}""");
        await Api.TakeAsync(Cleaner, number, "appeal", """{"reason":"内部申诉"}""");
        await Api.TakeAsync(Secretary, number, "dismiss", """{"reason":"内部裁定"}""");

        var outside = await Api.GetAsync(TeaMerchant, $"/api/orders/{number}");

        Assert.That(outside.Text, Does.Not.Contain("内部").And.Not.Contain("internal.jpg"));
        Assert.That(outside.Text, Does.Contain("已清运").And.Contain("商户满意").And.Contain("2026-12-01T00:00:00"));
        Assert.That((await Api.GetAsync(Admin, $"/api/orders/{number}")).Text, Does.Contain("内部退单理由"));
    }

    Task<Reply> AskAsync(Caller caller, string merchant) =>
        Api.PostAsync(caller, "/api/orders", $$"""{"category":"0110","title":"门口垃圾未清","merchant":{{merchant}}}""");

    async Task<string> FiledAsync(string merchant)
    {
        var reply = await AskAsync(CommunityWorker, merchant);
        Assert.That(reply.Status, Is.EqualTo(HttpStatusCode.Created), reply.Text);
        return reply["number"].GetString()!;
    }

    async Task ResolveAsync(string number)
    {
        await Api.TakeAsync(Secretary, number, "accept");
        await Api.TakeAsync(UrbanManager, number, "assign", """{"lead":"huanwei"}""");
        await Api.TakeAsync(Cleaner, number, "claim");
        await Api.TakeAsync(Cleaner, number, "resolve", """{"note":"已清运"}""");
    }
}
