using Dispatch.Tests.Pages;
using static Microsoft.Playwright.Assertions;

namespace Dispatch.Tests.Rosters;

sealed class TheRosterInTheBrowser : AConsoleFixture
{
    [Test]
    public async Task The_secretariat_enters_a_turn_into_the_month_and_takes_it_out_again()
    {
        await using var secretariat = await ComesAsync("demo-secretariat", new() { ViewportSize = new() { Width = 1440, Height = 900 } });
        var page = secretariat.Page;
        var year = DateTime.UtcNow.Year + 1;
        await page.GotoAsync($"/roster?month={year}-06");
        await page.FillAsync("input[name=from]", $"{year}-06-10");
        await page.FillAsync("input[name=until]", $"{year}-06-09");
        await page.SelectOptionAsync("select[name=member]", "wuye");
        await page.ClickAsync(".edit form >> text=保存");
        await Expect(page.Locator(".edit .fault")).ToContainTextAsync("不得早于起始日期");
        Assert.That(await page.InputValueAsync("input[name=from]"), Is.EqualTo($"{year}-06-10"), "what was typed stays");

        await page.FillAsync("input[name=until]", $"{year}-06-12");
        await page.ClickAsync(".edit form >> text=保存");
        await Expect(page.Locator(".said")).ToContainTextAsync("已保存");
        await Expect(page.Locator(".month .piece", new() { HasText = "物业" })).ToHaveCountAsync(1);

        // Another one on one of the days is refused, and says whose it is.
        await page.FillAsync("input[name=from]", $"{year}-06-12");
        await page.FillAsync("input[name=until]", $"{year}-06-15");
        await page.SelectOptionAsync("select[name=member]", "huanwei");
        await page.ClickAsync(".edit form >> text=保存");
        await Expect(page.Locator(".edit .refused")).ToContainTextAsync("不能重叠");

        await page.ClickAsync(".month .piece:has-text('物业')");
        await page.ClickAsync("text=移除这一段");
        await Expect(page.Locator(".said")).ToContainTextAsync("已保存");
        await Expect(page.Locator(".month .piece", new() { HasText = "物业" })).ToHaveCountAsync(0);
        Assert.That(secretariat.Complaints.Where(complaint => !complaint.Contains("40", StringComparison.Ordinal)
            && !complaint.Contains("422", StringComparison.Ordinal)), Is.Empty);
    }

    [Test]
    public async Task A_member_reads_it_and_changes_nothing()
    {
        await using var member = await ComesAsync("demo-member-huanwei");

        await member.Page.GotoAsync("/roster");

        await Expect(member.Page.Locator(".month")).ToBeVisibleAsync();
        await Expect(member.Page.Locator(".edit")).ToHaveCountAsync(0);
    }
}
