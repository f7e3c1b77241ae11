using System.Net;
using Dispatch.Accounts;
using Dispatch.Tests.Support;
using static Dispatch.Tests.Http.Answers;
using static Dispatch.Tests.Support.Situations;

namespace Dispatch.Tests.Http;

sealed class ListsOverHttp : AnApiFixture
{
    [Test]
    public async Task Pages_of_a_list_have_every_order_once()
    {
        await using var api = await ApiHost.StartAsync();
        List<string> filed = [];
        for (var count = 0; count < 7; count++)
            filed.Add(await api.FileAsync());
        await api.TakeAsync(Secretary, filed[2], "refuse", """{"reason":"不属实"}""");

        List<string> seen = [];
        List<int> sizes = [];
        for (string? next = "/api/orders?take=3"; next is not null;)
        {
            var page = await api.GetAsync(CommunityWorker, next);
            seen.AddRange(page.Numbers);
            sizes.Add(page.Numbers.Count);
            next = page["next"].ValueKind == System.Text.Json.JsonValueKind.Undefined
                ? null
                : $"/api/orders?take=3&after={page["next"].GetString()}";
        }

        Assert.That(seen, Is.EquivalentTo(filed));
        Assert.That(sizes, Is.EqualTo((int[])[3, 3, 1]));
        Assert.That(seen[^1], Is.EqualTo(filed[2]), "what is not due any more comes last");
    }

    [Test]
    public async Task A_list_ends_without_an_empty_page()
    {
        await using var api = await ApiHost.StartAsync();
        await api.FileAsync();
        await api.FileAsync();

        var page = await api.GetAsync(CommunityWorker, "/api/orders?take=2");

        Assert.That(page.Numbers, Has.Count.EqualTo(2));
        Assert.That(page["next"].ValueKind, Is.EqualTo(System.Text.Json.JsonValueKind.Undefined));
    }

    [Test]
    public async Task Lists_leave_out_the_details_of_an_order()
    {
        await Api.FileAsync("摘要");

        var page = await Api.GetAsync(Cleaner, "/api/orders?q=摘要");

        var order = page["orders"][0];
        Assert.That(
            order.TryGetProperty("steps", out _) || order.TryGetProperty("merchant", out _) || order.TryGetProperty("can", out _),
            Is.False);
        Assert.That(page.Text, Does.Not.Contain("13800001234"));
    }

    [Test]
    public async Task Lists_can_be_filtered_by_stage_category_member_words_and_day()
    {
        await using var api = await ApiHost.StartAsync();
        var rubbish = await api.AssignedAsync();
        var noise = await api.FileAsync("夜间噪音", "0128");

        Assert.That(await NumbersAsync("stage=assigned"), Is.EqualTo((string[])[rubbish]));
        Assert.That(await NumbersAsync("category=0128"), Is.EqualTo((string[])[noise]));
        Assert.That(await NumbersAsync("member=huanwei"), Is.EqualTo((string[])[rubbish]));
        Assert.That(await NumbersAsync("member=paichusuo"), Is.Empty);
        Assert.That(await NumbersAsync("q=噪音"), Is.EqualTo((string[])[noise]));
        Assert.That(await NumbersAsync($"q={noise.ToLowerInvariant()}"), Is.EqualTo((string[])[noise]));
        Assert.That(await NumbersAsync("from=2026-11-23&to=2026-11-23"), Has.Length.EqualTo(2));
        Assert.That(await NumbersAsync("from=2026-11-24"), Is.Empty);
        Assert.That(await NumbersAsync("to=2026-11-22"), Is.Empty);
        Assert.That(await NumbersAsync("from=2026-11-23T09:00:00%2B08:00"), Has.Length.EqualTo(2));
        Assert.That(await NumbersAsync("from=2026-11-23T09:00:00+08:00"), Has.Length.EqualTo(2), "a plus sign that was not escaped");
        Assert.That(await NumbersAsync("to=2026-11-23T01:00:00Z"), Is.Empty);

        async Task<string[]> NumbersAsync(string query) => [.. (await api.GetAsync(CommunityWorker, $"/api/orders?{query}")).Numbers];
    }

    [Test]
    public async Task Lists_can_be_filtered_by_who_holds_an_order_and_what_is_asked()
    {
        await using var api = await ApiHost.StartAsync();
        var assigned = await api.AssignedAsync();
        var filed = await api.FileAsync("夜间噪音", "0128");
        await api.GiveSourceAsync(TeaMerchant, "12345");
        var own = (await api.PostAsync(
            TeaMerchant, "/api/orders", """{"category":"0128","title":"施工","source":"12345","externalId":"A-1"}"""))["number"].GetString()!;
        await api.TakeAsync(Secretary, own, "accept", """{"urgency":"urgent"}""");
        var claimed = await api.AssignedAsync();
        await api.TakeAsync(UrbanManager, claimed, "claim");
        await api.TakeAsync(UrbanManager, claimed, "extend", """{"reason":"等待材料"}""");
        var refused = await api.FileAsync();
        await api.TakeAsync(Secretary, refused, "refuse", """{"reason":"不属实"}""");

        Assert.That(await NumbersAsync("desk=secretariat"), Is.EquivalentTo((string[])[filed]));
        Assert.That(await NumbersAsync("desk=secretariat,chair"), Is.EquivalentTo((string[])[filed, own]));
        Assert.That(await NumbersAsync("stage=filed, refused"), Is.EquivalentTo((string[])[filed, refused]));
        Assert.That(await NumbersAsync("stage=filed,assigned&category=0110"), Is.EquivalentTo((string[])[assigned]));
        Assert.That(await NumbersAsync("category=0110,0128&stage=filed,assigned"), Is.EquivalentTo((string[])[filed, assigned]));
        Assert.That(await NumbersAsync("asked=extension"), Is.EquivalentTo((string[])[claimed]));
        Assert.That(await NumbersAsync("asked=extension,appeal,settlement"), Is.EquivalentTo((string[])[claimed]));
        Assert.That(await NumbersAsync("urgency=urgent"), Is.EquivalentTo((string[])[own]));
        Assert.That(await NumbersAsync("urgency=normal&open=true"), Is.EquivalentTo((string[])[assigned, filed, claimed]));
        Assert.That(await NumbersAsync("filedBy=lin-tea"), Is.EquivalentTo((string[])[own]));
        Assert.That(await NumbersAsync("merchant=lin-tea"), Is.EquivalentTo((string[])[own]));
        Assert.That(await NumbersAsync("merchant=chen-noodles"), Is.Empty);
        Assert.That(await NumbersAsync("source=12345&externalId=A-1"), Is.EquivalentTo((string[])[own]));
        Assert.That(await NumbersAsync("source=12345&externalId=A-2"), Is.Empty);
        Assert.That(await NumbersAsync("open=false"), Is.EquivalentTo((string[])[refused]));
        Assert.That(await NumbersAsync("overdue=true"), Is.Empty);
        Assert.That(await NumbersAsync("dueBefore=2026-11-23"), Does.Contain(filed).And.Not.Contain(refused));
        Assert.That(await NumbersAsync("dueBefore=2026-11-23T09:00:00%2B08:00"), Is.Empty);
        Assert.That(await NumbersAsync("level=chair"), Is.Empty);
        Assert.That((await api.GetAsync(NoodleMerchant, "/api/orders?merchant=lin-tea")).Numbers, Is.Empty);

        api.Time.Advance(TimeSpan.FromHours(3));
        Assert.That(await NumbersAsync("overdue=true&desk=secretariat"), Is.EquivalentTo((string[])[filed]));
        Assert.That(await NumbersAsync("overdue=false&stage=filed,refused"), Is.EquivalentTo((string[])[refused]));

        async Task<string[]> NumbersAsync(string query)
        {
            var page = await api.GetAsync(CommunityWorker, $"/api/orders?{query}");
            Assert.That(page["total"].GetInt32(), Is.EqualTo(page.Numbers.Count), $"the total of {query}");
            return [.. page.Numbers];
        }
    }

    [TestCase("%25")]
    [TestCase("_")]
    [TestCase("!")]
    [TestCase("'; drop table orders; --")]
    [TestCase("\" or 1=1")]
    public async Task Wildcards_and_quotes_in_a_search_are_taken_literally(string words)
    {
        await Api.FileAsync();

        var page = await Api.GetAsync(CommunityWorker, $"/api/orders?q={words}");

        Assert.That((page.Status, page.Numbers.Count), Is.EqualTo((HttpStatusCode.OK, 0)), page.Text);
    }

    [TestCase("take=0", "take", "a-whole-number-from-1-to-200")]
    [TestCase("take=201", "take", "a-whole-number-from-1-to-200")]
    [TestCase("take=many", "take", "a-whole-number-from-1-to-200")]
    [TestCase("after=x", "after", "not-a-page")]
    [TestCase("after=-1-00000000000000000000000000000000", "after", "not-a-page")]
    [TestCase("from=yesterday", "from", "not-a-time")]
    [TestCase("to=2026-02-30", "to", "not-a-time")]
    [TestCase("to=9999-12-31", "to", "not-a-time")]
    [TestCase("from=2026-11-23T09:00:00", "from", "not-a-time")]
    [TestCase("category=9999", "category", "unknown")]
    [TestCase("member=nobody", "member", "unknown-member")]
    [TestCase("stage=a&stage=b", "stage", "given-twice")]
    [TestCase("desk=filed", "desk", "unknown")]
    [TestCase("level=top", "level", "unknown")]
    [TestCase("asked=extension,why", "asked", "unknown")]
    [TestCase("urgency=high", "urgency", "unknown")]
    [TestCase("open=yes", "open", "not-true-or-false")]
    [TestCase("overdue=1", "overdue", "not-true-or-false")]
    [TestCase("dueBefore=soon", "dueBefore", "not-a-time")]
    [TestCase("stage=1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21", "stage", "more-than-20")]
    [TestCase("stages=a", "stages", "unknown-field")]
    [TestCase("q=a%00b", "q", "not-a-text")]
    public async Task A_faulty_query_for_a_list_is_refused(string query, string field, string fault) =>
        IsFault(await Api.GetAsync(CommunityWorker, $"/api/orders?{query}"), field, fault);

    [Test]
    public async Task All_faults_of_a_query_are_reported_at_once()
    {
        var reply = await Api.GetAsync(CommunityWorker, "/api/orders?take=0&from=x&to=y");

        Assert.That(reply["errors"].EnumerateObject().Select(error => error.Name), Is.EquivalentTo((string[])["take", "from", "to"]));
    }

    [Test]
    public async Task Lists_show_nothing_of_another_alliance()
    {
        await Api.FileAsync();

        Assert.That((await Api.GetAsync(Stranger, "/api/orders")).Numbers, Is.Empty);
        Assert.That((await Api.GetAsync(Stranger, "/api/work")).Numbers, Is.Empty);
        IsProblem(await Api.GetAsync(Stranger, "/api/orders?alliance=shengyang"), HttpStatusCode.NotFound, "no-such-alliance");
    }

    [Test]
    public async Task An_administrator_lists_the_orders_of_a_named_alliance()
    {
        await Api.FileAsync();

        Assert.That((await Api.GetAsync(Admin, "/api/orders?alliance=shengyang")).Numbers, Is.Not.Empty);
        IsFault(await Api.GetAsync(Admin, "/api/orders"), "alliance", "required");
        Assert.That((await Api.GetAsync(Admin, "/api/work")).Numbers, Is.Empty);
    }

    [Test]
    public async Task A_merchant_lists_its_own_orders_only()
    {
        await using var api = await ApiHost.StartAsync();
        await api.FileAsync();
        var own = await api.PostAsync(TeaMerchant, "/api/orders", """{"category":"0110","title":"后巷垃圾"}""");

        Assert.That((await api.GetAsync(TeaMerchant, "/api/orders")).Numbers, Is.EqualTo((string[])[own["number"].GetString()!]));
        Assert.That((await api.GetAsync(NoodleMerchant, "/api/orders")).Numbers, Is.Empty);
    }

    [Test]
    public async Task The_work_list_has_what_waits_at_the_desks_of_the_caller()
    {
        await using var api = await ApiHost.StartAsync();
        var filed = await api.FileAsync("待受理");
        var accepted = await api.FileAsync("待派单");
        await api.TakeAsync(Secretary, accepted, "accept");
        var offered = await api.FileAsync("待抢单");
        await api.TakeAsync(Secretary, offered, "accept");
        await api.TakeAsync(UrbanManager, offered, "offer");
        var assigned = await api.AssignedAsync();
        var resolved = await api.AssignedAsync();
        await api.TakeAsync(UrbanManager, resolved, "claim");
        await api.TakeAsync(UrbanManager, resolved, "resolve", """{"note":"已清理","reason":"无需协办"}""");

        Assert.That(await WorkOfAsync(Secretary), Is.EquivalentTo((string[])[filed]));
        Assert.That(
            await WorkOfAsync(UrbanManager),
            Is.EquivalentTo((string[])[accepted, offered, assigned]),
            "as the chair, from the pool, as a member");
        Assert.That(await WorkOfAsync(Cleaner), Is.EquivalentTo((string[])[offered, assigned]), "from the pool, in support");
        Assert.That(await WorkOfAsync(Constable), Is.EquivalentTo((string[])[accepted]), "as the deputy chair");
        Assert.That(await WorkOfAsync(Banker), Is.Empty);
        Assert.That(await WorkOfAsync(CommunityWorker), Is.EquivalentTo((string[])[resolved]));

        async Task<IReadOnlyList<string>> WorkOfAsync(Caller caller) => (await api.GetAsync(caller, "/api/work")).Numbers;
    }

    [Test]
    public async Task The_work_list_comes_in_pages_ordered_by_due_time()
    {
        await using var api = await ApiHost.StartAsync();
        List<string> filed = [];
        for (var count = 0; count < 5; count++)
        {
            filed.Add(await api.FileAsync());
            api.Time.Advance(TimeSpan.FromMinutes(1));
        }

        var first = await api.GetAsync(Secretary, "/api/work?take=3");
        var rest = await api.GetAsync(Secretary, $"/api/work?take=3&after={first["next"].GetString()}");

        Assert.That((string[])[.. first.Numbers, .. rest.Numbers], Is.EqualTo(filed));
        IsFault(await api.GetAsync(Secretary, "/api/work?stage=filed"), "stage", "unknown-field");
    }
}
