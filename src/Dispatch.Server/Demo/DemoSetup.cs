using System.Text.Json;
using Dispatch.Accounts;
using Dispatch.Alliances;
using Dispatch.Language;
using Dispatch.Orders;
using Dispatch.Orders.Desk;
using Dispatch.Orders.Steps;
using Dispatch.Server.Alliances;
using Dispatch.Server.Orders;
using Dispatch.Storage;

namespace Dispatch.Server.Demo;

/// <summary>What the evaluation set-up adds: an alliance, a dozen orders, and callers whose tokens are plain words.</summary>
/// <remarks>The words are never stored: without <see cref="Settings.Demo"/> they are nobody's, whatever database is opened.</remarks>
public sealed class DemoSetup(
    Settings settings, Database database, AllianceDirectory alliances, AllianceLoading loading, OrderDesk desk, CallerDirectory directory,
    ILogger<DemoSetup> log)
{
    /// <summary>Under which the demo's orders are filed.</summary>
    public const string Source = "demo";

    /// <summary>Code of the alliance in the demo's file.</summary>
    const string AllianceCode = "shuiyuncheng";

    /// <summary>The callers of the demo by their word; nobody while it is off.</summary>
    public IReadOnlyDictionary<string, Caller> Callers { get; private set; } = new Dictionary<string, Caller>();

    /// <summary>The callers as whom a request may come in: nobody where it is not from this machine.</summary>
    public IReadOnlyDictionary<string, Caller> CallersFor(HttpContext context) =>
        DemoAccess.IsOpenTo(context) ? Callers : new Dictionary<string, Caller>();

    /// <summary>The demo callers that belong to an alliance; nobody while the demo is off.</summary>
    public IEnumerable<Caller> CallersOf(Alliance alliance) => settings.Demo && alliance.Code == AllianceCode
        ? DemoCallers.Of(alliance).Values.Where(caller => caller.Alliance == alliance.Code)
        : [];

    /// <summary>Who signs in with a token: a caller of the demo while it is on, else whoever has the token.</summary>
    public ValueTask<Caller?> FindAsync(string token, CancellationToken cancel) =>
        Callers.TryGetValue(token, out var caller) ? ValueTask.FromResult<Caller?>(caller) : directory.FindAsync(token, cancel);

    /// <summary>Takes in the alliance and files its orders, what is not there yet. Does nothing while the demo is off.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        if (!settings.Demo)
            return;

        // Once: what was changed in the pages outlives a restart.
        if (await alliances.FindAsync(AllianceCode, cancel) is null)
        {
            var loaded = await loading.LoadAsync(PathOf($"{AllianceCode}.yaml"), Author.AtTheShell(Source), handBack: true, cancel);
            foreach (var warning in loaded.Warnings)
                log.LogWarning("{Warning}", warning);
        }

        var alliance = (await alliances.FindAsync(AllianceCode, cancel))!;
        Callers = DemoCallers.Of(alliance);
        // The orders of the demo fit the alliance as it was loaded; whoever has changed it since has seen them.
        if ((await AllianceList.VersionsAsync(database, cancel))[AllianceCode] > 1)
            return;

        var reading = DemoOrders.Read(PathOf("orders.yaml"));
        if (reading.Faults.Count > 0)
            throw new UserErrorException(string.Join(Environment.NewLine, reading.Faults));

        List<string> numbers = [];
        foreach (var order in reading.Orders)
            numbers.Add(await PlayAsync(alliance, order, numbers, cancel));
    }

    /// <summary>Files an order of the demo and takes its steps; one that was filed before is left as it is.</summary>
    /// <returns>The number of the order.</returns>
    async Task<string> PlayAsync(Alliance alliance, DemoOrder order, List<string> numbers, CancellationToken cancel)
    {
        InputReader filing = new(order.Filing);
        var file = (FileStep)FileStep.Read(filing);
        HashSet<string> given = [.. filing.Given, "source", "externalId"];
        var filed = await desk.DoUntilSavedAsync(
            new StepRequest(file with { Source = Source, ExternalId = order.Key }, given, Callers[order.Caller] with { Source = Source })
            {
                Alliance = alliance.Code,
                Workflow = order.Workflow ?? StepRequest.DefaultWorkflow,
            },
            cancel);
        if (!filed.IsAccepted)
            throw new UserErrorException($"The demo's order {order.Key} was refused: {RefusalText.Of(filed.Refusal)}");
        var (number, existed) = (filed.Value.Order.Number, filed.Value.Existed);
        if (existed)
            return number;

        foreach (var step in order.Steps)
        {
            var input = step.Into is { } into ? JsonSerializer.SerializeToElement(new { into = numbers[into] }) : step.Input;
            var answer = await StepRequest.ReadStep(number, step.Name, input, Callers[step.Caller])
                .ThenAsync(request => desk.DoUntilSavedAsync(request, cancel));
            if (answer.Refusal is { } refusal)
            {
                log.LogError(
                    "The demo's order {Key} could not take its step {Step}: {Reason}", order.Key, step.Name, RefusalText.Of(refusal));
            }
        }

        return number;
    }

    static string PathOf(string file) => Path.Combine(AppContext.BaseDirectory, "Demo", file);
}
