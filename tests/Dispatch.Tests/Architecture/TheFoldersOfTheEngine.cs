using Dispatch.Storage;

namespace Dispatch.Tests.Architecture;

/// <summary>The folders of the engine point one way.</summary>
public sealed class TheFoldersOfTheEngine
{
    /// <summary>Each may use those above it and those on its own line.</summary>
    static readonly string[][] Order =
    [
        ["Language"],
        ["Yaml"],
        ["Storage"],
        ["Calendars"],
        ["Clocks"],
        ["Workflows"],
        ["Rosters"],
        ["Alliances"],
        ["Accounts"],
        ["Feeds"],
        ["Handovers"],
        ["Outbox"],
        ["Orders", "Orders/Steps", "Orders/Search"],
        ["Orders/Desk"],
        ["Registers"],
        ["Watching"],
        ["Replays"],
        ["Reports", "Reports/Judging"],
    ];

    const string Project = "src/Dispatch";

    [Test]
    public async Task A_folder_uses_only_those_above_it()
    {
        var sources = await Repository.SourcesAsync(Project);

        // Were the sources not understood, no use would be found, and none that is wrong.
        Assert.That(FolderUse.In("Dispatch", sources, (from, to) => (from, to) == ("Reports", "Clocks")), Is.Not.Empty);
        Findings.AreNone(FolderUse.In("Dispatch", sources, (from, to) => Level(to) > Level(from)).Select(use => $"{Project}/{use}"));
    }

    [Test]
    public async Task Every_folder_stands_in_the_order()
    {
        var folders = (await Repository.SourcesAsync(Project)).Select(source => source.Folder).Distinct();

        Assert.That(folders, Is.EquivalentTo(Order.SelectMany(level => level)));
    }

    [Test]
    public void The_engine_uses_neither_the_web_nor_a_broker()
    {
        var references = typeof(Database).Assembly.GetReferencedAssemblies().Select(reference => reference.Name!).ToList();

        Assert.That(references, Does.Contain("Dapper"), "what is referenced is seen");
        Assert.That(
            references.Where(name => ((string[])["Microsoft.AspNetCore", "MassTransit", "RabbitMQ"]).Any(name.StartsWith)), Is.Empty);
    }

    /// <summary>A folder that is not in the order is no reason for more than one failure.</summary>
    static int Level(string folder)
    {
        var level = Array.FindIndex(Order, folders => folders.Contains(folder));
        return level < 0 ? Order.Length : level;
    }
}
