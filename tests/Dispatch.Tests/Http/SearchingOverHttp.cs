using System.Text.Json;
using Dapper;
using Dispatch.Accounts;
using Dispatch.Alliances;
using Dispatch.Orders.Search;
using Dispatch.Tests.Support;
using static Dispatch.Tests.Support.Situations;

namespace Dispatch.Tests.Http;

/// <summary>What <c>q</c> finds, before the index has an order and after.</summary>
[TestFixture("sqlite", false)]
[TestFixture("sqlite", true)]
[TestFixture("postgres", false)]
[TestFixture("postgres", true)]
sealed class SearchingOverHttp(string engine, bool indexed)
{
    ApiHost api = null!;
    string noise = "";
    string rubbish = "";

    [OneTimeSetUp]
    public async Task Starts()
    {
        api = await ApiHost.StartAsync(engine: engine);
        noise = await FiledAsync(api);
        rubbish = await api.FileAsync();
        await IsIndexedAsync(api);
    }

    [OneTimeTearDown]
    public async Task Stops() => await api.DisposeAsync();

    [TestCase("夜市")]
    [TestCase("喇叭")]
    [TestCase("太吵")]
    [TestCase("吵")]
    [TestCase("夜市 音响")]
    [TestCase("音响　夜市")]
    [TestCase("夜 市")]
    [TestCase("ktv")]
    [TestCase("ＫＴＶ")]
    [TestCase("kTv 喇叭太吵")]
    [TestCase("CAFÉ")]
    [TestCase("cafe")]
    [TestCase("журнал")]
    [TestCase("ЖУРНАЛ")]
    [TestCase("延宁路6号")]
    [TestCase("延宁路 6 号")]
    [TestCase("延宁路６号")]
    [TestCase("陈记")]
    [TestCase("面馆 夜市")]
    [TestCase("hj-2026-77/b")]
    [TestCase("HJ－2026－77")]
    [TestCase("50#")]
    [TestCase("d'or")]
    [TestCase("d’or")]
    [TestCase("\"急\"")]
    public async Task Finds_an_order_by_what_it_says_however_it_is_written(string words) =>
        Assert.That(await FoundAsync(CommunityWorker, words), Is.EqualTo((string[])[noise]));

    [TestCase("夜喇")]
    [TestCase("市夜")]
    [TestCase("夜市 垃圾")]
    [TestCase("喇叭吵")]
    [TestCase("市喇叭太响")]
    [TestCase("%")]
    [TestCase("_")]
    [TestCase("13700005678")]
    [TestCase("1370")]
    [TestCase("' or 1=1 --")]
    [TestCase("\u200b")]
    public async Task Finds_nothing_that_an_order_does_not_say(string words) =>
        Assert.That(await FoundAsync(CommunityWorker, words), Is.Empty);

    [Test]
    public async Task Finds_an_order_by_its_number_or_a_part_of_it_in_any_case()
    {
        foreach (var words in (string[])[rubbish, rubbish.ToLowerInvariant(), rubbish[3..], rubbish[^6..], rubbish.Replace('-', '－')])
            Assert.That(await FoundAsync(CommunityWorker, words), Is.EqualTo((string[])[rubbish]), words);
    }

    [Test]
    public async Task Finds_by_the_end_of_a_telephone_number_only_what_shows_it_to_the_caller()
    {
        Assert.That(await FoundAsync(CommunityWorker, "5678"), Is.EqualTo((string[])[noise]), "they filed it");
        Assert.That(await FoundAsync(Secretary, "5678 夜市"), Is.EqualTo((string[])[noise]), "it waits at their desk");
        Assert.That(await FoundAsync(CommunityWorker, "5678 垃圾"), Is.Empty);
        Assert.That(await FoundAsync(CommunityWorker, "1370"), Is.Empty, "its beginning");
        Assert.That(await FoundAsync(Banker, "5678"), Is.Empty, "they need not call");
        Assert.That(await FoundAsync(Admin, "5678&alliance=shengyang"), Is.Empty, "nor does an administrator");
    }

    [Test]
    public async Task Finds_four_digits_in_the_text_for_everybody() =>
        Assert.That(await FoundAsync(Banker, "4321"), Is.EqualTo((string[])[noise]));

    [Test]
    public async Task Finds_the_orders_of_a_known_merchant_by_its_name_of_today()
    {
        await using var api = await ApiHost.StartAsync(engine: engine);
        var order = (await api.PostAsync(TeaMerchant, "/api/orders", """{"category":"0110","title":"后巷"}"""))["number"].GetString()!;
        await IsIndexedAsync(api);
        Assert.That(await FoundAsync(api, Secretary, "林记"), Is.EqualTo((string[])[order]));

        var renamed = Shengyang with { Merchants = [new("lin-tea", "木木茶行", "13800009876", null), Shengyang.Merchants[1]] };
        await AllianceStore.SaveAsync(api.Database, new AllianceDefinition(renamed, []));
        await IsIndexedAsync(api);

        if (indexed)
            Assert.That(await FoundAsync(api, Secretary, "林记"), Is.Empty);
        Assert.That(await FoundAsync(api, Secretary, "木木"), Is.EqualTo((string[])[order]));
    }

    [Test]
    public async Task Goes_together_with_filters_and_with_what_a_caller_may_see()
    {
        await using var api = await ApiHost.StartAsync(engine: engine);
        var filed = await FiledAsync(api, "夜市一");
        var accepted = await FiledAsync(api, "夜市二");
        await api.TakeAsync(Secretary, accepted, "accept");
        var own = (await api.PostAsync(NoodleMerchant, "/api/orders", """{"category":"0128","title":"夜市三"}"""))["number"].GetString()!;
        await IsIndexedAsync(api);

        Assert.That(await FoundAsync(api, CommunityWorker, "夜市"), Is.EquivalentTo((string[])[filed, accepted, own]));
        Assert.That(await FoundAsync(api, CommunityWorker, "夜市&stage=accepted"), Is.EqualTo((string[])[accepted]));
        Assert.That(await FoundAsync(api, CommunityWorker, "夜市&category=0110"), Is.Empty);
        Assert.That(await FoundAsync(api, NoodleMerchant, "夜市"), Is.EqualTo((string[])[own]));
        Assert.That(await FoundAsync(api, TeaMerchant, "夜市"), Is.Empty);
        Assert.That(await FoundAsync(api, Stranger, "夜市"), Is.Empty);
    }

    [Test]
    public async Task Pages_have_every_order_once_and_in_the_order_of_lists()
    {
        await using var api = await ApiHost.StartAsync(engine: engine);
        List<string> filed = [];
        for (var count = 0; count < 7; count++)
        {
            filed.Add(await FiledAsync(api, $"夜市 {count}"));
            await api.FileAsync();
            api.Time.Advance(TimeSpan.FromMinutes(1));
            if (count == 3)
                await IsIndexedAsync(api);
        }

        List<string> seen = [];
        for (string? next = "夜市&take=3"; next is not null;)
        {
            var page = await api.GetAsync(CommunityWorker, $"/api/orders?q={next}");
            seen.AddRange(page.Numbers);
            next = page["next"].ValueKind == JsonValueKind.Undefined ? null : $"夜市&take=3&after={page["next"].GetString()}";
        }

        Assert.That(seen, Is.EqualTo(filed));
    }

    static async Task<string> FiledAsync(ApiHost api, string title = "夜市喇叭太吵")
    {
        await api.GiveSourceAsync(CommunityWorker, "12345");
        return await FileAsync(api, new
        {
            merchant = new { name = "陈记面馆", phone = "137 0000 5678", address = "延宁路 6 号" },
            category = "0128",
            title,
            text = "音响对着 KTV 楼上的 Café d'Or,住户 Журнал 社要求 \"急\" 办,音量开到 50#,电表 4321。",
            source = "12345",
            externalId = $"HJ-2026-77/B{(title == "夜市喇叭太吵" ? "" : title)}",
        });
    }

    static async Task<string> FileAsync(ApiHost api, object order)
    {
        var reply = await api.PostAsync(CommunityWorker, "/api/orders", JsonSerializer.Serialize(order));
        Assert.That((int)reply.Status, Is.EqualTo(201), reply.Text);
        return reply["number"].GetString()!;
    }

    Task<IReadOnlyList<string>> FoundAsync(Caller caller, string question) => FoundAsync(api, caller, question);

    static async Task<IReadOnlyList<string>> FoundAsync(ApiHost api, Caller caller, string question)
    {
        var (words, rest) = question.Split('&') is [var first, var second] ? (first, $"&{second}") : (question, "");
        var page = await api.GetAsync(caller, $"/api/orders?q={Uri.EscapeDataString(words)}{rest}");
        Assert.That((int)page.Status, Is.EqualTo(200), page.Text);
        return page.Numbers;
    }

    async Task IsIndexedAsync(ApiHost api)
    {
        if (!indexed)
            return;
        SearchIndexing indexing = new(api.Database);
        while (await indexing.RunOnceAsync() > 0)
        {
        }

        await using var connection = await api.Database.ConnectAsync();
        Assert.That(await connection.ExecuteScalarAsync<long>("select count(*) from unsearched"), Is.Zero);
    }
}
