using Dapper;
using Dispatch.Storage;

namespace Dispatch.Orders.Desk;

/// <summary>Forgets first answers that nobody will ask for again.</summary>
public sealed class ReceiptSweep(Database database, TimeProvider time)
{
    /// <summary>How long a key is good for: longer than any sender keeps trying.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(7);

    /// <summary>The most that go at a time, so that no step waits long for the sweep.</summary>
    const int Bound = 1000;

    const string SweepSql = """
        delete from receipts
         where (caller, key) in (select caller, key
                                   from receipts
                                  where at < @before
                                  order by at
                                  limit @limit)
        """;

    /// <returns>How many went; as long as it is not 0 there may be more.</returns>
    public async Task<int> RunOnceAsync(CancellationToken cancel = default)
    {
        await using var connection = await database.ConnectAsync(cancel);
        return await connection.ExecuteAsync(
            new CommandDefinition(SweepSql, new { before = time.GetUtcNow() - Kept, limit = Bound }, cancellationToken: cancel));
    }
}
