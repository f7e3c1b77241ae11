namespace Dispatch.Workflows;

/// <summary>The steps that a workflow file can arrange: their names, their inputs, and what a file may say about each.</summary>
/// <remarks>What a step does and when it is refused is in its own rule, in <c>Orders</c>.</remarks>
public static class StepCatalogue
{
    /// <summary>By name, in the order in which people read them.</summary>
    public static IReadOnlyDictionary<string, StepDefinition> All { get; } = new StepDefinition[]
    {
        new("file", "category", "title", "text", "merchant", "location", "source", "externalId", "reportedAt")
        {
            Required = ["category", "title"],
            Understood = ["reportedAt"],
        },
        new("accept", "category", "urgency"),
        new("correct", "category", "urgency", "reason") { Moves = Movement.Never },
        new("refuse", "reason") { Required = ["reason"] },
        new("merge", "into") { Required = ["into"] },
        new("separate", "reason"),
        new("assign", "lead", "support") { Required = ["lead"] },
        new("reassign", "lead", "support", "reason") { Required = ["lead", "reason"], Moves = Movement.Sometimes, IsCounted = true },
        new("offer", "places"),
        new("claim") { Moves = Movement.Sometimes },
        new("return", "reason") { Required = ["reason"], Moves = Movement.Sometimes },
        new("resolve", "note", "photos", "reason") { Required = ["note"], Moves = Movement.Sometimes },
        new("confirm", "rating", "note"),
        new("reopen", "reason") { Required = ["reason"] },
        new("withdraw", "reason"),
        // Where it leads, the history says.
        new("recall", "reason") { Moves = Movement.Never, IsCounted = true },
        new("comment", "text", "to") { Required = ["text"], Understood = ["to"], Moves = Movement.Never },
        new("attach", "photos", "note") { Required = ["photos"], Moves = Movement.Never },
        new("suspend", "until", "reason")
        {
            Required = ["until", "reason"],
            Moves = Movement.Never,
            Answers = ["resume"],
            IsCounted = true,
        },
        new("resume") { Moves = Movement.Never },
        new("extend", "reason", "limit") { Required = ["reason"], Moves = Movement.Never, Answers = ["grant", "deny"] },
        new("grant", "note") { Moves = Movement.Never, IsCounted = true },
        new("deny", "reason") { Required = ["reason"], Moves = Movement.Never },
        new("settle", "lead", "by", "note", "ruling") { Required = ["lead", "by", "note"] },
        new("lapse"),
        new("appeal", "reason", "photos") { Required = ["reason"], Moves = Movement.Never, Answers = ["uphold", "dismiss"] },
        new("uphold", "note") { Moves = Movement.Never },
        new("dismiss", "reason") { Required = ["reason"], Moves = Movement.Never },
    }.ToDictionary(step => step.Name);

    /// <summary>What the system does about deadlines and mergers; no file or caller can ask for it.</summary>
    public static IReadOnlyList<string> OfTheSystem { get; } = ["warn", "breach", "escalate", "retime", HandBack, Follow, Forget];

    /// <summary>
    /// The clock gives back what somebody held who is gone: it goes the way of a return, or of a lapse where there is none.
    /// </summary>
    public const string HandBack = "hand-back";

    /// <summary>The clock says on a merged order what became of the one that goes on, or brings it back where it is separated to.</summary>
    public const string Follow = "follow";

    /// <summary>The clock removes the personal data of an order that has ended, where its alliance says how long they are kept.</summary>
    public const string Forget = "forget";

    /// <summary>Steps of those who have a part in the order, or take one.</summary>
    public static IReadOnlyList<string> OfParts { get; } = ["claim", "return", "resolve"];
}

/// <summary>What a workflow file may say about a step.</summary>
/// <param name="Name">As in workflow files, routes, tables and messages.</param>
/// <param name="Inputs">The fields it understands; a file may ask for no other.</param>
public sealed record StepDefinition(string Name, params IReadOnlyList<string> Inputs)
{
    /// <summary>The inputs without which it means nothing: a file must ask for them.</summary>
    public IReadOnlyList<string> Required { get; init; } = [];

    /// <summary>The inputs that are taken wherever the step is, whether or not a file names them.</summary>
    public IReadOnlyList<string> Understood { get; init; } = [];

    /// <summary>Whether it leads to another stage.</summary>
    public Movement Moves { get; init; } = Movement.Always;

    /// <summary>The steps that answer it; a file that allows it must allow them too.</summary>
    public IReadOnlyList<string> Answers { get; init; } = [];

    /// <summary>It is counted although it moves nothing, so that a file may say how often it may be taken.</summary>
    public bool IsCounted { get; init; }
}

/// <summary>Whether a step leads to another stage.</summary>
public enum Movement
{
    /// <summary>A file must say where it leads.</summary>
    Always,

    /// <summary>It changes one part, and the order only where the file says so.</summary>
    Sometimes,

    /// <summary>It adds something, or touches the deadlines only.</summary>
    Never,
}
