using Dispatch.Tests.Architecture;
using Microsoft.Playwright;

namespace Dispatch.Tests.Pages;

/// <summary>The pictures in the README, taken of the demo.</summary>
[Explicit("It writes docs/pictures anew.")]
sealed class ThePictures : AConsoleFixture
{
    [TestCase("secretariat", "demo-secretariat", "/work", 1440, 900, ColorScheme.Light)]
    [TestCase("workflow", "demo-secretariat", "/workflow", 1440, 720, ColorScheme.Light)]
    [TestCase("chair", "demo-chair", "/work", 1440, 900, ColorScheme.Light)]
    [TestCase("phone-member", "demo-member-chengguan", "/work", 360, 740, ColorScheme.Dark)]
    [TestCase("phone-filing", "demo-community", "/orders/new", 360, 740, ColorScheme.Light)]
    public async Task Are_taken_of_the_demo(string name, string person, string address, int width, int height, ColorScheme scheme)
    {
        await using var visitor = await ComesAsync(person, new BrowserNewContextOptions
        {
            ColorScheme = scheme,
            ViewportSize = new ViewportSize { Width = width, Height = height },
        });
        await visitor.Page.GotoAsync(address);

        var path = Path.Combine(Repository.Root, "docs", "pictures", $"{name}.png");
        await visitor.Page.ScreenshotAsync(new PageScreenshotOptions { Path = path });

        Assert.That(visitor.Complaints, Is.Empty);
    }
}
