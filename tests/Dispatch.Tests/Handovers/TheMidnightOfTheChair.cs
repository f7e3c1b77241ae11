using Dispatch.Tests.Accounts;
using Dispatch.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace Dispatch.Tests.Handovers;

/// <summary>The last minute of November and the first of December, in the browsers of both chairs.</summary>
[Category("Browser")]
sealed class TheMidnightOfTheChair : APageFixture
{
    /// <summary>23:59 on 30 November in Putian.</summary>
    protected override DateTimeOffset? Now => new DateTimeOffset(2026, 11, 30, 15, 59, 0, TimeSpan.Zero);

    [Test]
    public async Task Takes_the_step_from_the_old_chair_and_gives_it_to_the_new_one()
    {
        var number = await Api.FileAsync();
        await Api.TakeAsync(Situations.Secretary, number, "accept");
        await using var old = await ComesAsync(Situations.UrbanManager);
        await using var next = await ComesAsync(Situations.Cleaner);

        // Before: the old one may, and leaves a note; the new one sees when it is their turn, and may not.
        await Expect(old.Page.Locator("#handover")).ToContainTextAsync("城管中队（代理 派出所），至 11月30日 周一 24:00");
        await Expect(old.Page.Locator("[data-row]", new() { HasText = number })).ToBeVisibleAsync();
        await old.Page.GotoAsync("/handover");
        await old.Page.FillAsync("textarea[name=text]", "茶行门口的垃圾，答应明早清。");
        await old.Page.ClickAsync("form.hand-on button");
        await Expect(old.Page.Locator(".notes")).ToContainTextAsync("待下一任阅");
        await old.Page.GotoAsync($"/orders/{number}");
        await Expect(old.Page.Locator("summary[data-step=assign]")).ToBeVisibleAsync();
        await next.Page.GotoAsync($"/orders/{number}");
        await Expect(next.Page.Locator("summary[data-step=assign]")).ToHaveCountAsync(0);
        await OpenWorkAsync(next);
        await Expect(next.Page.Locator("#handover")).ToContainTextAsync("环卫所，12月1日 周二 00:00 起");
        await Expect(next.Page.Locator("#handover .notes")).ToContainTextAsync("答应明早清");
        await OpenWorkAsync(old);

        Api.Time.Advance(TimeSpan.FromMinutes(1));

        // The pages that are open hear of it by themselves.
        await Eventually.ThatAsync(async () =>
        {
            Api.Time.Advance(TimeSpan.FromMilliseconds(300));
            return await next.Page.Locator("#work-list [data-row]", new() { HasText = number }).CountAsync() == 1
                && await old.Page.Locator("#work-list [data-row]").CountAsync() == 0;
        }, Is.True);
        await old.Page.GotoAsync($"/orders/{number}");
        await Expect(old.Page.Locator("summary[data-step=assign]")).ToHaveCountAsync(0);
        await next.Page.GotoAsync("/work");
        await Expect(next.Page.Locator("#handover .overview")).ToContainTextAsync("待派单");
        await next.Page.ClickAsync("#handover button");
        await Expect(next.Page.Locator("#handover .notes")).ToHaveCountAsync(0);
        await next.Page.GotoAsync($"/orders/{number}");
        await Expect(next.Page.Locator("summary[data-step=assign]")).ToBeVisibleAsync();
        await next.Page.GotoAsync("/handover");
        await Expect(next.Page.Locator(".notes")).ToContainTextAsync("林所长 已阅");
        Assert.That(old.Complaints.Concat(next.Complaints), Is.Empty);
    }

    /// <summary>Opens what waits, and waits until the page listens: its stream answers once it does.</summary>
    static Task OpenWorkAsync(Visitor visitor) => visitor.Page.RunAndWaitForResponseAsync(
        () => visitor.Page.GotoAsync("/work"), response => response.Url.Contains("/live", StringComparison.Ordinal));
}
