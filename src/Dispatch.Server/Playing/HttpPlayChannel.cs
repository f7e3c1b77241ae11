using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Dispatch.Accounts;
using Dispatch.Language;
using Dispatch.Orders;
using Dispatch.Workflows;

namespace Dispatch.Server.Playing;

/// <summary>Takes steps by HTTP at a running server, as any other program would.</summary>
sealed class HttpPlayChannel(Uri server, TokenCache tokens, WorkflowLibrary workflows) : IPlayChannel
{
    // Connections are made as they are needed; the play decides how many calls run at the same time.
    readonly HttpClient http = new() { BaseAddress = server, Timeout = TimeSpan.FromSeconds(60) };

    public async Task<IReadOnlyList<string>> OpenOrdersAsync(Players players, int max, CancellationToken cancel)
    {
        if (players.Reader is not { } reader)
            return [];

        List<string> numbers = [];
        for (var after = ""; numbers.Count < max;)
        {
            var address = $"api/orders?alliance={players.Alliance.Code}&take={OrderList.LongestPage}{after}";
            using var page = await AskAsync(reader, HttpMethod.Get, address, null, null, cancel);
            var answer = await ReadAsync(page, cancel);
            if (!page.IsSuccessStatusCode)
                throw new UserErrorException($"{server} does not list the orders of {players.Alliance.Code}: {CodeOf(page, answer)}.");

            var orders = answer.GetProperty("orders").EnumerateArray().ToList();
            var open = orders.Where(order => order.TryGetProperty("desk", out _)).Take(max - numbers.Count);
            numbers.AddRange(open.Select(order => order.GetProperty("number").GetString()!));
            // The list ends with the orders that have ended.
            if (!answer.TryGetProperty("next", out var next) || next.ValueKind != JsonValueKind.String
                || !orders[^1].TryGetProperty("desk", out _))
            {
                break;
            }

            after = $"&after={Uri.EscapeDataString(next.GetString()!)}";
        }

        return numbers;
    }

    public async Task<Order?> ReadAsync(Players players, string number, CancellationToken cancel)
    {
        if (players.Reader is not { } reader)
            return null;
        using var answer = await AskAsync(reader, HttpMethod.Get, $"api/orders/{number}", null, null, cancel);
        return answer.IsSuccessStatusCode ? await OrderOfAsync(reader, await ReadAsync(answer, cancel), cancel) : null;
    }

    public async Task<(Order? Order, string? Refusal)> TakeAsync(Order order, Move.Take take, CancellationToken cancel)
    {
        try
        {
            var address = $"api/orders/{order.Number}/steps/{take.Step}";
            using var answer = await AskAsync(take.Caller, HttpMethod.Post, address, take.Input.ToJsonString(), order.Version, cancel);
            var json = await ReadAsync(answer, cancel);
            return answer.IsSuccessStatusCode ? (await OrderOfAsync(take.Caller, json, cancel), null) : (null, CodeOf(answer, json));
        }
        catch (HttpRequestException)
        {
            return (null, "no-connection");
        }
    }

    async Task<HttpResponseMessage> AskAsync(
        Caller caller, HttpMethod method, string address, string? body, int? version, CancellationToken cancel)
    {
        for (; ; )
        {
            var answer = await SendAsync(caller, method, address, body, version, cancel);
            if (answer.StatusCode != HttpStatusCode.TooManyRequests || answer.Headers.RetryAfter?.Delta is not { } wait)
                return answer;
            answer.Dispose();
            await Task.Delay(wait, cancel);
        }
    }

    async Task<HttpResponseMessage> SendAsync(
        Caller caller, HttpMethod method, string address, string? body, int? version, CancellationToken cancel)
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
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty("code", out var code) && code.GetString() is { } text
            ? text
            : $"http-{(int)answer.StatusCode}";

    /// <summary>The order, recomputed from the steps that the answer lists.</summary>
    async ValueTask<Order> OrderOfAsync(Caller caller, JsonElement json, CancellationToken cancel)
    {
        var (name, version) = (json.GetProperty("workflow").GetString()!, json.GetProperty("workflowVersion").GetInt32());
        var workflow = await workflows.FindAsync(name, version, cancel);
        Order filed = new()
        {
            Id = json.GetProperty("id").GetGuid(),
            Number = json.GetProperty("number").GetString()!,
            Alliance = json.GetProperty("alliance").GetString()!,
            Workflow = workflow.Name,
            WorkflowVersion = workflow.Version,
        };
        List<JsonElement> steps = [.. json.GetProperty("steps").EnumerateArray()];
        for (var page = json; page.TryGetProperty("earlier", out var earlier);)
        {
            var address = $"api/orders/{filed.Number}/steps?before={earlier.GetInt32()}&take={OrderList.LongestPage}";
            using var answer = await AskAsync(caller, HttpMethod.Get, address, null, null, cancel);
            page = await ReadAsync(answer, cancel);
            if (!answer.IsSuccessStatusCode)
                throw new UserErrorException($"{server} does not tell the steps of {filed.Number}: {CodeOf(answer, page)}.");
            steps.InsertRange(0, page.GetProperty("steps").EnumerateArray());
        }

        return OrderList.Recomputed(filed, steps.Select(step => StepReading.Read(step, filed.Id, workflow)));
    }

    public ValueTask DisposeAsync()
    {
        http.Dispose();
        return ValueTask.CompletedTask;
    }
}
