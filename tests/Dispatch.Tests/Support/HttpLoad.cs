using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;

namespace Dispatch.Tests.Support;

/// <summary>Many concurrent callers who bring orders from filing to their end over HTTP and note every answer.</summary>
/// <remarks>A caller that gets no answer, or is told to retry, asks the next server with the same key until there is an answer.</remarks>
/// <param name="name">Part of the titles and keys of its orders: ASCII, as HTTP headers must be.</param>
sealed class HttpLoad(string name, IReadOnlyList<RunningServer> servers, int orders, int callers = 32)
{
    static readonly TimeSpan LongestOutage = TimeSpan.FromSeconds(60);
    static readonly TimeSpan PauseBeforeRetry = TimeSpan.FromMilliseconds(50);

    readonly ConcurrentQueue<Promise> promises = new();
    readonly ConcurrentQueue<string> faults = new();
    int next;
    int unanswered;
    int unavailable;

    public IReadOnlyList<string> Titles { get; } = [.. Enumerable.Range(1, orders).Select(n => $"{name} {n}")];

    public IReadOnlyCollection<Promise> Promises => promises;

    /// <summary>How many steps were acknowledged so far.</summary>
    public int Acknowledged => promises.Count;

    /// <summary>How many there are to be acknowledged.</summary>
    public int Steps => orders * Journeys.Steps.Count;

    /// <summary>Answers that no caller should ever get here, in words.</summary>
    public IReadOnlyCollection<string> Faults => faults;

    /// <summary>Requests that ended without an answer.</summary>
    public int Unanswered => unanswered;

    /// <summary>Requests that were told to retry: 503.</summary>
    public int Unavailable => unavailable;

    /// <summary>Brings all orders to their end.</summary>
    public Task RunAsync() => Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(WalkAsync)));

    /// <summary>Waits until that many steps were acknowledged, or a caller got an answer that no caller should.</summary>
    public async Task ReachesAsync(int steps)
    {
        await Eventually.ThatAsync(() => Acknowledged >= steps || !faults.IsEmpty, Is.True);
        Assert.That(faults, Is.Empty);
    }

    async Task WalkAsync()
    {
        for (var order = Interlocked.Increment(ref next); order <= orders; order = Interlocked.Increment(ref next))
        {
            var (title, number) = (Titles[order - 1], "");
            foreach (var leg in Journeys.Steps)
            {
                if (await TakeAsync(title, number, leg, order) is not { } promise)
                    break; // a fault was noted, and what follows would only be more of it
                promises.Enqueue(promise);
                number = promise.Number!;
            }
        }
    }

    async Task<Promise?> TakeAsync(string title, string number, Journeys.Leg leg, int order)
    {
        using CancellationTokenSource patience = new(LongestOutage);
        for (var attempt = order; ; attempt++)
        {
            using HttpRequestMessage request = new(
                HttpMethod.Post, leg.Step == "file" ? "/api/orders" : $"/api/orders/{number}/steps/{leg.Step}")
            {
                Content = JsonContent.Create(leg.Step == "file" ? Journeys.Filing(title) : leg.Input ?? new { }),
                Headers = { { "Idempotency-Key", Journeys.Key(title, leg.Step) } },
            };
            try
            {
                using var response = await servers[attempt % servers.Count].As(leg.Caller).SendAsync(request, patience.Token);
                var text = await response.Content.ReadAsStringAsync(patience.Token);
                if (response.IsSuccessStatusCode)
                {
                    var answer = JsonElement.Parse(text);
                    return new Promise(
                        title, leg.Step, leg.Caller, answer.GetProperty("number").GetString(), answer.GetProperty("version").GetInt32());
                }

                if (response.StatusCode != HttpStatusCode.ServiceUnavailable)
                {
                    faults.Enqueue($"{title}, {leg.Step}: {(int)response.StatusCode} {text}");
                    return null;
                }

                Interlocked.Increment(ref unavailable);
            }
            catch (HttpRequestException error) when (error.InnerException is SocketException or IOException)
            {
                Interlocked.Increment(ref unanswered);
            }
            catch (OperationCanceledException)
            {
                faults.Enqueue($"{title}, {leg.Step}: no answer within {LongestOutage.TotalSeconds} seconds");
                return null;
            }
            catch (Exception error)
            {
                faults.Enqueue($"{title}, {leg.Step}: {error}");
                return null;
            }

            // As a client would: a server that is down is not asked without a pause.
            await Task.Delay(PauseBeforeRetry);
        }
    }
}
