using System.CommandLine;
using System.CommandLine.Parsing;
using System.Security.Authentication;

namespace Dispatch.Server.Commands;

/// <summary><c>health</c>: asks a running server; for images and machines without any other HTTP client.</summary>
static class HealthCommand
{
    // Readiness itself gives up on the database after three seconds.
    static readonly TimeSpan Timeout = TimeSpan.FromSeconds(4);

    public static Command Create()
    {
        Option<Uri> url = new("--url")
        {
            Description = "Address of the server.",
            DefaultValueFactory = _ => new Uri("http://127.0.0.1:8080"),
            CustomParser = ReadUrl,
        };
        Command health = new(
            "health", "Says whether a running server can do its work; exit 1 when it cannot, or does not answer.") { url };
        health.SetAction((parsed, cancel) => AskAsync(parsed.GetRequiredValue(url), cancel));
        return health;
    }

    static Uri? ReadUrl(ArgumentResult argument)
    {
        var text = argument.Tokens.Single().Value;
        if (Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https")
            return address;
        argument.AddError($"'{text}' is not an http:// or https:// address.");
        return null;
    }

    static async Task<int> AskAsync(Uri url, CancellationToken cancel)
    {
        // A proxy from the environment is for the way out, not for the server next door.
        using HttpClient http = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = Timeout };
        try
        {
            using var answer = await http.GetAsync(new Uri(url, "/readyz"), cancel);
            Console.WriteLine(await answer.Content.ReadAsStringAsync(cancel));
            return answer.IsSuccessStatusCode ? 0 : 1;
        }
        catch (Exception error) when (!cancel.IsCancellationRequested && error is HttpRequestException or TaskCanceledException)
        {
            var reason = error.InnerException is AuthenticationException untrusted ? untrusted : error;
            await Console.Error.WriteLineAsync($"{url} does not answer: {reason.Message}");
            return 1;
        }
    }
}
