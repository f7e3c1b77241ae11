using System.Net;
using System.Net.Http.Json;
using System.Runtime.Versioning;
using Dapper;
using Dispatch.Tests.Support;
using Microsoft.Data.Sqlite;

namespace Dispatch.Tests.Stories;

/// <summary>The file of SQLite belongs to one server, and a server whose file is gone acknowledges nothing.</summary>
public sealed class AFileUnderAServer
{
    static readonly (string, string) Production = ("ASPNETCORE_ENVIRONMENT", "Production");
    static readonly (string, string) WithoutDemo = ("Demo", "false");

    TestDatabase database = null!;

    [SetUp]
    public async Task Makes_a_place_for_it() => database = await TestDatabase.CreateAsync("sqlite");

    [TearDown]
    public async Task Removes_it() => await database.DisposeAsync();

    string Path => new SqliteConnectionStringBuilder(database.ConnectionString).DataSource;

    string Aside => $"{Path}.aside";

    static readonly TestCaseData[] Losses =
    [
        new TestCaseData((string path, string aside) => File.Delete(path)) { TestName = "{m}_after_its_file_was_deleted" },
        new TestCaseData((string path, string aside) => File.Move(path, aside)) { TestName = "{m}_after_its_file_was_moved" },
        new TestCaseData(static (string path, string aside) =>
        {
            File.Copy(path, aside);
            File.Move(aside, path, overwrite: true);
        }) { TestName = "{m}_after_its_file_was_replaced" },
        new TestCaseData(static (string path, string aside) =>
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
            file.SetLength(0);
        }) { TestName = "{m}_after_its_file_was_emptied" },
        new TestCaseData((string path, string aside) => File.Delete($"{path}-wal")) { TestName = "{m}_after_its_log_was_deleted" },
        new TestCaseData((string path, string aside) => Directory.Move(System.IO.Path.GetDirectoryName(path)!, Folder(aside)))
        {
            TestName = "{m}_after_its_folder_was_moved",
        },
    ];

    const UnixFileMode OwnersAlone = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    const UnixFileMode OpenToOthers = OwnersAlone | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    [Test]
    [UnsupportedOSPlatform("windows")]
    public async Task Is_its_owners_alone_from_the_beginning_with_all_that_lies_beside_it()
    {
        await using var server = await RunningServer.StartAsync(database.ConnectionString);
        Assert.That((await FileAsync(server)).Status, Is.EqualTo(HttpStatusCode.Created));

        Assert.That(ModesOf(System.IO.Path.GetDirectoryName(Path)!), Is.EquivalentTo(new Dictionary<string, UnixFileMode>
        {
            ["dispatch.db"] = OwnersAlone,
            ["dispatch.db-wal"] = OwnersAlone,
            ["dispatch.db-shm"] = OwnersAlone,
            ["dispatch.db.server"] = OwnersAlone,
        }));
        Assert.That(server.Output, Does.Not.Contain("was open to other users"));
    }

    [Test]
    [UnsupportedOSPlatform("windows")]
    public async Task Is_taken_from_others_by_a_server_that_finds_it_open_to_them()
    {
        await using var server = await RunningServer.StartAsync(database.ConnectionString);
        await server.KillAsync(); // its log stays beside it
        foreach (var file in (string[])[Path, $"{Path}-wal", $"{Path}-shm"])
            File.SetUnixFileMode(file, OpenToOthers);

        await server.StartAgainAsync();
        Assert.That((await FileAsync(server)).Status, Is.EqualTo(HttpStatusCode.Created));

        Assert.That(ModesOf(System.IO.Path.GetDirectoryName(Path)!).Values, Is.All.EqualTo(OwnersAlone));
        Assert.That(server.Output, Does.Contain("was open to other users of this machine; now it is its owner's alone"));
    }

    [UnsupportedOSPlatform("windows")]
    static Dictionary<string, UnixFileMode> ModesOf(string folder) =>
        Directory.GetFiles(folder).ToDictionary(file => System.IO.Path.GetFileName(file), File.GetUnixFileMode);

    static string Folder(string aside) => $"{System.IO.Path.GetDirectoryName(aside)}.aside";

    [TestCaseSource(nameof(Losses))]
    public async Task Nothing_is_acknowledged(Action<string, string> lose)
    {
        await using var server = await RunningServer.StartAsync(database.ConnectionString);
        Assert.That((await FileAsync(server)).Status, Is.EqualTo(HttpStatusCode.Created));

        lose(Path, Aside);
        try
        {
            var filed = await FileAsync(server);
            await Eventually.ThatAsync(() => server.Output, Does.Contain("was deleted, moved or replaced"), TimeSpan.FromSeconds(5));
            var ready = await server.As("demo-community").GetAsync("/readyz");

            Assert.That((filed.Status, filed.Retry), Is.EqualTo((HttpStatusCode.ServiceUnavailable, true)));
            Assert.That(ready.StatusCode, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
            Assert.That(await ready.Content.ReadAsStringAsync(), Does.Contain("\"database\":\"other-file\""));
        }
        finally
        {
            await server.KillAsync();
            if (Directory.Exists(Folder(Aside)))
                Directory.Move(Folder(Aside), System.IO.Path.GetDirectoryName(Path)!);
        }
    }

    [Test]
    public async Task A_server_goes_on_when_its_file_is_back()
    {
        await using var server = await RunningServer.StartAsync(database.ConnectionString);
        Assert.That((await FileAsync(server)).Status, Is.EqualTo(HttpStatusCode.Created));
        File.Move(Path, Aside);
        Assert.That((await FileAsync(server)).Status, Is.EqualTo(HttpStatusCode.ServiceUnavailable));

        File.Move(Aside, Path);

        Assert.That((await FileAsync(server)).Status, Is.EqualTo(HttpStatusCode.Created));
        await Eventually.ThatAsync(
            async () => (await server.As("demo-community").GetAsync("/readyz")).StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(await server.StopAsync(), Is.Zero);
        await using var connection = await database.OpenAsync();
        Assert.That(
            await connection.ExecuteScalarAsync<long>($"select count(*) from orders where title = '{Title}'"), Is.EqualTo(2),
            "what was refused is not there, and what was acknowledged is");
    }

    [Test]
    public async Task A_restart_makes_no_empty_database_in_the_place_of_a_lost_one()
    {
        var first = RunningServer.At(database.ConnectionString, null, Production, WithoutDemo);
        await using (first)
            Assert.That(await first.Begin(), Is.False);
        Assert.That(first.Output, Does.Contain($"There is no database at SQLite {Path}."));
        Assert.That(File.Exists(Path), Is.False);

        await File.WriteAllBytesAsync(Path, []);
        var empty = RunningServer.At(database.ConnectionString, null, Production, WithoutDemo);
        await using (empty)
            Assert.That(await empty.Begin(), Is.False, "an empty file is no database either");
        Assert.That(empty.Output, Does.Contain($"There is no database at SQLite {Path}."));
        Assert.That(new FileInfo(Path).Length, Is.Zero);
    }

    [Test]
    public async Task A_server_makes_a_new_database_when_it_is_told_to_and_goes_on_without()
    {
        File.Delete(Path);
        await using (var made = await RunningServer.StartAsync(
            database.ConnectionString, null, Production, WithoutDemo, ("NewDatabase", "true")))
            Assert.That(await made.StopAsync(), Is.Zero);

        await using var again = await RunningServer.StartAsync(database.ConnectionString, null, Production, WithoutDemo);
        Assert.That(await again.StopAsync(), Is.Zero);
    }

    [Test]
    public async Task A_second_server_on_one_file_is_refused_in_a_sentence()
    {
        await using var first = await RunningServer.StartAsync(database.ConnectionString);
        var link = $"{Path}.link";
        File.CreateSymbolicLink(link, Path);

        foreach (var path in (string[])[Path, link])
        {
            await using var second = RunningServer.At($"Data Source={path}");
            Assert.That(await second.Begin(), Is.False);
            Assert.That(
                second.Output,
                Is.EqualTo($"Another server runs on SQLite {path}. A file has one server; for several, use PostgreSQL."));
        }

        await first.KillAsync();
        await first.StartAgainAsync();
    }

    const string Title = "垃圾桶满溢";

    static async Task<(HttpStatusCode Status, bool Retry)> FileAsync(RunningServer server)
    {
        using var answer = await server.As("demo-community").PostAsJsonAsync("/api/orders", new { category = "0192", title = Title });
        return (answer.StatusCode, answer.Headers.RetryAfter is not null);
    }
}
