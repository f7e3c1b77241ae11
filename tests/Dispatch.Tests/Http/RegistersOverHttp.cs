using System.Net;
using System.Text;
using System.Text.Json;
using Dispatch.Accounts;
using Dispatch.Tests.Support;
using static Dispatch.Tests.Support.Situations;

namespace Dispatch.Tests.Http;

sealed class RegistersOverHttp : AnApiFixture
{
    const string Registers = "/api/alliances/shengyang";

    [SetUp]
    public async Task BeginsAnew() => await Api.MoveAsync();

    [Test]
    public async Task An_entry_is_added_changed_and_taken_out_by_the_secretariat()
    {
        var added = await PutAsync(Secretary, "/merchants/wang", """{ "name": "王记", "phone": "13900000009" }""", ("If-None-Match", "*"));
        Assert.That((added.Status, added["name"].GetString()), Is.EqualTo((HttpStatusCode.Created, "王记")), added.Text);

        var again = await PutAsync(Secretary, "/merchants/wang", """{ "name": "王记" }""", ("If-None-Match", "*"));
        Assert.That(again["errors"].GetProperty("code").GetProperty("code").GetString(), Is.EqualTo("there-already"));

        var tag = $"\"{added["tag"].GetString()}\"";
        var changed = await PutAsync(Secretary, "/merchants/wang", """{ "name": "王记老店" }""", ("If-Match", tag));
        Assert.That((changed.Status, changed["name"].GetString()), Is.EqualTo((HttpStatusCode.OK, "王记老店")));
        var stale = await PutAsync(Secretary, "/merchants/wang", """{ "name": "别名" }""", ("If-Match", tag));
        Assert.That((stale.Status, stale["code"].GetString()), Is.EqualTo((HttpStatusCode.PreconditionFailed, "changed-meanwhile")));

        var removed = await Api.SendAsync(Secretary, HttpMethod.Delete, $"{Registers}/merchants/wang");
        Assert.That(removed.Status, Is.EqualTo(HttpStatusCode.NoContent));
        Assert.That((await Api.GetAsync(Secretary, $"{Registers}/merchants/wang")).Status, Is.EqualTo(HttpStatusCode.NotFound));

        var audit = await Api.GetAsync(Secretary, "/api/audit?register=merchants&entry=wang");
        Assert.That(TextsOf(audit["lines"], "actor"), Is.EqualTo((string[])["su", "su", "su"]));
        Assert.That(audit["lines"][0].GetProperty("before").GetProperty("name").GetString(), Is.EqualTo("王记老店"));
        Assert.That(audit["lines"][0].TryGetProperty("after", out _), Is.False);
        Assert.That(audit["lines"][0].GetProperty("source").GetString(), Is.EqualTo("api"));
    }

    static readonly TestCaseData<Caller?, HttpStatusCode>[] Callers =
    [
        new(Secretary, HttpStatusCode.OK),
        new(Admin, HttpStatusCode.OK),
        new(CommunityWorker, HttpStatusCode.Forbidden),
        new(UrbanManager, HttpStatusCode.Forbidden),
        new(TeaMerchant, HttpStatusCode.Forbidden),
        new(Stranger, HttpStatusCode.NotFound),
        new(null, HttpStatusCode.Unauthorized),
    ];

    [TestCaseSource(nameof(Callers))]
    public async Task Registers_are_read_and_changed_by_the_secretariat_and_administrators_only(Caller? caller, HttpStatusCode status)
    {
        foreach (var register in (string[])["merchants", "people", "categories", "members/huanwei", "people/he"])
            Assert.That((await Api.GetAsync(caller, $"{Registers}/{register}")).Status, Is.EqualTo(status), register);

        var put = await PutAsync(
            caller, "/members/huanwei", """{ "name": { "zh": "环卫所", "en": "Sanitation" }, "duties": ["0110", "V01"] }""");
        Assert.That(put.Status, Is.EqualTo(status));
    }

    [Test]
    public async Task A_register_is_read_page_by_page_and_searched()
    {
        var first = await Api.GetAsync(Secretary, $"{Registers}/people?take=3");
        Assert.That(first["entries"].GetArrayLength(), Is.EqualTo(3));
        var second = await Api.GetAsync(Secretary, $"{Registers}/people?take=100&after={first["next"].GetString()}");
        Assert.That(second.Json.TryGetProperty("next", out _), Is.False);
        var codes = first["entries"].EnumerateArray().Concat(second["entries"].EnumerateArray())
            .Select(entry => entry.GetProperty("code").GetString()).ToList();
        Assert.That(codes, Is.Ordered.And.Unique.And.Contain("su"));

        var found = await Api.GetAsync(Secretary, $"{Registers}/merchants?q=茶行");
        Assert.That(TextsOf(found["entries"], "code"), Is.EqualTo((string[])["lin-tea"]));
        var misspelt = await Api.GetAsync(Secretary, $"{Registers}/merchants?name=x");
        Assert.That(misspelt.Status, Is.EqualTo(HttpStatusCode.UnprocessableEntity));
    }

    [Test]
    public async Task A_role_that_was_taken_away_counts_for_nothing_a_second_later()
    {
        Assert.That((await Api.GetAsync(CommunityWorker, "/api/me"))["roles"].GetArrayLength(), Is.EqualTo(1));

        await PutAsync(Secretary, "/people/he", """{ "name": "何社工" }""");
        Api.Time.Advance(TimeSpan.FromSeconds(1));

        Assert.That((await Api.GetAsync(CommunityWorker, "/api/me"))["roles"].GetArrayLength(), Is.Zero);
    }

    [Test]
    public async Task An_alliance_is_begun_and_changed_by_administrators_only()
    {
        const string alliance = """
            { "prefix": "NH", "kind": "industry", "name": { "zh": "南湖", "en": "Nanhu" }, "zone": "Asia/Shanghai", "calendar": "china",
              "category": { "code": "0110", "name": { "zh": "垃圾", "en": "Rubbish" } },
              "member": { "code": "jiedao", "name": { "zh": "街道", "en": "Subdistrict" } } }
            """;
        Assert.That((await SendAsync(Secretary, "/api/alliances/nanhu", alliance)).Status, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That((await SendAsync(Admin, "/api/alliances/nanhu", alliance)).Status, Is.EqualTo(HttpStatusCode.Created));
        Assert.That((await Api.GetAsync(Admin, "/api/alliances/nanhu"))["categories"].GetArrayLength(), Is.EqualTo(1));

        const string own = """
            { "prefix": "SYX", "kind": "regional", "name": { "zh": "x", "en": "x" }, "zone": "Asia/Shanghai", "calendar": "china" }
            """;
        Assert.That((await SendAsync(Secretary, Registers, own))["code"].GetString(), Is.EqualTo("for-administrators"));
        var wrong = await SendAsync(Admin, Registers, own.Replace("Asia/Shanghai", "America/New_York", StringComparison.Ordinal));
        Assert.That(wrong["errors"].GetProperty("calendar").GetProperty("code").GetString(), Is.EqualTo("calendar-of-another-zone"));
    }

    [Test]
    public async Task The_audit_is_read_by_a_secretariat_of_its_own_alliance()
    {
        Assert.That((await Api.GetAsync(UrbanManager, "/api/audit")).Status, Is.EqualTo(HttpStatusCode.Forbidden));
        Assert.That((await Api.GetAsync(Secretary, "/api/audit?alliance=qinghe")).Status, Is.EqualTo(HttpStatusCode.NotFound));
        var own = await Api.GetAsync(Stranger, "/api/audit?take=200");
        Assert.That(TextsOf(own["lines"], "alliance").Distinct(), Is.EqualTo((string[])["qinghe"]));

        var page = await Api.GetAsync(Admin, "/api/audit?take=2");
        var next = await Api.GetAsync(Admin, $"/api/audit?take=2&after={page["next"].GetString()}");
        Assert.That(next["lines"][0].GetProperty("id").GetInt64(), Is.LessThan(page["lines"][1].GetProperty("id").GetInt64()));
    }

    [Test]
    public async Task What_stands_in_the_way_is_said()
    {
        var refused = await Api.SendAsync(Secretary, HttpMethod.Delete, $"{Registers}/members/chengguan");

        Assert.That((refused.Status, refused["code"].GetString()), Is.EqualTo((HttpStatusCode.Conflict, "in-the-roster")));
        Assert.That(refused["title"].GetString(), Does.Contain("城管中队"));
    }

    static IEnumerable<string?> TextsOf(JsonElement list, string field) =>
        list.EnumerateArray().Select(item => item.GetProperty(field).GetString());

    Task<Reply> PutAsync(Caller? caller, string path, string body, params (string, string)[] headers) =>
        SendAsync(caller, $"{Registers}{path}", body, headers);

    Task<Reply> SendAsync(Caller? caller, string address, string body, params (string, string)[] headers) =>
        Api.SendAsync(caller, HttpMethod.Put, address, new StringContent(body, Encoding.UTF8, "application/json"), headers);
}
