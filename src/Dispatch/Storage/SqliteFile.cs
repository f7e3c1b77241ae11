using Dispatch.Language;
using Microsoft.Data.Sqlite;

namespace Dispatch.Storage;

/// <summary>The file of a SQLite database, from its making to the notice that it is not there any more.</summary>
/// <remarks>
/// A process keeps a file that was deleted or moved, and SQLite goes on writing to it. Therefore every connection, and every commit of
/// steps, makes sure that the path still leads to the files that were opened: the database and its write-ahead log, in which the last
/// commits stand alone. A connection of its own keeps the log, which SQLite removes when the last one closes.
/// </remarks>
sealed class SqliteFile : IDisposable
{
    readonly string connectionString;
    readonly string name;
    readonly bool readOnly;
    readonly Lock gate = new();
    SqliteConnection? ownConnection;
    Opened? opened;
    FileStream? serverLock;

    /// <param name="name">Of the database, for people.</param>
    public SqliteFile(string connectionString, string name, bool readOnly)
    {
        (this.connectionString, this.name, this.readOnly) = (connectionString, name, readOnly);
        var path = System.IO.Path.GetFullPath(new SqliteConnectionStringBuilder(connectionString).DataSource);
        // SQLite itself keeps the log beside the file that a link leads to.
        FileInfo file = new(path);
        Path = file.LinkTarget is null ? path : file.ResolveLinkTarget(returnFinalTarget: true)!.FullName;
    }

    /// <summary>Absolute, and no link.</summary>
    public string Path { get; }

    public bool Exists => File.Exists(Path);

    /// <summary>Whether a schema of ours was ever begun in it. An empty file is left empty by the look.</summary>
    public bool HasTables
    {
        get
        {
            if (FileIdentity.At(Path) is not { Length: > 0 })
                return false;
            using var connection = Connect(SqliteOpenMode.ReadOnly);
            using var look = connection.CreateCommand();
            look.CommandText = "select count(*) from sqlite_schema where name like 'schemaversions'";
            return (long)look.ExecuteScalar()! > 0;
        }
    }

    sealed record Opened(FileIdentity Database, FileIdentity? Log);

    string LogPath => $"{Path}-wal";

    /// <summary>Makes an empty file, where there is none. SQLite gives what it keeps beside it the same rights.</summary>
    public void Make()
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path)!);
        OwnFile.Open(Path, FileMode.CreateNew).Dispose();
    }

    /// <summary>Takes away what rights others have to the database and what SQLite keeps beside it.</summary>
    /// <returns>Whether they had any.</returns>
    /// <exception cref="UnauthorizedAccessException">It belongs to somebody else.</exception>
    public bool KeepToOwner() =>
        OwnFile.KeepToOwner(Path) | OwnFile.KeepToOwner(LogPath) | OwnFile.KeepToOwner($"{Path}-shm"); // all three, whatever the first was

    /// <summary>Writes a copy of this moment into a new file, whoever writes to the database meanwhile.</summary>
    /// <exception cref="UserErrorException">There is such a file, or it cannot be written.</exception>
    public void CopyTo(string target)
    {
        var unfinished = $"{target}.{Guid.NewGuid():n}.unfinished";
        try
        {
            if (File.Exists(target))
                throw new UserErrorException($"{target} is there already; a backup overwrites nothing.");
            OwnFile.Open(unfinished, FileMode.CreateNew).Dispose();
            SqliteConnectionStringBuilder place = new() { DataSource = unfinished, Pooling = false };
            using (var source = Connect(SqliteOpenMode.ReadOnly))
            using (SqliteConnection copy = new(place.ConnectionString))
            {
                copy.Open();
                source.BackupDatabase(copy);
                // The copy is one file: nothing of it stays in a log.
                using var whole = copy.CreateCommand();
                whole.CommandText = "pragma journal_mode = delete";
                whole.ExecuteScalar();
            }

            File.Move(unfinished, target);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"The backup cannot be written to {target}: {error.Message}", error);
        }
        finally
        {
            if (File.Exists(unfinished))
                File.Delete(unfinished);
        }
    }

    /// <summary>An open connection that is in no pool.</summary>
    SqliteConnection Connect(SqliteOpenMode mode)
    {
        SqliteConnectionStringBuilder unpooled = new(connectionString) { Mode = mode, Pooling = false };
        SqliteConnection connection = new(unpooled.ConnectionString);
        connection.Open();
        return connection;
    }

    /// <summary>Remembers which file it is, once a connection was opened and set up.</summary>
    public void Remember()
    {
        lock (gate)
        {
            if (opened is not null)
                return;
            if (!readOnly && ownConnection is null)
            {
                ownConnection = Connect(SqliteOpenMode.ReadWrite);
                using var look = ownConnection.CreateCommand();
                look.CommandText = "pragma journal_mode = wal; select count(*) from sqlite_schema";
                look.ExecuteScalar();
            }

            if (FileIdentity.At(Path) is { Length: > 0 } database)
                opened = new Opened(database, ownConnection is null ? null : FileIdentity.At(LogPath));
        }
    }

    /// <summary>Makes sure that the file is the one that was opened first; it takes some microseconds.</summary>
    /// <exception cref="LostDatabaseException">It was deleted, moved, replaced or cut short, or its log was.</exception>
    public void Require()
    {
        if (Volatile.Read(ref opened) is not { } first)
            return;
        if (FileIdentity.At(Path) is { } now && now.IsSameAs(first.Database) && now.Length >= first.Database.Length && HasLog(first))
        {
            // A copy over it in place makes it shorter; SQLite by itself does that only when somebody asks it to.
            if (now.Length > first.Database.Length)
                Volatile.Write(ref opened, first with { Database = now });
            return;
        }

        // What was opened under this path meanwhile may be another file.
        SqliteConnection.ClearPool(new SqliteConnection(connectionString));
        throw new LostDatabaseException(name);
    }

    bool HasLog(Opened first) => first.Log is not { } log || (FileIdentity.At(LogPath) is { } now && now.IsSameAs(log));

    /// <summary>Makes this process the only server on the file, until it ends.</summary>
    /// <exception cref="UserErrorException">Another one is, or the folder cannot be written to.</exception>
    public void LockForServer()
    {
        try
        {
            // It stays where it is: a file that is deleted at the end may be locked by two who opened it before and after.
            serverLock ??= OwnFile.Open($"{Path}.server", FileMode.OpenOrCreate);
        }
        catch (IOException error) when (IsLocked(error))
        {
            throw new UserErrorException(
                $"Another server runs on {name}. A file has one server; for several, use PostgreSQL.", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"{name} cannot be written to: {error.Message}", error);
        }
    }

    /// <summary>Somebody else has the file open for themselves, which passes; anything else does not.</summary>
    public static bool IsLocked(IOException error) =>
        error.HResult == (OperatingSystem.IsWindows() ? SharingViolation : OperatingSystem.IsMacOS() ? WouldBlockOnMac : WouldBlock);

    const int SharingViolation = unchecked((int)0x80070020);
    const int WouldBlock = 11;
    const int WouldBlockOnMac = 35;

    public void Dispose()
    {
        ownConnection?.Dispose();
        serverLock?.Dispose();
    }
}
