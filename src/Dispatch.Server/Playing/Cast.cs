using Dispatch.Accounts;
using Dispatch.Alliances;
using Dispatch.Orders;

namespace Dispatch.Server.Playing;

/// <summary>Those who take the parts of an alliance's desks.</summary>
/// <param name="People">In the order in which they are asked.</param>
public sealed record Cast(Alliance Alliance, IReadOnlyList<Caller> People)
{
    /// <summary>Who may read every order of the alliance.</summary>
    public Caller? Reader => People.FirstOrDefault(person => person.BelongsTo(Alliance.Code) && person.Merchant is null);

    /// <summary>Who holds a desk towards an order at an instant.</summary>
    public IEnumerable<Caller> At(string desk, Order order, DateTimeOffset now) =>
        People.Select(person => person.At(now, Alliance)).Where(person => Rules.Holds(desk, order, person, Alliance, now));

    /// <summary>Who answers for a part: the one it is theirs, or somebody of the member.</summary>
    public Caller? HolderOf(Assignment part) =>
        People.FirstOrDefault(person => part.Person is { } id ? person.Id == id : person.Member == part.Member && part.Member.Length > 0);

    /// <summary>The members that somebody plays, those with the duty for a category first.</summary>
    public IReadOnlyList<Member> MembersFor(string category)
    {
        var played = Alliance.Members.Values.Where(member => People.Any(person => person.Member == member.Code)).ToList();
        var able = played.Where(member => member.Duties.Contains(category)).ToList();
        return able.Count > 0 ? able : played;
    }
}
