using Dispatch.Accounts;

namespace Dispatch.Orders;

/// <summary>Somebody asks for a step.</summary>
/// <param name="Step">What they ask for.</param>
/// <param name="Given">The input fields that they gave.</param>
/// <param name="Caller">Who asks.</param>
public sealed record StepRequest(IStep Step, IReadOnlySet<string> Given, Caller Caller)
{
    /// <summary>The order; empty when a new one is filed.</summary>
    public string Number { get; init; } = "";

    /// <summary>For a filing: the alliance it is filed with.</summary>
    public string Alliance { get; init; } = "";

    /// <summary>For a filing: the workflow, in its current version.</summary>
    public string Workflow { get; init; } = DefaultWorkflow;

    /// <summary>Of the caller's choosing: the same key gets the first answer again and changes nothing.</summary>
    public string? Key { get; init; }

    /// <summary>The version the caller saw; at another one the step is refused.</summary>
    public int? Version { get; init; }

    public bool IsFiling => Step is File;

    public const string DefaultWorkflow = "merchant-order";

    /// <summary>Keys longer than this are refused at the door.</summary>
    public const int LongestKey = 200;
}

/// <summary>What the desk says.</summary>
/// <param name="Order">The order as the step left it; null when it was refused.</param>
/// <param name="Refusal">Why not; null when it was taken.</param>
/// <param name="Existed">The order had been filed before under the same source and external id.</param>
public sealed record Answer(Order? Order, Refusal? Refusal, bool Existed = false)
{
    public static Answer Refused(Refusal refusal) => new(null, refusal);
}
