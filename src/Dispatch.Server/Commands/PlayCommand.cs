using System.CommandLine;
using Dispatch.Alliances;
using Dispatch.Language;
using Dispatch.Orders.Desk;
using Dispatch.Server.Demo;
using Dispatch.Server.Playing;
using Dispatch.Storage;
using Dispatch.Workflows;

namespace Dispatch.Server.Commands;

/// <summary><c>play</c>: acts for every desk and takes open orders to their end.</summary>
static class PlayCommand
{
    public static Command Create()
    {
        Option<string?> alliance = new("--alliance") { Description = "Code of the alliance; all of them by default." };
        Option<string> through = new("--through")
        {
            Description = "http: through a running server (the only way beside one on SQLite); bus: through RabbitMQ; " +
                "desk: in this process.",
            DefaultValueFactory = _ => "desk",
        };
        through.AcceptOnlyFromAmong("http", "bus", "desk");
        Option<string> url = new("--url")
        {
            Description = "The server, for --through http; its database must be the one configured here.",
            DefaultValueFactory = _ => "http://127.0.0.1:5080",
        };
        Option<int> callers = new("--callers")
        {
            Description = "How many orders are played at the same time.",
            DefaultValueFactory = _ => 32,
        };
        Option<double?> pace = new("--pace") { Description = "Steps per second; unlimited by default." };
        Option<int> limit = new("--limit") { Description = "How many orders at most.", DefaultValueFactory = _ => int.MaxValue };
        PlayShares usual = new();
        var (refuse, offer, support, giveBack, reopen) = (
            Every("refuse", "is refused by the secretariat", usual.Refuse),
            Every("offer", "is offered to the pool instead of assigned", usual.Offer),
            Every("support", "is given a supporting member", usual.Support),
            Every("return", "is given back once", usual.Return),
            Every("reopen", "is reopened once before it is confirmed", usual.Reopen));
        Command play = new("play", "Acts for every desk and takes open orders to their end.")
        {
            alliance, through, url, callers, pace, limit, refuse, offer, support, giveBack, reopen,
        };
        AtLeastOne(callers);
        AtLeastOne(limit);
        pace.MustBe(given => given is null or > 0, "more than 0");

        play.SetAction((parsed, cancel) => CommandServices.WriteAsync(
            parsed,
            services => RunAsync(
                services,
                new Request(
                    parsed.GetValue(alliance), parsed.GetRequiredValue(through),
                    UrlOf(parsed.GetRequiredValue(url)), parsed.GetValue(callers),
                    parsed.GetValue(pace), parsed.GetValue(limit),
                    new PlayShares(
                        parsed.GetValue(refuse), parsed.GetValue(offer), parsed.GetValue(support), parsed.GetValue(giveBack),
                        parsed.GetValue(reopen))),
                cancel),
            cancel));
        return play;

        static Option<int> Every(string name, string effect, int usual) => new($"--{name}-every")
        {
            Description = $"N: every Nth order {effect}; 0 for none.",
            HelpName = "N",
            DefaultValueFactory = _ => usual,
        };

        static void AtLeastOne(Option<int> option) => option.MustBe(given => given >= 1, "1 or more");
    }

    static Uri UrlOf(string text) => Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
        ? address
        : throw new UserErrorException($"--url needs an address such as http://127.0.0.1:5080, not '{text}'.");

    sealed record Request(string? Alliance, string Through, Uri Url, int Callers, double? Pace, int Limit, PlayShares Shares);

    static async Task<int> RunAsync(IServiceProvider services, Request request, CancellationToken cancel)
    {
        var (database, time) = (services.GetRequiredService<Database>(), services.GetRequiredService<TimeProvider>());
        var workflows = services.GetRequiredService<WorkflowLibrary>();
        await services.LoadWorkflowsAsync(cancel);
        var groups = await Players.LoadAsync(
            database, services.GetRequiredService<AllianceDirectory>(),
            request.Through == "bus" ? null : services.GetRequiredService<DemoSetup>(), request.Alliance, cancel);
        TokenCache tokens = new(database, time);

        await using IPlayChannel channel = request.Through switch
        {
            "http" => new HttpPlayChannel(request.Url, tokens, workflows),
            "bus" => await BusPlayChannel.OpenAsync(
                BrokerOf(services), groups.Select(players => players.Alliance.Code), database, workflows, tokens, cancel),
            _ => new DeskPlayChannel(services.GetRequiredService<OrderDesk>(), database),
        };
        List<(Players, string)> orders = [];
        foreach (var players in groups)
            orders.AddRange((await ListAsync(channel, players, request, orders.Count, cancel)).Select(number => (players, number)));

        Play play = new(channel, workflows, request.Shares, request.Pace is { } pace ? new Pace(pace, time) : null, time);
        var report = await CommandProgress.ShowAsync("Playing", progress => play.RunAsync(
            orders, request.Callers,
            (share, count) => progress.Report(
                share, channel is BusPlayChannel bus ? $"{count}, {bus.EventCount:N0} events" : count), cancel));
        if (!report.Interrupted)
            await tokens.RevokeAsync();
        return PlayText.Print(report, (channel as BusPlayChannel)?.EventCount);
    }

    static string BrokerOf(IServiceProvider services) => services.GetRequiredService<Settings>().Broker
        ?? throw new UserErrorException("There is no bus: set ConnectionStrings__RabbitMq, or play with --through desk.");

    static async Task<IReadOnlyList<string>> ListAsync(
        IPlayChannel channel, Players players, Request request, int already, CancellationToken cancel)
    {
        try
        {
            return await channel.OpenOrdersAsync(players, request.Limit - already, cancel);
        }
        catch (HttpRequestException error)
        {
            throw new UserErrorException($"No server answers at {request.Url}: {error.Message}");
        }
    }
}
