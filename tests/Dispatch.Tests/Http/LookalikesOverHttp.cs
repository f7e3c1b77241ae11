using System.Net;
using static Dispatch.Tests.Http.Answers;
using static Dispatch.Tests.Support.Situations;

namespace Dispatch.Tests.Http;

sealed class LookalikesOverHttp : AnApiFixture
{
    [Test]
    public async Task Lookalikes_say_what_they_have_in_common()
    {
        var first = await FiledAsync("桶满了", "25.4590");
        Api.Time.Advance(TimeSpan.FromMinutes(5));
        var number = await FiledAsync("果皮一地", "25.4591");

        var found = (await Api.GetAsync(Secretary, $"/api/orders/{number}/lookalikes"))["lookalikes"].EnumerateArray().Single();

        Assert.That(found.GetProperty("order").GetProperty("number").GetString(), Is.EqualTo(first));
        Assert.That(found.GetProperty("metres").GetInt32(), Is.EqualTo(11));
        Assert.That(found.GetProperty("samePlace").GetBoolean());
        Assert.That(found.GetProperty("mayGoOn").GetBoolean());
    }

    [Test]
    public async Task Lookalikes_are_not_for_merchants_nor_for_other_alliances()
    {
        var own = (await Api.PostAsync(TeaMerchant, "/api/orders", """{"category":"0128","title":"施工"}"""))["number"].GetString()!;

        IsProblem(await Api.GetAsync(TeaMerchant, $"/api/orders/{own}/lookalikes"), HttpStatusCode.Forbidden, "forbidden");
        IsProblem(await Api.GetAsync(NoodleMerchant, $"/api/orders/{own}/lookalikes"), HttpStatusCode.NotFound, "no-such-order");
        IsProblem(await Api.GetAsync(Stranger, $"/api/orders/{own}/lookalikes"), HttpStatusCode.NotFound, "no-such-order");
    }

    async Task<string> FiledAsync(string title, string latitude)
    {
        var reply = await Api.PostAsync(CommunityWorker, "/api/orders", $$"""
            {"category":"0110","title":"{{title}}","location":{"latitude":{{latitude}},"longitude":119.1136,"address":"延宁路 31 号"} }
            """);
        return reply["number"].GetString()!;
    }
}
