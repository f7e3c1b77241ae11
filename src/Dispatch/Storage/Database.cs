using System.Data;
using System.Data.Common;
using System.Globalization;
using System.Text.Json;
using Dispatch.Language;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Dispatch.Storage;

/// <summary>The database that all orders are stored in: PostgreSQL, or one SQLite file.</summary>
public sealed class Database : IAsyncDisposable
{
    readonly NpgsqlDataSource? postgres;
    readonly bool readOnly;

    Database(string connectionString, string name, NpgsqlDataSource? postgres, bool readOnly)
    {
        (ConnectionString, Name, this.postgres, this.readOnly) = (connectionString, name, postgres, readOnly);
        File = postgres is null ? new SqliteFile(connectionString, name, readOnly) : null;
        StoredTypes.Register();
    }

    public bool IsPostgres => postgres is not null;

    /// <summary>Where it is, for people; without user and password.</summary>
    public string Name { get; }

    internal string ConnectionString { get; }

    /// <summary>The file of SQLite; null on PostgreSQL.</summary>
    internal SqliteFile? File { get; }

    /// <summary>Tells the two databases apart by the connection string: a host means PostgreSQL, a file means SQLite.</summary>
    /// <param name="readOnly">The database itself refuses every change; a missing file is not created.</param>
    /// <exception cref="UserErrorException">The string names neither, or cannot be read.</exception>
    public static Database At(string connectionString, bool readOnly = false)
    {
        try
        {
            return Read(connectionString, readOnly);
        }
        catch (ArgumentException error)
        {
            throw new UserErrorException($"The connection string of the database cannot be read: {error.Message}", error);
        }
    }

    static Database Read(string connectionString, bool readOnly)
    {
        DbConnectionStringBuilder parts = new() { ConnectionString = connectionString };
        if (parts.ContainsKey("Host") || parts.ContainsKey("Server"))
        {
            NpgsqlConnectionStringBuilder npgsql = new(connectionString);
            if (npgsql.RootCertificate is { Length: > 0 } root)
                CertificateFiles.Authorities(root, "Root Certificate");
            if (npgsql.SslCertificate is { Length: > 0 } certificate)
                CertificateFiles.WithKey(certificate, npgsql.SslKey, npgsql.SslPassword, "SSL Certificate").Dispose();
            // The hot statements are few and always the same: the server plans them once a connection, which takes longer for those of
            // a page than to carry them out.
            if (npgsql.MaxAutoPrepare == 0)
                (npgsql.MaxAutoPrepare, npgsql.AutoPrepareMinUsages) = (100, 2);
            // Compiling takes longer than any statement of ours gains by it.
            npgsql.Options = $"{npgsql.Options} -c jit=off".TrimStart();
            if (readOnly)
                npgsql.Options = $"{npgsql.Options} -c default_transaction_read_only=on".TrimStart();
            var name = $"PostgreSQL {npgsql.Host}:{npgsql.Port}/{npgsql.Database}";
            return new Database(npgsql.ConnectionString, name, NpgsqlDataSource.Create(npgsql), readOnly);
        }

        if (parts.ContainsKey("Data Source") || parts.ContainsKey("DataSource") || parts.ContainsKey("Filename"))
        {
            SqliteConnectionStringBuilder file = new(connectionString) { ForeignKeys = true };
            // No connection makes a file: one that was lost must not come back empty.
            if (readOnly)
                file.Mode = SqliteOpenMode.ReadOnly;
            else if (file.Mode == SqliteOpenMode.ReadWriteCreate)
                file.Mode = SqliteOpenMode.ReadWrite;
            return new Database(file.ConnectionString, $"SQLite {file.DataSource}", null, readOnly);
        }

        throw new UserErrorException(
            "The connection string names no database: use 'Host=…;Database=…;Username=…' for PostgreSQL "
            + "or 'Data Source=FILE' for SQLite.");
    }

    /// <summary>An open connection; dispose of it to give it back.</summary>
    /// <exception cref="LostDatabaseException">The file of SQLite is not the one that was opened first.</exception>
    public async Task<DbConnection> ConnectAsync(CancellationToken cancel = default)
    {
        if (postgres is not null)
            return await postgres.OpenConnectionAsync(cancel);

        RequireSameFile();
        var connection = new SqliteConnection(ConnectionString);
        try
        {
            await connection.OpenAsync(cancel);
            await using var pragma = connection.CreateCommand();
            // FULL: a step that was acknowledged is on the disk, whatever happens to the machine. The write-ahead log is checkpointed every
            // 32 MB instead of every 4 MB: most of its pages are the same few, and each checkpoint writes them to the file once.
            pragma.CommandText = readOnly
                ? "pragma busy_timeout = 30000;"
                : "pragma journal_mode = wal; pragma synchronous = full; pragma wal_autocheckpoint = 8000; pragma busy_timeout = 30000;";
            await pragma.ExecuteNonQueryAsync(cancel);
            File!.Remember();
            RequireSameFile(); // it may have gone between the first look and the opening
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Whether there is a file of SQLite. A database of PostgreSQL is somebody else's to make.</summary>
    public bool HasFile => File?.Exists ?? true;

    /// <summary>Makes sure that the file of SQLite is the one that was opened first. On PostgreSQL there is nothing to look at.</summary>
    /// <exception cref="LostDatabaseException">It was deleted, moved or replaced.</exception>
    public void RequireSameFile() => File?.Require();

    /// <summary>Makes this the only server on a file of SQLite, until its end. PostgreSQL has any number of servers.</summary>
    /// <exception cref="UserErrorException">Another server runs on the file, or it cannot be written to.</exception>
    public void LockForServer() => File?.LockForServer();

    /// <summary>Takes away what rights others on this machine have to the file of SQLite.</summary>
    /// <returns>Whether they had any.</returns>
    /// <exception cref="UnauthorizedAccessException">It belongs to somebody else.</exception>
    public bool KeepFileToOwner() => File?.KeepToOwner() ?? false;

    /// <summary>Writes a copy of the file of SQLite as it is at this moment; a server may run on it.</summary>
    /// <param name="target">A new file, which only its owner may read.</param>
    /// <exception cref="UserErrorException">It cannot be written, or this is no file.</exception>
    public void BackUp(string target) => (File ?? throw new UserErrorException(
        $"{Name} is no file: PostgreSQL's own pg_dump makes its backups.")).CopyTo(Path.GetFullPath(target));

    /// <summary>A transaction in which every read sees the same state, and which blocks no writer.</summary>
    public static async Task<DbTransaction> SnapshotAsync(DbConnection connection, CancellationToken cancel = default) =>
        connection is SqliteConnection sqlite
            ? sqlite.BeginTransaction(deferred: true)
            : await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancel);

    /// <summary>The time by the database's own clock, which is one for all servers, as columns of instants keep it.</summary>
    /// <param name="offset">Whole milliseconds that are added to it.</param>
    public string Now(TimeSpan offset = default)
    {
        var seconds = offset.TotalSeconds.ToString("+0.000;-0.000", CultureInfo.InvariantCulture);
        return IsPostgres
            ? $"(clock_timestamp() + interval '{seconds} seconds')"
            : $"strftime('%Y-%m-%dT%H:%M:%f000Z', 'now', '{seconds} seconds')";
    }

    /// <summary>The condition that a column is one of the values of a list parameter, made with <see cref="List"/>.</summary>
    public string Among(string column, string parameter) => IsPostgres
        ? $"{column} = any(@{parameter})"
        : $"{column} in (select value from json_each(@{parameter}))";

    /// <summary>The condition that a text parameter stands somewhere in a column, sign by sign.</summary>
    public string Holds(string column, string parameter) => $"{(IsPostgres ? "strpos" : "instr")}({column}, @{parameter}) > 0";

    /// <summary>Two list parameters of one length as a table with a row for each pair, made with <see cref="List"/>.</summary>
    /// <param name="columns">The names of its two columns.</param>
    public string Pairs(string table, (string First, string Second) columns, (string First, string Second) parameters) => IsPostgres
        ? $"unnest(@{parameters.First}, @{parameters.Second}) as {table} ({columns.First}, {columns.Second})"
        : $"""
           (select a.value as {columns.First}, b.value as {columns.Second}
              from json_each(@{parameters.First}) as a
              join json_each(@{parameters.Second}) as b on b.key = a.key) as {table}
           """;

    /// <summary>A parameter with a JSON list of objects as a table, for statements that write many rows.</summary>
    /// <param name="columns">Names of the objects' fields, with the types that PostgreSQL gives them.</param>
    public string Records(string table, string parameter, params IReadOnlyList<(string Name, string Type)> columns) => IsPostgres
        ? $"json_to_recordset(cast(@{parameter} as json)) as {table} ({Joined(columns.Select(column => $"{column.Name} {column.Type}"))})"
        : $"""
           (select {Joined(columns.Select(column => $"value ->> '{column.Name}' as {column.Name}"))}
              from json_each(@{parameter})) as {table}
           """;

    static string Joined(IEnumerable<string> columns) => string.Join(", ", columns);

    /// <summary>A list as the database takes it in one parameter: an array, or on SQLite a JSON text.</summary>
    public object List<T>(IReadOnlyCollection<T> values) => IsPostgres ? values.ToArray() : JsonSerializer.Serialize(values);

    /// <summary>Brings the schema up to date; several servers may do it at the same time.</summary>
    /// <param name="mayBeNew">Whether a SQLite file is made where there is none, and tables where it has none.</param>
    /// <exception cref="UserErrorException">
    /// There is none and it may not be new, it cannot be written to, or a script failed; the message says which and why.
    /// </exception>
    public Task MigrateAsync(bool mayBeNew = true, CancellationToken cancel = default) => Schema.UpgradeAsync(this, mayBeNew, cancel);

    /// <summary>Makes sure that the database was set up before, by this version or a later one; changes nothing.</summary>
    /// <exception cref="UserErrorException">It does not exist, has no schema of ours, or an older one.</exception>
    public Task RequireSchemaAsync(CancellationToken cancel = default) => Schema.RequireAsync(this, cancel);

    public async ValueTask DisposeAsync()
    {
        if (postgres is not null)
            await postgres.DisposeAsync();
        else
            SqliteConnection.ClearPool(new SqliteConnection(ConnectionString));
        File?.Dispose();
    }
}
