using Dapper;
using Dispatch.Alliances;
using Dispatch.Orders.Steps;
using Dispatch.Storage;

namespace Dispatch.Orders;

/// <summary>A part, or an order in a pool, that waits for somebody who is gone.</summary>
/// <param name="Number">Of the order.</param>
/// <param name="Member">Code of the member that holds it; null where it waits in a pool in which nobody could claim it.</param>
/// <param name="Person">Id of the person, where the place is theirs.</param>
public sealed record HeldPart(string Number, string? Member, string? Person)
{
    public HandBackStep Step => new(Member, Person);
}

/// <summary>Reads what would wait for nobody, were an alliance as a file has it.</summary>
public static class HeldParts
{
    /// <remarks>Ids of the demo stand in no file.</remarks>
    static string PartsSql(Database database) => $"""
        select orders.number, a.member, nullif(a.person, '') as person
          from assignments a
          join orders on orders.id = a.order_id
         where orders.alliance = @alliance
           and a.state in ('{PartState.Assigned}', '{PartState.Claimed}')
           and case when a.person = '' then not ({database.Among("a.member", "members")})
                    else not ({database.Among("a.person", "people")}) and a.person not like @demo end
         order by orders.number
        """;

    static string PoolSql(Database database) => $"""
        select number
          from orders
         where alliance = @alliance
           and desk = 'pool'
           and not ({database.Among("category", "categories")})
         order by number
        """;

    /// <summary>What is held by members for which nobody acts any more, or by people who are gone, and what nobody could claim; by number.</summary>
    public static async Task<IReadOnlyList<HeldPart>> OfAsync(Database database, AllianceDefinition definition, CancellationToken cancel = default)
    {
        var acting = definition.People.Select(person => person.Member).OfType<string>().ToHashSet();
        var row = new
        {
            alliance = definition.Alliance.Code,
            members = database.List(acting),
            people = database.List([.. definition.People.Select(person => person.Id)]),
            demo = $"{Person.DemoPrefix}%",
            categories = database.List<string>(
                [.. definition.Alliance.Members.Values.Where(member => acting.Contains(member.Code)).SelectMany(member => member.Duties).Distinct()]),
        };
        await using var connection = await database.ConnectAsync(cancel);
        var parts = await connection.QueryAsync<HeldRow>(new CommandDefinition(PartsSql(database), row, cancellationToken: cancel));
        var offered = await connection.QueryAsync<string>(new CommandDefinition(PoolSql(database), row, cancellationToken: cancel));
        return
        [
            .. parts.Select(part => new HeldPart(part.Number, part.Member, part.Person)),
            .. offered.Select(number => new HeldPart(number, null, null)),
        ];
    }

    sealed record HeldRow
    {
        public required string Number { get; init; }
        public required string Member { get; init; }
        public string? Person { get; init; }
    }
}
