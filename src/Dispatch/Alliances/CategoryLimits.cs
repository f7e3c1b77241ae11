using Dispatch.Calendars;

namespace Dispatch.Alliances;

/// <summary>How long the work of a category may take, by urgency: 一般, 较急, 紧急.</summary>
public sealed record CategoryLimits(Limit? Normal, Limit? Raised, Limit? Urgent)
{
    public Limit? For(string urgency) => urgency switch
    {
        "normal" => Normal,
        "raised" => Raised,
        "urgent" => Urgent,
        _ => null,
    };
}
