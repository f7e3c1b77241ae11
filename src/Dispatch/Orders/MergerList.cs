using System.Data.Common;
using Dapper;
using Dispatch.Storage;

namespace Dispatch.Orders;

/// <summary>Reads what orders were merged into, and what was merged into them, however many are merged one into the other.</summary>
public static class MergerList
{
    /// <summary>As the index of the merged ones has it.</summary>
    const string IsMerged = "merged.desk is null and merged.state ->> 'mergedInto' is not null";

    static string AboveSql(Database database) => $"""
        with recursive above (number) as (
            select merged.state ->> 'mergedInto'
              from orders as merged
             where {database.Among("merged.number", "numbers")}
               and {IsMerged}
            union
            select merged.state ->> 'mergedInto'
              from above
              join orders as merged on merged.number = above.number
             where {IsMerged})
        select {OrderColumns.SelectedForAStep}
          from orders
         where number in (select number from above)
        """;

    /// <summary>The orders that some orders were merged into, up to those that go on.</summary>
    internal static async Task<IReadOnlyList<Order>> AboveAsync(
        Database database, DbConnection connection, IReadOnlyCollection<string> numbers, CancellationToken cancel = default)
    {
        CommandDefinition command = new(AboveSql(database), new { numbers = database.List(numbers) }, cancellationToken: cancel);
        return (await connection.QueryAsync<Order>(command)).AsList();
    }

    /// <summary>The orders that some orders were merged into, up to those that go on, by number.</summary>
    /// <remarks>Asks the database for nothing where none was merged.</remarks>
    public static async Task<IReadOnlyDictionary<string, Order>> AboveAsync(
        Database database, IReadOnlyCollection<Order> orders, CancellationToken cancel = default)
    {
        List<string> merged = [.. orders.Where(order => order.MergedInto is not null).Select(order => order.Number)];
        if (merged.Count == 0)
            return Situation.NoOthers;
        await using var connection = await database.ConnectAsync(cancel);
        return (await AboveAsync(database, connection, merged, cancel)).ToDictionary(order => order.Number);
    }

    static string BelowSql(Database database) => $"""
        with recursive below (top, number) as (
            select merged.state ->> 'mergedInto', merged.number
              from orders as merged
             where {database.Among("merged.state ->> 'mergedInto'", "numbers")}
               and {IsMerged}
            union
            select below.top, merged.number
              from below
              join orders as merged on merged.state ->> 'mergedInto' = below.number
             where {IsMerged})
        select {OrderColumns.Selected}, top
          from below
          join orders using (number)
         order by top, id
        """;

    /// <summary>What was merged into some orders, also by way of others, in the order of filing; by the number of the order.</summary>
    internal static async Task<ILookup<string, Order>> BelowAsync(
        Database database, DbConnection connection, IReadOnlyCollection<string> numbers, CancellationToken cancel = default)
    {
        CommandDefinition command = new(BelowSql(database), new { numbers = database.List(numbers) }, cancellationToken: cancel);
        var found = await connection.QueryAsync<Order, TopRow, (string Top, Order Order)>(
            command, (order, row) => (row.Top, order), splitOn: "top");
        return found.ToLookup(row => row.Top, row => row.Order);
    }

    /// <summary>The same, each with what was said of it when it was filed.</summary>
    public static async Task<ILookup<string, MergedOrder>> BelowAsync(
        Database database, IReadOnlyCollection<string> numbers, CancellationToken cancel = default)
    {
        await using var connection = await database.ConnectAsync(cancel);
        var below = await BelowAsync(database, connection, numbers, cancel);
        List<Guid> ids = [.. below.SelectMany(group => group).Select(order => order.Id).Distinct()];
        var filings = ids.Count > 0 ? await HistoryList.FilingsAsync(database, connection, ids, cancel) : null;
        return below.SelectMany(group => group.Select(order => (Top: group.Key, Merged: new MergedOrder(order, filings![order.Id]))))
            .ToLookup(row => row.Top, row => row.Merged);
    }

    sealed record TopRow
    {
        public string Top { get; init; } = "";
    }
}

/// <summary>An order for which another goes on.</summary>
/// <param name="Filing">What was said of it when it was filed.</param>
public sealed record MergedOrder(Order Order, Steps.FileStep Filing);
