using Dispatch.Tests.Architecture;
using Microsoft.Playwright;

namespace Dispatch.Tests.Pages;

/// <summary>The pictures in the README show the demo; <c>DISPATCH_PICTURES=docs/pictures</c> takes them anew.</summary>
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

        var picture = await visitor.Page.ScreenshotAsync();

        if (Environment.GetEnvironmentVariable("DISPATCH_PICTURES") is { Length: > 0 } folder)
            await File.WriteAllBytesAsync(Path.Combine(Repository.Root, folder, $"{name}.png"), picture);
        Assert.That(visitor.Complaints, Is.Empty);
    }
}
