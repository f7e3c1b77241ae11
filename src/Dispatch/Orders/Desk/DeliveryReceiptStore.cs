using Dapper;
using Dispatch.Storage;

namespace Dispatch.Orders.Desk;

/// <summary>Finds the keys of a caller's receipts that begin so.</summary>
public delegate Task<IReadOnlyList<string>> FindDeliveries(string caller, string prefix, CancellationToken cancel);

/// <summary>The receipts of commands that came without a key of their sender's: kept only until their delivery is settled.</summary>
public static class DeliveryReceiptStore
{
    /// <summary>Ends a range of keys that begin alike: in byte order it comes behind every character that keys are made of.</summary>
    const string Last = "~";

    public static async Task<IReadOnlyList<string>> FindAsync(
        Database database, string caller, string prefix, CancellationToken cancel = default)
    {
        // In byte order, whatever the locale of the database; PostgreSQL has an index for just these.
        var key = database.IsPostgres ? """key collate "C" """ : "key";
        var sql = $"""
            select key
              from receipts
             where caller = @caller
               and {key} >= @prefix
               and {key} < @end
               and key like 'delivery %'
             order by at
            """;
        await using var connection = await database.ConnectAsync(cancel);
        var row = new { caller, prefix, end = prefix + Last };
        return (await connection.QueryAsync<string>(new CommandDefinition(sql, row, cancellationToken: cancel))).AsList();
    }

    public static async Task ForgetAsync(
        Database database, IReadOnlyList<(string Caller, string Key)> settled, CancellationToken cancel = default)
    {
        var sql = $"""
            delete from receipts
             where (caller, key) in (select caller, key
                                       from {database.Pairs("settled", ("caller", "key"), ("callers", "keys"))})
            """;
        await using var connection = await database.ConnectAsync(cancel);
        var row = new
        {
            callers = database.List<string>([.. settled.Select(receipt => receipt.Caller)]),
            keys = database.List<string>([.. settled.Select(receipt => receipt.Key)]),
        };
        await connection.ExecuteAsync(new CommandDefinition(sql, row, cancellationToken: cancel));
    }
}
