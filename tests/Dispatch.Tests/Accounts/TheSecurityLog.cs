using System.Net;
using static Dispatch.Tests.Support.Situations;

namespace Dispatch.Tests.Accounts;

/// <summary>Who was not let in, who may not do what they asked for, and who took much away.</summary>
sealed class TheSecurityLog : APageFixture
{
    [Test]
    public async Task Tells_who_was_refused_at_what_route()
    {
        await Api.GetAsync(null, "/api/orders/SY-1?q=13800001234", ("Authorization", "Bearer dsp_guess"));
        await Api.GetAsync(UrbanManager, "/api/alliances/shengyang/people");
        await Api.PostAsync(CommunityWorker, $"/api/orders/{await Api.FileAsync()}/steps/accept");

        Assert.That(Security.Told, Is.EqualTo((string[])
        [
            "refused 401 GET /api/orders/{number}",
            "refused wu 403 GET /api/alliances/{code}/people",
            "refused he 403 POST /api/orders/{number}/steps/{step}",
        ]));
        Assert.That(Security.Events[0].GetProperty("address").GetString(), Is.EqualTo("127.0.0.1"));
        Assert.That(Security.Events[1].GetProperty("by").GetString(), Is.EqualTo("wu"));
        Assert.That(Security.Everything, Does.Not.Contain("dsp_guess").And.Not.Contain("13800001234"));
    }

    [Test]
    public async Task Tells_a_refusal_once_on_pages_too()
    {
        var member = await SignedInAsync(UrbanManager);
        await member.OpenAsync("/accounts");
        await NewBrowser().SignInAsync("wu", "not the password");

        Assert.That(Security.Told.Skip(1), Is.EqualTo((string[])["refused wu 403 GET /accounts", "sign-in-refused wu wrong-sign-in"]));
    }

    [Test]
    public async Task Tells_who_read_many_people_and_who_took_a_table_away()
    {
        var secretary = await SignedInAsync(Secretary);
        foreach (var address in (string[])
            [
                "/registers/people", "/registers/template/merchants/csv?filled=true", "/orders/workbook", "/reports/members/workbook",
                "/accounts",
            ])
            Assert.That((await secretary.OpenAsync(address)).Status, Is.EqualTo(HttpStatusCode.OK), address);
        await Api.GetAsync(Secretary, "/api/alliances/shengyang/merchants");
        await Api.GetAsync(Secretary, "/api/accounts");
        await Api.GetAsync(Secretary, "/api/reports/members");
        await Api.DownloadAsync(Secretary, "/api/reports/alliance/orders?measure=closed&format=csv");
        await Api.GetAsync(Secretary, "/api/alliances/qinghe/people");

        Assert.That(Security.Told.Skip(1), Is.EqualTo((string[])
        [
            "people-read su /registers/{register} register=people",
            "exported su /registers/template/{register}/{format} register=merchants format=csv",
            "exported su /orders/workbook",
            "exported su /reports/{report}/workbook report=members",
            "people-read su /accounts",
            "people-read su /api/alliances/{code}/merchants code=shengyang",
            "people-read su /api/accounts",
            "exported su /api/reports/{report}/orders report=alliance",
        ]));
    }
}
