using System.Text.Json.Nodes;
using Dispatch.Accounts;

namespace Dispatch.Server.Playing;

/// <summary>What to do next with an order.</summary>
public abstract record Move
{
    /// <param name="Input">As the step's route takes it; empty where it needs none.</param>
    public sealed record Take(string Step, JsonObject Input, Caller Caller) : Move;

    /// <summary>The order has ended.</summary>
    public sealed record Ended : Move;

    /// <summary>Nobody who plays can take a step.</summary>
    public sealed record Stuck(string Reason) : Move;

    Move() { }
}

/// <summary>How often an order takes a detour: each share is N for every Nth order, by its number, or 0 for never.</summary>
/// <param name="Refuse">The secretariat refuses it.</param>
/// <param name="Offer">The chair offers it to the pool instead of assigning it.</param>
/// <param name="Support">A second member helps.</param>
/// <param name="Return">The lead, or somebody with a post, gives it back once.</param>
/// <param name="Reopen">It is reopened once before it is confirmed.</param>
public sealed record PlayShares(int Refuse = 19, int Offer = 7, int Support = 5, int Return = 11, int Reopen = 13)
{
    /// <summary>No order takes a detour.</summary>
    public static PlayShares None { get; } = new(0, 0, 0, 0, 0);
}
