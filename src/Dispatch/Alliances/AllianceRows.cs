using Dispatch.Calendars;
using Dispatch.Language;
using Dispatch.Rosters;
using NodaTime;
using NodaTime.Text;

namespace Dispatch.Alliances;

/// <summary>A row of <c>alliances</c>.</summary>
sealed record AllianceRow
{
    public required string Code { get; init; }
    public required string Prefix { get; init; }
    public required string Kind { get; init; }
    public required string Zh { get; init; }
    public required string En { get; init; }
    public required string Zone { get; init; }
    public string? Calendar { get; init; }
    public string? ForgetAfter { get; init; }
    public required long Version { get; init; }
}

/// <summary>A row of <c>categories</c>; a limit is written as in the file.</summary>
sealed record CategoryRow
{
    public required string Alliance { get; init; }
    public required string Code { get; init; }
    public required string Zh { get; init; }
    public required string En { get; init; }
    public string? Normal { get; init; }
    public string? Raised { get; init; }
    public string? Urgent { get; init; }
    public bool HasLeft { get; init; }

    public Words Name => new(Zh, En);

    public bool HasLimit => (Normal ?? Raised ?? Urgent) is not null;

    public CategoryLimits Limits => new(LimitOf(Normal), LimitOf(Raised), LimitOf(Urgent));

    static Limit? LimitOf(string? words) => words is null ? null : Limit.Read(words);
}

/// <summary>A row of <c>members</c>.</summary>
sealed record MemberRow
{
    public required string Alliance { get; init; }
    public required string Code { get; init; }
    public required string Zh { get; init; }
    public required string En { get; init; }

    public bool HasLeft { get; init; }
    public bool HasPeople { get; init; }

    public Member WithDuties(IEnumerable<string> duties) =>
        new(Code, new Words(Zh, En), [.. duties]) { HasLeft = HasLeft, HasPeople = HasPeople };
}

/// <summary>A row of <c>duties</c>.</summary>
sealed record DutyRow
{
    public required string Alliance { get; init; }
    public required string Member { get; init; }
    public required string Category { get; init; }
}

/// <summary>A row of <c>merchants</c>.</summary>
sealed record MerchantRow
{
    public required string Alliance { get; init; }
    public required string Code { get; init; }
    public required string Name { get; init; }
    public string? Phone { get; init; }
    public string? Address { get; init; }
    public bool HasLeft { get; init; }

    public KnownMerchant Merchant => new(Code, Name, Phone, Address) { HasLeft = HasLeft };
}

/// <summary>A row of <c>people</c>; roles are words with a space between them.</summary>
sealed record PersonRow
{
    public required string Id { get; init; }
    public required string Name { get; init; }
    public required string Roles { get; init; }
    public string? Member { get; init; }
    public string? Merchant { get; init; }

    public Person Person => new(Id, Name, Roles.Split(' ', StringSplitOptions.RemoveEmptyEntries), Member, Merchant);
}

/// <summary>A row of <c>turns</c>, whose days are texts such as 2026-03-01.</summary>
sealed record TurnRow
{
    public required string Alliance { get; init; }
    public required string First { get; init; }
    public required string Last { get; init; }
    public required string Member { get; init; }
    public string? Deputy { get; init; }

    public Turn Turn => new(LocalDatePattern.Iso.Parse(First).Value, LocalDatePattern.Iso.Parse(Last).Value, Member, Deputy);

    public static string Day(LocalDate day) => LocalDatePattern.Iso.Format(day);
}

/// <summary>A row of <c>rotations</c>.</summary>
sealed record RotationRow
{
    public required string Alliance { get; init; }
    public string? FirstMonth { get; init; }
    public required string Members { get; init; }

    public Rotation Rotation => new(Members.Split(' '), FirstMonth is null ? null : YearMonthPattern.Iso.Parse(FirstMonth).Value);

    public static string? Month(YearMonth? month) => month is { } first ? YearMonthPattern.Iso.Format(first) : null;
}

/// <summary>A row of <c>reasons</c>.</summary>
sealed record ReasonRow
{
    public required string Alliance { get; init; }
    public required string Step { get; init; }
    public required string Zh { get; init; }
    public required string En { get; init; }

    public Words Words => new(Zh, En);
}
