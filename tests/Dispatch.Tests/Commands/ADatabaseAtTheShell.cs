using Dapper;
using Dispatch.Tests.Support;
using Microsoft.Data.Sqlite;

namespace Dispatch.Tests.Commands;

/// <summary>Which commands set a database up or bring it up to date, and what the others say.</summary>
[TestFixture("sqlite")]
[TestFixture("postgres")]
public sealed class ADatabaseAtTheShell(string engine)
{
    static readonly string Alliance = Path.Combine(AppContext.BaseDirectory, "Demo", "shuiyuncheng.yaml");

    static readonly TestCaseData[] Commands =
    [
        new TestCaseData((object)new[] { "verify" }) { TestName = "{m}_by_verify" },
        new TestCaseData((object)new[] { "replay", "--calendar", "china", "--from", "2026-09-01", "--to", "2026-09-30" })
        {
            TestName = "{m}_by_replay",
        },
        new TestCaseData((object)new[] { "database", "backup", "copy.db" }) { TestName = "{m}_by_database_backup" },
        new TestCaseData((object)new[] { "recount" }) { TestName = "{m}_by_recount" },
        new TestCaseData((object)new[] { "token", "create", "--person", "huang-lihua" }) { TestName = "{m}_by_token_create" },
        new TestCaseData((object)new[] { "token", "revoke", "dsp_none" }) { TestName = "{m}_by_token_revoke" },
        new TestCaseData((object)new[] { "play" }) { TestName = "{m}_by_play" },
        new TestCaseData((object)new[] { "import", "table.csv", "--map", "map.yaml" }) { TestName = "{m}_by_import" },
    ];

    TestDatabase fresh = null!;

    [SetUp]
    public async Task Makes_an_empty_one() => fresh = await TestDatabase.CreateAsync(engine);

    [TearDown]
    public async Task Removes_it() => await fresh.DisposeAsync();

    [TestCaseSource(nameof(Commands))]
    public async Task Is_not_set_up(string[] arguments)
    {
        var command = await RunAsync(arguments);

        Assert.That((command.ExitCode, command.Output), Is.EqualTo((1, "")));
        Assert.That(
            command.Errors.TrimEnd(),
            Does.EndWith("The server sets it up when it starts, and so do 'database migrate' and 'alliance load'."));
        Assert.That(await TablesAsync(), Is.Empty);
    }

    [TestCaseSource(nameof(Commands))]
    public async Task Is_not_brought_up_to_date(string[] arguments)
    {
        await fresh.Database.MigrateAsync();
        await using (var connection = await fresh.OpenAsync())
            await connection.ExecuteAsync("delete from schemaversions where scriptname like '%007_feeds%'; drop table feeds");

        var command = await RunAsync(arguments);

        Assert.That((command.ExitCode, command.Output), Is.EqualTo((1, "")));
        Assert.That(command.Errors, Does.Contain("has the schema of an older version."));
        Assert.That(await TablesAsync(), Has.Member("orders").And.No.Member("feeds"));
    }

    [Test]
    public async Task Is_set_up_by_alliance_load_so_that_the_other_commands_work()
    {
        var load = await RunAsync("alliance", "load", Alliance);
        var token = await RunAsync("token", "create", "--person", "huang-lihua");
        var revoke = await RunAsync("token", "revoke", token.Output.Trim());
        var again = await RunAsync("token", "revoke", token.Output.Trim());
        var verify = await RunAsync("verify");

        Assert.That((load.ExitCode, load.Errors), Is.EqualTo((0, "")));
        Assert.That(load.Output, Does.Contain("(shuiyuncheng): "));
        Assert.That(token.ExitCode, Is.Zero);
        Assert.That(token.Errors, Does.Match(SecurityLine("token-made")));
        Assert.That(token.Output, Does.Match("^dsp_[A-Za-z0-9_-]+\r?\n$"));
        Assert.That(
            (revoke.ExitCode, again.ExitCode, again.Output, again.Errors.Trim()),
            Is.EqualTo((0, 1, "", "There is no such token; 'token list' lists those there are.")));
        Assert.That((verify.ExitCode, verify.Errors), Is.EqualTo((0, "")));
        Assert.That(verify.Output, Does.StartWith("0 orders, 0 steps: "));
    }

    /// <summary>All that a command says beside its result: a line of the security log.</summary>
    static string SecurityLine(string happened) => $@"\Ainfo: Dispatch\.Security\[0\]\n +\{{[^\n]*""event"":""{happened}""[^\n]*\}}\n\z";

    [Test]
    public async Task Says_what_a_load_would_change_and_writes_a_file_that_changes_nothing()
    {
        await RunAsync("alliance", "load", Alliance);
        var export = await RunAsync("alliance", "export", "shuiyuncheng");
        var file = Path.Combine(TestContext.CurrentContext.WorkDirectory, $"export-{engine}.yaml");
        await File.WriteAllTextAsync(file, export.Output);

        var same = await RunAsync("alliance", "load", file, "--preview");
        await File.WriteAllTextAsync(file, export.Output.Replace("美佳超市", "美佳便利店", StringComparison.Ordinal));
        var other = await RunAsync("alliance", "load", file, "--preview");
        var again = await RunAsync("alliance", "export", "shuiyuncheng");
        var load = await RunAsync("alliance", "load", file);

        Assert.That(export.ExitCode, Is.Zero);
        Assert.That(export.Errors, Does.Match(SecurityLine("exported")));
        Assert.That((same.ExitCode, same.Output.Trim()), Is.EqualTo((0, "没有变化 Nothing changes")));
        Assert.That(other.Output, Does.StartWith("~ merchants meijia ").And.Contain("美佳便利店"));
        Assert.That(again.Output, Is.EqualTo(export.Output), "a preview changes nothing");
        Assert.That(load.Output, Does.StartWith("~ merchants meijia "));
    }

    [Test]
    public async Task Is_left_as_it_is_by_verify()
    {
        await fresh.Database.MigrateAsync();

        var verify = await RunAsync("verify");

        Assert.That((verify.ExitCode, verify.Errors), Is.EqualTo((0, "")));
        await using var connection = await fresh.OpenAsync();
        Assert.That(await connection.QuerySingleAsync<long>("select count(*) from workflows"), Is.Zero,
            "a server keeps its workflow files there");
    }

    Task<ShellCommand> RunAsync(params string[] arguments) => ShellCommand.RunAsync(fresh.ConnectionString, null, arguments);

    async Task<IReadOnlyList<string>> TablesAsync()
    {
        if (engine == "sqlite" && !File.Exists(new SqliteConnectionStringBuilder(fresh.ConnectionString).DataSource))
            return [];
        await using var connection = await fresh.OpenAsync();
        return [.. await connection.QueryAsync<string>(engine == "sqlite"
            ? "select name from sqlite_master where type = 'table'"
            : "select table_name from information_schema.tables where table_schema = 'public'")];
    }
}
