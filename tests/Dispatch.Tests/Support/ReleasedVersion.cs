using Dispatch.Tests.Architecture;

namespace Dispatch.Tests.Support;

/// <summary>The version before this one, as people have it in use when they upgrade: built from its commit.</summary>
static class ReleasedVersion
{
    /// <summary>0.2.0: the commit in which the changelog closes that version. To be set to the next one with each release.</summary>
    const string Commit = "e664553131f2954f8674fa8dec09b1659a35efa2";

    /// <summary>The built program, kept outside the repository for the next run; null where git does not have the commit.</summary>
    public static async Task<string?> ProgramAsync()
    {
        var built = Path.Combine(Path.GetTempPath(), $"dispatch-{Commit[..12]}-{Environment.UserName}");
        var program = Path.Combine(built, "Dispatch.Server.dll");
        if (File.Exists(program))
            return program;
        if (!await HasCommitAsync())
            return null;

        var folder = Directory.CreateTempSubdirectory("dispatch-released-").FullName;
        var (sources, output) = (Path.Combine(folder, "sources"), Path.Combine(folder, "output"));
        try
        {
            await GitAsync("worktree", "add", "--detach", sources, Commit);
            await Shell.RunAsync(
                "dotnet",
                ["build", Path.Combine(sources, "src", "Dispatch.Server"), "-c", "Release", "-o", output, "-p:RunAnalyzers=false"],
                new Dictionary<string, string> { ["MSBUILDDISABLENODEREUSE"] = "1", ["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0" });
            // At once, so that a run that was killed leaves no half of a program behind.
            Directory.Move(output, built);
        }
        finally
        {
            await GitAsync("worktree", "remove", "--force", sources);
            Directory.Delete(folder, recursive: true);
        }

        return program;
    }

    static async Task<bool> HasCommitAsync()
    {
        try
        {
            await GitAsync("cat-file", "-e", Commit + "^{commit}");
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    static Task<string> GitAsync(params string[] arguments) =>
        Shell.RunAsync("git", ["-C", Repository.Root, "-c", "safe.directory=*", .. arguments]);
}
