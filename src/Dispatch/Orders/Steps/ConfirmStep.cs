namespace Dispatch.Orders.Steps;

/// <summary>The result was checked with the merchant and holds (回访, 办结).</summary>
/// <param name="Rating">1 (bad) to 5 (good).</param>
public sealed record ConfirmStep(int? Rating, string? Note) : IStep
{
    public string Name => "confirm";

    public static IStep Read(InputReader input) => new ConfirmStep(input.Whole("rating", 1, 5), input.Text("note", 2000));

    public Decision<IStep> Decide(Order order, Situation at) => Decision.Accept(this);
}
