using Dispatch.Alliances;

namespace Dispatch.Accounts;

/// <summary>A row of <c>people</c>, with the end and the source of the token by which it was found, if it was found by one.</summary>
sealed record CallerRow
{
    public const string Columns = "people.id, people.name, people.alliance, people.roles, people.member, people.merchant";

    public required string Id { get; init; }
    public required string Name { get; init; }
    public string? Alliance { get; init; }
    public required string Roles { get; init; }
    public string? Member { get; init; }
    public string? Merchant { get; init; }
    public DateTimeOffset? Expires { get; init; }
    public string? Source { get; init; }
    public int? HourlyFilings { get; init; }

    // An administrator may stand in the file of some alliance, and belongs to none.
    public Caller Caller
    {
        get
        {
            var roles = Roles.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            return new Caller(Id, Name, roles.Contains(Role.Admin) ? null : Alliance, roles, Member, Merchant)
            {
                Source = Source,
                HourlyFilings = HourlyFilings,
            };
        }
    }
}
