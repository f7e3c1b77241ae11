using System.Text;
using Dispatch.Tests.Pages;
using static Microsoft.Playwright.Assertions;

namespace Dispatch.Tests.Calendars;

sealed class TheCalendarInTheBrowser : AConsoleFixture
{
    [Test]
    public async Task An_announcement_is_uploaded_looked_at_and_taken()
    {
        await using var secretariat = await ComesAsync("demo-secretariat", new() { ViewportSize = new() { Width = 1440, Height = 900 } });
        var page = secretariat.Page;
        await page.GotoAsync("/calendar?year=2028");
        await Expect(page.Locator(".empty")).ToContainTextAsync("2028 年放假安排未公布");
        await page.SetInputFilesAsync("input[type=file]", new Microsoft.Playwright.FilePayload
        {
            Name = "2028.json",
            MimeType = "application/json",
            Buffer = Encoding.UTF8.GetBytes(
                """
                {"year":2028,"days":[
                  {"name":"元旦","date":"2028-01-03","isOffDay":true},
                  {"name":"元旦","date":"2028-01-08","isOffDay":false}]}
                """),
        });
        await page.ClickAsync("text=查看变化");
        await Expect(page.Locator("#preview li")).ToHaveCountAsync(2);
        await Expect(page.Locator("#preview")).ToContainTextAsync("改为上班（调休）");

        await page.ClickAsync("#preview button");
        await Expect(page.Locator(".said")).ToContainTextAsync("2028 年放假安排已采用");
        await Expect(page.Locator(".days .holiday")).ToHaveCountAsync(1);
        await Expect(page.Locator(".days .make-up")).ToHaveCountAsync(1);
        Assert.That(secretariat.Complaints, Is.Empty);

        await using var member = await ComesAsync("demo-member-huanwei");
        await member.Page.GotoAsync("/calendar?year=2028");
        await Expect(member.Page.Locator(".days .holiday")).ToHaveCountAsync(1);
        await Expect(member.Page.Locator("input[type=file]")).ToHaveCountAsync(0);
    }
}
