using Dispatch.Storage;

namespace Dispatch.Orders.Search;

/// <summary>Takes orders into the index of the search: those that were filed, and once those that were there before it.</summary>
/// <remarks>
/// The database notes which orders wait, whoever files them, so that an older server's are taken in too. It holds up no step, can be
/// stopped at any point, and may run on any number of servers. Until an order is taken in, a search reads it besides.
/// </remarks>
public sealed class SearchIndexing(Database database)
{
    /// <summary>The most that are taken in together: on SQLite, nobody else can write for some tens of milliseconds.</summary>
    public const int BatchBound = 200;

    /// <returns>How many orders it had to do with; as long as it is not 0 there may be more.</returns>
    public async Task<int> RunOnceAsync(CancellationToken cancel = default)
    {
        await using var connection = await database.ConnectAsync(cancel);
        await using (var transaction = await connection.BeginTransactionAsync(cancel))
        {
            // Taken before they are read: what changes in between waits anew.
            var ids = await SearchTextStore.TakeAsync(connection, transaction, BatchBound, cancel);
            if (ids.Count > 0)
            {
                var texts = await SearchTextList.MadeAsync(database, connection, ids, transaction, cancel);
                await SearchTextStore.SaveAsync(database, connection, texts, transaction, cancel);
                await transaction.CommitAsync(cancel);
                return ids.Count;
            }
        }

        return await SearchTextStore.AddEarlierAsync(database, connection, BatchBound, cancel);
    }
}
