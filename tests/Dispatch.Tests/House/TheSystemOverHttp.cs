using System.Net;
using Dapper;
using Dispatch.Server.House;
using Dispatch.Tests.Http;
using Dispatch.Tests.Support;
using Dispatch.Watching;
using static Dispatch.Tests.Support.Situations;

namespace Dispatch.Tests.House;

sealed class TheSystemOverHttp : AnApiFixture
{
    [Test]
    public async Task An_administrator_reads_how_the_parts_are_and_which_servers_run()
    {
        await ServerList.AnnounceAsync(Api.Database, "alpha-1", "0.2.0", Monday);

        var reply = await Api.GetAsync(Admin, "/api/system");

        Assert.That((reply.Status, reply["version"].GetString()), Is.EqualTo((HttpStatusCode.OK, ThisServer.Version)), reply.Text);
        var server = reply["servers"].EnumerateArray().Single(server => server.GetProperty("name").GetString() == "alpha-1");
        Assert.That(server.GetProperty("runs").GetBoolean());
        Assert.That(reply["parts"].EnumerateArray().Select(part => part.GetProperty("part").GetString()),
            Is.SupersetOf((string[])["database", "bus", "outbox", "watch", "reports", "roster"]));
    }

    [Test]
    public async Task Nobody_else_does()
    {
        foreach (var caller in (Dispatch.Accounts.Caller[])[Secretary, UrbanManager, TeaMerchant])
            Assert.That((await Api.GetAsync(caller, "/api/system")).Status, Is.EqualTo(HttpStatusCode.Forbidden));
    }
}

/// <summary>The servers that say that they run.</summary>
[TestFixture("sqlite")]
[TestFixture("postgres", Category = "postgres")]
sealed class TheServersThatRun(string engine)
{
    [Test]
    public async Task Are_listed_until_they_take_leave_and_called_silent_once_they_are()
    {
        await using var fresh = await TestDatabase.CreateAsync(engine);
        await fresh.Database.MigrateAsync();
        foreach (var server in (string[])["alpha-1", "beta-2", "gamma-3"])
            await ServerList.AnnounceAsync(fresh.Database, server, "0.2.0", Monday);

        await ServerList.ForgetAsync(fresh.Database, "alpha-1");
        await using (var connection = await fresh.Database.ConnectAsync())
        {
            await connection.ExecuteAsync(
                $"update servers set seen_at = {fresh.Database.Now(TimeSpan.FromMinutes(-5))} where server = 'beta-2'");
        }

        var known = await ServerList.AllAsync(fresh.Database);
        Assert.That(known.Select(server => (server.Name, server.Runs)), Is.EqualTo([("beta-2", false), ("gamma-3", true)]));
        Assert.That(known[0].SilentFor, Is.EqualTo(TimeSpan.FromMinutes(5)).Within(TimeSpan.FromSeconds(20)));
        Assert.That(known[0].StartedAt, Is.EqualTo(Monday));
    }
}
