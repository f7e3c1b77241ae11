using Dapper;
using Dispatch.Orders;
using Dispatch.Storage;
using Dispatch.Workflows;

namespace Dispatch.Tests.Support;

/// <summary>When a load is over: compares what callers were promised with what the database has and what the bus carried.</summary>
sealed class Consistency(string connectionString)
{
    sealed record Row
    {
        public Guid Id { get; init; }
        public Guid OrderId { get; init; }
        public string Number { get; init; } = "";
        public string Title { get; init; } = "";
        public int Sequence { get; init; }
        public string Step { get; init; } = "";
        public string Caller { get; init; } = "";
    }

    const string HistorySql = """
        select h.id, h.order_id as orderid, o.number, o.title, h.sequence, h.step, h.actor_id as caller
          from history h
          join orders o on o.id = h.order_id
         order by h.order_id, h.sequence
        """;

    const string ReceiptsSql = "select caller, key, order_id as orderid, sequence from receipts where order_id is not null";

    sealed record ReceiptRow
    {
        public string Caller { get; init; } = "";
        public string Key { get; init; } = "";
        public Guid OrderId { get; init; }
        public int Sequence { get; init; }
    }

    /// <summary>Waits until the outbox is empty; a relay that was killed holds its messages until its lease ends.</summary>
    public async Task OutboxDrainsAsync()
    {
        await using var database = Database.At(connectionString);
        await Eventually.ThatAsync(() => CountAsync(database, "select count(*) from outbox"), Is.Zero, TimeSpan.FromSeconds(60));
    }

    /// <summary>How many steps are still to be published.</summary>
    public async Task<long> WaitingStepsAsync()
    {
        await using var database = Database.At(connectionString);
        return await CountAsync(database, "select count(*) from outbox");
    }

    /// <summary>Waits until that many relays have a part of the outbox each.</summary>
    public async Task SharesTheOutboxAsync(int relays)
    {
        await using var database = Database.At(connectionString);
        await Eventually.ThatAsync(() => CountAsync(database, "select count(distinct relay) from partitions"), Is.EqualTo(relays));
    }

    static async Task<long> CountAsync(Database database, string sql)
    {
        await using var connection = await database.ConnectAsync();
        return await connection.ExecuteScalarAsync<long>(sql);
    }

    /// <summary>Every promise was kept, once; every order is complete and is what its history says; every step was published.</summary>
    /// <param name="titles">Of the orders that were brought to their end.</param>
    public async Task HoldsAsync(IReadOnlyList<string> titles, IReadOnlyCollection<Promise> promises, StepRecorder? recorder)
    {
        await OutboxDrainsAsync();
        await using var database = Database.At(connectionString);
        WorkflowLibrary workflows = new(database, TimeProvider.System);
        await workflows.LoadAsync(Path.Combine(AppContext.BaseDirectory, "workflows"));
        var report = await Verification.RunAsync(database, workflows);
        Assert.That(report.Differences, Is.Empty);
        Assert.That((report.Waiting, report.Published), Is.EqualTo((0, report.Steps)));

        await using var connection = await database.ConnectAsync();
        var history = (await connection.QueryAsync<Row>(HistorySql)).AsList();
        var receipts = (await connection.QueryAsync<ReceiptRow>(ReceiptsSql)).AsList();
        HasEachOrderOnce(titles, history);
        KeepsEachPromise(promises, history, receipts);

        var heard = recorder is null ? [] : await recorder.ReadAsync([.. history.Select(row => row.Id)]);
        if (recorder is not null)
            PublishesInOrder(history, heard);

        var repeats = Math.Max(0, heard.Count - history.Count);
        await TestContext.Out.WriteLineAsync(
            $"{report.Orders} orders, {report.Steps} steps, {promises.Count} promised, {heard.Count} messages, {repeats} of them repeats");
    }

    static void HasEachOrderOnce(IReadOnlyList<string> titles, List<Row> history)
    {
        string[] journey = [.. Journeys.Steps.Select(leg => leg.Step)];
        var byTitle = history.ToLookup(row => row.Title);
        var wrong = titles
            .Where(title => !byTitle[title].Select(row => row.Step).SequenceEqual(journey))
            .Select(title => $"{title}: {string.Join(' ', byTitle[title].Select(row => $"{row.Number}/{row.Step}"))}");
        Assert.That(wrong, Is.Empty, "each order is there once, with every step of its journey once");
    }

    static void KeepsEachPromise(IReadOnlyCollection<Promise> promises, List<Row> history, List<ReceiptRow> receipts)
    {
        var rows = history.ToDictionary(row => (row.OrderId, row.Sequence));
        var kept = receipts.ToDictionary(receipt => (receipt.Caller, receipt.Key), receipt => rows[(receipt.OrderId, receipt.Sequence)]);
        var broken = promises.Where(promise =>
            !kept.TryGetValue((promise.Caller, promise.Key), out var row)
            || (row.Title, row.Step, row.Caller) != (promise.Title, promise.Step, promise.Caller)
            || (promise.Number is { } number && (row.Number, row.Sequence) != (number, promise.Version)));
        Assert.That(broken, Is.Empty, "what was acknowledged is in the history");
        Assert.That(kept.Values.Select(row => row.Id), Is.Unique, "no two keys belong to one step");
    }

    static void PublishesInOrder(List<Row> history, IReadOnlyList<Contracts.OrderStep> heard)
    {
        Assert.That(
            heard.Select(step => step.EventId).ToHashSet(),
            Is.EquivalentTo(history.Select(row => row.Id)),
            "nothing is published that did not happen");
        var wrong = heard
            .DistinctBy(step => step.EventId)
            .GroupBy(step => step.Number)
            .Where(order => !order.Select(step => step.Sequence).SequenceEqual(Enumerable.Range(1, order.Count())))
            .Select(order => $"{order.Key}: {string.Join(' ', order.Select(step => step.Sequence))}");
        Assert.That(wrong, Is.Empty, "the steps of an order come in their sequence");
    }
}
