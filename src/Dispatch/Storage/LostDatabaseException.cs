using System.Data.Common;

namespace Dispatch.Storage;

/// <summary>The file of the database is not the one that was opened, in which nobody would look any more.</summary>
public sealed class LostDatabaseException(string name) : DbException(
    $"The file of {name} was deleted, moved or replaced while it was in use. Nothing is saved or read until it is back. "
    + "To go on with another file, stop the server, put that file in place without the -wal and -shm beside it, and start again.")
{
    /// <summary>It passes when the file is put back.</summary>
    public override bool IsTransient => true;
}
