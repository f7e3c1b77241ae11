using Dispatch.Storage;
namespace Dispatch.Orders.Steps;

/// <summary>The clocks of an order stand still until a day, for a reason that its holder cannot change (挂账).</summary>
/// <param name="Until">When it resumes by itself; a year ahead at most.</param>
public sealed record SuspendStep(DateTimeOffset Until, string Reason) : IStep
{
    /// <summary>As the rules of Yuncheng's 数字城管 have it.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(366);

    public string Name => "suspend";

    public static IStep Read(InputReader input) => new SuspendStep(input.Instant("until") ?? default, input.Text("reason", 1000) ?? "");

    public Decision<IStep> Decide(Order order, Situation at) => this switch
    {
        _ when Until <= at.Now => Decision.Refuse(Refusal.Input("until", "in-the-past")),
        _ when Until > at.Now + Longest => Decision.Refuse(Refusal.Input("until", "more-than-a-year-ahead")),
        _ => Decision.Accept(this with { Until = Until.WholeMicroseconds() }),
    };
}
