using System.CommandLine;
using Dispatch.Accounts;
using Dispatch.Alliances;
using Dispatch.Orders.Desk;
using Dispatch.Server.Demo;
using Dispatch.Storage;
using Dispatch.Workflows;

namespace Dispatch.Server.Playing;

/// <summary><c>play</c>: takes every desk's part and walks open orders to their end.</summary>
public static class PlayCommand
{
    const int Interrupted = 130;
    const int ShownStuck = 20;

    public static Command Play()
    {
        Option<string?> alliance = new("--alliance") { Description = "Code of the alliance; all when left out." };
        Option<string> through = new("--through")
        {
            Description = "http: by a running server, the way beside one that runs on SQLite; bus: by RabbitMQ; desk: in this process.",
            DefaultValueFactory = _ => "desk",
        };
        through.AcceptOnlyFromAmong("http", "bus", "desk");
        Option<string> url = new("--url") { Description = "The server, for --through http; its database must be the one configured here.", DefaultValueFactory = _ => "http://127.0.0.1:5080" };
        Option<int> callers = new("--callers") { Description = "How many orders are walked at the same time.", DefaultValueFactory = _ => 32 };
        Option<double?> pace = new("--pace") { Description = "Steps a second; as many as it goes when left out." };
        Option<int> limit = new("--limit") { Description = "How many orders at most.", DefaultValueFactory = _ => int.MaxValue };
        PlayShares usual = new();
        var (refuse, offer, support, giveBack, reopen) = (
            Every("refuse", "is refused by the secretariat", usual.Refuse), Every("offer", "is offered to the pool instead of assigned", usual.Offer),
            Every("support", "is given a supporting member", usual.Support), Every("return", "is given back once", usual.Return),
            Every("reopen", "is reopened once before it is confirmed", usual.Reopen));
        Command play = new("play", "Takes every desk's part and walks open orders to their end.")
        {
            alliance, through, url, callers, pace, limit, refuse, offer, support, giveBack, reopen,
        };
        AtLeastOne(callers);
        AtLeastOne(limit);
        pace.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double?>() is <= 0)
                result.AddError("--pace is a number above 0.");
        });

        play.SetAction((parsed, cancel) => CommandHouse.RunAsync(
            house => RunAsync(
                house,
                new Asked(
                    parsed.GetValue(alliance), parsed.GetRequiredValue(through), AddressOf(parsed.GetRequiredValue(url)), parsed.GetValue(callers), parsed.GetValue(pace),
                    parsed.GetValue(limit),
                    new PlayShares(parsed.GetValue(refuse), parsed.GetValue(offer), parsed.GetValue(support), parsed.GetValue(giveBack), parsed.GetValue(reopen))),
                cancel),
            cancel));
        return play;

        static Option<int> Every(string name, string what, int usual) => new($"--{name}-every")
        {
            Description = $"Every so-manieth order {what}; 0 for none.",
            DefaultValueFactory = _ => usual,
        };

        static void AtLeastOne(Option<int> option) => option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 1)
                result.AddError($"{option.Name} is 1 or more.");
        });
    }

    static Uri AddressOf(string text) => Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
        ? address
        : throw new ArgumentException($"--url is an address such as http://127.0.0.1:5080, not '{text}'.");

    sealed record Asked(string? Alliance, string Through, Uri Url, int Callers, double? Pace, int Limit, PlayShares Shares);

    static async Task<int> RunAsync(IServiceProvider house, Asked asked, CancellationToken cancel)
    {
        var (database, time) = (house.GetRequiredService<Database>(), house.GetRequiredService<TimeProvider>());
        var workflows = house.GetRequiredService<WorkflowLibrary>();
        var casts = await CastsAsync(house, asked, cancel);
        TokenPurse tokens = new(database, time);

        await using IPlayDoor door = asked.Through switch
        {
            "http" => new HttpDoor(asked.Url, tokens, workflows),
            "bus" => await BusDoor.OpenAsync(
                house.GetRequiredService<Settings>().Broker ?? throw new ArgumentException("There is no bus: set ConnectionStrings__RabbitMq, or play with --through desk."),
                casts.Select(cast => cast.Alliance.Code), database, workflows, tokens, cancel),
            _ => new DeskDoor(house.GetRequiredService<OrderDesk>(), database),
        };
        List<(Cast, string)> orders = [];
        foreach (var cast in casts)
            orders.AddRange((await ListAsync(door, cast, asked, orders.Count, cancel)).Select(number => (cast, number)));

        Play play = new(door, workflows, asked.Shares, asked.Pace is { } pace ? new Pace(pace, time) : null, time);
        var report = await CommandProgress.ShowAsync("Playing", progress => play.RunAsync(
            orders, asked.Callers, (share, counted) => progress.Tell(share, door is BusDoor bus ? $"{counted}, {bus.Heard:N0} events" : counted), cancel));
        if (!report.Interrupted)
            await tokens.RevokeAsync();
        return Tell(report, door as BusDoor);
    }

    static async Task<IReadOnlyList<string>> ListAsync(IPlayDoor door, Cast cast, Asked asked, int already, CancellationToken cancel)
    {
        try
        {
            return await door.OpenOrdersAsync(cast, asked.Limit - already, cancel);
        }
        catch (HttpRequestException error)
        {
            throw new ArgumentException($"No server answers at {asked.Url}: {error.Message}");
        }
    }

    static async Task<IReadOnlyList<Cast>> CastsAsync(IServiceProvider house, Asked asked, CancellationToken cancel)
    {
        var alliances = (await house.GetRequiredService<AllianceDirectory>().AllAsync(cancel)).Where(alliance => asked.Alliance is null || alliance.Code == asked.Alliance).ToList();
        if (alliances.Count == 0)
            throw new ArgumentException(asked.Alliance is null ? "There is no alliance in this database." : $"The alliance {asked.Alliance} is not in this database.");

        List<Cast> casts = [];
        foreach (var alliance in alliances)
        {
            var demo = house.GetRequiredService<DemoHouse>().Callers.Where(caller => caller.Alliance == alliance.Code);
            casts.Add(new Cast(alliance, [.. demo, .. await PersonList.OfAsync(house.GetRequiredService<Database>(), alliance.Code, cancel)]));
        }
        return casts;
    }

    static int Tell(PlayReport report, BusDoor? bus)
    {
        if (report.Orders == 0)
        {
            Console.WriteLine("No order waits for anybody.");
            return 0;
        }

        var ends = string.Join(", ", report.Ended.OrderByDescending(end => end.Value).Select(end => $"{end.Value:N0} {end.Key}"));
        Console.WriteLine($"{report.Orders:N0} orders: {(ends.Length > 0 ? ends : "none came to an end")}{(report.Stuck.Count > 0 ? $", {report.Stuck.Count:N0} stuck" : "")}");
        Console.WriteLine(
            $"{report.Steps:N0} steps in {report.Took.TotalSeconds:0.0} s ({report.Steps / Math.Max(report.Took.TotalSeconds, 0.001):N0} steps/s), " +
            $"a step p50 {report.Median.TotalMilliseconds:0.0} ms, p99 {report.Slowest.TotalMilliseconds:0.0} ms");
        Console.WriteLine(report.Refusals.Count == 0
            ? "No step was refused"
            : $"Refused: {string.Join(", ", report.Refusals.OrderByDescending(refusal => refusal.Value).Select(refusal => $"{refusal.Value:N0} {refusal.Key}"))}");
        if (bus is not null)
            Console.WriteLine($"{bus.Heard:N0} events heard");
        foreach (var (number, reason) in report.Stuck.Take(ShownStuck))
            Console.WriteLine($"{number}: {reason}");
        if (report.Stuck.Count > ShownStuck)
            Console.WriteLine($"… and {report.Stuck.Count - ShownStuck} more");
        if (report.Interrupted)
            Console.WriteLine("Interrupted: play again to go on; every order stands where its last step left it.");
        return report.Interrupted ? Interrupted : report.Stuck.Count > 0 ? 1 : 0;
    }
}
