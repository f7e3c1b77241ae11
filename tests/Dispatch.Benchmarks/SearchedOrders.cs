using Dapper;
using Dispatch.Orders;
using Dispatch.Orders.Search;
using Dispatch.Storage;
using Dispatch.Tests.Support;
using Microsoft.Data.Sqlite;
using Npgsql;
using NpgsqlTypes;

namespace Dispatch.Benchmarks;

/// <summary>Very many orders that say different things, with the index of the search, written in bulk.</summary>
static class SearchedOrders
{
    public static readonly DateTimeOffset First = new(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);

    const string Signs = "延宁声阳荔城涵江赤港新涵白塘梧塘国欢三江口庄边大洋萩芦石庭江口涵东涵西鑫福瑞祥林陈黄郑吴苏许蔡";

    static readonly string[] Kinds = ["商业噪音扰民", "油烟直排", "占道经营", "路面积水", "路灯不亮", "垃圾未清", "井盖破损", "停车混乱", "夜市烧烤", "招牌松动"];

    /// <summary>One of a hundred.</summary>
    public static string Street(int index) => $"{Signs[index % 23]}{Signs[(index * 7 + 5) % 29]}{Signs[index % 41]}路";

    /// <summary>One of a thousand.</summary>
    public static string Shop(int index) => $"{Signs[index % 43]}{Signs[index * 3 % 37]}{Signs[index % 31]}记";

    public static async Task FillAsync(Database database, int size)
    {
        await using var connection = await database.ConnectAsync();
        if (connection is NpgsqlConnection postgres)
            await FillAsync(postgres, size);
        else
            await FillAsync((SqliteConnection)connection, size);
    }

    /// <param name="n">Counts from 0.</param>
    static Order At(int n, Guid id)
    {
        var filed = First.AddSeconds(n * 30);
        var desk = (n % 44) switch { 0 => "secretariat", 11 => "chair", 22 => "member", 33 => "community", _ => null };
        var random = (int)((uint)n * 2_654_435_761 >> 8);
        var kind = random % 10;
        return new Order
        {
            Id = id,
            Number = $"SY-{20250000 + n / 2880}-{n:0000000}",
            Alliance = Office.Alliance,
            Workflow = "merchant-order",
            WorkflowVersion = 2,
            Version = 6,
            Stage = (n % 44) switch { 0 => "filed", 11 => "accepted", 22 => "claimed", 33 => "resolved", _ => "closed" },
            Desk = desk,
            Since = filed,
            Due = desk is null ? null : filed.AddDays(3),
            Category = kind < 2 ? "0128" : "0110",
            Title = $"{Street(random / 10 % 100)} {random % 300} 号{Kinds[kind]}",
            Text = $"{Shop(random / 1000 % 1000)}门口{Kinds[kind]},每晚八点到十二点有噪音,多次劝说无效,影响住户休息,请联盟尽快处理。",
            Place = $"{Street(random / 10 % 100)} {random % 300} 号",
            FiledBy = "demo-community",
            FiledAt = filed,
            MerchantCode = n % 10 == 0 ? $"m{n / 10 % 2000}" : null,
            Source = "12345",
            ExternalId = $"EXT-{n}",
        };
    }

    static async Task FillAsync(NpgsqlConnection connection, int size)
    {
        // As at a bulk load: triggers are off, and indexes are made at the end.
        await connection.ExecuteAsync("set session_replication_role = replica; drop index order_grams_grams");
        var ids = IdsOf(size);
        await using (var orders = await connection.BeginBinaryImportAsync(
            $"copy orders (number, {string.Join(", ", OrderColumns.All.Select(column => column.Name))}) from stdin (format binary)"))
        {
            for (var n = 0; n < size; n++)
            {
                var order = At(n, ids[n]);
                await orders.StartRowAsync();
                await orders.WriteAsync(order.Number, NpgsqlDbType.Text);
                foreach (var column in OrderColumns.All)
                {
                    var parameter = column.One(order);
                    if (parameter.Value is null or DBNull)
                        await orders.WriteNullAsync();
                    else
                        await orders.WriteAsync(parameter.Value, column.Cast is null ? parameter.NpgsqlDbType : NpgsqlDbType.Json);
                }
            }

            await orders.CompleteAsync();
        }

        await connection.ExecuteAsync("create temporary table laid (order_id uuid, folded text, phone text, grams text)");
        await using (var texts = await connection.BeginBinaryImportAsync("copy laid from stdin (format binary)"))
        {
            for (var n = 0; n < size; n++)
            {
                var text = TextOf(At(n, ids[n]), n);
                await texts.StartRowAsync();
                await texts.WriteAsync(text.OrderId, NpgsqlDbType.Uuid);
                await texts.WriteAsync(text.Folded, NpgsqlDbType.Text);
                await texts.WriteAsync(text.Phone!, NpgsqlDbType.Text);
                await texts.WriteAsync(Grams.Of(text.Folded), NpgsqlDbType.Text);
            }

            await texts.CompleteAsync();
        }

        await connection.ExecuteAsync("""
            insert into order_texts (order_id, folded, phone) select order_id, folded, phone from laid;
            insert into order_grams (order_id, grams) select order_id, array_to_tsvector(string_to_array(grams, ' ')) from laid;
            set maintenance_work_mem = '1GB';
            create index order_grams_grams on order_grams using gin (grams);
            insert into history (order_id, sequence, id, step, to_stage, actor_id, actor_name, at, input)
            select id, 1, gen_random_uuid(), 'file', 'filed', 'demo-community', '演示', filed_at, '{"category":"0128","title":"噪音"}'
              from orders;
            insert into assignments (member, person, order_id, part, state, due)
            select 'chengguan', '', id, 'lead', 'done', null
              from orders
             where stage in ('claimed', 'resolved', 'closed')
               and right(number, 1) < '3';
            """, commandTimeout: 1200);
        await connection.ExecuteAsync("set session_replication_role = origin");
        await connection.ExecuteAsync("drop table laid");
        await connection.ExecuteAsync("vacuum analyze", commandTimeout: 1200);
    }

    static Guid[] IdsOf(int size) => [.. Enumerable.Range(0, size).Select(n => Guid.CreateVersion7(First.AddSeconds(n * 30)))];

    static SearchText TextOf(Order order, int n) =>
        SearchText.Of(new SearchSource
        {
            Id = order.Id,
            Number = order.Number,
            Title = order.Title,
            Text = order.Text,
            Place = order.Place,
            ExternalId = order.ExternalId,
            KnownPhone = $"1380000{n % 10_000:0000}",
        });

    static async Task FillAsync(SqliteConnection connection, int size)
    {
        await using var transaction = connection.BeginTransaction();
        var columns = string.Join(", ", OrderColumns.All.Select(column => column.Name).Prepend("number"));
        var file = Statement($"insert into orders ({columns}) values ({Values(OrderColumns.All.Count + 1)})");
        var part = Statement("""
            insert into assignments (member, person, order_id, part, state) values ('chengguan', '', $0, 'lead', 'done')
            """);
        var history = Statement("""
            insert into history (order_id, sequence, id, step, to_stage, actor_id, actor_name, at, input)
            values ($0, 1, $0, 'file', 'filed', 'demo-community', '演示', $1, '{"category":"0128","title":"噪音"}')
            """);
        var text = Statement("insert into order_texts (position, order_id, folded, phone) values ($0, $1, $2, $3)");
        var grams = Statement("insert into order_grams (rowid, grams) values ($0, $1)");
        var ids = IdsOf(size);
        for (var n = 0; n < size; n++)
        {
            var order = At(n, ids[n]);
            file.Execute(OrderColumns.All, order, order.Number);
            history.Execute(order.Id.ToString(), StoredTypes.Text(order.FiledAt));
            if (n % 10 < 3 && order.Stage is not ("filed" or "accepted"))
                part.Execute(order.Id.ToString());
            var searched = TextOf(order, n);
            text.Execute(n + 1, order.Id.ToString(), searched.Folded, searched.Phone);
            grams.Execute(n + 1, Grams.Of(searched.Folded));
        }

        await connection.ExecuteAsync("delete from unsearched", transaction: transaction);
        transaction.Commit();
        await connection.ExecuteAsync("analyze main", commandTimeout: 600);

        SqliteStatement Statement(string sql) => new(connection, sql) { Transaction = transaction };
        static string Values(int count) => string.Join(", ", Enumerable.Range(0, count).Select(index => $"${index}"));
    }
}
