using System.Text.Json;
using Dispatch.Accounts;
using Dispatch.Alliances;
using Dispatch.Orders;
using Dispatch.Orders.Desk;
using Dispatch.Orders.Steps;
using Dispatch.Server.Alliances;

namespace Dispatch.Server.Demo;

/// <summary>What the evaluation set-up adds: an alliance, a dozen orders, and callers whose tokens are plain words.</summary>
/// <remarks>The words are never stored: without <see cref="Settings.Demo"/> they are nobody's, whatever database is opened.</remarks>
public sealed class DemoHouse(IServiceProvider house, Settings settings, CallerDirectory callers, ILogger<DemoHouse> log)
{
    const string Source = "demo";

    IReadOnlyDictionary<string, Caller> words = new Dictionary<string, Caller>();

    /// <summary>Those whose tokens are words; nobody while the demo is off.</summary>
    public IEnumerable<Caller> Callers => words.Values;

    /// <summary>Who a token stands for: a caller of the demo while it is on, else whoever holds the token.</summary>
    public ValueTask<Caller?> FindAsync(string token, CancellationToken cancel) =>
        words.TryGetValue(token, out var caller) ? ValueTask.FromResult<Caller?>(caller) : callers.FindAsync(token, cancel);

    /// <summary>Takes in the alliance and files its orders, those that are not there yet.</summary>
    public async Task OpenAsync(CancellationToken cancel)
    {
        if (!settings.Demo)
            return;

        var definition = await AllianceCommands.LoadAsync(house, PathOf("shuiyuncheng.yaml"), cancel);
        words = DemoCallers.Of(definition.Alliance);

        var reading = DemoOrders.Read(PathOf("orders.yaml"));
        if (reading.Faults.Count > 0)
            throw new ArgumentException(string.Join(Environment.NewLine, reading.Faults));

        var desk = house.GetRequiredService<OrderDesk>();
        List<string> numbers = [];
        foreach (var order in reading.Orders)
            numbers.Add(await PlayAsync(desk, definition.Alliance, order, numbers, cancel));
    }

    /// <summary>Files an order of the demo and takes its steps; one that was filed before is left as it is.</summary>
    async Task<string> PlayAsync(OrderDesk desk, Alliance alliance, DemoOrder order, List<string> numbers, CancellationToken cancel)
    {
        InputReader filing = new(order.Filing);
        var file = (FileStep)FileStep.Read(filing);
        var filed = await desk.DoAsync(
            new StepRequest(file with { Source = Source, ExternalId = order.Key }, new HashSet<string>(filing.Given) { "source", "externalId" }, words[order.Caller])
            {
                Alliance = alliance.Code,
                Workflow = order.Workflow ?? StepRequest.DefaultWorkflow,
            },
            cancel);
        if (!filed.IsAccepted)
            throw new ArgumentException($"The demo's order {order.Key} was refused: {Wording.Of(filed.Refusal, chinese: false)} {Fields(filed.Refusal)}");
        var (number, existed) = (filed.Value.Order.Number, filed.Value.Existed);
        if (existed)
            return number;

        foreach (var step in order.Steps)
        {
            var input = step.Into is { } into ? JsonSerializer.SerializeToElement(new { into = numbers[into] }) : step.Input;
            var taken = await StepRequest.ReadStep(number, step.Name, input, words[step.Caller]).ThenAsync(request => desk.DoAsync(request, cancel));
            if (taken.Refusal is { } refusal)
                log.LogError("The demo's order {Key} could not take its step {Step}: {Reason} {Fields}", order.Key, step.Name, Wording.Of(refusal, chinese: false), Fields(refusal));
        }

        return number;
    }

    static string Fields(Refusal refusal) => refusal.Fields is { } fields ? string.Join(", ", fields.Select(field => $"{field.Key}: {field.Value}")) : "";

    static string PathOf(string file) => Path.Combine(AppContext.BaseDirectory, "Demo", file);
}
