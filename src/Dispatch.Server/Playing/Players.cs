using Dispatch.Accounts;
using Dispatch.Alliances;
using Dispatch.Language;
using Dispatch.Orders;
using Dispatch.Server.Demo;
using Dispatch.Storage;

namespace Dispatch.Server.Playing;

/// <summary>The people who act for an alliance's desks while its orders are played.</summary>
/// <param name="People">In the order in which they are considered.</param>
public sealed record Players(Alliance Alliance, IReadOnlyList<Caller> People)
{
    /// <summary>The people of an alliance, or of each alliance; with the demo callers where the demo is on.</summary>
    /// <param name="demo">Null for play on the bus, where nobody takes the demo's words.</param>
    /// <param name="code">Of the alliance; null for all.</param>
    /// <exception cref="UserErrorException">There is no such alliance, or none at all.</exception>
    public static async Task<IReadOnlyList<Players>> LoadAsync(
        Database database, AllianceDirectory directory, DemoSetup? demo, string? code, CancellationToken cancel)
    {
        List<Players> players = [];
        foreach (var alliance in (await directory.AllAsync(cancel)).Where(alliance => code is null || alliance.Code == code))
            players.Add(new Players(
                alliance, [.. demo?.CallersOf(alliance) ?? [], .. await PersonList.OfAsync(database, alliance.Code, cancel)]));
        if (players.Count == 0)
        {
            throw new UserErrorException(code is null
                ? "There is no alliance in this database."
                : $"There is no alliance {code} in this database.");
        }

        return players;
    }

    /// <summary>Who may read every order of the alliance.</summary>
    public Caller? Reader => People.FirstOrDefault(person => person.BelongsTo(Alliance.Code) && person.Merchant is null);

    /// <summary>Who holds a desk towards an order at an instant.</summary>
    public IEnumerable<Caller> At(string desk, Order order, DateTimeOffset now) =>
        People.Select(person => person.At(now, Alliance)).Where(person => Rules.Holds(desk, order, person, Alliance, now));

    /// <summary>Who answers for a part: the person it was given to, or somebody of the member.</summary>
    public Caller? HolderOf(Assignment part) => People.FirstOrDefault(person =>
        part.Person is { } id ? person.Id == id : person.Member == part.Member && part.Member.Length > 0);

    /// <summary>The members that somebody plays: those with the duty for a category, or all where none has it.</summary>
    public IReadOnlyList<Member> MembersFor(string category)
    {
        var played = Alliance.Members.Values.Where(member => People.Any(person => person.Member == member.Code)).ToList();
        var able = played.Where(member => member.Duties.Contains(category)).ToList();
        return able.Count > 0 ? able : played;
    }
}
