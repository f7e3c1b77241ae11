namespace Dispatch.Clocks;

/// <summary>What a clock measures.</summary>
public static class ClockOf
{
    /// <summary>How long a desk has for a stage.</summary>
    public const string Stage = "stage";

    /// <summary>How long the member has for the work itself, by the category of the order.</summary>
    public const string Work = "work";

    /// <summary>How long everybody together has for the order as a whole.</summary>
    public const string Order = "order";

    /// <summary>How long the stage waits before the system moves the order on; nobody is late for it.</summary>
    public const string Lapse = "lapse";
}
