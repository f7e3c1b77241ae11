using Dapper;
using Dispatch.Tests.Architecture;
using Dispatch.Tests.Support;
using Npgsql;

namespace Dispatch.Tests.Deploy;

/// <summary>The two roles that deploy/roles.sql makes: who changes the tables, and who changes what is in them.</summary>
public sealed class TheRolesOfTheDatabase
{
    static readonly string Roles = Repository.Read("deploy/roles.sql");

    PrivateServices services = null!;
    TestDatabase database = null!;

    [OneTimeSetUp]
    public async Task Starts_a_server_of_their_own()
    {
        services = PrivateServices.Begin(withBroker: false); // roles are the same in all databases of a server
        await services.PostgresReady;
        await using var setUp = await ConnectAsync(services.PostgresConnectionString);
        await setUp.ExecuteAsync("create role dispatch login");
    }

    [OneTimeTearDown]
    public async Task Stops_it() => await services.DisposeAsync();

    [SetUp]
    public async Task Makes_an_empty_database() => database = await TestDatabase.CreateOnAsync(services.PostgresConnectionString);

    [TearDown]
    public async Task Drops_it() => await database.DisposeAsync();

    /// <summary>As the servers come in.</summary>
    string OfServers => new NpgsqlConnectionStringBuilder(database.ConnectionString) { Username = "dispatch" }.ConnectionString;

    /// <summary>As deploy/debian.sh does it: a superuser becomes the owner.</summary>
    string OfOwner => new NpgsqlConnectionStringBuilder(database.ConnectionString) { Options = "-c role=dispatch_owner" }.ConnectionString;

    [Test]
    public async Task Let_a_server_do_all_its_work_on_tables_that_another_made()
    {
        await GiveRolesAsync();
        await MigrateAsync(OfOwner);

        await using var server = await RunningServer.StartAsync(OfServers);
        HttpLoad load = new("roles", [server], orders: 10, callers: 4);
        await load.RunAsync();

        Assert.That(load.Faults, Is.Empty);
        Assert.That(load.Acknowledged, Is.EqualTo(load.Steps));
        // Its workers too: relay, reports and search have to come to their ends.
        foreach (var waiting in (string[])["outbox", "uncounted", "unsearched"])
            await Eventually.ThatAsync(() => CountAsync(waiting), Is.Zero);
        var verified = await ShellCommand.RunAsync(OfServers, null, "verify");
        Assert.That(verified.ExitCode, Is.Zero, verified.Output + verified.Errors);
        Assert.That(server.Output, Does.Not.Contain("permission denied"));
    }

    static readonly string[] Forbidden =
    [
        "drop table history", "alter table orders add column more text", "truncate history", "create table more (id int)",
        "create temp table more (id int)", "create index on orders (id)", "alter table history disable trigger all",
        "create or replace function history_is_append_only() returns trigger language plpgsql as 'begin return new; end'",
        "drop schema public cascade", "create schema more", "set role dispatch_owner", "alter role dispatch superuser",
        "set session_replication_role = replica",
    ];

    [TestCaseSource(nameof(Forbidden))]
    public async Task Refuse_the_servers_to(string statement)
    {
        await GiveRolesAsync();
        await MigrateAsync(OfOwner);
        await using var connection = await ConnectAsync(OfServers);

        Assert.That(
            () => connection.ExecuteAsync(statement),
            Throws.InstanceOf<PostgresException>().With.Property("SqlState").EqualTo(PostgresErrorCodes.InsufficientPrivilege));
    }

    [Test]
    public async Task Tell_a_server_on_older_tables_at_once_who_brings_them_up_to_date()
    {
        await GiveRolesAsync();
        await MigrateAsync(OfOwner);
        await using (var connection = await ConnectAsync(OfOwner))
            await connection.ExecuteAsync("drop table feeds; delete from schemaversions where scriptname like '%007_feeds%'");

        await using var server = RunningServer.At(OfServers);
        Assert.That(await server.Begin(), Is.False);
        Assert.That(server.Output, Does.Contain("this user may not change it: run 'database migrate' as its owner first."));

        await MigrateAsync(OfOwner);
        await server.StartAgainAsync();
    }

    [Test]
    public async Task Tell_a_server_on_an_empty_database_the_same()
    {
        await GiveRolesAsync();

        await using var server = RunningServer.At(OfServers);

        Assert.That(await server.Begin(), Is.False);
        Assert.That(server.Output, Does.Contain("run 'database migrate' as its owner first."));
    }

    [Test]
    public async Task Take_over_a_database_that_belonged_to_the_servers_while_one_of_them_runs()
    {
        await using (var setUp = await ConnectAsync(services.PostgresConnectionString))
            await setUp.ExecuteAsync($"alter database {NameOf(database)} owner to dispatch");
        await using var server = await RunningServer.StartAsync(OfServers); // makes its tables itself, as it did before
        HttpLoad load = new("taken-over", [server], orders: 40, callers: 8);

        var walking = load.RunAsync();
        await load.ReachesAsync(load.Steps / 4);
        await GiveRolesAsync();
        await MigrateAsync(OfOwner);
        await walking;

        Assert.That(load.Faults, Is.Empty);
        await using var connection = await ConnectAsync(OfServers);
        Assert.That(() => connection.ExecuteAsync("drop table history"), Throws.InstanceOf<PostgresException>());
        await using var owner = await ConnectAsync(OfOwner);
        Assert.That(
            await owner.QueryAsync<string>("select distinct tableowner from pg_tables where schemaname = 'public'"),
            Is.EqualTo((string[])["dispatch_owner"]));
    }

    async Task GiveRolesAsync()
    {
        await using var connection = await ConnectAsync(database.ConnectionString);
        await connection.ExecuteAsync(Roles);
    }

    static async Task MigrateAsync(string connectionString)
    {
        var migrated = await ShellCommand.RunAsync(connectionString, null, "database", "migrate");
        Assert.That((migrated.ExitCode, migrated.Errors), Is.EqualTo((0, "")));
        Assert.That(migrated.Output, Does.EndWith("is up to date\n"));
    }

    async Task<long> CountAsync(string table)
    {
        await using var connection = await ConnectAsync(database.ConnectionString);
        return await connection.ExecuteScalarAsync<long>($"select count(*) from {table}");
    }

    static string NameOf(TestDatabase database) => new NpgsqlConnectionStringBuilder(database.ConnectionString).Database!;

    static async Task<NpgsqlConnection> ConnectAsync(string connectionString)
    {
        NpgsqlConnection connection = new(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        return connection;
    }
}
