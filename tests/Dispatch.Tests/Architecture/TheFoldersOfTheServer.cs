using System.Text.RegularExpressions;

namespace Dispatch.Tests.Architecture;

/// <summary>The shell stands on top of the server: its commands use the capabilities, and nothing uses them.</summary>
public sealed partial class TheFoldersOfTheServer
{
    const string Project = "src/Dispatch.Server";
    const string Commands = "Commands";
    const string EntryPoint = "Program.cs";

    [Test]
    public async Task No_capability_uses_the_commands()
    {
        var sources = await Repository.SourcesAsync(Project);

        // Were the sources not understood, no use would be found.
        Assert.That(FolderUse.In("Dispatch.Server", sources, (from, to) => (from, to) == ("Importing", "Messaging")), Is.Not.Empty);
        Findings.AreNone(FolderUse.In("Dispatch.Server", sources, IsUpsideDown)
            .Where(use => use.File != EntryPoint).Select(use => $"{Project}/{use}"));
    }

    [Test]
    public async Task No_page_uses_the_commands()
    {
        var pages = await Repository.FilesAsync($"{Project}/*.razor");

        Findings.AreNone(
            from page in pages
            from line in Repository.Read(page).Split('\n').Index()
            where UsingOfCommands().IsMatch(line.Item)
            select $"{page}:{line.Index + 1}: {line.Item.Trim()}");
    }

    static bool IsUpsideDown(string from, string to) => IsOfCommands(to) && !IsOfCommands(from);

    static bool IsOfCommands(string folder) => folder == Commands || folder.StartsWith($"{Commands}/", StringComparison.Ordinal);

    [GeneratedRegex(@"\bServer\.Commands\b|@using\s+Commands\b")]
    private static partial Regex UsingOfCommands();
}
