using System.Data.Common;
using System.Net.Sockets;
using System.Security.Authentication;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Dispatch.Storage;

/// <summary>What a failure of the database means to the caller.</summary>
public static class DatabaseFault
{
    /// <summary>A passing fault that the request did not cause: the database is down, locked, full, or may not write just now.</summary>
    public static bool IsTransient(Exception error) => error switch
    {
        // busy, locked, read-only, input or output failed, full, cannot be opened: https://sqlite.org/rescode.html
        SqliteException sqlite => sqlite.SqliteErrorCode is 5 or 6 or 8 or 10 or 13 or 14,
        // A standby after a switch-over, or a server that was made read-only; and its file system, which it reports as a missing right.
        PostgresException { SqlState: PostgresErrorCodes.ReadOnlySqlTransaction or PostgresErrorCodes.InsufficientPrivilege } => true,
        // Its certificate has run out, or is another one: an outage, like any other reason for which it cannot be reached.
        NpgsqlException { InnerException: AuthenticationException } => true,
        DbException database => database.IsTransient || IsTransientInside(error),
        TimeoutException => true,
        // No address for the name of the host: it is asked for before there is a connection that could fail.
        SocketException => true,
        _ => IsTransientInside(error),
    };

    /// <summary>Another writer inserted a row with the same key first: read it again.</summary>
    public static bool IsConflict(Exception error) => error switch
    {
        // unique, and primary key
        SqliteException sqlite => sqlite.SqliteExtendedErrorCode is 2067 or 1555,
        PostgresException postgres => postgres.SqlState == PostgresErrorCodes.UniqueViolation,
        _ => false,
    };

    /// <summary>A later version of the program is at work here: it stored what this one cannot read, or has changed the schema.</summary>
    public static bool IsOfLaterVersion(Exception error) => error switch
    {
        LaterVersionException => true,
        PostgresException postgres => postgres.SqlState is PostgresErrorCodes.UndefinedColumn or PostgresErrorCodes.UndefinedTable,
        SqliteException { SqliteErrorCode: 1 } sqlite =>
            sqlite.Message.Contains("no such column", StringComparison.Ordinal)
            || sqlite.Message.Contains("no such table", StringComparison.Ordinal),
        _ => false,
    };

    static bool IsTransientInside(Exception error) => error.InnerException is { } inner && IsTransient(inner);
}
