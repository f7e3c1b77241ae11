using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Dispatch.Tests.Support;

namespace Dispatch.Tests.Stories;

/// <summary>A disk that is full or read-only is no fault of a request, and the server says that it cannot write.</summary>
public sealed class ADiskThatTakesNothing
{
    SmallDisk disk = null!;

    [SetUp]
    public void Mounts() => disk = SmallDisk.Mount(megabytes: 48);

    [TearDown]
    public void Unmounts() => disk.Dispose();

    string ConnectionString => $"Data Source={disk.DatabasePath}";

    [Test]
    public async Task A_full_disk_is_told_as_such_and_the_server_goes_on_when_there_is_room()
    {
        await using var server = await RunningServer.StartAsync(ConnectionString);
        Assert.That((await FileAsync(server)).Status, Is.EqualTo(HttpStatusCode.Created));

        disk.Fill();
        // Room that SQLite has already is used up first.
        await Eventually.ThatAsync(async () => (await FileAsync(server)).Status, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
        var refused = await FileAsync(server);
        var ready = await ReadyAsync(server);

        Assert.That((refused.Status, refused.Retry), Is.EqualTo((HttpStatusCode.ServiceUnavailable, true)));
        Assert.That(refused.Text, Does.Contain("not-saved"));
        Assert.That((ready.Status, ready.Saving), Is.EqualTo((HttpStatusCode.ServiceUnavailable, "fails")));

        disk.MakeRoom();
        Assert.That((await FileAsync(server)).Status, Is.EqualTo(HttpStatusCode.Created));
        await Eventually.ThatAsync(() => ReadyAsync(server), Is.EqualTo((HttpStatusCode.OK, (string?)null)));
        Assert.That(await server.StopAsync(), Is.Zero);
    }

    [Test]
    public async Task A_server_on_a_read_only_disk_says_so_in_a_sentence_and_ends()
    {
        await using (var made = await RunningServer.StartAsync(ConnectionString))
            await made.StopAsync();
        disk.MakeReadOnly();

        await using var server = RunningServer.At(ConnectionString);
        var ended = await server.Begin().WaitAsync(TimeSpan.FromSeconds(30));

        Assert.That(ended, Is.False);
        Assert.That(server.Output, Does.StartWith($"SQLite {disk.DatabasePath} cannot be written to: Read-only file system"));
        Assert.That(server.Output.Split(Environment.NewLine), Has.Length.EqualTo(1), "one sentence");
        Assert.That(server.ExitCode, Is.EqualTo(1));
        disk.MakeWritable();
    }

    [Test]
    public async Task A_server_in_a_new_folder_of_a_read_only_disk_says_so_in_a_sentence_and_ends()
    {
        disk.MakeReadOnly();

        await using var server = RunningServer.At($"Data Source={Path.Combine(disk.Folder, "new", "dispatch.db")}");
        var ended = await server.Begin().WaitAsync(TimeSpan.FromSeconds(30));

        Assert.That(ended, Is.False);
        Assert.That(server.Output, Does.Contain("cannot be written to: Read-only file system"));
        Assert.That(server.ExitCode, Is.EqualTo(1));
        disk.MakeWritable();
    }

    static async Task<(HttpStatusCode Status, bool Retry, string Text)> FileAsync(RunningServer server)
    {
        var text = new string('长', 2000);
        using var answer = await server.As("demo-community").PostAsJsonAsync(
            "/api/orders", new { category = "0192", title = "垃圾桶满溢", text });
        return (answer.StatusCode, answer.Headers.RetryAfter is not null, await answer.Content.ReadAsStringAsync());
    }

    static async Task<(HttpStatusCode Status, string? Saving)> ReadyAsync(RunningServer server)
    {
        using var answer = await server.As("demo-community").GetAsync("/readyz");
        var ready = await answer.Content.ReadFromJsonAsync<JsonElement>();
        return (answer.StatusCode, ready.TryGetProperty("saving", out var saving) ? saving.GetString() : null);
    }
}
