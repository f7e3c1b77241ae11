using Dapper;
using Dispatch.Orders;
using Dispatch.Storage;
using Dispatch.Tests.Alliances;
using Dispatch.Tests.Support;
using Dispatch.Workflows;

namespace Dispatch.Tests.Stories;

/// <summary>Two weeks of a city's complaints: from a file over the bus into orders, each brought to its end.</summary>
public sealed class RealComplaintsOverTheBus
{
    const int Complaints = 4437;

    [Test]
    public async Task Real_complaints_are_closed_and_each_step_is_published_once_in_order()
    {
        await using var store = await TestDatabase.CreateAsync("postgres");
        await using var broker = await TestBroker.CreateAsync();
        await using var heard = await EventLog.ListenAsync(broker.Address);
        var load = await DoAsync("alliance", "load", Files.Demo("boston-311.alliance.yaml"));
        Assert.That(load.ExitCode, Is.Zero, load.Errors);
        await using var server = await RunningServer.StartAsync(store.ConnectionString, broker.Address, ("Demo", "false"));

        var import = await DoAsync(
            "import", Files.Data("boston-311-2015-03.csv"), "--map", Files.Demo("boston-311.map.yaml"),
            "--report", Path.GetTempFileName(), "--wait");
        Assert.That(import.ExitCode, Is.Zero, import.Errors);
        Assert.That(import.Output, Does.StartWith("4,437 rows").And.Contains("4,437 filed, 0 already there, 0 rejected"));

        var play = await DoAsync("play", "--alliance", "boston-311", "--through", "bus", "--callers", "256");
        Assert.That(play.ExitCode, Is.Zero, play.Output + play.Errors);
        Assert.That(play.Output, Does.StartWith("4,437 orders: ").And.Contains("No step was refused"));

        await using var database = Database.At(store.ConnectionString);
        var history = await HistoryAsync(database);
        await Eventually.ThatAsync(() => heard.Steps.Count + heard.Faults.Count, Is.AtLeast(history.Count));
        var events = heard.Steps.ToList();
        var proof = await VerifyAsync(database);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(history.Count(step => step.Sequence == 1), Is.EqualTo(Complaints));
            Assert.That(await OpenAsync(database), Is.Zero, "every order has come to its end");
            Assert.That(heard.Faults, Is.Empty);
            Assert.That(
                events.Select(step => step.EventId).Distinct(),
                Is.EquivalentTo(history.Select(step => step.Id)),
                "an event for each step");
            Assert.That(
                events.CountBy(step => step.EventId).Where(repeated => repeated.Value > 1),
                Is.Empty,
                "nothing failed, so nothing is published twice");
            Assert.That(
                events.GroupBy(step => step.OrderId)
                    .Where(order => !InOrder(order.Select(step => step.Sequence)))
                    .Select(order => order.Key),
                Is.Empty);
            Assert.That(proof.Differences, Is.Empty);
            Assert.That((proof.Orders, proof.Published, proof.Waiting), Is.EqualTo(((long)Complaints, (long)history.Count, 0L)));
        }

        Task<ShellCommand> DoAsync(params IReadOnlyList<string> arguments) =>
            ShellCommand.RunAsync(store.ConnectionString, broker.Address, arguments);
    }

    static bool InOrder(IEnumerable<int> sequences) => sequences.Index().All(step => step.Item == step.Index + 1);

    static async Task<IReadOnlyList<(Guid Id, int Sequence)>> HistoryAsync(Database database)
    {
        await using var connection = await database.ConnectAsync();
        return [.. await connection.QueryAsync<(Guid, int)>("select id, sequence from history")];
    }

    static async Task<long> OpenAsync(Database database)
    {
        await using var connection = await database.ConnectAsync();
        return await connection.ExecuteScalarAsync<long>("select count(*) from orders where desk is not null");
    }

    static async Task<VerificationReport> VerifyAsync(Database database)
    {
        WorkflowLibrary workflows = new(database, TimeProvider.System);
        // The relay marks what it has published a moment after it was heard.
        return await Eventually.ThatAsync(
            () => Verification.RunAsync(database, workflows), Has.Property(nameof(VerificationReport.Waiting)).Zero);
    }
}
