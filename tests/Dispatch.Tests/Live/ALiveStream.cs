using Dispatch.Accounts;
using Dispatch.Server.Live;
using Dispatch.Tests.Accounts;
using Dispatch.Tests.Support;

namespace Dispatch.Tests.Live;

sealed class ALiveStream : APageFixture
{
    [Test]
    public async Task Ends_soon_after_its_session_and_says_so()
    {
        var browser = await SignedInAsync(Situations.Secretary);
        var stream = (await browser.ListenAsync("/live")).GetAsyncEnumerator();
        await using var closing = stream;
        Assert.That(await NextAsync(stream), Is.EqualTo("open"));

        await SessionStore.EndAllAsync(Api.Database, Situations.Secretary.Id, null);

        Assert.That(await NextAsync(stream), Is.EqualTo("ended"));
        Assert.That(await stream.MoveNextAsync(), Is.False);
    }

    [Test]
    public async Task Tells_a_merchant_of_its_own_orders_only()
    {
        var browser = await SignedInAsync(Situations.TeaMerchant);
        var stream = (await browser.ListenAsync("/live")).GetAsyncEnumerator();
        await using var closing = stream;
        Assert.That(await NextAsync(stream), Is.EqualTo("open"));

        await Api.FileAsync("别家门口的垃圾");
        var own = await Api.PostAsync(Situations.TeaMerchant, "/api/orders", """{"category":"0128","title":"隔壁喇叭太响"}""");

        var number = own.Json.GetProperty("number").GetString();
        var told = await NextAsync(stream);
        while (told is "silence")
            told = await NextAsync(stream);
        Assert.That(told, Is.EqualTo($"changed {number}"));
    }

    /// <summary>The next event, while the clock goes on.</summary>
    async Task<string> NextAsync(IAsyncEnumerator<string> stream)
    {
        var next = stream.MoveNextAsync().AsTask();
        await Eventually.ThatAsync(() =>
        {
            Api.Time.Advance(LiveStream.SessionKnownFor);
            return next.IsCompleted;
        }, Is.True);
        return await next ? stream.Current : "";
    }
}
