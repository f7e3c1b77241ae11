namespace Dispatch.Reports;

/// <summary>What an outcome is about.</summary>
public static class OutcomeKind
{
    /// <summary>A part that a member was given or took: whether it answered.</summary>
    public const string Dispatch = "dispatch";

    /// <summary>The work of a member on an order, from dispatch to its end, however often it went back and forth.</summary>
    public const string Work = "work";

    /// <summary>From filing, or reopening, to the merchant's answer. Stored outcomes have the word of the first release.</summary>
    public const string Cycle = "round";

    /// <summary>An order's stay at a stage.</summary>
    public const string Stay = "stay";

    /// <summary>The order's end.</summary>
    public const string End = "end";
}
