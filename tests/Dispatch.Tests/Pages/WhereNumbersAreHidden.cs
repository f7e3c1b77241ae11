using System.IO.Compression;
using Dapper;
using Dispatch.Accounts;
using Dispatch.Alliances;
using Dispatch.Reports;
using Dispatch.Tests.Accounts;
using Dispatch.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using static Dispatch.Tests.Support.Situations;

namespace Dispatch.Tests.Pages;

/// <summary>Wherever an order's texts leave the house, whoever does not need to reach the merchant sees no number in them.</summary>
sealed class WhereNumbersAreHidden : APageFixture
{
    /// <summary>As it is written into each text; the digits behind the eighth tell where one got out.</summary>
    const string Filing = """
        {"category":"0110","title":"垃圾未清 138 0000 1111","text":"找老林１３８－００００－２２２２，身份证350302199001013333",
         "merchant":{"name":"老林13800004444","phone":"+86 138 0000 5555","address":"声阳路9号 0594-2696666"},
         "location":{"address":"声阳路9号 0594-2696666","latitude":25.45,"longitude":119.01}}
        """;

    static readonly string[] Numbers =
        ["0000 1111", "００００－２２２２", "199001013333", "00004444", "0000 5555", "2696666", "00007777", "00008888", "00009999"];

    string number = null!, other = null!;

    async Task OrdersAsync()
    {
        number = (await Api.PostAsync(CommunityWorker, "/api/orders", Filing))["number"].GetString()!;
        other = (await Api.PostAsync(CommunityWorker, "/api/orders", Filing.Replace("未清", "满溢", StringComparison.Ordinal)))["number"]
            .GetString()!;
        await Api.TakeAsync(CommunityWorker, number, "comment", """{"text":"店主改号13800007777"}""");
        await Api.TakeAsync(Secretary, number, "accept");
        await Api.TakeAsync(UrbanManager, number, "assign", """{"lead":"huanwei"}""");
        await Api.TakeAsync(Cleaner, number, "claim");
        await Api.TakeAsync(Cleaner, number, "extend", """{"reason":"等老林13800008888回话","limit":"1 working day"}""");
        await Api.TakeAsync(Secretary, other, "accept");
        await using var connection = await Api.Database.ConnectAsync();
        await connection.ExecuteAsync("update orders set level = 'joint-meeting' where number = @number", new { number });
        await RuledAsync();
        OutcomeCount count = new(
            Api.Database, new AllianceDirectory(Api.Database, Situations.Calendars, Api.Time), Api.Time,
            NullLogger<OutcomeCount>.Instance);
        while (await count.RunOnceAsync() > 0)
        {
        }
    }

    /// <summary>A ruling about such trouble at the same place.</summary>
    async Task RuledAsync()
    {
        var settled = (await Api.PostAsync(CommunityWorker, "/api/orders", Filing))["number"].GetString()!;
        await Api.TakeAsync(Secretary, settled, "accept"); // she needs it no more
        await using var connection = await Api.Database.ConnectAsync();
        await connection.ExecuteAsync(
            """
            insert into history (order_id, sequence, id, step, from_stage, to_stage, desk, actor_id, actor_name, at, due, input)
            select order_id, 3, @id, 'settle', 'filed', 'filed', 'secretariat', 'su', '苏秘书', at, due, @input
              from history
             where sequence = 1
               and order_id = (select id from orders where number = @settled)
            """,
            new
            {
                id = Guid.CreateVersion7(),
                settled,
                input = """{"lead":"huanwei","by":"2026-11-30T00:00:00Z","note":"已议","ruling":"归环卫所，问13800009999"}""",
            });
    }

    [Test]
    public async Task The_API_shows_none_to_whoever_does_not_need_them()
    {
        await OrdersAsync();

        await ShowsNoneAsync(Banker, $"/api/orders/{number}", "/api/orders", $"/api/orders/{number}/lookalikes",
            "/api/alliances/shengyang/agenda", "/api/alliances/shengyang/rulings", $"/api/orders/{number}/deadlines",
            $"/api/orders?q={Uri.EscapeDataString("声阳路9号")}");
        // They see all reports, and hold this order no more.
        await ShowsNoneAsync(Secretary, "/api/reports/alliance/orders?period=2026-11&measure=response", $"/api/orders/{number}",
            $"/api/orders/{other}", "/api/orders?stage=claimed,accepted");
        await ShowsNoneAsync(Cleaner, $"/api/orders/{other}");

        var feed = await Api.PostAsync(UrbanManager, "/api/me/feed");
        Assert.That(feed["deadlines"].GetString(), Is.Not.Null);
        ShowsNone((await Api.GetAsync(null, feed["deadlines"].GetString()!)).Text, "the feed");
    }

    [Test]
    public async Task Whoever_needs_them_sees_them()
    {
        await OrdersAsync();

        var order = await Api.GetAsync(Cleaner, $"/api/orders/{number}");
        Assert.That(order.Text, Does.Contain("138 0000 1111").And.Contain("００００－２２２２").And.Contain("+86 138 0000 5555")
            .And.Contain("13800007777").And.Contain("0594-2696666"));
        Assert.That((await Api.GetAsync(Cleaner, "/api/work")).Text, Does.Contain("138 0000 1111"));
        Assert.That((await Api.GetAsync(UrbanManager, "/api/orders")).Text, Does.Contain("垃圾满溢 138 0000 1111"));
        var page = await (await SignedInAsync(Cleaner)).OpenAsync($"/orders/{number}");
        Assert.That(page.Text, Does.Contain("138 0000 1111").And.Contain("138 0000 5555"));
        // The ruling was made on an order of others.
        Assert.That((await Api.GetAsync(UrbanManager, $"/api/orders/{other}")).Text, Does.Contain("归环卫所").And.Not.Contain("00009999"));
    }

    [Test]
    public async Task The_pages_show_none_to_whoever_does_not_need_them()
    {
        await OrdersAsync();

        var banker = await SignedInAsync(Banker);
        foreach (var address in (string[])[$"/orders/{number}", "/orders", "/orders?show=register", "/meeting", $"/work?order={number}"])
            ShowsNone((await banker.OpenAsync(address)).Text, address);
        var secretary = await SignedInAsync(Secretary);
        foreach (var address in (string[])
            [$"/orders/{number}", "/meeting", "/reports/orders?by=alliance&period=2026-11&measure=response"])
            ShowsNone((await secretary.OpenAsync(address)).Text, address);
    }

    [Test]
    public async Task The_workbooks_show_none_to_whoever_does_not_need_them()
    {
        await OrdersAsync();

        ShowsNone(TextOf(await (await SignedInAsync(Banker)).DownloadAsync("/orders/workbook")), "the register of orders");
        ShowsNone(
            TextOf(await Api.DownloadAsync(
                Secretary, "/api/reports/alliance/orders?period=2026-11&measure=response&format=xlsx")),
            "the orders of a report");
    }

    [Test]
    public async Task No_log_has_one()
    {
        await OrdersAsync();
        await Api.GetAsync(Secretary, $"/api/orders?q={Uri.EscapeDataString("声阳路9号")}");
        await Api.PostAsync(CommunityWorker, "/api/orders", Filing.Replace("\"0110\"", "\"none\"", StringComparison.Ordinal));

        foreach (var digits in Numbers)
            Assert.That(Security.Everything, Does.Contain("Executing").And.Not.Contain(digits));
    }

    async Task ShowsNoneAsync(Caller caller, params string[] addresses)
    {
        foreach (var address in addresses)
            ShowsNone((await Api.GetAsync(caller, address)).Text, $"{caller.Id} {address}");
    }

    static void ShowsNone(string text, string where)
    {
        foreach (var digits in Numbers)
            Assert.That(text.IndexOf(digits, StringComparison.Ordinal), Is.Negative, $"{where}: {digits}");
        if (!where.EndsWith("deadlines", StringComparison.Ordinal))
            Assert.That(text, Does.Contain("垃圾").Or.Contain("归环卫所"), where);
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
