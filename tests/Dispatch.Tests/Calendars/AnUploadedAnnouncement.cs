using System.Net;
using System.Text;
using Dispatch.Accounts;
using Dispatch.Alliances;
using Dispatch.Calendars;
using Dispatch.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using static Dispatch.Tests.Support.Situations;

namespace Dispatch.Tests.Calendars;

/// <summary>The holidays of 2027, which nobody had announced when the program was shipped.</summary>
[TestFixture("sqlite")]
[TestFixture("postgres", Category = "postgres")]
sealed class AnUploadedAnnouncement(string engine)
{
    const string Address = "/api/calendars/china/years/2027";

    const string File = """
        {"year":2027,"days":[
          {"name":"元旦","date":"2027-01-01","isOffDay":true},
          {"name":"元旦","date":"2027-01-04","isOffDay":true},
          {"name":"元旦","date":"2027-01-09","isOffDay":false}]}
        """;

    ApiHost api = null!;

    [SetUp]
    public async Task Starts() => api = await ApiHost.StartAsync(engine: engine);

    [TearDown]
    public async Task Stops() => await api.DisposeAsync();

    async Task<Reply> PutAsync(Caller caller, string text = File, string address = Address)
    {
        using StringContent body = new(text, Encoding.UTF8, "application/json");
        return await api.SendAsync(caller, HttpMethod.Put, address, body);
    }

    WorkingCalendar China => api.Services.GetRequiredService<CalendarLibrary>().Find("china")!;

    [Test]
    public async Task Is_looked_at_first_and_changes_nothing_then()
    {
        var reply = await PutAsync(Admin, address: $"{Address}?preview=true");

        Assert.That(reply.Status, Is.EqualTo(HttpStatusCode.OK), reply.Text);
        Assert.That(reply["changes"].EnumerateArray().Select(change => change.GetProperty("day").GetString()),
            Is.EqualTo((string[])["2027-01-01", "2027-01-04", "2027-01-09"]));
        Assert.That(China.IsAnnounced(2027), Is.False);
    }

    [Test]
    public async Task Goes_before_the_file_of_its_year_on_all_servers_and_after_a_restart()
    {
        // Another server, with files and memory of its own.
        var files = CalendarLibrary.Load(Path.Combine(WorkflowFolder, "calendars"));
        using AllianceDirectory elsewhere = new(api.Database, files, api.Time);
        Assert.That((await elsewhere.FindAsync("shengyang"))!.Calendar.IsAnnounced(2027), Is.False);

        Assert.That((await PutAsync(Admin)).Status, Is.EqualTo(HttpStatusCode.OK));

        Assert.That((China.IsAnnounced(2027), China.On(new LocalDate(2027, 1, 4)).Works, China.On(new LocalDate(2027, 1, 9)).Works),
            Is.EqualTo((true, false, true)));
        api.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.That((await elsewhere.FindAsync("shengyang"))!.Calendar.On(new LocalDate(2027, 1, 4)).Works, Is.False);
        var restarted = CalendarLibrary.Load(Path.Combine(WorkflowFolder, "calendars"));
        using AllianceDirectory later = new(api.Database, restarted, api.Time);
        Assert.That((await later.FindAsync("shengyang"))!.Calendar.IsAnnounced(2027));
    }

    [Test]
    public async Task Is_told_with_its_author_and_stands_in_the_audit_of_each_alliance()
    {
        await PutAsync(Admin);
        await PutAsync(Admin); // the same again is no change

        var china = (await api.GetAsync(UrbanManager, "/api/calendars"))["calendars"].EnumerateArray()
            .Single(calendar => calendar.GetProperty("name").GetString() == "china");
        Assert.That(china.GetProperty("uploaded").EnumerateArray().Single().GetProperty("by").GetString(), Is.EqualTo("管理员"));
        Assert.That(china.GetProperty("unannounced").EnumerateArray().Select(year => year.GetInt32()), Is.EqualTo((int[])[2028]));
        foreach (var alliance in (string[])["shengyang", "qinghe"])
        {
            var line = (await AuditList.ReadAsync(api.Database, new AuditFilter(alliance, RegisterName.Calendars))).Single();
            Assert.That((line.Actor, line.Code, line.Before), Is.EqualTo(("admin", "holiday-cn 2027", (string?)null)));
            Assert.That(line.After, Does.Contain("2027-01-09"));
        }
    }

    [Test]
    public async Task Is_the_administrators_where_several_alliances_count_by_it()
    {
        var reply = await PutAsync(Secretary);
        Assert.That((reply.Status, reply.Code), Is.EqualTo((HttpStatusCode.Forbidden, "shared-calendar")), reply.Text);
        foreach (var caller in (Caller[])[UrbanManager, CommunityWorker, TeaMerchant])
            Assert.That((await PutAsync(caller)).Code, Is.EqualTo("forbidden"), caller.Id);
        Assert.That((await PutAsync(Admin, address: "/api/calendars/boston/years/2027")).Code, Is.EqualTo("no-such-calendar"));
    }

    [TestCase("""{"year":2027}""", "faulty-file")]
    [TestCase("""{"year":2028,"days":[{"name":"元旦","date":"2028-01-01","isOffDay":true}]}""", "bad-input")]
    [TestCase("""{"year":2027,"days":[{"name":"元旦","date":"2027-13-01","isOffDay":true}]}""", "faulty-file")]
    public async Task Is_refused_with_what_is_wrong(string file, string code)
    {
        var reply = await PutAsync(Admin, file);

        Assert.That((reply.Status, reply.Code), Is.EqualTo((HttpStatusCode.UnprocessableEntity, code)), reply.Text);
        Assert.That(China.IsAnnounced(2027), Is.False);
    }

    [Test]
    public async Task Is_not_replaced_by_nothing()
    {
        await PutAsync(Admin);

        Assert.That((await PutAsync(Admin, """{"year":2027,"days":[]}""")).Code, Is.EqualTo("faulty-file"));
        Assert.That(China.IsAnnounced(2027));
    }
}
