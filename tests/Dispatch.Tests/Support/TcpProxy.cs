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
            _ = CopyAsync(client, behind);
            _ = CopyAsync(behind, client);
        }
    }

    async Task CopyAsync(TcpClient from, TcpClient to)
    {
        try
        {
            await from.GetStream().CopyToAsync(to.GetStream(), closing.Token);
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
