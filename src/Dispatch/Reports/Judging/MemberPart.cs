using Dispatch.Orders;

namespace Dispatch.Reports.Judging;

/// <summary>A member's part in an order, as long as the member has it.</summary>
abstract class MemberPart : TimedSpan
{
    public required Assignment Assignment { get; set; }
    public override string Member => Assignment.Member;
    public DateTimeOffset? Returned { get; set; }
    public DateTimeOffset? Resolved { get; set; }

    /// <summary>When the part ended, by its holder or not.</summary>
    public DateTimeOffset? Ended { get; set; }
}
