using Dispatch.Tests.Accounts;
using Dispatch.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Dispatch.Tests.Live;

/// <summary>What an open page shows once something has changed, however badly the moment was chosen.</summary>
[Category("Browser")]
sealed class AnOpenPage : APageFixture
{
    // The page begins to listen once it is read; what happens in between is told to it as soon as it does.
    [Test]
    public async Task Shows_what_changed_between_its_making_and_its_listening()
    {
        await using var secretary = await ComesAsync(Situations.Secretary);
        TaskCompletionSource asked = new(), filed = new();
        await secretary.Page.RouteAsync("**/live*", async route =>
        {
            asked.TrySetResult();
            await filed.Task;
            await route.ContinueAsync();
        });
        await secretary.Page.GotoAsync("/work", new() { WaitUntil = WaitUntilState.Commit });
        await asked.Task;

        var number = await Api.FileAsync("刚好错过的一单");
        filed.SetResult();

        await ShowsAsync(secretary, number);
    }

    [Test]
    public async Task Looks_again_when_the_server_could_not_answer()
    {
        await using var secretary = await ComesAsync(Situations.Secretary);
        var looks = 0;
        await secretary.Page.RouteAsync("**/work*", async route =>
        {
            if (!route.Request.Headers.ContainsKey("x-live"))
                await route.ContinueAsync();
            else if (++looks == 1)
                await route.AbortAsync();
            else if (looks == 2)
                await route.FulfillAsync(new() { Status = 503, Body = "" });
            else
                await route.ContinueAsync();
        });
        await secretary.Page.RunAndWaitForResponseAsync(
            () => secretary.Page.GotoAsync("/work"), response => response.Url.Contains("/live", StringComparison.Ordinal));

        var number = await Api.FileAsync("第三次才看到的一单");

        await ShowsAsync(secretary, number);
        await Expect(secretary.Page.Locator("#stream")).ToBeHiddenAsync();
        Assert.That(looks, Is.GreaterThanOrEqualTo(3));
    }

    /// <summary>Waits until the list shows an order, while the clock goes on.</summary>
    Task ShowsAsync(Visitor visitor, string number) => Eventually.ThatAsync(() =>
    {
        Api.Time.Advance(TimeSpan.FromMilliseconds(300));
        return visitor.Page.Locator("#work-list [data-row]", new() { HasText = number }).CountAsync();
    }, Is.EqualTo(1));
}
