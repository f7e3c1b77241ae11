using System.Text;
using Dispatch.Tests.Pages;
using static Microsoft.Playwright.Assertions;

namespace Dispatch.Tests.Calendars;

sealed class TheCalendarInTheBrowser : AConsoleFixture
{
    static readonly TestCaseData<byte[], string>[] Faulty =
    [
        new(
            [.. "{\"year\":2028,\n\"days\":[{\"name\":\""u8, 0xD4, 0xAA, 0xB5, 0xA9, .. "\"}]}"u8],
            "第 2 行有误：文件不是 UTF-8，看来是 GB18030 (GBK)；请另存为 UTF-8。文件没有采用。")
        {
            TestName = "{m}_that_it_is_in_another_encoding",
        },
        new(
            """{"year":2028,"days":[{"name":"元旦","date":"1月3日","isOffDay":true}]}"""u8.ToArray(),
            "第 1 行有误：“1月3日”不是日期；请写成 2026-10-01 这样。文件没有采用。")
        {
            TestName = "{m}_that_a_day_is_none",
        },
        new("{\n\"year\": ,"u8.ToArray(), "第 2 行有误：这里不是 JSON 格式。文件没有采用。") { TestName = "{m}_that_it_is_no_JSON" },
    ];

    [TestCaseSource(nameof(Faulty))]
    public async Task A_faulty_announcement_is_told_in_the_language_of_whoever_uploads_it(byte[] file, string sentence)
    {
        await using var secretariat = await ComesAsync("demo-secretariat");
        await secretariat.Page.GotoAsync("/calendar?year=2028");
        await secretariat.Page.SetInputFilesAsync(
            "input[type=file]", new Microsoft.Playwright.FilePayload { Name = "2028.json", MimeType = "application/json", Buffer = file });
        await secretariat.Page.ClickAsync("text=查看变化");

        await Expect(secretariat.Page.Locator("[role=alert]")).ToHaveTextAsync(sentence);
    }

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
