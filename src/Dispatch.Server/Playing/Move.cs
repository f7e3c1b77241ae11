using System.Text.Json.Nodes;
using Dispatch.Accounts;

namespace Dispatch.Server.Playing;

/// <summary>What is to be done about an order.</summary>
public abstract record Move
{
    /// <param name="Input">As the step's route takes it; empty where it needs none.</param>
    public sealed record Take(string Step, JsonObject Input, Caller Caller) : Move;

    /// <summary>The order has come to its end.</summary>
    public sealed record Ended : Move;

    /// <summary>Nobody who plays can take a step.</summary>
    public sealed record Stuck(string Reason) : Move;

    Move() { }
}

/// <summary>How often something other than the straight way happens: to every so-manieth order, by its number; 0 for never.</summary>
/// <param name="Refuse">The secretariat does not take it in.</param>
/// <param name="Offer">The chair offers it to the pool instead of assigning it.</param>
/// <param name="Support">A second member helps.</param>
/// <param name="Return">The lead, or somebody with a post, gives it back once.</param>
/// <param name="Reopen">It is reopened once before it is confirmed.</param>
public sealed record PlayShares(int Refuse = 19, int Offer = 7, int Support = 5, int Return = 11, int Reopen = 13)
{
    /// <summary>The straight way for every order.</summary>
    public static PlayShares None { get; } = new(0, 0, 0, 0, 0);
}
