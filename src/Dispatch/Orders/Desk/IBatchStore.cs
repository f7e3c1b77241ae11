namespace Dispatch.Orders.Desk;

/// <summary>How a batch is read and saved: the two databases differ here, and only here, in shape and not just in words.</summary>
interface IBatchStore : IAsyncDisposable
{
    /// <param name="remembered">Orders that need not be read, by number.</param>
    Task<Loaded> LoadAsync(IReadOnlyList<Pending> waiting, IReadOnlyDictionary<string, Order> remembered, CancellationToken cancel);

    /// <summary>Saves orders, history, outbox and receipts with one commit.</summary>
    /// <returns>
    /// The numbers of the orders that were saved, by id. One that another server has changed since it was loaded, or filed under the same
    /// external id, is missing, and nothing of it was written.
    /// </returns>
    Task<IReadOnlyDictionary<Guid, string>> SaveAsync(Batch batch, CancellationToken cancel);
}
