namespace Dispatch.Orders;

/// <summary>How far an appeal against the statistic has come.</summary>
public static class AppealState
{
    public const string Asked = "asked";

    /// <summary>Left out of the statistic.</summary>
    public const string Upheld = "upheld";

    public const string Dismissed = "dismissed";
}
