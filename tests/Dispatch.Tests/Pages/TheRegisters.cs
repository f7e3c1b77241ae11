using System.Text;
using Dispatch.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Dispatch.Tests.Pages;

/// <summary>The registers in a browser.</summary>
sealed class TheRegisters : AConsoleFixture
{
    [Test]
    public async Task A_member_with_open_orders_leaves_when_they_are_handed_back()
    {
        await using var community = await ComesAsync("demo-community");
        await using var secretariat = await ComesAsync("demo-secretariat");
        await using var chair = await ComesAsync("demo-chair");
        var number = await FileAsync(community, "电线杆上的小广告", "0201");
        await TakeAsync(secretariat, number, "accept");
        await TakeAsync(chair, number, "assign", step => step.Locator("input[name=lead][value=zhiyuan]").CheckAsync());

        var page = secretariat.Page;
        await page.GotoAsync("/registers/members");
        await page.GetByRole(AriaRole.Link, new() { Name = "志愿服务队" }).ClickAsync();
        await page.Locator("input[name=duties][value='0110']").CheckAsync();
        await page.Locator("button.main").ClickAsync();
        await Expect(page.Locator(".told")).ToContainTextAsync("已修改 zhiyuan");
        await page.GotoAsync("/registers/members/zhiyuan");
        await Expect(page.Locator(".audit ins").First).ToContainTextAsync("暴露垃圾");

        await page.Locator("a.danger").ClickAsync();
        await Expect(page.Locator(".entries")).ToContainTextAsync(number);
        await Expect(page.Locator("main")).ToContainTextAsync("何小云");
        await page.Locator("button.danger").ClickAsync();
        await Expect(page.Locator(".told")).ToContainTextAsync("已移出 zhiyuan。已交回派出者：");
        await Expect(page.Locator(".told")).ToContainTextAsync(number);

        await page.GotoAsync($"/orders/{number}");
        await Expect(page.Locator("#order-head")).ToContainTextAsync("待派单");
        await page.GotoAsync("/registers/audit?register=members&entry=zhiyuan");
        await Expect(page.Locator(".audit > li").First).ToContainTextAsync("移出");

        await page.GotoAsync("/registers/remove/members/shanghui");
        await Expect(page.Locator(".refused")).ToContainTextAsync("轮值表");
        Assert.That(await page.Locator("button.danger").CountAsync(), Is.Zero);
        Assert.That(secretariat.Complaints, Is.Empty);
    }

    [Test]
    public async Task A_table_with_a_faulty_row_is_not_taken_in_and_without_it_is()
    {
        await using var secretariat = await ComesAsync("demo-secretariat");
        var page = secretariat.Page;
        await page.GotoAsync("/registers/merchants");
        await page.GetByRole(AriaRole.Link, new() { Name = "导入、导出表格" }).ClickAsync();

        await SendAsync(page, "编码,名称,电话,地址\nxin-1,新店一,,\nxin 2,,,\n");
        await Expect(page.Locator(".refused")).ToContainTextAsync("第 3 行，编码");
        await Expect(page.Locator(".refused")).ToContainTextAsync("第 3 行，名称");
        Assert.That(await page.Locator("button", new() { HasText = "全部导入" }).CountAsync(), Is.Zero);

        await SendAsync(page, "编码,名称,电话,地址\nxin-1,<script>alert(1)</script>,,\nmeijia,美佳超市,000-0000-0006,延宁路 22 号\n");
        await Expect(page.Locator("#preview")).ToContainTextAsync("表格有 2 行，导入后 1 处变化");
        await page.Locator("button", new() { HasText = "全部导入" }).ClickAsync();
        await Expect(page.Locator(".told")).ToContainTextAsync("共 1 处变化");

        await page.GotoAsync("/registers/merchants?q=xin-1");
        await Expect(page.Locator("table")).ToContainTextAsync("<script>alert(1)</script>");
        Assert.That(secretariat.Complaints.Where(complaint => !complaint.Contains("422", StringComparison.Ordinal)), Is.Empty);
    }

    [Test]
    public async Task The_second_of_two_editors_is_told_and_keeps_what_was_typed()
    {
        await using var first = await ComesAsync("demo-secretariat");
        await using var second = await ComesAsync("demo-secretariat", new() { JavaScriptEnabled = false });
        foreach (var visitor in (Visitor[])[first, second])
            await visitor.Page.GotoAsync("/registers/merchants/anxin");

        await first.Page.Locator("input[name=phone]").FillAsync("000-1111");
        await first.Page.Locator("button.main").ClickAsync();
        await Expect(first.Page.Locator(".told")).ToBeVisibleAsync();
        await second.Page.Locator("input[name=address]").FillAsync("延宁路 99 号");
        await second.Page.Locator("button.main").ClickAsync();

        await Expect(second.Page.Locator(".refused")).ToContainTextAsync("有人刚改过");
        await Expect(second.Page.Locator("input[name=address]")).ToHaveValueAsync("延宁路 99 号");
        await Expect(second.Page.Locator(".audit ins").First).ToContainTextAsync("000-1111");
        await second.Page.Locator("button.main").ClickAsync();
        await Expect(second.Page.Locator(".told")).ToContainTextAsync("已修改 anxin");
    }

    [Test]
    public async Task An_administrator_begins_an_alliance()
    {
        await using var administrator = await ComesAsync("demo-admin");
        var page = administrator.Page;
        await page.GotoAsync("/registers/new/alliances");
        foreach (var (name, value) in ((string, string)[])[
            ("code", "nanhu"), ("name.zh", "南湖联盟"), ("name.en", "Nanhu"), ("prefix", "NH"), ("category.code", "0110"),
            ("category.name.zh", "暴露垃圾"), ("category.name.en", "Rubbish"), ("member.code", "jiedao"), ("member.name.zh", "街道办"),
            ("member.name.en", "Subdistrict")])
            await page.Locator($"input[name='{name}']").FillAsync(value);
        await page.Locator("button.main").ClickAsync();

        await Expect(page.Locator(".told")).ToContainTextAsync("已新增 nanhu");
        await page.GotoAsync("/registers/members?alliance=nanhu");
        await Expect(page.Locator("table")).ToContainTextAsync("街道办");
        await page.GotoAsync("/registers/new/people?alliance=nanhu");
        await page.Locator("input[name=code]").FillAsync("zhou");
        await page.Locator("input[name=name]").FillAsync("周秘书");
        await page.Locator("input[name=roles][value=secretariat]").CheckAsync();
        await page.Locator("button.main").ClickAsync();
        await Expect(page.Locator("table")).ToContainTextAsync("周秘书");
    }

    static async Task SendAsync(IPage page, string table)
    {
        await page.Locator("input[type=file]").SetInputFilesAsync(
            new FilePayload { Name = "商户.csv", MimeType = "text/csv", Buffer = Encoding.UTF8.GetBytes(table) });
        await page.Locator("button", new() { HasText = "先看会改什么" }).ClickAsync();
    }

    static async Task TakeAsync(Visitor visitor, string number, string step, Func<ILocator, Task>? fill = null)
    {
        await visitor.Page.GotoAsync($"/orders/{number}");
        var section = visitor.Page.Locator($"details.step:has(summary[data-step={step}])");
        if (await section.GetAttributeAsync("open") is null)
            await section.Locator("summary").ClickAsync();
        await (fill?.Invoke(section) ?? Task.CompletedTask);
        await section.Locator("form > button").ClickAsync();
        await Expect(visitor.Page.Locator(".said")).ToBeVisibleAsync();
    }
}
