using Dapper;
using Dispatch.Contracts;
using Dispatch.Language;
using Dispatch.Orders.Steps;
using Dispatch.Storage;

namespace Dispatch.Orders;

/// <summary>Reads which open orders of the alliance may be the same trouble as one.</summary>
public static class LookalikeList
{
    /// <summary>Farther apart, in metres, is another place.</summary>
    public const int Near = 300;

    /// <summary>The most that are told.</summary>
    public const int Most = 10;

    /// <summary>How many at the same place, of the same merchant or of the same category are looked at, filed last first.</summary>
    const int MostCompared = 500;

    // Three arms, each read from an index. Ids are in the order of the filings.
    const string ComparedSql = """
        select * from (
            select id, place, category, merchant_code as merchant, filed_at as at
              from orders
             where alliance = @alliance
               and place = @place
               and place <> ''
               and desk is not null
             order by id desc
             limit @most) as at_place
        union
        select * from (
            select id, place, category, merchant_code as merchant, filed_at as at
              from orders
             where alliance = @alliance
               and category = @category
               and desk is not null
             order by id desc
             limit @most) as of_category
        union
        select * from (
            select id, place, category, merchant_code as merchant, filed_at as at
              from orders
             where alliance = @alliance
               and merchant_code = @merchant
               and merchant_code is not null
               and due < @never
             order by due, id
             limit @most) as of_merchant
        """;

    /// <summary>
    /// Those at its place, near it or of its merchant; the likeliest first, which is of the same category, then at the same place, then
    /// filed at about the same time.
    /// </summary>
    /// <remarks>By coordinates only orders of the same category are found; whether the place is near is not asked of others.</remarks>
    public static async Task<IReadOnlyList<Lookalike>> OfAsync(Database database, Order order, CancellationToken cancel = default)
    {
        await using var connection = await database.ConnectAsync(cancel);
        var asked = new
        {
            alliance = order.Alliance,
            place = order.Place,
            category = order.Category,
            merchant = order.MerchantCode,
            never = Order.NotDue,
            most = MostCompared,
        };
        var compared = (await connection.QueryAsync<Compared>(new CommandDefinition(ComparedSql, asked, cancellationToken: cancel)))
            .Where(other => other.Id != order.Id).ToList();
        if (compared.Count == 0)
            return [];

        var here = (await PointsAsync([order.Id])).GetValueOrDefault(order.Id);
        var points = here is null
            ? new Dictionary<Guid, Location>()
            : await PointsAsync([.. compared.Select(other => other.Id)]);
        var place = Folding.Fold(order.Place);
        var likeliest = compared
            .Select(other => (Other: other, IsSamePlace: IsSame(place, Folding.Fold(other.Place)), Metres: MetresTo(other)))
            .Where(like => like.IsSamePlace || like.Metres is not null || IsSameMerchant(like.Other))
            .OrderByDescending(like => like.Other.Category == order.Category)
            .ThenByDescending(like => like.IsSamePlace || like.Metres is not null)
            .ThenBy(like => (like.Other.At - order.FiledAt).Duration())
            .Take(Most)
            .ToList();
        var orders = (await OrderList.OfAsync(
                database, connection, [.. likeliest.Select(like => like.Other.Id)], transaction: null, cancel))
            .ToDictionary(found => found.Id);
        return
        [
            .. likeliest.Where(like => orders.ContainsKey(like.Other.Id)).Select(like => new Lookalike(
                orders[like.Other.Id], like.IsSamePlace, like.Metres, IsSameMerchant(like.Other), like.Other.Category == order.Category,
                (like.Other.At, like.Other.Id).CompareTo((order.FiledAt, order.Id)) < 0)),
        ];

        bool IsSameMerchant(Compared other) => order.MerchantCode is not null && other.Merchant == order.MerchantCode;

        int? MetresTo(Compared other) =>
            here is not null && points.GetValueOrDefault(other.Id) is { } there && Metres(here, there) is <= Near and var metres
                ? (int)Math.Round(metres)
                : null;

        async Task<IReadOnlyDictionary<Guid, Location>> PointsAsync(IReadOnlyList<Guid> ids)
        {
            var rows = await connection.QueryAsync<Filed>(
                new CommandDefinition(FiledSql(database), new { ids = database.List(ids) }, cancellationToken: cancel));
            return rows.Select(row => (row.OrderId, ((FileStep)StepRegistry.FromHistory("file", row.Input)).Location))
                .Where(filed => filed.Location is { Latitude: not null, Longitude: not null })
                .ToDictionary(filed => filed.OrderId, filed => filed.Location!);
        }
    }

    static string FiledSql(Database database) => $"""
        select order_id as orderid, input
          from history
         where sequence = 1
           and {database.Among("order_id", "ids")}
        """;

    /// <summary>延宁路 31 号, 延宁路31号 and 延宁路 31 号门前 are one place.</summary>
    static bool IsSame(string one, string other) =>
        one.Length > 1 && other.Length > 1
        && (one.StartsWith(other, StringComparison.Ordinal) || other.StartsWith(one, StringComparison.Ordinal))
        // Number 3 is not number 31.
        && !(one.Length != other.Length && char.IsAsciiDigit(one.Length > other.Length ? one[other.Length] : other[one.Length]));

    /// <summary>On a sphere, which is exact enough for streets.</summary>
    static double Metres(Location one, Location other)
    {
        const double Radius = 6_371_000;
        var (south, north) = (Radians(one.Latitude!.Value), Radians(other.Latitude!.Value));
        var east = Radians(other.Longitude!.Value - one.Longitude!.Value) * Math.Cos((south + north) / 2);
        return Radius * Math.Sqrt(Math.Pow(north - south, 2) + Math.Pow(east, 2));
    }

    static double Radians(double degrees) => degrees * Math.PI / 180;

    sealed record Compared
    {
        public required Guid Id { get; init; }
        public required string Place { get; init; }
        public required string Category { get; init; }
        public string? Merchant { get; init; }
        public required DateTimeOffset At { get; init; }
    }

    sealed record Filed
    {
        public required Guid OrderId { get; init; }
        public required string Input { get; init; }
    }
}
