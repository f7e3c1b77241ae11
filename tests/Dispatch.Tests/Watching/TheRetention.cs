using Dapper;
using Dispatch.Accounts;
using Dispatch.Alliances;
using Dispatch.Orders;
using Dispatch.Orders.Search;
using Dispatch.Reports;
using Dispatch.Tests.Support;
using Dispatch.Watching;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Dispatch.Tests.Watching;

/// <summary>Personal data go from both databases when their time is over, and nothing else does.</summary>
[TestFixture("sqlite")]
[TestFixture("postgres")]
public sealed class TheRetention(string engine)
{
    const string Name = "老王面馆";
    const string Phone = "13800001234";

    FakeTimeProvider time = null!;
    Office office = null!;

    [SetUp]
    public async Task OpenAsync()
    {
        time = new FakeTimeProvider(Situations.Monday);
        office = await Office.OpenAsync(engine, time);
    }

    [TearDown]
    public async Task CloseAsync() => await office.DisposeAsync();

    static Retention Of(Office office) => new(office.Database, office.Desk, office.Alliances, office.Time);

    async Task KeepsForAsync(string? period)
    {
        await AllianceStore.ChangeAsync(
            office.Database, Office.Alliance,
            stored => stored!.Definition with
            {
                Alliance = stored.Definition.Alliance with { ForgetAfter = period is null ? null : RetentionPeriod.Read(period) },
            },
            Author.AtTheShell(""));
        await office.Alliances.RefreshAsync();
    }

    static async Task<int> ToTheEndAsync(Office at)
    {
        await at.Alliances.RefreshAsync();
        var forgotten = 0;
        while (await Of(at).RunOnceAsync() is > 0 and var more)
            forgotten += more;
        return forgotten;
    }

    /// <summary>An order with the name and the number in whatever can be said about one.</summary>
    async Task<Order> TalksAsync(string? externalId = null)
    {
        var filed = await office.AsksAsync(office.Community with { Source = "test" }, "", "file", Filing(externalId), key: "filing");
        var order = filed.Value!.Order;
        await office.TakesAsync(office.Community, order, "comment", new { text = $"{Name}改号 139 0000 1234" });
        await office.TakesAsync(office.Secretariat, order, "accept");
        await office.TakesAsync(office.Chair, order, "assign", new { lead = "chengguan" });
        await office.TakesAsync(office.Member("chengguan"), order, "claim");
        await office.TakesAsync(office.Member("chengguan"), order, "correct", new { urgency = "raised", reason = $"{Name}催 {Phone}" });
        await office.TakesAsync(office.Member("chengguan"), order, "resolve", new { note = $"{Name}已确认，电话 {Phone}" });
        return await office.TakesAsync(office.Community, order, "confirm", new { rating = 5, note = $"{Name}满意" });
    }

    static object Filing(string? externalId = null) => new
    {
        category = "0128",
        title = $"{Name}门口喇叭 {Phone}",
        text = $"找{Name}，{Phone}",
        merchant = new { name = Name, phone = Phone, address = $"延宁路 9 号{Name}" },
        source = externalId is null ? null : "test",
        externalId,
    };

    async Task IndexAsync()
    {
        SearchIndexing indexing = new(office.Database);
        while (await indexing.RunOnceAsync() > 0)
        {
        }
    }

    [Test]
    public async Task Personal_data_are_nowhere_in_the_database_once_their_time_is_over()
    {
        await KeepsForAsync("2 years");
        var order = await TalksAsync("A-1");
        await IndexAsync();
        OutcomeCount count = new(office.Database, office.Alliances, time, NullLogger<OutcomeCount>.Instance);
        while (await count.RunOnceAsync() > 0)
        {
        }

        time.Advance(TimeSpan.FromDays(730));
        Assert.That(await ToTheEndAsync(office), Is.Zero, "2028 has a day more");
        Assert.That(await TablesWithAsync(Name), Is.EqualTo((string[])["history", "order_texts", "orders"]));
        Assert.That(await FoundAsync(Name), Is.EqualTo(1));
        Assert.That(await FoundAsync("1234"), Is.EqualTo(1), "by the end of the number");

        time.Advance(TimeSpan.FromDays(1));
        Assert.That(await ToTheEndAsync(office), Is.EqualTo(1));

        foreach (var indexed in (bool[])[false, true])
        {
            foreach (var text in (string[])[Name, Phone, "0000 1234"])
                Assert.That(await TablesWithAsync(text), Is.Empty, text);
            Assert.That((await FoundAsync(Name), await FoundAsync("1234")), Is.EqualTo((0, 0)), $"indexed anew: {indexed}");
            Assert.That((await office.VerifyAsync()).Differences, Is.Empty);
            await IndexAsync();
        }

        var forgotten = (await OrderList.FindAsync(office.Database, order.Number))!;
        Assert.That(
            (forgotten.Title, forgotten.Text, forgotten.Place, forgotten.ForgottenAt),
            Is.EqualTo(("***门口喇叭 ***", "找***，***", "延宁路 9 号***", (DateTimeOffset?)time.GetUtcNow())));
        Assert.That(
            (await HistoryList.FindAsync(office.Database, order.Id)).Select(taken => StepRegistry.InputOf(taken.Step)),
            Has.One.EqualTo("""{"text":"***改号 ***"}""").And.One.EqualTo("""{"after":"2 years"}"""));
        Assert.That(await FoundAsync("喇叭"), Is.EqualTo(1), "by what is nobody's own");
        while (await count.RunOnceAsync() > 0)
        {
        }

        Assert.That((await Recount.RunAsync(office.Database, office.Alliances)).Differences, Is.Empty);
    }

    [Test]
    public async Task What_is_due_is_read_from_its_own_index()
    {
        await using var connection = await office.Database.ConnectAsync();
        if (engine == "postgres")
            await connection.ExecuteAsync("set enable_seqscan = off"); // an empty table is read whole

        var plan = await connection.QueryAsync(
            $"{(engine == "postgres" ? "explain" : "explain query plan")} {KeptList.EndedSql}",
            new { alliance = Office.Alliance, before = Situations.Monday, since = Situations.Monday, id = Guid.Empty, limit = 50 });

        Assert.That(
            string.Join('\n', plan.SelectMany(row => ((IDictionary<string, object?>)row).Values)),
            Does.Contain("orders_kept").And.Not.Contain("B-TREE").And.Not.Contain("Sort"), "and in its order");
    }

    [Test]
    public async Task Orders_of_an_alliance_without_a_period_are_kept()
    {
        await TalksAsync();
        time.Advance(TimeSpan.FromDays(36500));

        Assert.That(await ToTheEndAsync(office), Is.Zero);
    }

    [Test]
    public async Task A_merchants_own_name_goes_with_what_it_did_itself()
    {
        await KeepsForAsync("30 days");
        var filed = (await office.AsksAsync(office.Merchant, "", "file", new { category = "0128", title = "喇叭" })).Value!.Order;
        await office.TakesAsync(office.Merchant, filed, "withdraw");
        time.Advance(TimeSpan.FromDays(30));

        await ToTheEndAsync(office);

        Assert.That(
            (await HistoryList.FindAsync(office.Database, filed.Id)).Select(taken => taken.Actor.Name),
            Is.EqualTo((string[])["***", "***", Caller.System.Name]));
        Assert.That((await office.VerifyAsync()).Differences, Is.Empty);
        await IndexAsync();
        var known = (await office.Alliances.FindAsync(Office.Alliance))!.FindMerchant(filed.MerchantCode!)!;
        Assert.That(await FoundAsync(known.Name), Is.Zero);
    }

    [Test]
    public async Task What_is_due_at_once_goes_in_batches_and_what_cannot_holds_up_nothing()
    {
        List<Order> orders = [];
        for (var n = 0; n < (2 * Retention.BatchBound) + 3; n++)
        {
            var order = await office.FilesAsync($"喇叭 {n}");
            orders.Add(await office.TakesAsync(office.Community, order, "withdraw"));
        }

        // As if a later version had filed the first ones.
        await ExecuteAsync($"""
            update orders set workflow_version = 99 where id in (select id from orders order by since, id limit {Retention.BatchBound})
            """);
        time.Advance(TimeSpan.FromDays(40));
        await KeepsForAsync("30 days");

        Assert.That(await Of(office).RunOnceAsync(), Is.EqualTo(Retention.BatchBound));
        Assert.That(await ToTheEndAsync(office), Is.EqualTo(3));
    }

    [Test]
    public async Task A_longer_period_brings_nothing_back()
    {
        await KeepsForAsync("30 days");
        var order = await TalksAsync();
        time.Advance(TimeSpan.FromDays(30));
        await ToTheEndAsync(office);

        await KeepsForAsync("100 years");
        await KeepsForAsync(null);

        Assert.That((await OrderList.FindAsync(office.Database, order.Number))!.Title, Is.EqualTo("***门口喇叭 ***"));
        Assert.That(
            (await office.AsksAsync(office.Community, order.Number, "reopen", new { reason = Name })).Refusal?.Code,
            Is.EqualTo(Refusal.Forgotten));
    }

    [Test]
    public async Task Two_servers_forget_each_order_once()
    {
        await KeepsForAsync("30 days");
        List<Order> orders = [];
        for (var n = 0; n < 60; n++)
            orders.Add(await office.TakesAsync(office.Community, await office.FilesAsync($"喇叭 {n} {Phone}"), "withdraw"));
        await using var other = await office.OpenAnotherAsync();
        await KeepsForAsync("30 days"); // a server that opens loads the alliance's file again
        time.Advance(TimeSpan.FromDays(30));

        var forgotten = await Task.WhenAll(
            Enumerable.Range(0, 4).Select(n => Task.Run(() => ToTheEndAsync(n % 2 == 0 ? office : other))));

        Assert.That(forgotten.Sum(), Is.EqualTo(orders.Count));
        foreach (var order in orders)
            Assert.That(
                (await HistoryList.FindAsync(office.Database, order.Id)).Count(taken => taken.Step.Name == "forget"), Is.EqualTo(1));
        Assert.That((await office.VerifyAsync()).Differences, Is.Empty);
    }

    [Test]
    public async Task Whoever_sends_a_filing_again_is_told_that_it_is_there()
    {
        await KeepsForAsync("30 days");
        var order = await TalksAsync("A-1");
        time.Advance(TimeSpan.FromDays(30));
        await ToTheEndAsync(office);

        var again = await office.AsksAsync(office.Community with { Source = "test" }, "", "file", Filing("A-1"));

        Assert.That((again.Value?.Order.Number, again.Value?.Existed), Is.EqualTo((order.Number, (bool?)true)));
        Assert.That(
            (await OrderList.KnownAsync(office.Database, Office.Alliance, "test", ["A-1"]))["A-1"].IsForgotten, Is.True,
            "and so is an import");
    }

    [TestCase("update history set input = '{}'")]
    [TestCase("update history set actor_name = '***'")]
    [TestCase("update history set forgotten = true")]
    [TestCase("update history set forgotten = false")]
    [TestCase("update history set input = '{}', forgotten = true where step = 'comment'", Description = "a second time")]
    [TestCase("update history set at = at, forgotten = true where step = 'forget'", Description = "that it was forgotten")]
    [TestCase("update history set forgotten = true, step = 'comment' where sequence = 1")]
    [TestCase("delete from history")]
    [TestCase("delete from history where step = 'forget'")]
    public async Task The_history_is_append_only_but_for_this(string tampering)
    {
        await KeepsForAsync("30 days");
        await TalksAsync();
        time.Advance(TimeSpan.FromDays(30));
        await ToTheEndAsync(office);
        await office.FilesAsync("喇叭"); // and one that is kept

        Assert.That(() => ExecuteAsync(tampering), Throws.Exception.With.Message.Contains("append-only"));
    }

    static readonly string[] Columns =
        ["order_id", "sequence", "id", "step", "from_stage", "to_stage", "desk", "actor_id", "actor_member", "at", "due", "clocks"];

    [TestCaseSource(nameof(Columns))]
    public async Task Only_what_was_said_and_by_whom_is_written_anew(string column)
    {
        var order = await office.TakesAsync(office.Community, await office.FilesAsync("喇叭"), "withdraw");
        await InsertForgetAsync(order);
        var other = column is "order_id" or "id" ? $"'{Guid.CreateVersion7()}'"
            : column is "at" or "due" ? "'2020-01-01T00:00:00.000000Z'"
            : column == "sequence" ? "77" : "'{}'";

        Assert.That(
            () => ExecuteAsync($"update history set {column} = {other}, forgotten = true where sequence = 1"),
            Throws.Exception.With.Message.Contains("append-only"));
        await ExecuteAsync("update history set input = '{}', actor_name = '***', forgotten = true where sequence = 1");
        Assert.That(
            () => ExecuteAsync("update history set input = '{}', actor_name = '***', forgotten = true where sequence = 1"),
            Throws.Exception.With.Message.Contains("append-only"), "once");
    }

    [Test]
    public async Task Verify_tells_what_was_to_be_removed_and_is_still_there()
    {
        await KeepsForAsync("30 days");
        await TalksAsync();
        time.Advance(TimeSpan.FromDays(30));
        await ToTheEndAsync(office);
        await ExecuteAsync(engine == "postgres" ? "alter table history disable trigger user" : "drop trigger history_is_never_updated");
        await ExecuteAsync($$"""update history set input = '{"text":"{{Phone}}"}' where step = 'comment'""");

        Assert.That((await office.VerifyAsync()).Differences, Has.One.Contains("step 2 still has some"));
    }

    /// <summary>As the desk writes it, without what follows.</summary>
    Task InsertForgetAsync(Order order) => ExecuteAsync($$"""
        insert into history (order_id, sequence, id, step, from_stage, to_stage, actor_id, actor_name, at, input)
        select order_id, 3, '{{Guid.CreateVersion7()}}', 'forget', to_stage, to_stage, 'clock', 'clock', at, '{"after":"30 days"}'
          from history
         where order_id = '{{order.Id}}'
           and sequence = 2
        """);

    async Task<int> FoundAsync(string words)
    {
        OrderFilter filter = new(Office.Alliance, Words: words, NeedsPhone: _ => true);
        return (await OrderList.PageAsync(office.Database, filter, null, 200)).Count;
    }

    /// <summary>The tables of orders in which a text stands somewhere; registers and their audit are another thing.</summary>
    async Task<IReadOnlyList<string>> TablesWithAsync(string text)
    {
        await using var connection = await office.Database.ConnectAsync();
        var tables = await connection.QueryAsync<string>(engine == "postgres"
            ? "select table_name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'"
            : "select name from sqlite_schema where type = 'table' and name not like 'order_grams%' and name not like 'sqlite_%'");
        List<string> found = [];
        foreach (var table in tables.Order(StringComparer.Ordinal))
        {
            var rows = await connection.QueryAsync($"select * from {table}");
            if (rows.Any(row => ((IDictionary<string, object?>)row).Values.Any(value =>
                    value is string said && said.Contains(text, StringComparison.Ordinal)))
                && table is not ("merchants" or "people" or "audit" or "alliances"))
                found.Add(table);
        }

        return found;
    }

    async Task ExecuteAsync(string sql)
    {
        await using var connection = await office.Database.ConnectAsync();
        await connection.ExecuteAsync(sql);
    }
}
