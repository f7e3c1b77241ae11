using Dispatch.Tests.Pages;
using static Microsoft.Playwright.Assertions;

namespace Dispatch.Tests.Workflows;

sealed class TheDiagramInTheBrowser : AConsoleFixture
{
    [Test]
    public async Task Counts_live_and_opens_exactly_the_orders_of_a_stage()
    {
        await using var secretariat = await ComesAsync("demo-secretariat", new() { ViewportSize = new() { Width = 1440, Height = 900 } });
        await using var community = await ComesAsync("demo-community");
        var page = secretariat.Page;
        await page.GotoAsync("/workflow");
        var filed = page.Locator(".picture.wide [data-stage=filed]");
        var before = int.Parse(await filed.Locator(".stage-count").TextContentAsync() ?? "");

        var number = await FileAsync(community, "流程图上多了一单");
        await Expect(filed.Locator(".stage-count")).ToHaveTextAsync($"{before + 1}");

        await filed.ClickAsync();
        await Expect(page.Locator("[data-row]")).ToHaveCountAsync(before + 1);
        await Expect(page.Locator("#found")).ToContainTextAsync(number);
        Assert.That(secretariat.Complaints, Is.Empty);
    }

    [Test]
    public async Task Stands_upright_on_a_phone()
    {
        await using var secretariat = await ComesAsync("demo-secretariat", new() { ViewportSize = new() { Width = 360, Height = 740 } });

        await secretariat.Page.GotoAsync("/workflow?name=volunteer-post");

        await Expect(secretariat.Page.Locator(".picture.narrow")).ToBeVisibleAsync();
        await Expect(secretariat.Page.Locator(".picture.wide")).ToBeHiddenAsync();
    }
}
