using System.Data.Common;
using Dispatch.Storage;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Dispatch.Tests.Support;

/// <summary>A fresh database, gone again at the end.</summary>
sealed class TestDatabase : IAsyncDisposable
{
    readonly Func<Task> drop;

    TestDatabase(string engine, string connectionString, Func<Task> drop)
    {
        Engine = engine;
        ConnectionString = connectionString;
        Database = Database.At(connectionString);
        this.drop = drop;
    }

    /// <summary><c>postgres</c> or <c>sqlite</c>.</summary>
    public string Engine { get; }

    public string ConnectionString { get; }

    /// <summary>As the engine sees it; ends with this one.</summary>
    public Database Database { get; }

    /// <summary>One with the engine's schema: a copy of one that was brought up to date once for all tests of a run.</summary>
    /// <param name="engine"><c>postgres</c> or <c>sqlite</c>.</param>
    public static async Task<TestDatabase> CreateMigratedAsync(string engine) => engine switch
    {
        "postgres" => await CreateOnAsync((await Services.PostgresAsync()).ConnectionString, await MigratedPostgres.Value),
        "sqlite" => CreateFile(await MigratedSqlite.Value),
        _ => throw NoEngine(engine),
    };

    static readonly Lazy<Task<string>> MigratedPostgres = new(async () =>
    {
        var server = (await Services.PostgresAsync()).ConnectionString;
        var name = NewName();
        await ExecuteAsync(server, $"create database {name}");
        // PostgreSQL copies only what nobody is connected to.
        var unpooled = new NpgsqlConnectionStringBuilder(server) { Database = name, Pooling = false }.ConnectionString;
        await using var database = Database.At(unpooled);
        await database.MigrateAsync();
        return name;
    });

    /// <summary>At the end of the run: on a server that was named from outside nothing stays.</summary>
    public static async Task DropOriginalAsync()
    {
        if (MigratedPostgres.IsValueCreated)
            await ExecuteAsync((await Services.PostgresAsync()).ConnectionString, $"drop database {await MigratedPostgres.Value}");
    }

    static readonly Lazy<Task<byte[]>> MigratedSqlite = new(async () =>
    {
        await using var original = CreateFile(content: null);
        await original.Database.MigrateAsync();
        await using (var whole = await original.OpenAsync())
        {
            await using var command = whole.CreateCommand();
            command.CommandText = "pragma wal_checkpoint(truncate)";
            await command.ExecuteNonQueryAsync();
        }

        return await File.ReadAllBytesAsync(new SqliteConnectionStringBuilder(original.ConnectionString).DataSource);
    });

    /// <summary>An empty one.</summary>
    /// <param name="engine"><c>postgres</c> or <c>sqlite</c>.</param>
    public static async Task<TestDatabase> CreateAsync(string engine) => engine switch
    {
        "postgres" => await CreateOnAsync((await Services.PostgresAsync()).ConnectionString),
        "sqlite" => CreateFile(content: null),
        _ => throw NoEngine(engine),
    };

    static ArgumentOutOfRangeException NoEngine(string engine) =>
        new(nameof(engine), engine, "The engine is \"postgres\" or \"sqlite\".");

    /// <summary>On a given PostgreSQL, such as that of a <see cref="PrivateServices"/>, which must run until the end.</summary>
    /// <param name="original">The name of a database on it to copy; null for an empty one.</param>
    public static async Task<TestDatabase> CreateOnAsync(string server, string? original = null)
    {
        var name = NewName();
        await ExecuteAsync(server, original is null ? $"create database {name}" : $"create database {name} template {original}");

        var connectionString = new NpgsqlConnectionStringBuilder(server) { Database = name }.ConnectionString;
        return new TestDatabase("postgres", connectionString, async () =>
        {
            await using (var pooled = new NpgsqlConnection(connectionString)) NpgsqlConnection.ClearPool(pooled);
            await ExecuteAsync(server, $"drop database {name} with (force)");
        });
    }

    /// <summary>An open connection for what a test wants to set up or look at by itself.</summary>
    public async Task<DbConnection> OpenAsync()
    {
        DbConnection connection = Engine == "sqlite" ? new SqliteConnection(ConnectionString) : new NpgsqlConnection(ConnectionString);
        await connection.OpenAsync();
        return connection;
    }

    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        await drop();
    }

    static string NewName() => $"dispatch_{Guid.CreateVersion7():n}";

    /// <param name="content">Of the file; null for none yet.</param>
    static TestDatabase CreateFile(byte[]? content)
    {
        var folder = Directory.CreateTempSubdirectory("dispatch-sqlite-");
        var path = Path.Combine(folder.FullName, "dispatch.db");
        if (content is not null)
            File.WriteAllBytes(path, content);
        var connectionString = $"Data Source={path}";
        return new TestDatabase("sqlite", connectionString, () =>
        {
            using (var pooled = new SqliteConnection(connectionString)) SqliteConnection.ClearPool(pooled);
            folder.Delete(recursive: true);
            return Task.CompletedTask;
        });
    }

    static async Task ExecuteAsync(string server, string sql)
    {
        // A pooled connection would be a dead one after a fault test killed the server.
        var unpooled = new NpgsqlConnectionStringBuilder(server) { Pooling = false }.ConnectionString;
        await using var connection = new NpgsqlConnection(unpooled);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
