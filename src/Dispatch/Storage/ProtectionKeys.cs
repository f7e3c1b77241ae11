using Dapper;

namespace Dispatch.Storage;

/// <summary>The table <c>protection_keys</c>: the keys that protect forms and short-lived cookies, as XML.</summary>
public static class ProtectionKeys
{
    const string AllSql = "select xml from protection_keys order by made_at, id";

    public static IReadOnlyList<string> All(Database database)
    {
        using var connection = database.ConnectAsync().GetAwaiter().GetResult();
        return [.. connection.Query<string>(AllSql)];
    }

    const string AddSql = """
        insert into protection_keys (id, xml, made_at)
        values (@id, @xml, @now)
            on conflict (id) do nothing
        """;

    public static void Add(Database database, string id, string xml, DateTimeOffset now)
    {
        using var connection = database.ConnectAsync().GetAwaiter().GetResult();
        connection.Execute(AddSql, new { id, xml, now });
    }
}
