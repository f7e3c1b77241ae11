using Dispatch.Storage;
using Npgsql;

namespace Dispatch.Tests.Alliances;

/// <summary>A fresh database with its schema, gone again at the end.</summary>
sealed class ScratchDatabase : IAsyncDisposable
{
    readonly Func<Task> drop;

    ScratchDatabase(Database database, Func<Task> drop) => (Database, this.drop) = (database, drop);

    public Database Database { get; }

    /// <param name="engine"><c>sqlite</c>, or <c>postgres</c> on the server that DISPATCH_TEST_POSTGRES names.</param>
    public static async Task<ScratchDatabase> CreateAsync(string engine)
    {
        var scratch = engine == "sqlite" ? CreateFile() : await CreateOnServerAsync();
        await scratch.Database.MigrateAsync();
        return scratch;
    }

    static ScratchDatabase CreateFile()
    {
        var folder = Directory.CreateTempSubdirectory("dispatch-scratch-");
        var database = Database.At($"Data Source={Path.Combine(folder.FullName, "dispatch.db")}");
        return new ScratchDatabase(database, () =>
        {
            folder.Delete(recursive: true);
            return Task.CompletedTask;
        });
    }

    static async Task<ScratchDatabase> CreateOnServerAsync()
    {
        var server = Environment.GetEnvironmentVariable("DISPATCH_TEST_POSTGRES")
            ?? throw new InvalidOperationException("DISPATCH_TEST_POSTGRES names no PostgreSQL server.");
        var name = $"scratch_{Guid.CreateVersion7():n}";
        await ExecuteAsync(server, $"create database {name}");
        var database = Database.At(new NpgsqlConnectionStringBuilder(server) { Database = name }.ConnectionString);
        return new ScratchDatabase(database, () => ExecuteAsync(server, $"drop database {name} with (force)"));
    }

    static async Task ExecuteAsync(string server, string sql)
    {
        await using var connection = new NpgsqlConnection(server);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        await drop();
    }
}
