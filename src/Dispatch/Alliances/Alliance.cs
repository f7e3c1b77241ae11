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

    /// <summary>Those among them that it takes in no more: orders that have one keep its name.</summary>
    public IReadOnlyCollection<string> CategoriesThatLeft { get; init; } = Array.Empty<string>();

    /// <summary>How long a member has for the work itself, by category; one that is missing has only the limits of stages.</summary>
    public IReadOnlyDictionary<string, CategoryLimits> Limits { get; init; } = new Dictionary<string, CategoryLimits>();

    public required IReadOnlyDictionary<string, Member> Members { get; init; }
    public required IReadOnlyList<KnownMerchant> Merchants { get; init; }
    public required Roster Roster { get; init; }

    /// <summary>
    /// Its working hours and holidays, local to <see cref="Zone"/>; as the file of the calendar stood when the alliance was read.
    /// </summary>
    public required WorkingCalendar Calendar { get; init; }

    /// <summary>How long after the end of an order its personal data are kept; null for as long as the order is.</summary>
    public RetentionPeriod? ForgetAfter { get; init; }

    /// <summary>Common reasons not to take an order in (不予受理), to pick from.</summary>
    public IReadOnlyList<Words> Refusals { get; init; } = [];

    /// <summary>Common reasons to give an order back (退单), to pick from.</summary>
    public IReadOnlyList<Words> Returns { get; init; } = [];

    /// <summary>Whether new orders may have a category.</summary>
    public bool TakesIn(string category) => Categories.ContainsKey(category) && !CategoriesThatLeft.Contains(category);

    /// <summary>The alliance for looking at what was: nobody knows any more who was there then.</summary>
    public Alliance WithEverybody() => this with
    {
        Members = Members.Values.Select(member => member with { HasPeople = true, HasLeft = false }).ToDictionary(member => member.Code),
        CategoriesThatLeft = Array.Empty<string>(),
    };

    /// <summary>As its registers have it: nobody who stays only for the sake of what they did.</summary>
    public Alliance WithoutThoseWhoLeft() => this with
    {
        Categories = Categories.Where(category => TakesIn(category.Key)).ToDictionary(),
        CategoriesThatLeft = Array.Empty<string>(),
        Limits = Limits.Where(limits => TakesIn(limits.Key)).ToDictionary(),
        Members = Members.Where(member => !member.Value.HasLeft).ToDictionary(),
        Merchants = [.. Merchants.Where(merchant => !merchant.HasLeft)],
    };

    /// <summary>The members that may claim an order of a category from the pool, and have somebody who does.</summary>
    public IEnumerable<Member> WhoMayClaim(string category) =>
        Members.Values.Where(member => member.CanAct && member.Duties.Contains(category));

    /// <summary>Whether anybody holds the chair at an instant: a member that is named, or its deputy, and has people.</summary>
    public bool HasChair(DateTimeOffset now) => Roster.At(now) is { } turn && (CanAct(turn.Member) || CanAct(turn.Deputy));

    /// <summary>Whether a member can be given something to do; false for none.</summary>
    public bool CanAct(string? member) => member is not null && Members.GetValueOrDefault(member)?.CanAct == true;

    /// <param name="urgency">Of <see cref="Urgency.All"/>.</param>
    public Limit? LimitOf(string category, string urgency) => Limits.GetValueOrDefault(category)?.For(urgency);

    /// <summary>A merchant of the alliance; null where it has none of this code.</summary>
    public KnownMerchant? FindMerchant(string code) => Merchants.FirstOrDefault(merchant => merchant.Code == code && !merchant.HasLeft);

    /// <summary>The merchant that somebody wrote down by name and telephone; null unless it is one beyond doubt.</summary>
    public KnownMerchant? MerchantOf(Contracts.Merchant? written) =>
        written is { Name: { } name, Phone: { } phone }
        && Merchants.Where(merchant => !merchant.HasLeft && merchant.IsWrittenAs(name, phone)).Take(2).ToList() is [var only]
            ? only
            : null;

    public static IReadOnlyList<string> Kinds { get; } = ["regional", "industry", "business-district"];
}
