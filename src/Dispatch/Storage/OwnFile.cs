namespace Dispatch.Storage;

/// <summary>Files that nobody but their owner may read or change. On Windows the folder says who may.</summary>
static class OwnFile
{
    const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    const UnixFileMode Owner = OwnerOnly | UnixFileMode.UserExecute;

    /// <summary>Opens it for this process alone; where it is made, it is the owner's from its first moment.</summary>
    public static FileStream Open(string path, FileMode mode, FileOptions options = FileOptions.None)
    {
        FileStreamOptions opening = new()
        {
            Mode = mode,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
            BufferSize = 0,
            Options = options,
        };
        if (!OperatingSystem.IsWindows() && mode != FileMode.Open)
            opening.UnixCreateMode = OwnerOnly;
        return new FileStream(path, opening);
    }

    /// <summary>Takes away what rights others have to it.</summary>
    /// <returns>Whether they had any.</returns>
    /// <exception cref="UnauthorizedAccessException">It belongs to somebody else.</exception>
    public static bool KeepToOwner(string path)
    {
        if (OperatingSystem.IsWindows() || !File.Exists(path) || File.GetUnixFileMode(path) is var mode && (mode & ~Owner) == 0)
            return false;
        File.SetUnixFileMode(path, mode & Owner);
        return true;
    }
}
