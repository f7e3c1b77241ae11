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
        Assert.That(await NextThatIsNewsAsync(stream), Is.EqualTo($"changed {number}"));
    }

    [Test]
    public async Task Tells_a_list_of_own_work_only_of_what_concerns_its_reader()
    {
        var browser = await SignedInAsync(Situations.Cleaner);
        var stream = (await browser.ListenAsync("/live?of=own")).GetAsyncEnumerator();
        await using var closing = stream;
        Assert.That(await NextAsync(stream), Is.EqualTo("open"));

        var other = await Api.FileAsync("别人的事");
        await Api.TakeAsync(Situations.Secretary, other, "accept");
        await Api.TakeAsync(Situations.UrbanManager, other, "assign", """{"lead":"chengguan"}""");
        var own = await Api.FileAsync();
        await Api.TakeAsync(Situations.Secretary, own, "accept");
        await Api.TakeAsync(Situations.UrbanManager, own, "assign", """{"lead":"huanwei"}""");

        Assert.That(await NextThatIsNewsAsync(stream), Is.EqualTo($"changed {own}"));
        await Api.TakeAsync(Situations.UrbanManager, own, "reassign", """{"lead":"chengguan","reason":"换"}""");
        Assert.That(await NextThatIsNewsAsync(stream), Is.EqualTo($"changed {own}"), "it is gone from the list");
    }

    [Test]
    public async Task Tells_the_page_of_an_order_of_that_order_only()
    {
        var shown = await Api.FileAsync();
        var browser = await SignedInAsync(Situations.Secretary);
        var stream = (await browser.ListenAsync($"/live?of={shown},SY-20200101-0001")).GetAsyncEnumerator();
        await using var closing = stream;
        Assert.That(await NextAsync(stream), Is.EqualTo("open"));

        await Api.FileAsync("另一单");
        await Api.TakeAsync(Situations.Secretary, shown, "accept");

        Assert.That(await NextThatIsNewsAsync(stream), Is.EqualTo($"changed {shown}"));
    }

    async Task<string> NextThatIsNewsAsync(IAsyncEnumerator<string> stream)
    {
        var told = await NextAsync(stream);
        while (told is "silence")
            told = await NextAsync(stream);
        return told;
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
