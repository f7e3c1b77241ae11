using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Dispatch.Accounts;
using Dispatch.Orders;
using Dispatch.Workflows;

namespace Dispatch.Server.Playing;

/// <summary>By the routes of a running server, as a browser or another program would.</summary>
sealed class HttpDoor(Uri server, TokenPurse tokens, WorkflowLibrary workflows) : IPlayDoor
{
    // A connection a caller is made as it is needed; who plays decides how many call at the same time.
    readonly HttpClient http = new() { BaseAddress = server, Timeout = TimeSpan.FromSeconds(60) };

    public async Task<IReadOnlyList<string>> OpenOrdersAsync(Cast cast, int most, CancellationToken cancel)
    {
        if (cast.Reader is not { } reader)
            return [];

        List<string> numbers = [];
        for (var after = ""; numbers.Count < most;)
        {
            using var page = await AskAsync(reader, HttpMethod.Get, $"api/orders?alliance={cast.Alliance.Code}&take={OrderList.LongestPage}{after}", null, null, cancel);
            var answer = await ReadAsync(page, cancel);
            if (!page.IsSuccessStatusCode)
                throw new ArgumentException($"{server} does not list the orders of {cast.Alliance.Code}: {CodeOf(page, answer)}.");

            var orders = answer.GetProperty("orders").EnumerateArray().ToList();
            numbers.AddRange(orders.Where(order => order.TryGetProperty("desk", out _)).Take(most - numbers.Count).Select(order => order.GetProperty("number").GetString()!));
            // Those that have ended stand last.
            if (!answer.TryGetProperty("next", out var next) || next.ValueKind != JsonValueKind.String || !orders[^1].TryGetProperty("desk", out _))
                break;
            after = $"&after={Uri.EscapeDataString(next.GetString()!)}";
        }

        return numbers;
    }

    public async Task<Order?> ReadAsync(Cast cast, string number, CancellationToken cancel)
    {
        if (cast.Reader is not { } reader)
            return null;
        using var answer = await AskAsync(reader, HttpMethod.Get, $"api/orders/{number}", null, null, cancel);
        return answer.IsSuccessStatusCode ? await OrderOfAsync(await ReadAsync(answer, cancel)) : null;
    }

    public async Task<(Order? Order, string? Refusal)> TakeAsync(Order order, Move.Take take, CancellationToken cancel)
    {
        try
        {
            using var answer = await AskAsync(take.Caller, HttpMethod.Post, $"api/orders/{order.Number}/steps/{take.Step}", take.Input.ToJsonString(), order.Version, cancel);
            var json = await ReadAsync(answer, cancel);
            return answer.IsSuccessStatusCode ? (await OrderOfAsync(json), null) : (null, CodeOf(answer, json));
        }
        catch (HttpRequestException)
        {
            return (null, "no-connection");
        }
    }

    async Task<HttpResponseMessage> AskAsync(Caller caller, HttpMethod method, string address, string? body, int? version, CancellationToken cancel)
    {
        using HttpRequestMessage request = new(method, address);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await tokens.OfAsync(caller));
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        if (version is { } seen)
            request.Headers.TryAddWithoutValidation("If-Match", $"\"{seen.ToString(CultureInfo.InvariantCulture)}\"");
        return await http.SendAsync(request, cancel);
    }

    static async Task<JsonElement> ReadAsync(HttpResponseMessage answer, CancellationToken cancel)
    {
        try
        {
            using var document = await JsonDocument.ParseAsync(await answer.Content.ReadAsStreamAsync(cancel), cancellationToken: cancel);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return default;
        }
    }

    static string CodeOf(HttpResponseMessage answer, JsonElement json) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty("code", out var code) && code.GetString() is { } text ? text : $"http-{(int)answer.StatusCode}";

    /// <summary>The order as its history makes it: the answer tells every step.</summary>
    async ValueTask<Order> OrderOfAsync(JsonElement json)
    {
        var workflow = await workflows.FindAsync(json.GetProperty("workflow").GetString()!, json.GetProperty("workflowVersion").GetInt32());
        Order birth = new()
        {
            Id = json.GetProperty("id").GetGuid(),
            Number = json.GetProperty("number").GetString()!,
            Alliance = json.GetProperty("alliance").GetString()!,
            Workflow = workflow.Name,
            WorkflowVersion = workflow.Version,
        };
        return OrderList.Recomputed(birth, json.GetProperty("steps").EnumerateArray().Select(step => TakenReading.Read(step, birth.Id, workflow)));
    }

    public ValueTask DisposeAsync()
    {
        http.Dispose();
        return ValueTask.CompletedTask;
    }
}
