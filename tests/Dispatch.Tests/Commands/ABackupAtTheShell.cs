using System.Runtime.Versioning;
using Dapper;
using Dispatch.Tests.Support;
using Microsoft.Data.Sqlite;

namespace Dispatch.Tests.Commands;

/// <summary><c>database backup</c>, beside a server that runs.</summary>
public sealed class ABackupAtTheShell
{
    const UnixFileMode OwnersAlone = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    readonly string folder = Directory.CreateTempSubdirectory("dispatch-backup-").FullName;
    TestDatabase database = null!;
    RunningServer server = null!;

    string Target => Path.Combine(folder, "dispatch.backup");

    [SetUp]
    public async Task Starts_a_server()
    {
        database = await TestDatabase.CreateAsync("sqlite");
        server = await RunningServer.StartAsync(database.ConnectionString);
    }

    [TearDown]
    public async Task Puts_all_away()
    {
        await server.DisposeAsync();
        await database.DisposeAsync();
        File.Delete(Target);
    }

    [OneTimeTearDown]
    public void Removes_the_folder() => Directory.Delete(folder, recursive: true);

    [Test]
    [UnsupportedOSPlatform("windows")]
    public async Task Is_a_whole_database_of_its_owner_alone_while_the_server_goes_on_writing()
    {
        HttpLoad load = new("backup", [server], orders: 60, callers: 8);
        var walking = load.RunAsync();
        await load.ReachesAsync(load.Steps / 6);

        var backup = await BackUpAsync();
        await walking;

        Assert.That((backup.ExitCode, backup.Errors), Is.EqualTo((0, "")));
        Assert.That(load.Faults, Is.Empty);
        Assert.That(Directory.GetFiles(folder), Is.EqualTo((string[])[Target]), "one file, and nothing beside it");
        Assert.That(File.GetUnixFileMode(Target), Is.EqualTo(OwnersAlone));
        var verify = await ShellCommand.RunAsync($"Data Source={Target}", null, "verify");
        Assert.That(verify.ExitCode, Is.Zero, verify.Output + verify.Errors);
        await using SqliteConnection copy = new($"Data Source={Target};Pooling=false");
        Assert.That(await copy.ExecuteScalarAsync<long>("select count(*) from orders"), Is.AtLeast(10));
    }

    [Test]
    public async Task Overwrites_nothing()
    {
        await File.WriteAllTextAsync(Target, "something else");

        var backup = await BackUpAsync();

        Assert.That((backup.ExitCode, backup.Output), Is.EqualTo((1, "")));
        Assert.That(backup.Errors.Trim(), Is.EqualTo($"{Target} is there already; a backup overwrites nothing."));
        Assert.That(await File.ReadAllTextAsync(Target), Is.EqualTo("something else"));
    }

    [Test]
    public async Task Says_where_it_cannot_be_written()
    {
        var target = Path.Combine(folder, "none", "copy.db");

        var backup = await ShellCommand.RunAsync(database.ConnectionString, null, "database", "backup", target);

        Assert.That((backup.ExitCode, backup.Output), Is.EqualTo((1, "")));
        Assert.That(backup.Errors, Does.StartWith("The backup cannot be written to "));
    }

    [Test]
    public async Task Is_left_to_PostgreSQL_where_the_database_is_its()
    {
        await using var postgres = await TestDatabase.CreateMigratedAsync("postgres");

        var backup = await ShellCommand.RunAsync(postgres.ConnectionString, null, "database", "backup", Target);

        Assert.That((backup.ExitCode, File.Exists(Target)), Is.EqualTo((1, false)));
        Assert.That(backup.Errors.Trim(), Does.EndWith("is no file: PostgreSQL's own pg_dump makes its backups."));
    }

    Task<ShellCommand> BackUpAsync() => ShellCommand.RunAsync(database.ConnectionString, null, "database", "backup", Target);
}
