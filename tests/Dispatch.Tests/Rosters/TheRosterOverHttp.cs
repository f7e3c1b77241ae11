using System.Net;
using System.Text;
using Dispatch.Accounts;
using Dispatch.Alliances;
using Dispatch.Tests.Support;
using static Dispatch.Tests.Support.Situations;

namespace Dispatch.Tests.Rosters;

[TestFixture("sqlite")]
[TestFixture("postgres", Category = "postgres")]
sealed class TheRosterOverHttp(string engine)
{
    const string Address = "/api/alliances/shengyang/roster";
    const string January = """{"from":"2027-01-01","until":"2027-01-31","member":"yinhang","deputy":"huanwei"}""";

    ApiHost api = null!;

    [SetUp]
    public async Task Starts() => api = await ApiHost.StartAsync(engine: engine);

    [TearDown]
    public async Task Stops() => await api.DisposeAsync();

    [Test]
    public async Task The_secretariat_enters_changes_swaps_and_removes_turns_and_the_audit_says_so()
    {
        var entered = await api.PostAsync(Secretary, $"{Address}/turns", January);
        Assert.That((entered.Status, Turns(entered)), Is.EqualTo((HttpStatusCode.OK, "chengguan huanwei yinhang")), entered.Text);
        var swapped = await api.PostAsync(Secretary, $"{Address}/swaps", """{"one":"2026-12-01","other":"2027-01-01"}""");
        Assert.That(Turns(swapped), Is.EqualTo("chengguan yinhang huanwei"), swapped.Text);
        var changed = await api.PostAsync(
            Secretary, $"{Address}/turns", """{"from":"2027-01-01","until":"2027-01-15","member":"paichusuo","inPlaceOf":"2027-01-01"}""");
        Assert.That(Turns(changed), Is.EqualTo("chengguan yinhang paichusuo"), changed.Text);
        var removed = await api.SendAsync(Secretary, HttpMethod.Delete, $"{Address}/turns/2026-12-01");
        Assert.That(Turns(removed), Is.EqualTo("chengguan paichusuo"), removed.Text);

        var audit = (await AuditList.ReadAsync(api.Database, new AuditFilter("shengyang", RegisterName.Roster)))
            .Where(line => line.Source == Author.Api).ToList();
        Assert.That(audit.Select(line => line.Actor).Distinct(), Is.EqualTo((string[])["su"]));
        Assert.That(audit.Select(line => line.Code), Does.Contain("2026-12-01").And.Contain("2027-01-01"));
    }

    [Test]
    public async Task A_chair_follows_a_changed_roster_at_once()
    {
        await api.SendAsync(Secretary, HttpMethod.Delete, $"{Address}/turns/2026-11-01");
        await api.PostAsync(Secretary, $"{Address}/turns", """{"from":"2026-11-23","until":"2026-11-30","member":"huanwei"}""");

        Assert.That((await api.GetAsync(Cleaner, "/api/me")).Texts("desks"), Does.Contain("chair"));
        Assert.That((await api.GetAsync(UrbanManager, "/api/me")).Texts("desks"), Does.Not.Contain("chair"));
        var past = (await api.GetAsync(Secretary, Address))["turns"].EnumerateArray().First();
        Assert.That(
            (past.GetProperty("member").GetString(), past.GetProperty("until").GetString()), Is.EqualTo(("chengguan", "2026-11-22")),
            "who chaired before today stays");
    }

    [Test]
    public async Task Nobody_else_changes_it()
    {
        foreach (var caller in (Caller[])[UrbanManager, Cleaner, CommunityWorker, TeaMerchant])
        {
            Assert.That((await api.PostAsync(caller, $"{Address}/turns", January)).Status, Is.EqualTo(HttpStatusCode.Forbidden), caller.Id);
            var removed = await api.SendAsync(caller, HttpMethod.Delete, $"{Address}/turns/2026-12-01");
            Assert.That(removed.Status, Is.EqualTo(HttpStatusCode.Forbidden));
        }

        Assert.That((await api.PostAsync(Stranger, $"{Address}/turns", January)).Status, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That((await api.PostAsync(Admin, $"{Address}/turns", January)).Status, Is.EqualTo(HttpStatusCode.OK));
    }

    [TestCase("""{"from":"2026-12-20","until":"2027-01-10","member":"yinhang"}""", HttpStatusCode.Conflict, "turns-overlap")]
    [TestCase("""{"from":"yesterday","until":"2027-01-10","member":"yinhang"}""", HttpStatusCode.UnprocessableEntity, "bad-input")]
    [TestCase("""{"from":"2027-01-01","until":"2027-01-10"}""", HttpStatusCode.UnprocessableEntity, "bad-input")]
    [TestCase("""{"from":"2027-01-01","until":"2027-01-10","member":"yinhang","who":1}""", HttpStatusCode.UnprocessableEntity, "bad-input")]
    [TestCase(
        """{"from":"2027-01-01","until":"2027-01-10","member":"yinhang","inPlaceOf":"2027-02-01"}""",
        HttpStatusCode.Conflict, "no-such-turn")]
    public async Task What_cannot_be_is_refused(string body, HttpStatusCode status, string code)
    {
        var reply = await api.PostAsync(Secretary, $"{Address}/turns", body);

        Assert.That((reply.Status, reply.Code), Is.EqualTo((status, code)), reply.Text);
    }

    [Test]
    public async Task A_rotation_goes_on_behind_what_is_entered()
    {
        using StringContent body = new("""{"start":"2027-01","members":["paichusuo","yinhang"]}""", Encoding.UTF8, "application/json");
        var reply = await api.SendAsync(Secretary, HttpMethod.Put, $"{Address}/rotation", body);

        Assert.That(Turns(reply), Does.StartWith("chengguan huanwei paichusuo yinhang paichusuo"), reply.Text);
    }

    static string Turns(Reply reply) => reply.Status != HttpStatusCode.OK ? reply.Text : string.Join(
        ' ', reply["turns"].EnumerateArray().Select(turn => turn.GetProperty("member").GetString()));
}
