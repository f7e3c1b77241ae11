using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Dispatch.Tests.Support;

/// <summary>Stands between a client and a service, so that a test can break their connection on the client's side alone.</summary>
sealed class TcpProxy : IAsyncDisposable
{
    readonly TcpListener listener = new(IPAddress.Loopback, 0);
    readonly ConcurrentDictionary<TcpClient, byte> clients = [];
    readonly ConcurrentBag<TcpClient> services = [];
    readonly CancellationTokenSource closing = new();
    readonly (string Host, int Port) service;

    TcpProxy((string Host, int Port) service) => this.service = service;

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>What clients say from now on is lost on the way, and they never learn.</summary>
    public bool LosesWhatClientsSay { get; set; }

    public static TcpProxy To(string host, int port)
    {
        TcpProxy proxy = new((host, port));
        proxy.listener.Start();
        _ = proxy.AcceptAsync();
        return proxy;
    }

    /// <summary>Breaks every connection as clients see it. The service goes on with what it was asked and never learns.</summary>
    public void CutClients()
    {
        foreach (var client in clients.Keys)
        {
            clients.TryRemove(client, out _);
            client.Client.Close(timeout: 0);
        }
    }

    async Task AcceptAsync()
    {
        while (!closing.IsCancellationRequested)
        {
            var client = await listener.AcceptTcpClientAsync(closing.Token);
            TcpClient behind = new();
            await behind.ConnectAsync(service.Host, service.Port, closing.Token);
            clients[client] = 0;
            services.Add(behind);
            _ = CopyAsync(client, behind, () => LosesWhatClientsSay);
            _ = CopyAsync(behind, client, () => false);
        }
    }

    async Task CopyAsync(TcpClient from, TcpClient to, Func<bool> isLost)
    {
        try
        {
            var bytes = new byte[64 * 1024];
            while (await from.GetStream().ReadAsync(bytes, closing.Token) is > 0 and var count)
            {
                if (!isLost())
                    await to.GetStream().WriteAsync(bytes.AsMemory(0, count), closing.Token);
            }
        }
        catch (Exception error)
            when (error is IOException or ObjectDisposedException or InvalidOperationException or OperationCanceledException)
        {
            // One side was cut, or the test is over; the other side stays open.
        }
    }

    public async ValueTask DisposeAsync()
    {
        await closing.CancelAsync();
        listener.Stop();
        CutClients();
        foreach (var behind in services)
            behind.Dispose();
        closing.Dispose();
    }
}
