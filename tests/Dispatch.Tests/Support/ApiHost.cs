using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Dispatch.Accounts;
using Dispatch.Alliances;
using Dispatch.Calendars;
using Dispatch.Language;
using Dispatch.Orders.Desk;
using Dispatch.Registers;
using Dispatch.Rosters;
using Dispatch.Server;
using Dispatch.Server.Alliances;
using Dispatch.Server.Demo;
using Dispatch.Server.Pages;
using Dispatch.Storage;
using Dispatch.Workflows;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using NodaTime;

namespace Dispatch.Tests.Support;

/// <summary>The HTTP API on a free loopback port, with a database of its own, the shipped workflows and two alliances.</summary>
/// <remarks>It is Monday 09:00 in Putian until a test moves the time.</remarks>
sealed class ApiHost : IAsyncDisposable
{
    /// <summary>An alliance that nobody of Shengyang has anything to do with.</summary>
    public static readonly Alliance Qinghe = Situations.Shengyang with
    {
        Code = "qinghe",
        Prefix = "QH",
        Name = new Words("清河片区党建联盟", "Qinghe area"),
        Merchants = [],
        Roster = new Roster([new Turn(new LocalDate(2026, 11, 1), new LocalDate(2026, 11, 30), "chengguan", null)], Situations.Shanghai),
    };

    static readonly Caller[] People =
    [
        Situations.Secretary, Situations.CommunityWorker, Situations.UrbanManager, Situations.Cleaner, Situations.Constable,
        Situations.Banker, Situations.SecondBanker, Situations.TeaMerchant, Situations.NoodleMerchant, Situations.Admin,
    ];

    readonly WebApplication app;
    readonly TestDatabase fresh;
    readonly Dictionary<string, string> tokens = [];
    readonly HttpClient http;

    ApiHost(WebApplication app, TestDatabase fresh)
    {
        (this.app, this.fresh) = (app, fresh);
        var address = app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single();
        SocketsHttpHandler handler = new() { AllowAutoRedirect = false, RequestHeaderEncodingSelector = (_, _) => Encoding.UTF8 };
        http = new HttpClient(handler) { BaseAddress = new Uri(address) };
    }

    public Uri Url => http.BaseAddress!;

    public FakeTimeProvider Time => (FakeTimeProvider)app.Services.GetRequiredService<TimeProvider>();

    public IServiceProvider Services => app.Services;

    public Database Database => app.Services.GetRequiredService<Database>();

    /// <summary>The state that the bus reports.</summary>
    public BusHealth Bus { get; set; } = new(true, "connected");

    /// <param name="evaluation">Demo callers exist, and strangers may read the documentation.</param>
    /// <param name="engine"><c>postgres</c> or <c>sqlite</c>.</param>
    /// <param name="log">Hears everything that is logged; nobody does where it is null.</param>
    /// <param name="pages">Whether there are pages too.</param>
    /// <param name="settings">Settings as in the environment, with colons.</param>
    /// <param name="at">When it is; Monday where it is left out.</param>
    /// <param name="more">Adds what the API does not need by itself, such as an intake.</param>
    public static async Task<ApiHost> StartAsync(
        bool evaluation = false, string engine = "sqlite", ILoggerProvider? log = null, bool pages = false,
        IReadOnlyDictionary<string, string?>? settings = null, DateTimeOffset? at = null, Action<IServiceCollection>? more = null)
    {
        var fresh = await TestDatabase.CreateMigratedAsync(engine);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { EnvironmentName = "Production" });
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var services = builder.Services;
        services.AddLogging(logging => logging.SetMinimumLevel(log is null ? LogLevel.None : LogLevel.Trace));
        if (log is not null)
        {
            services.AddSingleton(log);
            // As settings may ask for one provider's sake, which goes before what they say to all.
            services.Configure<LoggerFilterOptions>(filter =>
                filter.Rules.Add(new LoggerFilterRule(log.GetType().FullName, null, LogLevel.Trace, null)));
        }

        services.AddRouting();
        services.AddSingleton<TimeProvider>(new FakeTimeProvider(at ?? Situations.Monday));
        services.AddSingleton(_ => Database.At(fresh.ConnectionString));
        services.AddSingleton(_ => CalendarLibrary.Load(Path.Combine(Situations.WorkflowFolder, "calendars")));
        services.AddSingleton<KeptCalendars>();
        services.AddSingleton<AllianceDirectory>();
        services.AddSingleton<CallerDirectory>();
        services.AddSingleton(provider => new WorkflowLibrary(
            provider.GetRequiredService<Database>(), provider.GetRequiredService<TimeProvider>(), Interpreter.Of(null).Make));
        services.AddSingleton<OrderDesk>();
        services.AddSingleton<RegisterDesk>();
        ApiHost? host = null;
        services.AddSingleton<BusState>(() => host!.Bus);
        services.AddSingleton<FindCaller>(provider => (token, cancel) =>
            evaluation && DemoCallers.Of(Situations.Shengyang).TryGetValue(token, out var demo)
                ? ValueTask.FromResult<Caller?>(demo)
                : provider.GetRequiredService<CallerDirectory>().FindAsync(token, cancel));
        services.AddApi();
        more?.Invoke(services);
        builder.Configuration.AddInMemoryCollection(settings);
        if (pages)
        {
            services.AddSingleton(new Settings("", null, Situations.WorkflowFolder, "", Demo: false, NewDatabase: true));
            services.AddSingleton<AllianceLoading>();
            services.AddSingleton<DemoSetup>();
            services.AddConsole(builder.Configuration);
        }

        var app = builder.Build();
        if (pages)
            app.UsePageHeaders();
        app.UseApi();
        app.MapApi(anonymousDocs: evaluation);
        if (pages)
            app.MapConsole();
        app.MapGet("/broken", string () => throw new InvalidOperationException("secret internals"));

        var database = app.Services.GetRequiredService<Database>();
        await AllianceStore.SaveAsync(database, new AllianceDefinition(Situations.Shengyang, [.. People.Select(AsPerson)]));
        await AllianceStore.SaveAsync(database, new AllianceDefinition(Qinghe, [AsPerson(Situations.Stranger)]));
        await app.Services.GetRequiredService<WorkflowLibrary>().LoadAsync(Situations.WorkflowFolder);
        await app.StartAsync();

        host = new ApiHost(app, fresh);
        foreach (var caller in People.Append(Situations.Stranger))
            host.tokens[caller.Id] = await TokenStore.CreateAsync(database, caller.Id, null, "test", Situations.Monday);
        return host;
    }

    /// <summary>From now on a caller calls with a token that was given a source.</summary>
    public async Task GiveSourceAsync(Caller caller, string source) =>
        tokens[caller.Id] = await TokenStore.CreateAsync(Database, caller.Id, null, "test", Time.GetUtcNow(), source);

    /// <summary>Some act for another member from now on, or for none; everybody else is as in the beginning.</summary>
    public async Task MoveAsync(params IReadOnlyList<Caller> moved)
    {
        await AllianceStore.SaveAsync(Database, new AllianceDefinition(
            Situations.Shengyang,
            [.. People.Select(person => moved.FirstOrDefault(other => other.Id == person.Id) ?? person).Select(AsPerson)]));
        // The server knows callers and alliances for a while.
        Time.Advance(CallerDirectory.KnownFor);
    }

    static Person AsPerson(Caller caller) => new(caller.Id, caller.Name, caller.Roles, caller.Member, caller.Merchant);

    /// <param name="caller">Null for a stranger without a token.</param>
    public Task<Reply> GetAsync(Caller? caller, string address, params (string Name, string Value)[] headers) =>
        SendAsync(caller, HttpMethod.Get, address, null, headers);

    /// <param name="body">JSON; null for none.</param>
    public Task<Reply> PostAsync(Caller? caller, string address, string? body = null, params (string Name, string Value)[] headers) =>
        SendAsync(caller, HttpMethod.Post, address,
            body is null ? null : new StringContent(body, Encoding.UTF8, "application/json"), headers);

    public async Task<Reply> SendAsync(
        Caller? caller, HttpMethod method, string address, HttpContent? content = null, params (string Name, string Value)[] headers)
    {
        using HttpRequestMessage request = new(method, address) { Content = content };
        if (caller is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", tokens[caller.Id]);
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);

        using var response = await http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        var all = response.Headers.Concat(response.Content.Headers).ToDictionary(
            header => header.Key, header => string.Join(", ", header.Value), StringComparer.OrdinalIgnoreCase);
        return new Reply(response.StatusCode, all, text);
    }

    /// <summary>The bytes of a file.</summary>
    public async Task<byte[]> DownloadAsync(Caller caller, string address)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, address);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", tokens[caller.Id]);
        using var response = await http.SendAsync(request);
        var bytes = await response.Content.ReadAsByteArrayAsync();
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK), Encoding.UTF8.GetString(bytes));
        return bytes;
    }

    /// <summary>Files an order of the community worker's about rubbish.</summary>
    /// <returns>Its number.</returns>
    public async Task<string> FileAsync(string title = "门口垃圾未清", string category = "0110")
    {
        var reply = await PostAsync(Situations.CommunityWorker, "/api/orders", $$"""
            {"merchant":{"name":"林记茶行","phone":"13800001234","address":"声阳路 8 号"},"category":"{{category}}","title":"{{title}}"}
            """);
        Assert.That(reply.Status, Is.EqualTo(HttpStatusCode.Created), reply.Text);
        return reply.Json.GetProperty("number").GetString()!;
    }

    /// <summary>Takes a step that must succeed.</summary>
    public async Task<Reply> TakeAsync(Caller caller, string number, string step, string? input = null)
    {
        var reply = await PostAsync(caller, $"/api/orders/{number}/steps/{step}", input);
        Assert.That(reply.Status, Is.EqualTo(HttpStatusCode.OK), reply.Text);
        return reply;
    }

    /// <summary>Files an order and brings it to urban management, with the cleaners in support.</summary>
    public async Task<string> AssignedAsync()
    {
        var number = await FileAsync();
        await TakeAsync(Situations.Secretary, number, "accept");
        await TakeAsync(Situations.UrbanManager, number, "assign", """{"lead":"chengguan","support":["huanwei"]}""");
        return number;
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        // What waits for its next try waits on a clock that only moves here.
        var time = Time;
        var stopping = app.DisposeAsync().AsTask();
        await Eventually.ThatAsync(
            () =>
            {
                time.Advance(TimeSpan.FromMilliseconds(200));
                return stopping.IsCompleted;
            },
            Is.True);
        await stopping;
        await fresh.DisposeAsync();
    }
}

/// <summary>What came back.</summary>
sealed record Reply(HttpStatusCode Status, IReadOnlyDictionary<string, string> Headers, string Text)
{
    public JsonElement Json => JsonElement.Parse(Text);

    /// <summary>A field of the answer; undefined when it is left out.</summary>
    public JsonElement this[string field] => Json.TryGetProperty(field, out var value) ? value : default;

    public string? Code => this["code"] is { ValueKind: JsonValueKind.String } code ? code.GetString() : null;

    public IReadOnlyList<string> Texts(string field) => [.. this[field].EnumerateArray().Select(item => item.GetString()!)];

    public IReadOnlyList<string> Numbers => [.. this["orders"].EnumerateArray().Select(order => order.GetProperty("number").GetString()!)];
}
