namespace Dispatch.Workflows;

/// <summary>Who may hold a stage. Desks are written as text in files, tables and messages.</summary>
public static class Desks
{
    public const string Secretariat = "secretariat";

    /// <summary>The member that the roster names at that instant.</summary>
    public const string Chair = "chair";

    /// <summary>Those who have an open part in the order.</summary>
    public const string Member = "member";

    /// <summary>The members whose duties include the order's category.</summary>
    public const string Pool = "pool";

    public const string Community = "community";

    /// <summary>The merchant that the order is for.</summary>
    public const string Merchant = "merchant";

    /// <summary>Everybody who may see the order; for steps only, no stage waits with it.</summary>
    public const string Anyone = "anyone";

    /// <summary>Whoever holds the order that goes on for a merged one; for the step separate only.</summary>
    public const string Holder = "holder";

    /// <summary>The system itself, which takes steps when they are due; for steps only.</summary>
    /// <remarks>Tables and messages name it <c>clock</c>, as they did before a clock was a limit on an order.</remarks>
    public const string System = "clock";

    public static IReadOnlyList<string> ThatHold { get; } = [Secretariat, Chair, Member, Pool, Community, Merchant];
}
