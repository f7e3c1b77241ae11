namespace Dispatch.Orders.Steps;

/// <summary>Taken out again of the order that it was merged into (拆单): it is another trouble after all.</summary>
public sealed record SeparateStep(string? Reason) : IStep
{
    public string Name => "separate";

    public bool NeedsMerger => true;

    public static IStep Read(InputReader input) => new SeparateStep(input.Text("reason", 1000));

    public Decision<IStep> Decide(Order order, Situation at) => order.GoesOnAs(at.Others) switch
    {
        null => Decision.Refuse(Refusal.WrongStage, Name, order.Stage),
        { Desk: null, Number: var number } => Decision.Refuse(Refusal.Ended, number),
        _ => Decision.Accept(this),
    };
}
