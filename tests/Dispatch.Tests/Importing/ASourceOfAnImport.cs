using Dispatch.Accounts;
using Dispatch.Tests.Support;

namespace Dispatch.Tests.Importing;

[TestFixture("sqlite")]
[TestFixture("postgres")]
public sealed class ASourceOfAnImport(string engine)
{
    const string Map = """
        constants: { alliance: shuiyuncheng, source: hotline-12345, category: "0110" }
        columns: { title: 标题, externalId: 编号 }
        """;

    string folder = null!;
    TestDatabase fresh = null!;

    [SetUp]
    public async Task Loads_the_alliance()
    {
        fresh = await TestDatabase.CreateAsync(engine);
        folder = Directory.CreateTempSubdirectory("dispatch-source-").FullName;
        await System.IO.File.WriteAllTextAsync(Path.Combine(folder, "map.yaml"), Map);
        await System.IO.File.WriteAllTextAsync(Path.Combine(folder, "table.csv"), "编号,标题\n1,垃圾未清\n");
        await DoneAsync("alliance", "load", Path.Combine(AppContext.BaseDirectory, "Demo", "shuiyuncheng.yaml"));
    }

    [TearDown]
    public async Task Removes_it()
    {
        await fresh.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Test]
    public async Task Is_there_to_be_taken_where_nobody_was_given_it() =>
        Assert.That((await ImportAsync("lin-yuzhen")).Output, Does.Contain("1 filed"));

    [Test]
    public async Task Is_not_where_somebody_else_was()
    {
        await DoneAsync("token", "create", "--person", "chen-zhiming", "--source", "hotline-12345");

        var others = await ImportAsync("lin-yuzhen");
        var report = await System.IO.File.ReadAllTextAsync(Path.Combine(folder, "rejected.csv"));
        var own = await ImportAsync("chen-zhiming");

        Assert.That(others.Output, Does.Contain("0 filed, 0 already there, 1 rejected"));
        Assert.That(report, Does.Contain("The source 'hotline-12345' was given to chen-zhiming; import as them."));
        Assert.That(own.Output, Does.Contain("1 filed"));
    }

    [Test]
    public async Task Is_not_a_merchants()
    {
        var import = await ImportAsync("lanshan-dian");

        Assert.That(import.Output, Does.Contain("0 filed, 0 already there, 1 rejected"));
    }

    [TestCase("two words")]
    [TestCase("demo")]
    [TestCase("")]
    public async Task Has_a_name_of_its_own(string name)
    {
        var command = await ShellCommand.RunAsync(
            fresh.ConnectionString, null, "token", "create", "--person", "chen-zhiming", "--source", name);

        Assert.That((command.ExitCode, command.Output), Is.EqualTo((1, "")));
        Assert.That(command.Errors, Does.Contain("source"));
        Assert.That(await TokenList.OfAsync(fresh.Database, "chen-zhiming"), Is.Empty);
    }

    Task<ShellCommand> ImportAsync(string person) => ShellCommand.RunAsync(
        fresh.ConnectionString, null, "import", Path.Combine(folder, "table.csv"), "--map", Path.Combine(folder, "map.yaml"),
        "--as", person, "--report", Path.Combine(folder, "rejected.csv"));

    async Task DoneAsync(params string[] arguments)
    {
        var command = await ShellCommand.RunAsync(fresh.ConnectionString, null, arguments);
        Assert.That(command.ExitCode, Is.Zero, command.Errors);
    }
}
