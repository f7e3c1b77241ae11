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

    /// <summary>One with the engine's schema.</summary>
    /// <param name="engine"><c>postgres</c> or <c>sqlite</c>.</param>
    public static async Task<TestDatabase> CreateMigratedAsync(string engine)
    {
        var fresh = await CreateAsync(engine);
        await fresh.Database.MigrateAsync();
        return fresh;
    }

    /// <summary>An empty one.</summary>
    /// <param name="engine"><c>postgres</c> or <c>sqlite</c>.</param>
    public static async Task<TestDatabase> CreateAsync(string engine) => engine switch
    {
        "postgres" => await CreateOnAsync((await Services.PostgresAsync()).ConnectionString),
        "sqlite" => CreateFile(),
        _ => throw new ArgumentOutOfRangeException(nameof(engine), engine, "The engine is \"postgres\" or \"sqlite\"."),
    };

    /// <summary>On a given PostgreSQL, such as that of a <see cref="PrivateServices"/>, which must run until the end.</summary>
    public static async Task<TestDatabase> CreateOnAsync(string server)
    {
        var name = $"dispatch_{Guid.CreateVersion7():n}";
        await ExecuteAsync(server, $"create database {name}");

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

    static TestDatabase CreateFile()
    {
        var folder = Directory.CreateTempSubdirectory("dispatch-sqlite-");
        var connectionString = $"Data Source={Path.Combine(folder.FullName, "dispatch.db")}";
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
