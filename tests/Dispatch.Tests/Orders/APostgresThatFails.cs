using Dapper;
using Dispatch.Orders;
using Dispatch.Orders.Desk;
using Dispatch.Orders.Steps;
using Dispatch.Tests.Support;
using Npgsql;

namespace Dispatch.Tests.Orders;

/// <summary>What becomes of steps while the connection to the database breaks, or the database will not write.</summary>
public sealed class APostgresThatFails
{
    [Test]
    public async Task Files_once_when_the_connection_is_cut_before_a_commit_that_comes_late()
    {
        await using var database = await TestDatabase.CreateMigratedAsync("postgres");
        NpgsqlConnectionStringBuilder direct = new(database.ConnectionString);
        await using var proxy = TcpProxy.To(direct.Host!, direct.Port);
        NpgsqlConnectionStringBuilder cut = new(database.ConnectionString) { Host = "127.0.0.1", Port = proxy.Port };
        await using var office = await Office.OpenOnAsync(cut.ConnectionString);
        await office.FilesAsync("第一单"); // the row of today's serial is there

        await using var holder = await database.OpenAsync();
        await using var lockOfSerials = await holder.BeginTransactionAsync();
        await holder.ExecuteAsync("select 1 from serials for update", transaction: lockOfSerials);
        var filing = Task.Run(() => office.AsksToFileAsync("噪音"));
        await Eventually.ThatAsync(() => WaitingForLocksAsync(database), Is.EqualTo(1));
        proxy.CutClients();
        await Eventually.ThatAsync(() => WaitingForLocksAsync(database), Is.GreaterThanOrEqualTo(2), TimeSpan.FromSeconds(60));
        await lockOfSerials.CommitAsync();

        var answer = await filing;
        Assert.That(answer.Refusal, Is.Null);
        Assert.That(await holder.ExecuteScalarAsync<long>("select count(*) from orders where title = '噪音'"), Is.EqualTo(1));
        Assert.That(
            await holder.ExecuteScalarAsync<string>("select number from orders where title = '噪音'"),
            Is.EqualTo(answer.Value!.Order.Number));
    }

    [Test]
    public async Task Keeps_the_order_of_steps_that_wait_out_a_database_that_refuses_to_write()
    {
        await using var database = await TestDatabase.CreateMigratedAsync("postgres");
        await using var office = await Office.OpenOnAsync(database.ConnectionString);
        var order = await office.FilesAsync("占道经营");
        await office.TakesAsync(office.Secretariat, order, "accept");

        await WritingAsync(database, allowed: false);
        var impatient = office.AsksAsync(office.Chair, order.Number, "comment", new { text = "有人在等" });
        Task<Decision<Answer>>[] waiting =
        [
            office.Desk.DoUntilSavedAsync(Request(office, order, new AssignStep("chengguan", []), office.Chair, "lead")),
            office.Desk.DoUntilSavedAsync(Request(office, order, new ClaimStep(), office.Member("chengguan"))),
            office.Desk.DoUntilSavedAsync(Request(office, order, new ResolveStep("已清理", [], null), office.Member("chengguan"), "note")),
        ];
        Assert.That((await impatient).Refusal?.Code, Is.EqualTo(Refusal.NotSaved), "it passes by itself, and is no fault of the request");
        Assert.That(office.Desk.Trouble, Is.Not.Null);
        await WritingAsync(database, allowed: true);

        var answers = await Task.WhenAll(waiting);
        Assert.That(answers.Select(answer => answer.Refusal?.Code), Is.All.Null);
        Assert.That(answers.Select(answer => answer.Value!.Order.Stage), Is.EqualTo((string[])["assigned", "claimed", "resolved"]));
        Assert.That(office.Desk.Trouble, Is.Null);
    }

    static StepRequest Request(Office office, Order order, IStep step, Dispatch.Accounts.Caller? caller = null, params string[] given) =>
        new(step, given.ToHashSet(), caller ?? office.Secretariat) { Number = order.Number };

    static async Task<long> WaitingForLocksAsync(TestDatabase database)
    {
        await using var connection = await database.OpenAsync();
        return await connection.ExecuteScalarAsync<long>(
            "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'");
    }

    /// <summary>As a standby after a switch has it: connections are there, and nothing can be written.</summary>
    static async Task WritingAsync(TestDatabase database, bool allowed)
    {
        await using var connection = await database.OpenAsync();
        var name = connection.Database;
        await connection.ExecuteAsync($"""
            set transaction_read_only = off;
            alter database {name} set default_transaction_read_only = {(allowed ? "off" : "on")};
            select pg_terminate_backend(pid) from pg_stat_activity where datname = '{name}' and pid <> pg_backend_pid();
            """);
    }
}
