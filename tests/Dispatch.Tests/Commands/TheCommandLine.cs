using System.Text.RegularExpressions;
using Dispatch.Tests.Architecture;
using Dispatch.Tests.Support;

namespace Dispatch.Tests.Commands;

/// <summary>The program in an empty folder, where its database would be made in <c>data</c>.</summary>
public sealed partial class TheCommandLine
{
    string folder = "";

    [SetUp]
    public void Makes_a_folder() => folder = Directory.CreateTempSubdirectory("dispatch-shell-").FullName;

    [TearDown]
    public void Removes_it() => Directory.Delete(folder, recursive: true);

    [TestCase("--help", "Usage:")]
    [TestCase("-h", "Usage:")]
    [TestCase("-?", "Usage:")]
    [TestCase("--version", "0.")]
    public async Task Prints_help_and_version_and_touches_nothing(string option, string text)
    {
        var command = await ShellCommand.RunInAsync(folder, option);

        Assert.That((command.ExitCode, command.Errors), Is.EqualTo((0, "")));
        Assert.That(command.Output, Does.Contain(text));
        Assert.That(Files, Is.Empty);
    }

    [Test]
    public async Task Prints_the_version_of_the_newest_release_in_the_changelog()
    {
        var command = await ShellCommand.RunInAsync(folder, "--version");

        var newest = NewestRelease().Match(Repository.Read("CHANGELOG.md")).Groups[1].Value;
        Assert.That(command.Output.Trim().Split('+')[0], Is.EqualTo(newest).And.Not.Empty);
    }

    [TestCase("'--hlep'", "--hlep")]
    [TestCase("--urls", "--url", "http://127.0.0.1:5080")]
    [TestCase("'--Demoo=false'", "--Demoo=false")]
    [TestCase("'--ConnectionStrings__Dispatch'", "--ConnectionStrings__Dispatch", "Data Source=x.db")]
    [TestCase("'/urls=http://127.0.0.1:5080'", "/urls=http://127.0.0.1:5080")]
    [TestCase("Required argument missing for option: '--urls'", "--urls")]
    [TestCase("The server cannot listen on 'nowhere'", "--urls=nowhere")]
    [TestCase("Demo is true or false, not 'maybe'", "--Demo", "maybe")]
    [TestCase("The connection string names no database", "--ConnectionStrings:Dispatch=File=x.db")]
    [TestCase("The connection string of the database cannot be read", "--ConnectionStrings:Dispatch=Data Source=x.db;Pasword=1")]
    [TestCase("verify", "verfy")]
    [TestCase("'--bogus'", "verify", "--bogus")]
    [TestCase("'create'", "create", "token")]
    public async Task Refuses_what_it_does_not_know_before_anything_is_touched(string sentence, params string[] arguments)
    {
        var command = await ShellCommand.RunInAsync(folder, arguments);

        Assert.That((command.ExitCode, command.Output), Is.EqualTo((1, "")));
        Assert.That(command.Errors, Does.Contain(sentence).And.Not.Contain("   at "));
        Assert.That(Files, Is.Empty);
    }

    [TestCase("--ConnectionStrings:Dispatch", "Data Source=here/first.db")]
    [TestCase("--ConnectionStrings:Dispatch=Data Source=here/first.db")]
    [TestCase("--connectionstrings:dispatch=Data Source=here/first.db")]
    [TestCase("--ConnectionStrings:Dispatch=Data Source=here/other.db", "--ConnectionStrings:Dispatch=Data Source=here/first.db")]
    [TestCase("--ConnectionStrings:Dispatch=Data Source=here/first.db",
        "--Logging:LogLevel:Default=Debug", "--urls=http://127.0.0.1:5080")]
    public async Task Takes_the_settings_of_the_server_before_a_command(params string[] settings)
    {
        var command = await ShellCommand.RunInAsync(folder, [.. settings, "verify"]);

        Assert.That((command.ExitCode, command.Output), Is.EqualTo((1, "")));
        Assert.That(command.Errors, Does.Contain("There is no database yet at SQLite here/first.db."));
        Assert.That(Files, Is.Empty);
    }

    [TestCase("verify")]
    [TestCase("token", "create", "--person", "huang-lihua")]
    public async Task Leaves_a_file_alone_that_is_not_a_database_of_ours(params string[] arguments)
    {
        await File.WriteAllBytesAsync(Path.Combine(folder, "empty.db"), []);

        var command = await ShellCommand.RunInAsync(folder, ["--ConnectionStrings:Dispatch=Data Source=empty.db", .. arguments]);

        Assert.That((command.ExitCode, command.Output), Is.EqualTo((1, "")));
        Assert.That(command.Errors, Does.StartWith("SQLite empty.db has no schema of Dispatch."));
        var files = new DirectoryInfo(folder).GetFiles();
        Assert.That(files.Select(file => (file.Name, file.Length)), Is.EqualTo(new[] { ("empty.db", 0L) }));
    }

    [Test]
    public async Task Begins_in_production_where_nothing_says_otherwise()
    {
        var command = await ShellCommand.RunInAsync(folder, "--Demo=true", "verify");

        Assert.That(command.Errors, Does.Contain("Demo is only for the environment Development, and this is Production."));
    }

    [Test]
    public async Task Begins_in_the_evaluation_set_up_where_dotnet_run_starts_it()
    {
        var command = await ShellCommand.RunFromCloneAsync(Missing, null, "--Demo=true", "verify");

        Assert.That(command.Errors, Does.StartWith("There is no database yet"), "which is the complaint after the one about Demo");
    }

    [Test]
    public async Task Begins_as_the_environment_says_also_where_dotnet_run_starts_it()
    {
        var command = await ShellCommand.RunFromCloneAsync(Missing, "Production", "--Demo=true", "verify");

        Assert.That(command.Errors, Does.Contain("Demo is only for the environment Development, and this is Production."));
    }

    [Test]
    public async Task Prints_nothing_but_the_table_where_dotnet_run_starts_it()
    {
        var table = Path.Combine(folder, "in.csv");
        await File.WriteAllTextAsync(table, "id,opened\n1,2026-11-23T10:20\n");

        var command = await ShellCommand.RunFromCloneAsync(
            Missing, null, "due", "--calendar", "china", "--limit", "3 working days", "--csv", table, "--from-column", "opened");

        Assert.That((command.ExitCode, command.Errors), Is.EqualTo((0, "")));
        Assert.That(command.Output.ReplaceLineEndings("\n"), Is.EqualTo("""
            id,opened,due,provisional
            1,2026-11-23T10:20,2026-11-26T10:20:00+08:00,false

            """));
    }

    string Missing => $"Data Source={Path.Combine(folder, "missing.db")}";

    IEnumerable<string> Files => Directory.EnumerateFileSystemEntries(folder);

    [GeneratedRegex(@"^## ([0-9]+\.[0-9]+\.[0-9]+)", RegexOptions.Multiline)]
    private static partial Regex NewestRelease();
}
