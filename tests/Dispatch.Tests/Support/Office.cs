using System.Text.Json;
using Dispatch.Accounts;
using Dispatch.Alliances;
using Dispatch.Orders;
using Dispatch.Orders.Desk;
using Dispatch.Server;
using Dispatch.Storage;
using Dispatch.Workflows;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dispatch.Tests.Support;

/// <summary>The engine of one server on a real database, with the demo alliance and the shipped workflows.</summary>
sealed class Office : IAsyncDisposable
{
    readonly TestDatabase? owned;

    readonly OfficeRules rules;

    Office(TestDatabase? owned, Database database, TimeProvider time, OfficeRules rules)
    {
        (this.owned, Database, Time, this.rules) = (owned, database, time, rules);
        Alliances = new AllianceDirectory(database, Situations.Calendars, time);
        Workflows = new WorkflowLibrary(database, time, rules.Make);
        Desk = new OrderDesk(database, Alliances, Workflows, time, NullLogger<OrderDesk>.Instance);
    }

    public const string Alliance = "shuiyuncheng";

    public Database Database { get; }
    public TimeProvider Time { get; }
    public AllianceDirectory Alliances { get; }
    public WorkflowLibrary Workflows { get; }
    public OrderDesk Desk { get; }
    public required IReadOnlyDictionary<string, Caller> Callers { get; init; }

    public Caller Community => Callers[DemoCallers.Community];
    public Caller Secretariat => Callers[DemoCallers.Secretariat];
    public Caller Chair => Callers[DemoCallers.Chair];
    public Caller Merchant => Callers[DemoCallers.Merchant];

    public Caller Member(string code) => Callers[DemoCallers.OfMember(code)];

    /// <summary>A server on a fresh database.</summary>
    /// <param name="rules">What it goes by; the shipped workflows where it is null.</param>
    public static async Task<Office> OpenAsync(string engine, TimeProvider? time = null, OfficeRules? rules = null)
    {
        var own = await TestDatabase.CreateAsync(engine);
        return await OpenAsync(own, Database.At(own.ConnectionString), time ?? TimeProvider.System, rules);
    }

    /// <summary>A server on a database that is the caller's.</summary>
    public static Task<Office> OpenOnAsync(TestDatabase database) => OpenOnAsync(database.ConnectionString);

    /// <summary>A server on a database that is the caller's, reached in a way of the caller's.</summary>
    public static Task<Office> OpenOnAsync(string connectionString, TimeProvider? time = null) =>
        OpenAsync(null, Database.At(connectionString), time ?? TimeProvider.System);

    /// <summary>Another server on the same database.</summary>
    /// <param name="time">The clock of its machine; that of this one where it is null.</param>
    public Task<Office> OpenAnotherAsync(TimeProvider? time = null) => OpenAsync(null, Database.At(ConnectionString), time ?? Time, rules);

    public string ConnectionString =>
        owned?.ConnectionString ?? throw new InvalidOperationException("The first server owns the database.");

    static async Task<Office> OpenAsync(TestDatabase? owned, Database database, TimeProvider time, OfficeRules? rules = null)
    {
        rules ??= OfficeRules.Shipped;
        await database.MigrateAsync();
        var reading = AllianceFile.Read(
            Path.Combine(AppContext.BaseDirectory, "Demo", "shuiyuncheng.yaml"), Situations.Calendars, 2025, 2027);
        await AllianceStore.SaveAsync(database, reading.Definition!);
        Office office = new(owned, database, time, rules) { Callers = DemoCallers.Of(reading.Definition!.Alliance) };
        await office.Workflows.LoadAsync(rules.Folder);
        return office;
    }

    public Task<Decision<Answer>> AsksToFileAsync(string title, string? externalId = null, string? key = null, Caller? caller = null) =>
        AsksAsync(
            (caller ?? Community) with { Source = "test" },
            "",
            "file",
            new { category = "0128", title, source = externalId is null ? null : "test", externalId },
            key);

    /// <summary>A community worker files an order of the category 商业噪音.</summary>
    public async Task<Order> FilesAsync(string title) => OrderOf(await AsksToFileAsync(title));

    public Task<Decision<Answer>> AsksAsync(
        Caller caller, string number, string step, object? input = null, string? key = null, int? version = null)
    {
        InputReader reader = new(input is null ? null : JsonSerializer.SerializeToElement(input));
        return Desk.DoAsync(new StepRequest(StepRegistry.All[step].Read(reader), reader.Given, caller)
        {
            Number = number,
            Alliance = step == "file" ? Alliance : "",
            Key = key,
            Version = version,
        });
    }

    public async Task<Order> TakesAsync(Caller caller, Order order, string step, object? input = null) =>
        OrderOf(await AsksAsync(caller, order.Number, step, input));

    /// <summary>An order that waits in the pool.</summary>
    public async Task<Order> OffersAsync(string title)
    {
        var order = await FilesAsync(title);
        await TakesAsync(Secretariat, order, "accept");
        return await TakesAsync(Chair, order, "offer");
    }

    /// <summary>A volunteer post of some places that waits in the pool.</summary>
    public async Task<Order> PostsAsync(string category, int places)
    {
        InputReader reader = new(JsonSerializer.SerializeToElement(new { category, title = "清洁家园" }));
        StepRequest filing = new(StepRegistry.All["file"].Read(reader), reader.Given, Community)
        {
            Alliance = Alliance,
            Workflow = "volunteer-post",
        };
        return await TakesAsync(Community, OrderOf(await Desk.DoAsync(filing)), "offer", new { places });
    }

    /// <summary>An order walks from filing to its end: six steps.</summary>
    public async Task<Order> ClosesAsync(string title)
    {
        var order = await FilesAsync(title);
        await TakesAsync(Secretariat, order, "accept");
        await TakesAsync(Chair, order, "assign", new { lead = "chengguan" });
        await TakesAsync(Member("chengguan"), order, "claim");
        await TakesAsync(Member("chengguan"), order, "resolve", new { note = "喇叭已收走" });
        return await TakesAsync(Community, order, "confirm", new { rating = 5 });
    }

    public Task<VerificationReport> VerifyAsync() => Verification.RunAsync(Database, Workflows);

    static Order OrderOf(Decision<Answer> answer)
    {
        Assert.That(answer.Refusal, Is.Null);
        return answer.Value!.Order;
    }

    /// <summary>An order of a workflow that is not the usual one.</summary>
    public async Task<Order> FilesUnderAsync(string workflow, string title, string category = "0128")
    {
        InputReader reader = new(JsonSerializer.SerializeToElement(new { category, title }));
        return OrderOf(await Desk.DoAsync(new StepRequest(StepRegistry.All["file"].Read(reader), reader.Given, Community)
        {
            Alliance = Alliance,
            Workflow = workflow,
        }));
    }

    public async ValueTask DisposeAsync()
    {
        await Desk.DisposeAsync();
        await Database.DisposeAsync();
        if (owned is not null)
            await owned.DisposeAsync();
    }
}

/// <summary>The workflows of an office, and what answers where their steps lead.</summary>
sealed record OfficeRules(string Folder, MakeRoutes? Make)
{
    public static OfficeRules Shipped { get; } = new(Path.Combine(AppContext.BaseDirectory, "workflows"), Interpreter.Of(null).Make);
}
