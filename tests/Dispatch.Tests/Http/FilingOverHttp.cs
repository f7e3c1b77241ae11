using System.Net;
using System.Text.Json;
using static Dispatch.Tests.Http.Answers;
using static Dispatch.Tests.Support.Situations;

namespace Dispatch.Tests.Http;

sealed class FilingOverHttp : AnApiFixture
{
    [OneTimeSetUp]
    public async Task Gives_a_source()
    {
        await Api.GiveSourceAsync(CommunityWorker, "12345");
        await Api.GiveSourceAsync(NoodleMerchant, "12345");
    }

    [Test]
    public async Task Filing_creates_an_order_and_returns_its_location()
    {
        var reply = await Api.PostAsync(CommunityWorker, "/api/orders", """
            {"alliance":"shengyang","workflow":"merchant-order","category":"0110","title":"门口垃圾未清","text":"三天没人收",
             "merchant":{"name":"林记茶行","phone":"13800001234","address":"声阳路 8 号"},
             "location":{"latitude":25.43,"longitude":119.01,"address":"声阳路口"}}
            """);

        Assert.That(reply.Status, Is.EqualTo(HttpStatusCode.Created), reply.Text);
        var number = reply["number"].GetString()!;
        Assert.That(number, Does.Match("^SY-20261123-[0-9]{4}$"));
        Assert.That(reply.Headers["Location"], Is.EqualTo($"/api/orders/{number}"));
        Assert.That(reply.Headers["ETag"], Is.EqualTo("\"1\""));
        Assert.That(reply["stage"].GetString(), Is.EqualTo("filed"));
        Assert.That(reply["stageTitle"].GetProperty("zh").GetString(), Is.EqualTo("待受理"));
        Assert.That(reply["desk"].GetString(), Is.EqualTo("secretariat"));
        Assert.That(reply["filedAt"].GetString(), Is.EqualTo("2026-11-23T01:00:00Z"));
        Assert.That(reply["due"].GetString(), Is.EqualTo("2026-11-23T03:00:00Z"));
        Assert.That(reply["location"].GetProperty("latitude").GetDouble(), Is.EqualTo(25.43));
        Assert.That(reply["place"].GetString(), Is.EqualTo("声阳路口"));
        Assert.That(reply["mergedInto"].ValueKind, Is.EqualTo(JsonValueKind.Undefined), "nulls are left out");
        Assert.That(reply.Text, Does.Contain("门口垃圾未清").And.Contain("三天没人收"), "Chinese is not escaped");
    }

    [Test]
    public async Task Filing_defaults_to_the_alliance_of_the_caller()
    {
        var reply = await Api.PostAsync(Stranger, "/api/orders", """{"category":"0110","title":"河边垃圾"}""");

        Assert.That(reply["alliance"].GetString(), Is.EqualTo("qinghe"), reply.Text);
    }

    [Test]
    public async Task Filing_a_known_external_id_returns_the_existing_order()
    {
        const string Order = """{"category":"0110","title":"重复上报","source":"12345","externalId":"A-1"}""";
        var first = await Api.PostAsync(CommunityWorker, "/api/orders", Order);
        var again = await Api.PostAsync(CommunityWorker, "/api/orders", Order);

        Assert.That((first.Status, again.Status), Is.EqualTo((HttpStatusCode.Created, HttpStatusCode.OK)));
        Assert.That(again["number"].GetString(), Is.EqualTo(first["number"].GetString()));
        Assert.That(again["externalId"].GetString(), Is.EqualTo("A-1"));
    }

    [Test]
    public async Task A_known_external_id_does_not_show_the_order_of_another_merchant()
    {
        await Api.PostAsync(CommunityWorker, "/api/orders", """{"category":"0110","title":"别家的事","source":"12345","externalId":"B-1"}""");

        var reply = await Api.PostAsync(
            NoodleMerchant, "/api/orders", """{"category":"0110","title":"我家的事","source":"12345","externalId":"B-1"}""");

        IsFault(reply, "externalId", "used-by-another");
        Assert.That(reply.Text, Does.Not.Contain("别家的事"));
    }

    [Test]
    public async Task Filing_with_a_repeated_key_files_once_and_repeats_the_answer()
    {
        (string, string) key = ("Idempotency-Key", "filing-1");
        const string Order = """{"category":"0110","title":"断网重发"}""";
        var first = await Api.PostAsync(CommunityWorker, "/api/orders", Order, key);
        var again = await Api.PostAsync(CommunityWorker, "/api/orders", Order, key);

        Assert.That((first.Status, again.Status), Is.EqualTo((HttpStatusCode.Created, HttpStatusCode.Created)));
        Assert.That(again.Text, Is.EqualTo(first.Text));
        var found = await Api.GetAsync(CommunityWorker, "/api/orders?q=断网重发");
        Assert.That(found.Numbers, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Filing_something_else_under_the_same_key_is_refused()
    {
        (string, string) key = ("Idempotency-Key", "filing-2");
        await Api.PostAsync(CommunityWorker, "/api/orders", """{"category":"0110","title":"先报的"}""", key);

        var reply = await Api.PostAsync(CommunityWorker, "/api/orders", """{"category":"0110","title":"后报的"}""", key);

        IsProblem(reply, HttpStatusCode.UnprocessableEntity, "key-used");
        Assert.That((await Api.GetAsync(CommunityWorker, "/api/orders?q=后报的")).Numbers, Is.Empty);
    }

    [Test]
    public async Task Filing_something_else_under_the_same_external_id_is_refused()
    {
        const string Order = """{"category":"0110","title":"先报的","source":"12345","externalId":"C-1"}""";
        var first = await Api.PostAsync(CommunityWorker, "/api/orders", Order);

        var reply = await Api.PostAsync(
            CommunityWorker, "/api/orders", """{"category":"0110","title":"另一件","source":"12345","externalId":"C-1"}""",
            ("Accept-Language", "en"));

        IsProblem(reply, HttpStatusCode.UnprocessableEntity, "key-used");
        Assert.That(reply.Texts("names"), Is.EqualTo((string[])[first["number"].GetString()!]));
        Assert.That(reply["title"].GetString(), Does.Contain("which was filed with another content"));
    }

    [Test]
    public async Task Filing_reports_all_faults_at_once_in_the_language_of_the_reader()
    {
        const string Order = """
            {"titel":"错字","category":7,"merchant":{"phone":[],"fax":"1"},"location":{"latitude":91},"externalId":null}
            """;
        var chinese = await Api.PostAsync(CommunityWorker, "/api/orders", Order);
        var english = await Api.PostAsync(CommunityWorker, "/api/orders", Order, ("Accept-Language", "en-GB,en;q=0.9,zh;q=0.5"));

        IsFault(chinese, "title", "required");
        IsFault(chinese, "titel", "unknown-field");
        IsFault(chinese, "category", "not-a-text");
        IsFault(chinese, "merchant.phone", "not-a-text");
        IsFault(chinese, "merchant.fax", "unknown-field");
        IsFault(chinese, "location.latitude", "a-number-from--90-to-90");
        Assert.That(chinese["errors"].GetProperty("location.latitude").GetProperty("sentence").GetString(), Is.EqualTo("须为 -90 到 90 的数。"));
        Assert.That(chinese.Headers["Content-Language"], Is.EqualTo("zh-CN"));
        Assert.That(english["errors"].GetProperty("title").GetProperty("sentence").GetString(), Is.EqualTo("This is required."));
        Assert.That(english.Headers["Content-Language"], Is.EqualTo("en"));
    }

    [Test]
    public async Task Filing_says_when_the_trouble_was_reported()
    {
        var reply = await Api.PostAsync(
            CommunityWorker, "/api/orders", """{"category":"0110","title":"周五就说了","reportedAt":"2026-11-20T15:00:00+08:00"}""");
        var seen = await Api.GetAsync(Secretary, $"/api/orders/{reply["number"].GetString()}");
        var later = await Api.PostAsync(
            CommunityWorker, "/api/orders", """{"category":"0110","title":"明天的事","reportedAt":"2026-11-24T09:00:00+08:00"}""");

        Assert.That(reply["reportedAt"].GetString(), Is.EqualTo("2026-11-20T07:00:00Z"), reply.Text);
        Assert.That(seen["steps"][0].GetProperty("input").GetProperty("reportedAt").GetDateTimeOffset(), Is.EqualTo(Monday.AddHours(-66)));
        IsFault(later, "reportedAt", "in-the-future");
        Assert.That(later["errors"].GetProperty("reportedAt").GetProperty("sentence").GetString(), Is.EqualTo("不得晚于现在。"));
    }

    [TestCase("""{"category":"0110","title":"x","reportedAt":"2026-11-20"}""", "reportedAt", "not-an-instant")]
    [TestCase("""{"category":"0110","title":"x","reportedAt":"1926-11-20T15:00:00Z"}""", "reportedAt", "more-than-twenty-years-ago")]
    [TestCase("""{"category":"9999","title":"x"}""", "category", "unknown")]
    [TestCase("""{"category":"0110","title":"x","source":"12345"}""", "externalId", "required")]
    [TestCase("""{"category":"0110","title":"a\u0000b"}""", "title", "not-a-text")]
    [TestCase("""{"category":"0110","title":"\ud800"}""", "title", "not-a-text")]
    [TestCase("""{"category":"0110","title":"x","merchant":"Lin"}""", "merchant", "not-an-object")]
    [TestCase("""{"category":"0110","title":"x","workflow":"volunteer-post","merchant":{"name":"Lin"}}""", "merchant", "not-taken-here")]
    [TestCase("[]", "", "not-an-object")]
    public async Task Filing_with_a_faulty_field_is_refused(string order, string field, string fault) =>
        IsFault(await Api.PostAsync(CommunityWorker, "/api/orders", order), field, fault);

    [Test]
    public async Task Filing_by_an_administrator_must_name_an_alliance() =>
        IsFault(await Api.PostAsync(Admin, "/api/orders", """{"category":"0110","title":"x"}"""), "alliance", "required");

    [TestCase("nowhere")]
    [TestCase("qinghe")]
    public async Task Filing_in_an_alliance_of_others_is_refused(string alliance)
    {
        var reply = await Api.PostAsync(CommunityWorker, "/api/orders", $$"""{"alliance":"{{alliance}}","category":"0110","title":"x"}""");

        IsProblem(reply, HttpStatusCode.NotFound, "no-such-alliance");
        Assert.That(reply.Texts("names"), Is.EqualTo((string[])[alliance]));
    }

    [Test]
    public async Task Filing_under_an_unknown_workflow_is_refused() =>
        IsProblem(
            await Api.PostAsync(CommunityWorker, "/api/orders", """{"workflow":"x","category":"0110","title":"x"}"""),
            HttpStatusCode.NotFound,
            "no-such-workflow");

    [Test]
    public async Task Filing_by_a_member_is_refused() =>
        IsProblem(
            await Api.PostAsync(Cleaner, "/api/orders", """{"category":"0110","title":"x"}"""), HttpStatusCode.Forbidden, "wrong-desk");

    [TestCase("")]
    [TestCase("has space")]
    [TestCase("键")]
    public async Task An_idempotency_key_must_be_printable_ASCII(string key) =>
        IsProblem(
            await Api.PostAsync(CommunityWorker, "/api/orders", """{"category":"0110","title":"x"}""", ("Idempotency-Key", key)),
            HttpStatusCode.BadRequest, "malformed-idempotency-key");

    [Test]
    public async Task An_idempotency_key_has_200_characters_at_most()
    {
        const string Order = """{"category":"0110","title":"长键"}""";

        var longest = await Api.PostAsync(CommunityWorker, "/api/orders", Order, ("Idempotency-Key", new string('k', 200)));
        var longer = await Api.PostAsync(CommunityWorker, "/api/orders", Order, ("Idempotency-Key", new string('k', 201)));

        Assert.That(longest.Status, Is.EqualTo(HttpStatusCode.Created));
        IsProblem(longer, HttpStatusCode.BadRequest, "malformed-idempotency-key");
    }
}
