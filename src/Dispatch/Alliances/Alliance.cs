using Dispatch.Calendars;
using Dispatch.Language;
using Dispatch.Rosters;
using NodaTime;

namespace Dispatch.Alliances;

/// <summary>An alliance (党建联盟) as it stands: its members, their duties, its roster.</summary>
public sealed record Alliance
{
    public required string Code { get; init; }

    /// <summary>Two to four capital letters that begin the numbers of its orders; no other alliance has them.</summary>
    public required string Prefix { get; init; }

    /// <summary><c>regional</c> 区域, <c>industry</c> 行业 or <c>business-district</c> 商圈.</summary>
    public required string Kind { get; init; }

    public required Words Name { get; init; }
    public required DateTimeZone Zone { get; init; }

    /// <summary>The kinds of trouble it takes in, by code.</summary>
    public required IReadOnlyDictionary<string, Words> Categories { get; init; }

    /// <summary>How long a member has for the work itself, by category; one that is missing has only the limits of stages.</summary>
    public IReadOnlyDictionary<string, CategoryLimits> Limits { get; init; } = new Dictionary<string, CategoryLimits>();

    public required IReadOnlyDictionary<string, Member> Members { get; init; }
    public required IReadOnlyList<KnownMerchant> Merchants { get; init; }
    public required Roster Roster { get; init; }

    /// <summary>
    /// Its working hours and holidays, local to <see cref="Zone"/>; as the file of the calendar stood when the alliance was read.
    /// </summary>
    public required WorkingCalendar Calendar { get; init; }

    /// <param name="urgency">Of <see cref="Urgency.All"/>.</param>
    public Limit? LimitOf(string category, string urgency) => Limits.GetValueOrDefault(category)?.For(urgency);

    public static IReadOnlyList<string> Kinds { get; } = ["regional", "industry", "business-district"];
}
