using Dapper;
using Dispatch.Storage;

namespace Dispatch.Watching;

/// <summary>A server that runs, or that did until lately.</summary>
/// <param name="Name">Machine and process.</param>
/// <param name="SilentFor">How long ago it last said that it runs.</param>
public sealed record KnownServer(string Name, string Version, DateTimeOffset StartedAt, TimeSpan SilentFor)
{
    /// <summary>It says so every ten seconds; one that has been silent for so long was killed, halted or cut off.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(35);

    public bool Runs => SilentFor < Patience;
}

/// <summary>The table <c>servers</c>: which servers run on this database, by its own clock.</summary>
public static class ServerList
{
    static readonly TimeSpan KeptFor = TimeSpan.FromDays(1);

    /// <summary>Says that a server runs, and forgets those that have been gone for a day.</summary>
    public static async Task AnnounceAsync(
        Database database, string server, string version, DateTimeOffset startedAt, CancellationToken cancel = default)
    {
        var sql = $"""
            insert into servers (server, version, started_at, seen_at)
            values (@server, @version, @startedAt, {database.Now()})
                on conflict (server) do update
               set seen_at = excluded.seen_at;

            delete from servers
             where seen_at < {database.Now(-KeptFor)}
            """;
        await using var connection = await database.ConnectAsync(cancel);
        await connection.ExecuteAsync(new CommandDefinition(sql, new { server, version, startedAt }, cancellationToken: cancel));
    }

    /// <summary>For a server that ends in order.</summary>
    public static async Task ForgetAsync(Database database, string server, CancellationToken cancel = default)
    {
        await using var connection = await database.ConnectAsync(cancel);
        await connection.ExecuteAsync(
            new CommandDefinition("delete from servers where server = @server", new { server }, cancellationToken: cancel));
    }

    /// <summary>In the order of their names.</summary>
    public static async Task<IReadOnlyList<KnownServer>> AllAsync(Database database, CancellationToken cancel = default)
    {
        var sql = $"select server, version, started_at, seen_at, {database.Now()} as now from servers order by server";
        await using var connection = await database.ConnectAsync(cancel);
        var rows = await connection.QueryAsync<ServerRow>(new CommandDefinition(sql, cancellationToken: cancel));
        return [.. rows.Select(row => new KnownServer(row.Server, row.Version, row.StartedAt, row.Now - row.SeenAt))];
    }

    sealed record ServerRow
    {
        public required string Server { get; init; }
        public required string Version { get; init; }
        public DateTimeOffset StartedAt { get; init; }
        public DateTimeOffset SeenAt { get; init; }
        public DateTimeOffset Now { get; init; }
    }
}
