using System.IO.Compression;
using System.Net;
using System.Text;
using Dispatch.Accounts;
using Dispatch.Orders;
using Dispatch.Outbox;
using Dispatch.Server.Messaging;
using Dispatch.Tests.Accounts;
using Dispatch.Tests.Support;
using Dispatch.Watching;
using Dispatch.Workflows;
using Microsoft.Extensions.DependencyInjection;
using static Dispatch.Tests.Support.Situations;

namespace Dispatch.Tests.Pages;

/// <summary>An order whose personal data were removed: nobody is told any, anywhere, and everybody is told that they were.</summary>
sealed class WhatIsForgotten : APageFixture
{
    const string Name = "老王面馆";

    static readonly string[] Personal = [Name, "陈记面馆", "00001234", "0000 5678", "13900009999"];

    const string Alliance = """
        { "prefix": "SY", "kind": "business-district", "name": { "zh": "声阳商圈党建联盟", "en": "Shengyang" }, "zone": "Asia/Shanghai",
          "calendar": "china", "forgetAfter": "2 years" }
        """;

    /// <summary>A closed order, and what a file that was sent again would say.</summary>
    async Task<string> ClosedAsync()
    {
        var filed = await Api.PostAsync(CommunityWorker, "/api/orders", $$"""
            {"category":"0110","title":"{{Name}}门口垃圾","text":"找{{Name}}，138 0000 5678",
             "merchant":{"code":"chen-noodles","name":"{{Name}}","phone":"13800001234","address":"声阳路 9 号"} }
            """);
        var number = filed["number"].GetString()!;
        await Api.TakeAsync(Secretary, number, "accept");
        await Api.TakeAsync(UrbanManager, number, "assign", """{"lead":"huanwei"}""");
        await Api.TakeAsync(Cleaner, number, "claim");
        await Api.TakeAsync(NoodleMerchant, number, "comment", """{"text":"垃圾很多，改号13900009999"}""");
        await Api.TakeAsync(Cleaner, number, "resolve", $$"""{"note":"{{Name}}的垃圾已清"}""");
        await Api.TakeAsync(NoodleMerchant, number, "confirm", """{"rating":5}""");
        return number;
    }

    async Task SetAsync(string body = Alliance, HttpStatusCode status = HttpStatusCode.OK)
    {
        var set = await Api.SendAsync(
            Admin, HttpMethod.Put, "/api/alliances/shengyang", new StringContent(body, Encoding.UTF8, "application/json"));
        Assert.That(set.Status, Is.EqualTo(status), set.Text);
        Api.Time.Advance(TimeSpan.FromSeconds(2));
    }

    async Task<int> ForgetsAsync()
    {
        await Api.Services.GetRequiredService<Dispatch.Alliances.AllianceDirectory>().RefreshAsync();
        return await ActivatorUtilities.CreateInstance<Retention>(Api.Services).RunOnceAsync();
    }

    [Test]
    public async Task Is_told_to_nobody_any_more()
    {
        await SetAsync();
        var number = await ClosedAsync();
        string[] addresses =
        [
            $"/api/orders/{number}", $"/api/orders/{number}/steps", "/api/orders", $"/api/orders/{number}/deadlines",
            "/api/orders?q=%E5%9E%83%E5%9C%BE",
        ];
        var before = await Api.GetAsync(CommunityWorker, $"/api/orders/{number}");
        foreach (var text in Personal)
            Assert.That(before.Text, Does.Contain(text), "she needs it");
        Assert.That((await Api.GetAsync(CommunityWorker, $"/api/orders?q={Uri.EscapeDataString(Name)}")).Numbers, Has.One.Items);

        Api.Time.Advance(TimeSpan.FromDays(731));
        Assert.That(await ForgetsAsync(), Is.EqualTo(1));

        foreach (var caller in (Caller[])[CommunityWorker, Secretary, NoodleMerchant, Cleaner, UrbanManager, Admin])
        {
            foreach (var address in addresses)
                ShowsNone((await Api.GetAsync(caller, address)).Text, $"{caller.Id} {address}");
        }

        foreach (var words in (string[])[Name, "陈记面馆", "1234", "9999"])
            Assert.That((await Api.GetAsync(CommunityWorker, $"/api/orders?q={Uri.EscapeDataString(words)}")).Numbers, Is.Empty, words);
        Assert.That((await Api.GetAsync(NoodleMerchant, "/api/orders")).Numbers, Is.EqualTo((string[])[number]), "it stays its own");

        var browser = await SignedInAsync(CommunityWorker);
        var page = await browser.OpenAsync($"/orders/{number}");
        ShowsNone(page.Text, "the page");
        Assert.That(page.Text, Does.Contain("按联盟规定已于").And.Contain("清除个人信息").And.Contain("2 年").And.Contain("***门口垃圾"));
        var workbook = TextOf(await browser.DownloadAsync("/orders/workbook"));
        ShowsNone(workbook, "the register of orders");
        Assert.That(workbook, Does.Contain("***门口垃圾"));

        var waiting = await OutboxStore.NextAsync(Api.Database, [.. Enumerable.Range(0, 16)], 100, CancellationToken.None);
        Assert.That(waiting.Select(message => message.Step), Has.One.EqualTo("forget"));
        foreach (var message in waiting)
            ShowsNone(Encoding.UTF8.GetString(EventBody.Of(message)), $"the event of {message.Step}");
        Assert.That((await Verification.RunAsync(Api.Database, Api.Services.GetRequiredService<WorkflowLibrary>())).Differences, Is.Empty);
    }

    [Test]
    public async Task Is_not_brought_back_by_anybody()
    {
        await SetAsync();
        var number = await ClosedAsync();
        var asked = await Api.PostAsync(Secretary, $"/api/orders/{number}/steps/forget");
        Assert.That(asked.Code, Is.EqualTo("no-such-step"), "only the clock takes it");
        Api.Time.Advance(TimeSpan.FromDays(731));
        await ForgetsAsync();

        var reopened = await Api.PostAsync(NoodleMerchant, $"/api/orders/{number}/steps/reopen", $$"""{"reason":"{{Name}}"}""");
        Assert.That((reopened.Status, reopened.Code), Is.EqualTo((HttpStatusCode.Conflict, "forgotten")));
        Assert.That(reopened["title"].GetString(), Does.Contain("个人信息"));
        Assert.That((await Api.PostAsync(Cleaner, $"/api/orders/{number}/steps/claim")).Code, Is.EqualTo("wrong-stage"));
        Assert.That((await Api.GetAsync(NoodleMerchant, $"/api/orders/{number}")).Texts("can"), Is.Empty);

        await SetAsync(Alliance.Replace("2 years", "90 years", StringComparison.Ordinal));
        ShowsNone((await Api.GetAsync(CommunityWorker, $"/api/orders/{number}")).Text, "with a longer period");
    }

    [Test]
    public async Task Is_decided_in_the_register_of_alliances()
    {
        await SetAsync(Alliance.Replace("2 years", "0 days", StringComparison.Ordinal), HttpStatusCode.UnprocessableEntity);
        await SetAsync(Alliance.Replace("2 years", "soon", StringComparison.Ordinal), HttpStatusCode.UnprocessableEntity);
        await SetAsync();
        Assert.That(
            (await Api.GetAsync(Secretary, "/api/alliances/shengyang"))["forgetAfter"].GetProperty("zh").GetString(), Is.EqualTo("2 年"));

        var browser = await SignedInAsync(Admin);
        Assert.That((await browser.OpenAsync("/registers/alliances?alliance=shengyang")).Text, Does.Contain("2 年"));
        const string entry = "/registers/alliances/shengyang?alliance=shengyang";
        var refused = await SaveAsync(browser, entry, "300");
        Assert.That(refused.Text, Does.Contain("须在 30 天到 100 年之间。").And.Contain("value=\"300\""));
        var saved = await SaveAsync(browser, entry, "18");
        Assert.That(saved.Next, Does.StartWith("/registers/alliances"), saved.Text);
        Assert.That((await browser.OpenAsync(entry)).Text, Does.Contain("<del>2 年</del>").And.Contain("<ins>18 年</ins>"));

        await SaveAsync(browser, entry, "");
        Assert.That((await browser.OpenAsync("/registers/alliances?alliance=shengyang")).Text, Does.Contain("一直保留"));
    }

    static Task<Page> SaveAsync(Browsing browser, string entry, string years) => browser.SendAsync(
        entry, "entry", ("name.zh", "声阳商圈党建联盟"), ("name.en", "Shengyang"), ("prefix", "SY"), ("kind", "business-district"),
        ("zone", "Asia/Shanghai"), ("calendar", "china"), ("forgetAfter.amount", years), ("forgetAfter.unit", "years"));

    static void ShowsNone(string text, string where)
    {
        foreach (var personal in Personal)
            Assert.That(text.IndexOf(personal, StringComparison.Ordinal), Is.Negative, $"{where}: {personal}");
    }

    static string TextOf(byte[] workbook)
    {
        using ZipArchive zip = new(new MemoryStream(workbook));
        return string.Concat(zip.Entries.Select(entry =>
        {
            using StreamReader reader = new(entry.Open());
            return reader.ReadToEnd();
        }));
    }
}
