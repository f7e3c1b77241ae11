using Dispatch.Accounts;
using Dispatch.Tests.Support;

namespace Dispatch.Tests.Commands;

/// <summary>Nobody takes the place of the system, of the demo, or of an administrator of all by a file of one alliance.</summary>
public sealed class ReservedNames
{
    static readonly string Demo = Path.Combine(AppContext.BaseDirectory, "Demo", "shuiyuncheng.yaml");

    TestDatabase fresh = null!;
    string folder = null!;

    [SetUp]
    public async Task Makes_an_empty_database()
    {
        fresh = await TestDatabase.CreateAsync("sqlite");
        folder = Directory.CreateTempSubdirectory("dispatch-names-").FullName;
    }

    [TearDown]
    public async Task Removes_it()
    {
        await fresh.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [TestCase("account", "create", "clock", "--admin")]
    [TestCase("account", "create", "demo-admin", "--admin")]
    [TestCase("token", "create", "--person", "clock")]
    [TestCase("token", "create", "--person", "demo-secretariat")]
    [TestCase("account", "create", "chen", "--admin", "--name", "\u200b")]
    [TestCase("account", "create", "chen", "--admin", "--name", "陈\u0007")]
    public async Task Are_refused_at_the_shell(params string[] arguments)
    {
        await RunAsync("alliance", "load", Demo);

        var command = await RunAsync(arguments);

        Assert.That((command.ExitCode, command.Output), Is.EqualTo((1, "")));
        Assert.That(command.Errors, Is.Not.Empty.And.Not.Contain("   at "));
    }

    [TestCase("--preview")]
    [TestCase("--hand-back")]
    public async Task Make_no_administrator_of_all_by_a_file(string option)
    {
        await RunAsync("alliance", "load", Demo);
        var file = Path.Combine(folder, "file.yaml");
        var text = await File.ReadAllTextAsync(Demo);
        await File.WriteAllTextAsync(file, text.Replace("roles: [secretariat]", "roles: [admin]", StringComparison.Ordinal));

        var command = await RunAsync("alliance", "load", file, option);

        Assert.That((command.ExitCode, command.Output), Is.EqualTo((1, "")));
        Assert.That(command.Errors, Does.Contain("makes nobody an administrator of all alliances").And.Contain("huang-lihua"));
        Assert.That((await PersonList.FindAsync(fresh.Database, "huang-lihua"))!.IsAdmin, Is.False);
    }

    Task<ShellCommand> RunAsync(params string[] arguments) => ShellCommand.RunAsync(fresh.ConnectionString, null, arguments);
}
