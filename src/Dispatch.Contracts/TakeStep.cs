using System.Text.Json;

namespace Dispatch.Contracts;

/// <summary>Asks for a step to be taken; send it to the queue <c>dispatch.take-step</c>.</summary>
/// <remarks>
/// The caller's token travels in the header <c>authorization</c> (<c>Bearer …</c>). A message with a message id is acted on once.
/// Steps are taken in the order of the queue.
/// </remarks>
public sealed record TakeStep
{
    /// <summary>Number of the order.</summary>
    public required string Order { get; init; }

    /// <summary>Name of the step, such as <c>assign</c>.</summary>
    public required string Step { get; init; }

    /// <summary>What the step needs, as the body of the HTTP route of the same name.</summary>
    public JsonElement? Input { get; init; }

    /// <summary>Refuse the step unless the order is still at this version.</summary>
    public int? Version { get; init; }
}
