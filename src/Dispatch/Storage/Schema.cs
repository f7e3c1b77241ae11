using System.Reflection;
using System.Runtime.ExceptionServices;
using System.Security.Authentication;
using Dapper;
using DbUp;
using DbUp.Builder;
using DbUp.Engine;
using Dispatch.Language;
using Npgsql;

namespace Dispatch.Storage;

/// <summary>Runs the numbered scripts of <c>Schema/</c> that this database has not seen.</summary>
static class Schema
{
    // Any number will do, as long as nothing else in the database locks it.
    const long AdvisoryLock = 5_080_001;

    public static async Task UpgradeAsync(Database database, bool mayBeNew, CancellationToken cancel)
    {
        if (!mayBeNew && database.File is { HasTables: false })
            throw new UserErrorException($"There is no database at {database.Name}. {HowToBegin}");

        await using var exclusive = database.IsPostgres
            ? await LockPostgresAsync(database, cancel)
            : await LockFileAsync(database, cancel);
        if (database.File is { Exists: false } missing)
            missing.Make();

        var engine = EngineOf(database);
        if (database.IsPostgres && engine.IsUpgradeRequired() && !await MayChangePostgresAsync(database, cancel))
        {
            throw new UserErrorException(
                $"{database.Name} has an older schema, or none, and this user may not change it: "
                + "run 'database migrate' as its owner first.");
        }

        var result = engine.PerformUpgrade();
        if (result.Successful)
            return;
        // What passes by itself is left to whoever can wait for it.
        if (database.IsPostgres && DatabaseFault.IsTransient(result.Error))
            ExceptionDispatchInfo.Throw(result.Error);
        var script = result.ErrorScript is { } failed ? $" by the script {failed.Name}" : "";
        throw new UserErrorException($"{database.Name} could not be brought up to date{script}: {result.Error.Message}", result.Error);
    }

    public static async Task RequireAsync(Database database, CancellationToken cancel)
    {
        if (database.File is { Exists: false })
            throw new UserErrorException($"There is no database yet at {database.Name}. {HowToSetUp}");

        // First by ourselves, so that a database that cannot be reached is reported as such.
        await TrustingAsync(database, async () => await (await database.ConnectAsync(cancel)).DisposeAsync());

        var engine = EngineOf(database);
        var missing = engine.GetScriptsToExecute();
        if (missing.Count == 0)
            return;
        throw new UserErrorException(missing.Count == engine.GetDiscoveredScripts().Count
            ? $"{database.Name} has no schema of Dispatch. {HowToSetUp}"
            : $"{database.Name} has the schema of an older version. A server of this version brings it up to date, and so does "
              + "'database migrate'.");
    }

    const string HowToSetUp = "The server sets it up when it starts, and so do 'database migrate' and 'alliance load'.";

    /// <summary>A lost database must not come back empty because a server was started again.</summary>
    const string HowToBegin =
        "If one was there, put it back: a restart makes no new one. To begin a new one, run 'alliance load' with an alliance's file, "
        + "or start the server once with --NewDatabase=true.";

    static UpgradeEngine EngineOf(Database database) => database.IsPostgres
        ? WithScripts(DeployChanges.To.PostgresqlDatabase(database.ConnectionString), "postgres").Build()
        : WithScripts(DeployChanges.To.SqliteDatabase(database.ConnectionString), "sqlite").Build();

    static UpgradeEngineBuilder WithScripts(UpgradeEngineBuilder builder, string dialect) => builder
        .WithScriptsEmbeddedInAssembly(Assembly.GetExecutingAssembly(), name => name.Contains($".Schema.{dialect}."))
        .WithTransactionPerScript()
        .LogToNowhere();

    /// <summary>Servers may run as a user who changes what is in the tables, and not the tables.</summary>
    const string MayChangeSql = """
        select has_schema_privilege(current_schema(), 'create')
               and not exists (select
                                 from pg_class
                                where relnamespace = current_schema()::regnamespace
                                  and relname in ('schemaversions', 'orders')
                                  and not pg_has_role(relowner, 'usage'))
        """;

    static async Task<bool> MayChangePostgresAsync(Database database, CancellationToken cancel)
    {
        await using var connection = await database.ConnectAsync(cancel);
        return await connection.ExecuteScalarAsync<bool>(MayChangeSql);
    }

    /// <summary>Servers that start together upgrade one after the other; the second finds nothing to do.</summary>
    static async Task<IAsyncDisposable> LockPostgresAsync(Database database, CancellationToken cancel)
    {
        // Not from the pool: the lock ends with its connection, and a pooled one would live on.
        NpgsqlConnectionStringBuilder unpooled = new(database.ConnectionString) { Pooling = false };
        NpgsqlConnection connection = new(unpooled.ConnectionString);
        await TrustingAsync(database, () => connection.OpenAsync(cancel));
        await using NpgsqlCommand lockCommand = new($"select pg_advisory_lock({AdvisoryLock})", connection) { CommandTimeout = 600 };
        await lockCommand.ExecuteNonQueryAsync(cancel);
        return connection;
    }

    /// <summary>Waiting helps nobody who was told of the wrong authority: it is said at once.</summary>
    static async Task TrustingAsync(Database database, Func<Task> connect)
    {
        try
        {
            await connect();
        }
        catch (NpgsqlException error) when (error.InnerException is AuthenticationException reason)
        {
            // Without its cause: a fault that passes is known by its cause, and waited for.
            throw new UserErrorException(
                $"{database.Name} is not trusted: its certificate is of no authority that 'Root Certificate' names, or for another host. "
                + reason.Message);
        }
    }

    /// <summary>SQLite has no such lock, so a lock file beside the database serves; it disappears with its holder.</summary>
    static async Task<IAsyncDisposable> LockFileAsync(Database database, CancellationToken cancel)
    {
        var path = database.File!.Path + ".upgrade";
        while (true)
        {
            try
            {
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                return OwnFile.Open(path, FileMode.OpenOrCreate, FileOptions.DeleteOnClose);
            }
            catch (IOException error) when (SqliteFile.IsLocked(error))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), cancel);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                throw new UserErrorException($"{database.Name} cannot be written to: {error.Message}", error);
            }
        }
    }
}
