using Dispatch.Alliances;
using Dispatch.Language;

namespace Dispatch.Server.Registers;

/// <summary>A period for which personal data are kept as people choose it: a number and one of these units.</summary>
static class RetentionFields
{
    /// <summary>The unit as files write it, and as people read it.</summary>
    public static IReadOnlyList<(string Unit, Words Words)> Units { get; } =
        [("years", new("年", "years")), ("months", new("个月", "months")), ("days", new("天", "days"))];

    public static string UnitOf(RetentionPeriod? period) => period?.Unit switch
    {
        RetentionUnit.Days => "days",
        RetentionUnit.Months => "months",
        _ => "years",
    };
}
