using System.Diagnostics;

namespace Dispatch.Tests.Support;

/// <summary>A file system of some megabytes of its own, which a test may fill or make read-only. Mounting needs root.</summary>
sealed class SmallDisk : IDisposable
{
    SmallDisk(string folder) => Folder = folder;

    public string Folder { get; }

    public string DatabasePath => Path.Combine(Folder, "dispatch.db");

    string Filler => Path.Combine(Folder, "filler");

    public static SmallDisk Mount(int megabytes)
    {
        if (!Environment.IsPrivilegedProcess)
            Assert.Ignore("Only root may mount a file system.");
        SmallDisk disk = new(Directory.CreateTempSubdirectory("dispatch-disk-").FullName);
        Run("mount", "-t", "tmpfs", "-o", $"size={megabytes}m", "none", disk.Folder);
        return disk;
    }

    /// <summary>Leaves no byte.</summary>
    public void Fill()
    {
        using var filler = File.Create(Filler, bufferSize: 0);
        var page = new byte[4096];
        try
        {
            while (true)
                filler.Write(page);
        }
        catch (IOException)
        {
            // full
        }
    }

    public void MakeRoom() => File.Delete(Filler);

    public void MakeReadOnly() => Run("mount", "-o", "remount,ro", Folder);

    public void MakeWritable() => Run("mount", "-o", "remount,rw", Folder);

    public void Dispose()
    {
        Run("umount", "--lazy", Folder);
        Directory.Delete(Folder);
    }

    static void Run(string program, params IReadOnlyList<string> arguments)
    {
        using var process = Process.Start(program, arguments);
        process.WaitForExit();
        Assert.That(process.ExitCode, Is.Zero, $"{program} {string.Join(' ', arguments)}");
    }
}
