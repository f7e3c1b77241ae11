using Dispatch.Alliances;
using Dispatch.Language;

namespace Dispatch.Server.Registers;

/// <summary>A member as its register has it.</summary>
/// <param name="Duties">Codes of the categories it answers for.</param>
/// <param name="Tag">Of the entry as it stands; goes into If-Match.</param>
public sealed record MemberEntry(string Code, Words Name, IReadOnlyList<string> Duties, string Tag)
{
    internal static MemberEntry? Of(AllianceDefinition now, string code, string tag) =>
        now.Alliance.Members.GetValueOrDefault(code) is { } member ? new(code, member.Name, member.Duties, tag) : null;
}

/// <summary>How long the work of a category may take, by urgency, such as <c>2 working hours</c>.</summary>
public sealed record EntryLimits(string? Normal, string? Raised, string? Urgent);

/// <summary>A category as its register has it.</summary>
/// <inheritdoc cref="MemberEntry" path="/param[@name='Tag']"/>
public sealed record CategoryEntry(string Code, Words Name, EntryLimits? Limits, string Tag)
{
    internal static CategoryEntry? Of(AllianceDefinition now, string code, string tag)
    {
        if (!now.Alliance.Categories.TryGetValue(code, out var name))
            return null;
        var limits = now.Alliance.Limits.GetValueOrDefault(code);
        return new(
            code, name,
            limits is null ? null : new EntryLimits(limits.Normal?.Words.En, limits.Raised?.Words.En, limits.Urgent?.Words.En), tag);
    }
}

/// <summary>A merchant as its register has it.</summary>
/// <inheritdoc cref="MemberEntry" path="/param[@name='Tag']"/>
public sealed record MerchantEntry(string Code, string Name, string? Phone, string? Address, string Tag)
{
    internal static MerchantEntry? Of(AllianceDefinition now, string code, string tag) =>
        now.Alliance.FindMerchant(code) is { } merchant ? new(code, merchant.Name, merchant.Phone, merchant.Address, tag) : null;
}

/// <summary>A person as their register has them.</summary>
/// <param name="Code">Their id.</param>
/// <param name="Roles">secretariat 秘书处, community 社区 or admin 管理员.</param>
/// <param name="Member">Code of the member they act for.</param>
/// <param name="Merchant">Code of the merchant they are.</param>
/// <inheritdoc cref="MemberEntry" path="/param[@name='Tag']"/>
public sealed record PersonEntry(
    string Code, string Name, IReadOnlyList<string> Roles, string? Member, string? Merchant, string Tag)
{
    internal static PersonEntry? Of(AllianceDefinition now, string code, string tag) =>
        now.People.FirstOrDefault(person => person.Id == code) is { } person
            ? new(code, person.Name, person.Roles, person.Member, person.Merchant, tag)
            : null;
}

/// <summary>An alliance as its register has it.</summary>
/// <param name="ForgetAfter">
/// How long personal data are kept after the end of an order, such as <c>2 years</c>; left out where they stay.
/// </param>
/// <inheritdoc cref="MemberEntry" path="/param[@name='Tag']"/>
public sealed record AllianceEntry(
    string Code, string Prefix, string Kind, Words Name, string Zone, string Calendar, string? ForgetAfter, string Tag)
{
    internal static AllianceEntry? Of(AllianceDefinition now, string code, string tag) => now.Alliance.Code == code
        ? new(
            code, now.Alliance.Prefix, now.Alliance.Kind, now.Alliance.Name, now.Alliance.Zone.Id, now.Alliance.Calendar.Name,
            now.Alliance.ForgetAfter?.Words.En, tag)
        : null;
}

/// <summary>Entries of a register, in the order of their codes.</summary>
/// <param name="Next">Goes into <c>after</c>; left out on the last page.</param>
public sealed record EntryPage<T>(IReadOnlyList<T> Entries, string? Next);

/// <summary>What was changed.</summary>
/// <param name="Before">What the entry said; left out where it was new.</param>
/// <param name="After">What it says; left out where it is gone.</param>
/// <param name="Source">page, api, import or shell.</param>
public sealed record AuditLineView(
    long Id, DateTimeOffset At, string Actor, string ActorName, string? Alliance, string Register, string Entry,
    System.Text.Json.JsonElement? Before, System.Text.Json.JsonElement? After, string Source)
{
    internal static AuditLineView Of(AuditLine line) => new(
        line.Id, line.At, line.Actor, line.ActorName, line.Alliance, line.Register, line.Code, Json(line.Before), Json(line.After),
        line.Source);

    static System.Text.Json.JsonElement? Json(string? text) =>
        text is null ? null : System.Text.Json.JsonSerializer.Deserialize<System.Text.Json.JsonElement>(text);
}

/// <summary>The audit of the registers, the latest line first.</summary>
/// <param name="Next">Goes into <c>after</c>; left out on the last page.</param>
public sealed record AuditPageView(IReadOnlyList<AuditLineView> Lines, string? Next);
