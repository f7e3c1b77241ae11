using System.Data.Common;
using System.Text.Json;
using Dapper;
using Dispatch.Orders.Search;
using Dispatch.Storage;

namespace Dispatch.Orders.Desk;

/// <summary>Writes orders that are forgotten, and their histories, without personal data: in the transaction of the batch.</summary>
/// <remarks>The database lets a row of the history be written anew only once, and only where the order has taken the step.</remarks>
static class ForgettingStore
{
    static string OrdersSql(Database database) => $"""
        update orders
           set title = t.title,
               text  = t.text,
               place = t.place
          from {database.Records("t", "rows", ("id", "uuid"), ("title", "text"), ("text", "text"), ("place", "text"))}
         where orders.id = t.id
        """;

    static string HistorySql(Database database) => $"""
        update history
           set input      = {(database.IsPostgres ? "cast(t.input as json)" : "t.input")},
               actor_name = t.actor_name,
               forgotten  = true
          from {database.Records("t", "rows", ("order_id", "uuid"), ("sequence", "int"), ("input", "text"), ("actor_name", "text"))}
         where history.order_id = t.order_id
           and history.sequence = t.sequence
        """;

    /// <param name="saved">The orders of the batch that were saved, by id: of the others nothing is written.</param>
    public static async Task SaveAsync(
        Database database, DbConnection connection, DbTransaction transaction, Batch batch, IReadOnlyDictionary<Guid, string> saved,
        CancellationToken cancel)
    {
        var orders = batch.Forgotten.Where(order => saved.ContainsKey(order.Id)).ToList();
        if (orders.Count == 0)
            return;

        await ExecuteAsync(OrdersSql(database), orders.Select(order => new Dictionary<string, object>
        {
            ["id"] = order.Id.ToString(),
            ["title"] = order.Title,
            ["text"] = order.Text,
            ["place"] = order.Place,
        }));
        await ExecuteAsync(HistorySql(database), batch.Rewritten.Where(taken => saved.ContainsKey(taken.OrderId))
            .Select(taken => new Dictionary<string, object>
            {
                ["order_id"] = taken.OrderId.ToString(),
                ["sequence"] = taken.Sequence,
                ["input"] = StepRegistry.InputOf(taken.Step),
                ["actor_name"] = taken.Actor.Name,
            }));
        await SearchTextStore.ForgetAsync(database, connection, transaction, [.. orders.Select(order => order.Id)], cancel);

        Task ExecuteAsync(string sql, IEnumerable<Dictionary<string, object>> rows) => connection.ExecuteAsync(
            new CommandDefinition(sql, new { rows = JsonSerializer.Serialize(rows) }, transaction, cancellationToken: cancel));
    }
}
