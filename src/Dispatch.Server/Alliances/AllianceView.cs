using Dispatch.Alliances;
using Dispatch.Language;

namespace Dispatch.Server.Alliances;

/// <summary>An alliance in a list.</summary>
/// <param name="Code">Stands in orders and addresses.</param>
/// <param name="Kind">regional 区域, industry 行业 or business-district 商圈.</param>
public sealed record AllianceSummary(string Code, Words Name, string Kind)
{
    internal static AllianceSummary Of(Alliance alliance) => new(alliance.Code, alliance.Name, alliance.Kind);
}

/// <summary>An alliance.</summary>
/// <param name="Prefix">Begins the numbers of its orders.</param>
/// <param name="Zone">Name of its time zone.</param>
/// <param name="Calendar">Name of its working calendar.</param>
/// <param name="Categories">The kinds of trouble it takes in.</param>
/// <param name="Refusals">Common reasons not to take an order in, to pick from.</param>
/// <param name="Returns">Common reasons to give an order back, to pick from.</param>
/// <param name="ForgetAfter">How long personal data are kept after the end of an order; left out where they stay.</param>
public sealed record AllianceView(
    string Code, Words Name, string Kind, string Prefix, string Zone, string Calendar, IReadOnlyList<CategoryView> Categories,
    IReadOnlyList<Words> Refusals, IReadOnlyList<Words> Returns, Words? ForgetAfter)
{
    internal static AllianceView Of(Alliance alliance) => new(
        alliance.Code, alliance.Name, alliance.Kind, alliance.Prefix, alliance.Zone.Id, alliance.Calendar.Name,
        [.. alliance.Categories.Select(category => CategoryView.Of(category.Key, alliance))],
        alliance.Refusals, alliance.Returns, alliance.ForgetAfter?.Words);
}

/// <summary>A kind of trouble.</summary>
/// <param name="Limits">
/// How long the work may take, by urgency: normal 一般, raised 较急, urgent 紧急; empty where only the stages have limits.
/// </param>
/// <param name="Members">Codes of the members who answer for it.</param>
public sealed record CategoryView(string Code, Words Name, IReadOnlyDictionary<string, Words> Limits, IReadOnlyList<string> Members)
{
    internal static CategoryView Of(string code, Alliance alliance) => new(
        code,
        alliance.Categories[code],
        Urgency.All.Select(urgency => (urgency, limit: alliance.LimitOf(code, urgency)))
            .Where(known => known.limit is not null)
            .ToDictionary(known => known.urgency, known => known.limit!.Words),
        [.. alliance.Members.Values.Where(member => member.Duties.Contains(code)).Select(member => member.Code)]);
}

/// <summary>The alliances that the caller may see.</summary>
public sealed record AlliancePage(IReadOnlyList<AllianceSummary> Alliances);

/// <summary>The organisations of an alliance.</summary>
public sealed record MemberPage(IReadOnlyList<Member> Members);
