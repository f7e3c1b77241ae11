using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Dispatch.Tests.Support;
using RabbitMQ.Client;

namespace Dispatch.Tests.Deploy;

/// <summary>
/// A place below a folder of its own where <c>deploy/debian.sh</c> sets Dispatch up; nothing of the machine is touched but a user.
/// </summary>
sealed class DebianPlace : IAsyncDisposable
{
    static readonly string Script = Path.Combine(Situations.WorkflowFolder, "..", "deploy", "debian.sh");

    readonly int[] ports = [.. Enumerable.Range(0, 8).Select(_ => Ports.Free())];
    readonly TestAuthority authority;
    readonly HttpClient http;

    /// <summary>With a certificate where the script looks for one, so that it speaks HTTPS.</summary>
    public DebianPlace()
    {
        var tls = In("etc/dispatch/tls");
        authority = TestAuthority.Make(tls);
        System.IO.File.Copy(authority.Certificate, Path.Combine(tls, "fullchain.pem"));
        System.IO.File.Copy(authority.Key, Path.Combine(tls, "privkey.pem"));
        http = authority.Client();
    }

    /// <summary>Short: PostgreSQL's socket is in it. Open to all, since several users work in it.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("dispatch-debian-").FullName;

    /// <summary>Who the servers run as.</summary>
    public string User { get; } = Environment.UserName == "root" ? $"dispatch-{Environment.ProcessId}" : Environment.UserName;

    public Uri Proxy => new($"https://127.0.0.1:{ports[7]}");

    /// <summary>The proxy's other port, in clear.</summary>
    public Uri InClear => new($"http://127.0.0.1:{ports[0]}");
    public IReadOnlyList<int> AllPorts => ports;

    /// <param name="number">1 or 2.</param>
    public Uri Server(int number) => new($"http://127.0.0.1:{ports[number]}");

    public Task SetUpAsync() => RunAsync();
    public Task StartAsync() => RunAsync("start");
    public Task StopAsync() => RunAsync("stop");

    /// <summary>The file of the dump.</summary>
    public async Task<string> BackUpAsync() => (await RunAsync("backup")).Trim();

    public Task RestoreAsync(string dump) => RunAsync("restore", dump);

    /// <summary>A command of Dispatch, by the wrapper that the script leaves.</summary>
    public Task<string> CommandAsync(params string[] arguments) => Shell.RunAsync(In("usr/local/bin/dispatch"), arguments);

    public async Task<string> TokenOfAsync(string person) => (await CommandAsync("token", "create", "--person", person)).Trim();

    public string In(string path) => Path.Combine(Folder, path);

    public string SecretOf(string setting) => System.IO.File.ReadAllText(In($"etc/dispatch/secrets/{setting}")).Trim();

    /// <summary>The process of a server, as the script noted it.</summary>
    public string ProcessOf(int server) => System.IO.File.ReadAllText(In($"run/dispatch/server-{server}.pid")).Split(' ')[0];

    /// <summary>How a server ended; empty while it has not.</summary>
    public string ExitCodeOf(int server) => System.IO.File.Exists(In($"run/dispatch/server-{server}.exit"))
        ? System.IO.File.ReadAllText(In($"run/dispatch/server-{server}.exit")).Trim()
        : "";

    public async Task<IConnection> ConnectAsync() =>
        await new ConnectionFactory { Uri = new Uri(SecretOf("ConnectionStrings__RabbitMq")) }.CreateConnectionAsync();

    /// <summary>Sends a message as any system would: plain JSON, and the token in a header.</summary>
    public static async Task SendAsync(IChannel channel, string queue, string token, object body, string? messageId = null)
    {
        BasicProperties properties = new()
        {
            Persistent = true,
            ContentType = "application/json",
            MessageId = messageId,
            Headers = new Dictionary<string, object?> { ["authorization"] = $"Bearer {token}" },
        };
        await channel.BasicPublishAsync("", queue, mandatory: true, properties, JsonSerializer.SerializeToUtf8Bytes(body));
    }

    /// <summary>The order with its steps; the look fails while it is not there.</summary>
    public Task<JsonElement> OrderAsync(string number, string token) => AskAsync($"/api/orders/{number}", token);

    /// <summary>All steps of an order, page by page.</summary>
    public async Task<IReadOnlyList<JsonElement>> StepsAsync(string number, string token)
    {
        List<JsonElement> steps = [];
        var page = await AskAsync($"/api/orders/{number}/steps?take=200", token);
        steps.AddRange(page.GetProperty("steps").EnumerateArray());
        while (page.TryGetProperty("earlier", out var earlier) && earlier.ValueKind == JsonValueKind.Number)
        {
            page = await AskAsync($"/api/orders/{number}/steps?take=200&before={earlier}", token);
            steps.InsertRange(0, page.GetProperty("steps").EnumerateArray());
        }

        return steps;
    }

    async Task<JsonElement> AskAsync(string address, string token)
    {
        using var request = Request(HttpMethod.Get, new Uri(Proxy, address), token);
        using var answer = await http.SendAsync(request);
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    public async Task<HttpResponseMessage> PostAsync(Uri address, string token, object body)
    {
        using var request = Request(HttpMethod.Post, address, token);
        request.Content = new StringContent(JsonSerializer.Serialize(body), Encoding.UTF8, "application/json");
        return await http.SendAsync(request);
    }

    /// <param name="host">The name under which the server is asked; that of the address by default.</param>
    public async Task<HttpResponseMessage> GetAsync(Uri address, string? host = null)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, address) { Headers = { Host = host } };
        return await http.SendAsync(request);
    }

    /// <summary>What still runs: every process that was started from here.</summary>
    public IReadOnlyList<string> Processes() =>
    [
        .. Directory.GetDirectories("/proc").Select(Path.GetFileName)
            .Where(name => int.TryParse(name, CultureInfo.InvariantCulture, out _))
            .Where(id => Trace(id!, "cmdline").Contains(Folder, StringComparison.Ordinal)
                || Trace(id!, "environ").Contains(Folder, StringComparison.Ordinal))
            .Select(id => $"{id} {Trace(id!, "cmdline").Replace('\0', ' ')}"),
    ];

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        http.Dispose();
        authority.Dispose();
        Directory.Delete(Folder, recursive: true);
        if (User != Environment.UserName)
            await Shell.RunAsync("userdel", User);
    }

    async Task<string> RunAsync(params string[] arguments)
    {
        await Shell.RunAsync("chmod", "755", Folder);
        return await Shell.RunAsync("bash", [Script, .. arguments], new Dictionary<string, string>
        {
            ["DISPATCH_PREFIX"] = Folder,
            ["DISPATCH_USER"] = User,
            ["DISPATCH_CLUSTER"] = "dispatch",
            ["DISPATCH_PORT"] = Text(ports[0]),
            ["DISPATCH_SERVER_1_PORT"] = Text(ports[1]),
            ["DISPATCH_SERVER_2_PORT"] = Text(ports[2]),
            ["DISPATCH_POSTGRES_PORT"] = Text(ports[3]),
            ["DISPATCH_AMQP_PORT"] = Text(ports[4]),
            ["DISPATCH_DIST_PORT"] = Text(ports[5]),
            ["DISPATCH_EPMD_PORT"] = Text(ports[6]),
            ["DISPATCH_TLS_PORT"] = Text(ports[7]),
        });
    }

    static HttpRequestMessage Request(HttpMethod method, Uri address, string token) =>
        new(method, address) { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", token) } };

    // A process may end while one looks, or belong to somebody else.
    static string Trace(string id, string file)
    {
        try
        {
            return System.IO.File.ReadAllText($"/proc/{id}/{file}");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    static string Text(int port) => port.ToString(CultureInfo.InvariantCulture);
}
