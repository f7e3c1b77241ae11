using Dispatch.Tests.Support;

namespace Dispatch.Tests.Architecture;

/// <summary>The files of this repository, as they stand in the working tree.</summary>
static class Repository
{
    /// <summary>The folder that the solution is in.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The paths that git knows, relative to <see cref="Root"/> and with slashes; those that were deleted are left out.</summary>
    /// <param name="patterns">Such as <c>*.md</c>; without any, all files.</param>
    public static async Task<IReadOnlyList<string>> FilesAsync(params string[] patterns)
    {
        // The checkout may belong to somebody else, as in a container. New files count before they are committed.
        string[] list =
        [
            "-C", Root, "-c", "safe.directory=*", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", .. patterns,
        ];
        var answer = await Shell.RunAsync("git", list);
        return
        [
            .. answer.Split('\0', StringSplitOptions.RemoveEmptyEntries)
                .Where(path => File.Exists(Path.Combine(Root, path)))
                .Distinct().Order(StringComparer.Ordinal),
        ];
    }

    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    /// <summary>The sources of a project, by their path from its folder: <c>Clocks/Clock.cs</c>.</summary>
    public static async Task<IReadOnlyList<Source>> SourcesAsync(string project) =>
        [.. (await FilesAsync($"{project}/*.cs")).Select(path => new Source(path[(project.Length + 1)..], Read(path)))];

    static string FindRoot()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(Path.Combine(folder, "Dispatch.sln")))
                return folder;
        }

        throw new InvalidOperationException("The tests run outside the repository.");
    }
}

/// <summary>A file of C#.</summary>
/// <param name="Path">From the folder of its project, with slashes.</param>
sealed record Source(string Path, string Text)
{
    /// <summary>Such as <c>Orders/Steps</c>; empty for a file beside the project file.</summary>
    public string Folder => System.IO.Path.GetDirectoryName(Path)!.Replace('\\', '/');
}
