using System.Net;
using Dapper;
using Dispatch.Server;
using Dispatch.Tests.Support;
using static Dispatch.Tests.Http.Answers;
using static Dispatch.Tests.Support.Situations;

namespace Dispatch.Tests.Http;

[TestFixture("sqlite")]
[TestFixture("postgres")]
sealed class TheHealthOfTheServer(string engine)
{
    ApiHost api = null!;

    [SetUp]
    public async Task Starts() => api = await ApiHost.StartAsync(engine: engine);

    [TearDown]
    public async Task Stops() => await api.DisposeAsync();

    [Test]
    public async Task Health_and_readiness_need_no_token()
    {
        var alive = await api.GetAsync(null, "/healthz");
        var ready = await api.GetAsync(null, "/readyz");

        Assert.That((alive.Status, alive.Text), Is.EqualTo((HttpStatusCode.OK, """{"status":"alive"}""")));
        Assert.That((ready.Status, ready.Text), Is.EqualTo(
            (HttpStatusCode.OK, """{"status":"ready","database":"reachable","bus":"connected","outboxAgeSeconds":0}""")));
    }

    [Test]
    public async Task Readiness_tells_how_long_the_oldest_message_has_waited()
    {
        await api.FileAsync();
        api.Time.Advance(TimeSpan.FromSeconds(90));
        await api.FileAsync();

        Assert.That((await api.GetAsync(null, "/readyz"))["outboxAgeSeconds"].GetDouble(), Is.EqualTo(90));
    }

    [Test]
    public async Task Readiness_tells_how_many_orders_were_set_aside()
    {
        await using (var connection = await api.Database.ConnectAsync())
        {
            await connection.ExecuteAsync(
                "insert into uncountable (order_id, at, reason) values (@id, @at, 'unknown step')",
                new { id = Guid.CreateVersion7(), at = Situations.Monday });
        }

        var reply = await api.GetAsync(null, "/readyz");

        Assert.That((reply.Status, reply["setAside"].GetInt32()), Is.EqualTo((HttpStatusCode.OK, 1)));
    }

    [Test]
    public async Task The_server_is_not_ready_while_the_bus_is_unhealthy()
    {
        api.Bus = new BusHealth(false, "reconnecting");

        var reply = await api.GetAsync(null, "/readyz");

        Assert.That(reply.Status, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
        Assert.That((reply["status"].GetString(), reply["bus"].GetString()), Is.EqualTo(("not-ready", "reconnecting")));
    }

    [Test]
    public async Task The_server_is_not_ready_while_the_database_is_away()
    {
        await using (var connection = await api.Database.ConnectAsync())
            await connection.ExecuteAsync("drop table outbox; create view outbox as select 1 as id");

        var reply = await api.GetAsync(null, "/readyz");

        Assert.That((reply.Status, reply.Text), Is.EqualTo(
            (HttpStatusCode.ServiceUnavailable, """{"status":"not-ready","database":"away","bus":"connected"}""")));
        Assert.That((await api.GetAsync(null, "/healthz")).Status, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task The_server_is_not_ready_once_something_that_waits_has_not_moved_for_a_minute()
    {
        await api.FileAsync(); // nobody publishes or counts it here
        Assert.That((await api.GetAsync(null, "/readyz")).Status, Is.EqualTo(HttpStatusCode.OK));
        api.Time.Advance(TimeSpan.FromSeconds(59));
        Assert.That((await api.GetAsync(null, "/readyz")).Status, Is.EqualTo(HttpStatusCode.OK));
        api.Time.Advance(TimeSpan.FromSeconds(1));

        var reply = await api.GetAsync(null, "/readyz");
        var requests = await api.GetAsync(null, "/readyz/requests");

        Assert.That((reply.Status, reply["status"].GetString()), Is.EqualTo((HttpStatusCode.ServiceUnavailable, "not-ready")));
        Assert.That(reply.Texts("standingStill"), Is.EqualTo((string[])["relay", "reports"]));
        Assert.That((requests.Status, requests["status"].GetString()), Is.EqualTo((HttpStatusCode.OK, "ready")));
        Assert.That(requests.Texts("standingStill"), Is.EqualTo((string[])["relay", "reports"]));
    }

    [Test]
    public async Task The_server_is_ready_while_what_waits_moves_however_long_it_waits()
    {
        for (var minute = 0; minute < 5; minute++)
        {
            await api.FileAsync();
            await api.FileAsync();
            Assert.That((await api.GetAsync(null, "/readyz")).Status, Is.EqualTo(HttpStatusCode.OK));
            await using (var connection = await api.Database.ConnectAsync())
            {
                await connection.ExecuteAsync("delete from outbox where id = (select min(id) from outbox)");
                await connection.ExecuteAsync("delete from uncounted where position = (select min(position) from uncounted)");
            }

            api.Time.Advance(TimeSpan.FromSeconds(61));
        }

        var reply = await api.GetAsync(null, "/readyz");
        Assert.That((reply.Status, reply["outboxAgeSeconds"].GetDouble()), Is.EqualTo((HttpStatusCode.OK, 183)));
    }

    [Test]
    public async Task The_server_is_not_ready_once_notices_that_are_due_are_not_given()
    {
        await api.FileAsync();
        await using (var connection = await api.Database.ConnectAsync())
            await connection.ExecuteAsync("delete from outbox; delete from uncounted");
        Assert.That((await api.GetAsync(null, "/readyz")).Status, Is.EqualTo(HttpStatusCode.OK));

        api.Time.Advance(TimeSpan.FromDays(20));
        Assert.That((await api.GetAsync(null, "/readyz")).Status, Is.EqualTo(HttpStatusCode.OK), "only now it is seen to be due");
        api.Time.Advance(TimeSpan.FromMinutes(1));

        Assert.That((await api.GetAsync(null, "/readyz")).Texts("standingStill"), Is.EqualTo((string[])["watch"]));
    }

    [Test]
    public async Task A_step_that_could_not_be_written_fails()
    {
        var number = await api.FileAsync();
        await using (var connection = await api.Database.ConnectAsync())
            await connection.ExecuteAsync(engine == "postgres"
                ? "alter table outbox add constraint full_now check (sequence < 2)"
                : "create trigger full_now before insert on outbox begin select raise(abort, 'full'); end");

        IsProblem(await api.PostAsync(Secretary, $"/api/orders/{number}/steps/accept"), HttpStatusCode.InternalServerError, "failed");
    }
}
