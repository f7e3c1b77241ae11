using System.Reflection;
using DbUp;
using DbUp.Builder;
using DbUp.Engine;
using Dispatch.Language;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Dispatch.Storage;

/// <summary>Runs the numbered scripts of <c>Schema/</c> that this database has not seen.</summary>
static class Schema
{
    // Any number will do, as long as nothing else in the database locks it.
    const long AdvisoryLock = 5_080_001;

    public static async Task UpgradeAsync(Database database, CancellationToken cancel)
    {
        await using var exclusive = database.IsPostgres
            ? await LockPostgresAsync(database, cancel)
            : await LockFileAsync(database, cancel);

        var result = EngineOf(database).PerformUpgrade();
        if (!result.Successful)
        {
            throw new InvalidOperationException(
                $"The schema script {result.ErrorScript?.Name} failed: {result.Error.Message}", result.Error);
        }
    }

    public static async Task RequireAsync(Database database, CancellationToken cancel)
    {
        if (!database.IsPostgres && !File.Exists(FileOf(database)))
            throw new UserErrorException($"There is no database yet at {database.Name}. {HowToSetUp}");

        // First by ourselves, so that a database that cannot be reached is reported as such.
        await using (await database.ConnectAsync(cancel))
        {
        }

        var engine = EngineOf(database);
        var missing = engine.GetScriptsToExecute();
        if (missing.Count == 0)
            return;
        throw new UserErrorException(missing.Count == engine.GetDiscoveredScripts().Count
            ? $"{database.Name} has no schema of Dispatch. {HowToSetUp}"
            : $"{database.Name} has the schema of an older version. A server of this version brings it up to date when it starts.");
    }

    const string HowToSetUp = "The server sets it up when it starts, and so does 'alliance load'.";

    static UpgradeEngine EngineOf(Database database) => database.IsPostgres
        ? WithScripts(DeployChanges.To.PostgresqlDatabase(database.ConnectionString), "postgres").Build()
        : WithScripts(DeployChanges.To.SqliteDatabase(database.ConnectionString), "sqlite").Build();

    static UpgradeEngineBuilder WithScripts(UpgradeEngineBuilder builder, string dialect) => builder
        .WithScriptsEmbeddedInAssembly(Assembly.GetExecutingAssembly(), name => name.Contains($".Schema.{dialect}."))
        .WithTransactionPerScript()
        .LogToNowhere();

    /// <summary>Servers that start together upgrade one after the other; the second finds nothing to do.</summary>
    static async Task<IAsyncDisposable> LockPostgresAsync(Database database, CancellationToken cancel)
    {
        // Not from the pool: the lock ends with its connection, and a pooled one would live on.
        NpgsqlConnectionStringBuilder unpooled = new(database.ConnectionString) { Pooling = false };
        NpgsqlConnection connection = new(unpooled.ConnectionString);
        await connection.OpenAsync(cancel);
        await using NpgsqlCommand lockCommand = new($"select pg_advisory_lock({AdvisoryLock})", connection) { CommandTimeout = 600 };
        await lockCommand.ExecuteNonQueryAsync(cancel);
        return connection;
    }

    /// <summary>SQLite has no such lock, so a lock file beside the database serves; it disappears with its holder.</summary>
    static async Task<IAsyncDisposable> LockFileAsync(Database database, CancellationToken cancel)
    {
        var path = FileOf(database) + ".upgrade";
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
            }
            catch (IOException) when (Directory.Exists(Path.GetDirectoryName(path)))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), cancel);
            }
        }
    }

    static string FileOf(Database database) => Path.GetFullPath(new SqliteConnectionStringBuilder(database.ConnectionString).DataSource);
}
