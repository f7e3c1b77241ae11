using Dispatch.Alliances;
using Dispatch.Workflows;

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
/// <param name="Categories">The kinds of trouble it takes in.</param>
public sealed record AllianceView(string Code, Words Name, string Kind, string Prefix, string Zone, IReadOnlyList<CategoryView> Categories)
{
    internal static AllianceView Of(Alliance alliance) => new(
        alliance.Code, alliance.Name, alliance.Kind, alliance.Prefix, alliance.Zone.Id,
        [.. alliance.Categories.Select(category => new CategoryView(category.Key, category.Value))]);
}

public sealed record CategoryView(string Code, Words Name);

/// <summary>The alliances that the caller may see.</summary>
public sealed record AlliancePage(IReadOnlyList<AllianceSummary> Alliances);

/// <summary>The organisations of an alliance.</summary>
public sealed record MemberPage(IReadOnlyList<Member> Members);
