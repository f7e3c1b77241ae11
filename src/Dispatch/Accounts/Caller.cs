using Dispatch.Alliances;
using Dispatch.Contracts;

namespace Dispatch.Accounts;

/// <summary>A person or machine whose token is known.</summary>
/// <param name="Id">Stable; stands in the history of what they do.</param>
/// <param name="Alliance">Code of the alliance they belong to; null for an administrator of all.</param>
/// <param name="Roles">Of <see cref="Role"/>.</param>
/// <param name="Member">Code of the member they act for.</param>
/// <param name="Merchant">Code of the merchant they are.</param>
public sealed record Caller(string Id, string Name, string? Alliance, IReadOnlyList<string> Roles, string? Member, string? Merchant)
{
    /// <summary>The other system whose orders they file, where their token was given one.</summary>
    public string? Source { get; init; }

    /// <summary>How many orders they may file in an hour, where their token says so; 0 for any number.</summary>
    public int? HourlyFilings { get; init; }

    /// <summary>Stands for whichever member the roster names, in place of a code; only the demo's chair has it.</summary>
    public const string WhoeverChairs = "@chair";

    public Actor AsActor() => new(Id, Name, Member);

    public bool Has(string role) => Roles.Contains(role);

    /// <summary>They stand in a register, and neither hold a role nor act for a member nor are a merchant: they read nothing.</summary>
    public bool ActsForNobody => Roles.Count == 0 && Member is null && Merchant is null;

    /// <summary>May see everything of every alliance, and holds no desk.</summary>
    public bool IsAdmin => Has(Role.Admin);

    /// <summary>The system itself, which takes the steps that are due and that nobody asked for.</summary>
    /// <remarks>Tables and messages name it <c>clock</c>, as they did before a clock was a limit on an order.</remarks>
    public const string SystemId = Person.SystemId;

    public static Caller System { get; } = new(SystemId, "时钟", null, [SystemId], null, null);

    public bool IsSystem => ReferenceEquals(this, System);

    public bool BelongsTo(string alliance) => IsAdmin || Alliance == alliance;

    /// <summary>The caller as they are at this instant: one who acts for whoever chairs acts for that member.</summary>
    public Caller At(DateTimeOffset now, Alliance alliance) =>
        Member == WhoeverChairs ? this with { Member = alliance.Roster.At(now)?.Member } : this;
}
