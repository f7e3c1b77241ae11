using System.Net;
using System.Net.ServerSentEvents;
using System.Text.RegularExpressions;

namespace Dispatch.Tests.Support;

/// <summary>A browser without scripts: it keeps cookies, sends forms as they stand on a page, and follows no redirect by itself.</summary>
sealed partial class Browsing : IDisposable
{
    const string TokenName = "__RequestVerificationToken";

    readonly HttpClient http;

    /// <param name="known">The cookies of another one, as for a second window of the same browser.</param>
    public Browsing(Uri server, CookieContainer? known = null)
    {
        Cookies = known ?? new CookieContainer();
        http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, CookieContainer = Cookies }) { BaseAddress = server };
        http.DefaultRequestHeaders.Add("Accept", "text/html");
        http.DefaultRequestHeaders.Add("Accept-Language", "zh-CN");
        http.DefaultRequestHeaders.UserAgent.ParseAdd(
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0");
    }

    public CookieContainer Cookies { get; }

    /// <summary>From now on every request has this header too.</summary>
    public void Says(string header, string value) => http.DefaultRequestHeaders.TryAddWithoutValidation(header, value);

    public async Task<Page> OpenAsync(string address)
    {
        using var response = await http.GetAsync(address);
        return await Page.ReadAsync(response);
    }

    public async Task<HttpStatusCode> HeadAsync(string address)
    {
        using HttpRequestMessage request = new(HttpMethod.Head, address);
        using var response = await http.SendAsync(request);
        return response.StatusCode;
    }

    /// <summary>The bytes of a file.</summary>
    public Task<byte[]> DownloadAsync(string address) => http.GetByteArrayAsync(address);

    /// <summary>Sends a form of a page, as somebody does who has filled it in.</summary>
    /// <param name="form">Its name.</param>
    public Task<Page> SendAsync(string address, string form, params (string Name, string Value)[] fields) =>
        SendAsync(address, address, form, fields);

    /// <summary>Sends a form to another address than that of the page it stands on, as no page of ours does.</summary>
    public async Task<Page> SendAsync(string from, string address, string form, params (string Name, string Value)[] fields)
    {
        var page = await OpenAsync(from);
        var token = Antiforgery().Match(page.Text).Groups[1].Value;
        var hidden = HiddenOf(page.Text, form).Where(field => fields.All(given => given.Name != field.Name));
        using FormUrlEncodedContent content = new(
            fields.Concat(hidden).Append(("form", form))
                .Concat(fields.Any(field => field.Name == TokenName) ? [] : [(TokenName, token)])
                .Select(field => KeyValuePair.Create(field.Item1, field.Item2)));
        using var response = await http.PostAsync(address, content);
        return await Page.ReadAsync(response);
    }

    /// <summary>Signs in with a name and a password.</summary>
    public Task<Page> SignInAsync(string name, string password) =>
        SendAsync("/sign-in", "password", ("name", name), ("password", password));

    /// <summary>The events of a stream: each the word and, behind a space, what it says.</summary>
    public async Task<IAsyncEnumerable<string>> ListenAsync(string address)
    {
        var events = SseParser.Create(await http.GetStreamAsync(address)).EnumerateAsync();
        return events.Select(told => $"{told.EventType} {told.Data}".TrimEnd());
    }

    public void Dispose() => http.Dispose();

    static IEnumerable<(string Name, string Value)> HiddenOf(string page, string form) =>
        from Match found in Form().Matches(page)
        where found.Value.Contains($"name=\"form\" value=\"{form}\"", StringComparison.Ordinal)
        from Match field in Hidden().Matches(found.Value)
        where field.Groups[1].Value is not ("form" or "__RequestVerificationToken")
        select (field.Groups[1].Value, WebUtility.HtmlDecode(field.Groups[2].Value));

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"([^\"]+)\"")]
    private static partial Regex Antiforgery();

    [GeneratedRegex("<form.*?</form>", RegexOptions.Singleline)]
    private static partial Regex Form();

    [GeneratedRegex("<input type=\"hidden\" name=\"([^\"]+)\" value=\"([^\"]*)\"")]
    private static partial Regex Hidden();
}

/// <summary>What came back.</summary>
/// <param name="Next">Where the browser is sent; null where it stays.</param>
sealed record Page(HttpStatusCode Status, string? Next, string Text)
{
    public static async Task<Page> ReadAsync(HttpResponseMessage response) =>
        new(response.StatusCode, response.Headers.Location?.ToString(), await response.Content.ReadAsStringAsync());
}
