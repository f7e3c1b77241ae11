using System.Runtime.InteropServices;

namespace Dispatch.Storage;

/// <summary>Which file stands at a path, and how long it is. A file that was put in the place of another has another identity.</summary>
/// <param name="Born">When it was made, as the file system counts that; 0 where it does not know.</param>
readonly record struct FileIdentity(ulong Device, ulong Number, long Born, long Length)
{
    /// <summary>Also when it has grown or shrunk.</summary>
    public bool IsSameAs(FileIdentity other) => this with { Length = 0 } == other with { Length = 0 };

    /// <summary>The file that a path leads to, through links; null when it leads to none that can be seen.</summary>
    public static FileIdentity? At(string path) => OperatingSystem.IsLinux() ? OnLinux(path) : Elsewhere(path);

    /// <summary>Without a number, two files are told apart by when they were made.</summary>
    static FileIdentity? Elsewhere(string path)
    {
        FileInfo file = new(path);
        return file.Exists ? new FileIdentity(0, 0, file.CreationTimeUtc.Ticks, file.Length) : null;
    }

    static FileIdentity? OnLinux(string path)
    {
        Span<byte> stat = stackalloc byte[StatLength];
        if (Statx(AtWorkingDirectory, path, flags: 0, BasicAndBirth, ref MemoryMarshal.GetReference(stat)) != 0)
            return null;

        // The places of the fields are the kernel's, the same on every machine: man 2 statx.
        return new FileIdentity(
            Device: Read(stat, 136),
            Number: Read(stat, 32),
            Born: (long)Read(stat, 80) * 1_000_000_000 + MemoryMarshal.Read<uint>(stat[88..]),
            Length: (long)Read(stat, 40));
    }

    static ulong Read(ReadOnlySpan<byte> stat, int at) => MemoryMarshal.Read<ulong>(stat[at..]);

    const int StatLength = 256;
    const int AtWorkingDirectory = -100;
    const uint BasicAndBirth = 0xfff;

    // .NET tells neither the device nor the number of a file, and SQLite says that a file has moved only where it keeps no log.
    [DllImport("libc", EntryPoint = "statx")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    static extern int Statx(int folder, [MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags, uint mask, ref byte stat);
}
