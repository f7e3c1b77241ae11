using System.Data.Common;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Dapper;
using Dispatch.Orders.Steps;
using Dispatch.Storage;

namespace Dispatch.Orders.Desk;

/// <summary>Reads what a batch needs, in words that both databases share.</summary>
static class BatchLoading
{
    /// <summary>What a batch needs when all of it is remembered; null when something must be read.</summary>
    public static Loaded? AllRemembered(IReadOnlyList<Pending> waiting, IReadOnlyDictionary<string, Order> remembered)
    {
        Dictionary<string, Order> orders = [];
        foreach (var pending in waiting)
        {
            var request = pending.Request;
            if (request.Key is not null
                || request.Step is FileStep { Source: not null }
                || request.Step.Others.Count > 0
                || request.Step.NeedsHistory
                || request.Step.NeedsMerger
                || pending.Doubtful.Count > 0)
            {
                return null;
            }

            if (request.IsFiling)
                continue;
            if (!remembered.TryGetValue(request.Number, out var order))
                return null;
            orders[request.Number] = order;
        }

        return new Loaded(orders.Values, orders.Keys.ToHashSet(), NoFilings, NoReceipts, NoneCommitted);
    }

    public static async Task<Loaded> LoadAsync(
        Database database, DbConnection connection, IReadOnlyList<Pending> waiting, IReadOnlyDictionary<string, Order> remembered)
    {
        Dictionary<Guid, Order> inMind = [];
        List<string> numbers = [], sources = [], externalIds = [], callers = [], keys = [];
        List<TakenStep> doubtful = [];
        foreach (var pending in waiting)
        {
            var request = pending.Request;
            if (!request.Step.NeedsHistory && !request.Step.NeedsMerger && remembered.TryGetValue(request.Number, out var order))
                inMind[order.Id] = order;
            else if (request.Number.Length > 0)
                numbers.Add(request.Number);
            numbers.AddRange(request.Step.Others);
            if (request.Step is FileStep { Source: { } source, ExternalId: { } externalId })
            {
                sources.Add(source);
                externalIds.Add(externalId);
            }

            if (request.Key is { } key)
            {
                callers.Add(request.Caller.Id);
                keys.Add(key);
            }

            doubtful.AddRange(pending.Doubtful);
        }

        Dictionary<Guid, Order> orders = [];
        IReadOnlyDictionary<Guid, FileStep> filings = NoFilings;
        if (numbers.Count > 0)
        {
            var sql = $"select {OrderColumns.SelectedForAStep} from orders where {database.Among("number", "numbers")}";
            foreach (var row in await connection.QueryAsync<Order>(sql, new { numbers = database.List(numbers) }))
                orders[row.Id] = row;
        }

        if (waiting.Any(pending => pending.Request.Step.NeedsMerger))
        {
            var merged = waiting.Where(pending => pending.Request.Step.NeedsMerger).Select(pending => pending.Request.Number).ToHashSet();
            foreach (var row in await MergerList.AboveAsync(database, connection, merged))
                orders[row.Id] = row;
        }

        if (sources.Count > 0)
        {
            // Looser than the pairs, for the sake of one plain statement: what is read too much does no harm.
            var sql = $"""
                select {OrderColumns.SelectedForAStep}
                  from orders
                 where {database.Among("alliance", "alliances")}
                   and {database.Among("source", "sources")}
                   and {database.Among("external_id", "externalIds")}
                """;
            var alliances = waiting
                .Where(pending => pending.Request.IsFiling).Select(pending => pending.Request.Alliance).Distinct().ToList();
            var row = new
            {
                alliances = database.List(alliances),
                sources = database.List([.. sources.Distinct()]),
                externalIds = database.List(externalIds),
            };
            var filedBefore = (await connection.QueryAsync<Order>(sql, row)).AsList();
            foreach (var there in filedBefore)
                orders[there.Id] = there;
            if (filedBefore.Count > 0)
                filings = await HistoryList.FilingsAsync(database, connection, [.. filedBefore.Select(there => there.Id)]);
        }

        var followed = waiting.Where(pending => pending.Request.Step.NeedsHistory).Select(pending => pending.Request.Number).ToHashSet();
        Dictionary<Guid, IReadOnlyList<TakenStep>> histories = [];
        foreach (var order in orders.Values.Where(order => followed.Contains(order.Number)).ToList())
        {
            var history = (await HistoryList.FindAsync(connection, order.Id)).TakeWhile(taken => taken.Sequence <= order.Version).ToList();
            (histories[order.Id], orders[order.Id]) = (history, order.WithLastOf(history));
        }

        var forgets = waiting.Any(pending => pending.Request.Step is ForgetStep);
        foreach (var read in orders.Keys)
            inMind.Remove(read); // what was read is newer
        return new Loaded(
            [.. orders.Values, .. inMind.Values],
            inMind.Values.Select(order => order.Number).ToHashSet(),
            filings,
            keys.Count > 0 ? await ReceiptsAsync(database, connection, callers, keys) : NoReceipts,
            doubtful.Count > 0 ? await CommittedAsync(connection, doubtful) : NoneCommitted)
        {
            Histories = histories,
            MerchantPeople = forgets ? await MerchantPeopleAsync(database, connection, histories.Values) : new HashSet<string>(),
        };
    }

    static async Task<IReadOnlySet<string>> MerchantPeopleAsync(
        Database database, DbConnection connection, IEnumerable<IReadOnlyList<TakenStep>> histories)
    {
        var sql = $"select id from people where {database.Among("id", "ids")} and merchant is not null";
        var ids = histories.SelectMany(history => history).Where(taken => taken.Actor.Member is null).Select(taken => taken.Actor.Id);
        var row = new { ids = database.List<string>(ids.ToHashSet()) };
        return (await connection.QueryAsync<string>(sql, row)).ToHashSet();
    }

    static async Task<IReadOnlyDictionary<(string, string), FirstAnswer>> ReceiptsAsync(
        Database database, DbConnection connection, List<string> callers, List<string> keys)
    {
        // As pairs, each a look-up by key; otherwise all receipts of a caller who asks for much would be read.
        var sql = $"""
            select r.caller, r.key, r.asked, r.content, r.order_id, r.sequence, r.existed, r.refusal
              from {database.Pairs("asking", ("caller", "key"), ("callers", "keys"))}
              join receipts r on r.caller = asking.caller and r.key = asking.key
            """;
        Dictionary<(string, string), FirstAnswer> receipts = [];
        var asking = new { callers = database.List(callers), keys = database.List(keys) };
        foreach (var row in await connection.QueryAsync<ReceiptRow>(sql, asking))
        {
            Decision<Answer> answer = row.OrderId is { } id
                ? new Answer(await OrderList.AsOfAsync(connection, id, row.Sequence), row.Existed)
                : JsonSerializer.Deserialize(row.Refusal!, RefusalInfo)!;
            receipts[(row.Caller, row.Key)] = new FirstAnswer(row.Asked, row.Content, answer);
        }

        return receipts;
    }

    static async Task<IReadOnlyDictionary<Guid, Order>> CommittedAsync(DbConnection connection, List<TakenStep> doubtful)
    {
        const string Sql = "select count(*) from history where order_id = @orderId and sequence = @sequence and id = @id";
        Dictionary<Guid, Order> committed = [];
        foreach (var taken in doubtful)
        {
            var row = new { orderId = taken.OrderId, sequence = taken.Sequence, id = taken.Id };
            var found = await connection.ExecuteScalarAsync<int>(Sql, row);
            if (found > 0 && await OrderList.AsOfAsync(connection, taken.OrderId, taken.Sequence) is { } order)
                committed[taken.Id] = order;
        }

        return committed;
    }

    public static string RefusalText(Refusal refusal) => JsonSerializer.Serialize(refusal, RefusalInfo);

    static readonly JsonTypeInfo<Refusal> RefusalInfo = (JsonTypeInfo<Refusal>)OrderJson.Options.GetTypeInfo(typeof(Refusal));
    static readonly Dictionary<Guid, FileStep> NoFilings = [];
    static readonly Dictionary<(string, string), FirstAnswer> NoReceipts = [];
    static readonly Dictionary<Guid, Order> NoneCommitted = [];

    sealed record ReceiptRow
    {
        public string Caller { get; init; } = "";
        public string Key { get; init; } = "";
        public string Asked { get; init; } = "";
        public string? Content { get; init; }
        public Guid? OrderId { get; init; }
        public int Sequence { get; init; }
        public bool Existed { get; init; }
        public string? Refusal { get; init; }
    }
}
