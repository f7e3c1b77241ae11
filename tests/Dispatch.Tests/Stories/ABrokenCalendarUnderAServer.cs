using System.Text.Json;
using Dispatch.Tests.Support;

namespace Dispatch.Tests.Stories;

/// <summary>Somebody breaks the file of a calendar while a server counts by it, and then the server is started again.</summary>
public sealed class ABrokenCalendarUnderAServer
{
    [Test]
    public async Task The_last_good_calendar_counts_until_the_file_is_mended()
    {
        var folder = Directory.CreateTempSubdirectory("calendars").FullName;
        Copy(Path.Combine(Situations.WorkflowFolder, "calendars"), folder);
        await using var database = await TestDatabase.CreateAsync("sqlite");
        await using var server = await RunningServer.StartAsync(database.ConnectionString, null, ("Calendars", folder));
        using HttpClient http = new() { BaseAddress = server.Url };
        Assert.That(await CalendarsAsync(http), Is.Null);
        var china = Path.Combine(folder, "china.yaml");
        var whole = await File.ReadAllTextAsync(china);

        await File.WriteAllBytesAsync(china, [.. "calendar: china\ntitle: { zh: "u8, 0xD6, 0xD0, 0xB9, 0xFA, .. ", en: China }\n"u8]);
        await Eventually.ThatAsync(() => CalendarsAsync(http), Is.EqualTo("faulty"));
        await Eventually.ThatAsync(
            () => server.Output, Does.Contain("china.yaml:2: The file is not UTF-8: it seems to be in GB18030 (GBK)"));
        await server.StopAsync();
        await server.StartAgainAsync();

        Assert.That(await CalendarsAsync(http), Is.EqualTo("faulty"));
        Assert.That(await AnnouncedAsync(http), Does.Contain("2026"), "it counts by what the file said before");

        await File.WriteAllTextAsync(china, whole);
        await Eventually.ThatAsync(() => CalendarsAsync(http), Is.Null);
        Directory.Delete(folder, recursive: true);
    }

    [Test]
    public async Task A_server_that_is_told_to_be_strict_does_not_start_with_it()
    {
        var folder = Directory.CreateTempSubdirectory("calendars").FullName;
        Copy(Path.Combine(Situations.WorkflowFolder, "calendars"), folder);
        await using var database = await TestDatabase.CreateAsync("sqlite");
        await using (await RunningServer.StartAsync(database.ConnectionString, null, ("Calendars", folder)))
        {
        }

        await File.WriteAllTextAsync(Path.Combine(folder, "china.yaml"), "calendar: [china");
        await using var strict = RunningServer.At(database.ConnectionString, null, ("Calendars", folder), ("StrictCalendars", "true"));

        Assert.That(await strict.Begin(), Is.False);
        Assert.That(strict.Output, Does.Contain("china.yaml:2: This is not YAML"));
        Directory.Delete(folder, recursive: true);
    }

    static async Task<string?> CalendarsAsync(HttpClient http)
    {
        var ready = JsonElement.Parse(await http.GetStringAsync("/readyz"));
        return ready.TryGetProperty("calendars", out var calendars) ? calendars.GetString() : null;
    }

    static async Task<string> AnnouncedAsync(HttpClient http)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, "/api/calendars");
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer demo-secretariat");
        using var response = await http.SendAsync(request);
        var calendars = JsonElement.Parse(await response.Content.ReadAsStringAsync()).GetProperty("calendars");
        return calendars.EnumerateArray().Single(calendar => calendar.GetProperty("name").GetString() == "china")
            .GetProperty("announced").ToString();
    }

    static void Copy(string from, string to)
    {
        foreach (var file in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }
}
