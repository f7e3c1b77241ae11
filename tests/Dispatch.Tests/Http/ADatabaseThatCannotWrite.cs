using System.Net;
using Dapper;
using Dispatch.Tests.Support;
using Npgsql;
using static Dispatch.Tests.Http.Answers;
using static Dispatch.Tests.Support.Situations;

namespace Dispatch.Tests.Http;

/// <summary>Whatever a request would write, it is told to come again while nothing can be written.</summary>
sealed class ADatabaseThatCannotWrite
{
    ApiHost api = null!;

    [SetUp]
    public async Task Starts() => api = await ApiHost.StartAsync(engine: "postgres");

    [TearDown]
    public async Task Stops() => await api.DisposeAsync();

    [Test]
    public async Task Is_no_fault_of_a_request_and_is_said_by_readiness()
    {
        var number = await api.FileAsync();
        await WritingAsync(allowed: false);

        var step = await PatientlyAsync(() => api.PostAsync(Secretary, $"/api/orders/{number}/steps/accept"));
        var feed = await api.PostAsync(Secretary, "/api/me/feed");
        var ready = await api.GetAsync(null, "/readyz");

        IsProblem(step, HttpStatusCode.ServiceUnavailable, "not-saved");
        IsProblem(feed, HttpStatusCode.ServiceUnavailable, "database-away");
        Assert.That(ready.Status, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
        Assert.That(ready["saving"].GetString(), Is.EqualTo("fails"));
        Assert.That((await api.GetAsync(Secretary, $"/api/orders/{number}")).Status, Is.EqualTo(HttpStatusCode.OK), "reading goes on");

        await WritingAsync(allowed: true);
        Assert.That((await api.PostAsync(Secretary, "/api/me/feed")).Status, Is.EqualTo(HttpStatusCode.Created));
        var accepted = await PatientlyAsync(() => api.PostAsync(Secretary, $"/api/orders/{number}/steps/accept"));
        Assert.That(accepted.Status, Is.EqualTo(HttpStatusCode.OK), accepted.Text);
        Assert.That((await api.GetAsync(null, "/readyz")).Status, Is.EqualTo(HttpStatusCode.OK));
    }

    /// <summary>Lets the time pass in which the desk tries again.</summary>
    async Task<Reply> PatientlyAsync(Func<Task<Reply>> ask)
    {
        var asking = ask();
        await Eventually.ThatAsync(
            () =>
            {
                api.Time.Advance(TimeSpan.FromMilliseconds(200));
                return asking.IsCompleted;
            },
            Is.True);
        return await asking;
    }

    /// <summary>As a standby after a switch has it: connections are there, and nothing can be written.</summary>
    async Task WritingAsync(bool allowed)
    {
        // Not of the server's pool, where it would go on as it began.
        NpgsqlConnectionStringBuilder unpooled = new(api.Database.ConnectionString) { Pooling = false };
        await using NpgsqlConnection connection = new(unpooled.ConnectionString);
        await connection.OpenAsync();
        await connection.ExecuteAsync($"""
            set transaction_read_only = off;
            alter database {connection.Database} set default_transaction_read_only = {(allowed ? "off" : "on")};
            """);
        // Only once that is committed: who comes back before would go on as before.
        await connection.ExecuteAsync("""
            select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()
            """);
        // The connections that were ended are found out by use, one a request.
        await Eventually.ThatAsync(async () => (await api.GetAsync(Secretary, "/api/work")).Status, Is.EqualTo(HttpStatusCode.OK));
    }
}
