using Dispatch.Language;
using Dispatch.Orders.Desk;
using Dispatch.Orders.Search;
using Dispatch.Server.Calendars;
using Dispatch.Server.Demo;
using Dispatch.Server.House;
using Dispatch.Server.Messaging;
using Dispatch.Server.Orders;
using Dispatch.Server.Pages;
using Dispatch.Server.Reports;
using Dispatch.Server.Rosters;
using Dispatch.Server.Telemetry;
using Dispatch.Server.Watching;
using Dispatch.Storage;
using Dispatch.Watching;
using Microsoft.AspNetCore.HostFiltering;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Dispatch.Server;

/// <summary>The server: HTTP, the bus and the outbox around one desk.</summary>
public static class Server
{
    /// <summary>Runs until the process is told to stop.</summary>
    /// <param name="args">Settings, each as <c>--key=value</c>.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        await using var app = Build(args);
        await SetUpAsync(app);
        await app.StartAsync();
        await KeepDemoHereAsync(app);
        Greet(app);
        await app.WaitForShutdownAsync();
        return 0;
    }

    static WebApplication Build(string[] args)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.AddSecrets();
        var settings = Settings.Read(builder.Configuration, builder.Environment);

        // Which server answers is nobody's business.
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = RequestBody.LargestMebibytes << 20;
        });
        // Whoever came by HTTPS once is not to come in clear again.
        builder.Services.AddHsts(hsts => hsts.MaxAge = TimeSpan.FromDays(365));
        // Where there is a public address, it says under which names requests are answered, and as other refusals are.
        if (PublicAddress.Read(builder.Configuration).Text is not null)
            builder.Services.Configure<HostFilteringOptions>(names => names.AllowedHosts = ["*"]);
        builder.Services.AddEngine(settings);
        builder.Services.AddBus(settings);
        builder.Services.AddApi();
        builder.Services.AddConsole(builder.Configuration);
        builder.Services.AddSingleton<Watch>().AddHostedService<WatchWorker>();
        builder.Services.AddSingleton<Retention>().AddHostedService<RetentionWorker>();
        builder.Services.AddSingleton<ReceiptSweep>().AddHostedService<ReceiptWorker>();
        builder.Services.AddHostedService<ReportWorker>();
        builder.Services.AddSingleton<ChairGaps>().AddHostedService<RosterWorker>();
        builder.Services.AddTelemetry(builder.Configuration);
        builder.Services.AddSingleton<SearchIndexing>().AddHostedService<SearchWorker>();
        builder.Services.AddHostedService<FileWorker>();
        builder.Services.AddHostedService<CalendarWorker>();
        builder.Services.AddSingleton<ThisServer>().AddHostedService<ServerWorker>();
        // Tells systemd when it is ready and when it stops; elsewhere nothing.
        builder.Services.AddSystemd();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(25));

        var app = builder.Build();
        app.UseHsts();
        app.UsePageHeaders();
        app.UseApi();
        app.MapApi(anonymousDocs: settings.Demo);
        app.MapMetrics();
        app.MapConsole();
        return app;
    }

    /// <summary>How long the server waits for its database: after a power cut both start at the same time.</summary>
    static readonly TimeSpan PatienceWithDatabase = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Sets the engine up, from the beginning again while PostgreSQL is away or goes away: every part of it may be repeated.
    /// </summary>
    /// <exception cref="UserErrorException">It was away for too long.</exception>
    static async Task SetUpAsync(WebApplication app)
    {
        var (database, time) = (app.Services.GetRequiredService<Database>(), app.Services.GetRequiredService<TimeProvider>());
        var since = time.GetTimestamp();
        for (var logged = false; ; logged = true)
        {
            try
            {
                await app.Services.SetUpEngineAsync();
                KeepFileToOwner(app, database);
                return;
            }
            // A SQLite file is there or can be made; there is nothing to wait for.
            catch (Exception error) when (database.IsPostgres && DatabaseFault.IsTransient(error))
            {
                if (time.GetElapsedTime(since) >= PatienceWithDatabase)
                {
                    throw new UserErrorException(
                        $"{database.Name} could not be used for {PatienceWithDatabase.TotalSeconds} seconds: {error.Message}", error);
                }

                if (!logged)
                {
                    app.Logger.LogWarning(
                        "{Database} cannot be reached or used ({Reason}); trying for {Patience} seconds",
                        database.Name, error.Message, PatienceWithDatabase.TotalSeconds);
                }

                await Task.Delay(TimeSpan.FromSeconds(1), time);
            }
        }
    }

    /// <summary>A file that an earlier version made, or somebody put back, may be open to everybody on the machine.</summary>
    static void KeepFileToOwner(WebApplication app, Database database)
    {
        try
        {
            if (database.KeepFileToOwner())
                app.Logger.LogWarning("{Database} was open to other users of this machine; now it is its owner's alone", database.Name);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            app.Logger.LogWarning(error, "{Database} is open to other users of this machine, and belongs to somebody else", database.Name);
        }
    }

    /// <summary>Whatever the settings look like: the demo ends where an address was bound that others reach.</summary>
    static async Task KeepDemoHereAsync(WebApplication app)
    {
        var isDemo = app.Services.GetRequiredService<Settings>().Demo;
        if (!isDemo || BoundBy(app).FirstOrDefault(url => !DemoAccess.IsLoopback(url)) is not { } open)
            return;
        await app.StopAsync();
        throw Settings.DemoElsewhere(open);
    }

    static IEnumerable<string> BoundBy(WebApplication app) =>
        app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses ?? [];

    /// <summary>Six lines for whoever started it.</summary>
    static void Greet(WebApplication app)
    {
        var settings = app.Services.GetRequiredService<Settings>();
        var address = BoundBy(app).FirstOrDefault() ?? "";
        var token = settings.Demo ? "demo-secretariat" : "TOKEN";
        Console.WriteLine($"打开 Open      {address}/");
        Console.WriteLine($"调用 Call      curl -H 'Authorization: Bearer {token}' {address}/api/work");
        Console.WriteLine($"总线 Bus       {app.Services.GetRequiredService<BusName>().Text}");
        var engine = app.Services.GetRequiredService<Interpreter>().Name;
        Console.WriteLine($"引擎 Engine    {(engine.Zh == engine.En ? engine.Zh : $"{engine.Zh} {engine.En}")}");
        Console.WriteLine($"数据 Database  {app.Services.GetRequiredService<Database>().Name}");
        Console.WriteLine(settings.Demo
            ? "评估 Evaluation set-up, not for real use: demo tokens demo-community, demo-secretariat, demo-chair, "
                + "demo-member-chengguan, demo-merchant, demo-admin"
            : "运行 In production: 'account create ID --admin' lets the first administrator in; the demo tokens do not exist here");
    }
}
