using System.Net;
using System.Net.Sockets;

namespace Dispatch.Tests.Support;

/// <summary>Ports of loopback that nobody has, each given once in a run.</summary>
static class Ports
{
    static readonly HashSet<int> Given = [];

    /// <summary>Below the range from which the system takes the near ends of connections, so that none of those gets in between.</summary>
    public static int Free()
    {
        lock (Given)
        {
            while (true)
            {
                var port = Random.Shared.Next(20_000, 32_000);
                if (!Given.Contains(port) && IsFree(port) && Given.Add(port)) return port;
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
