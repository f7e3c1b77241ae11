using System.Net;
using System.Net.Sockets;

namespace Dispatch.Tests.Support;

/// <summary>Free loopback ports, each handed out once in a run.</summary>
static class Ports
{
    static readonly HashSet<int> InUse = [];

    /// <summary>Below the range of ephemeral ports, so that no outgoing connection takes one.</summary>
    public static int Free()
    {
        lock (InUse)
        {
            while (true)
            {
                var port = Random.Shared.Next(20_000, 32_000);
                if (!InUse.Contains(port) && IsFree(port) && InUse.Add(port)) return port;
            }
        }
    }

    static bool IsFree(int port)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
