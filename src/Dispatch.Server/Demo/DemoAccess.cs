using System.Net;

namespace Dispatch.Server.Demo;

/// <summary>Whether a request may come in as one of the demo's callers, whose words everybody knows.</summary>
/// <remarks>
/// Only somebody at this machine, who calls it by a name of its own: through a proxy anybody could come, and a page of another site could
/// let its own name point here.
/// </remarks>
static class DemoAccess
{
    /// <summary>What proxies add; the framework keeps what it has read of them as X-Original-….</summary>
    static readonly string[] Forwarded =
    [
        "Forwarded", "Via", "X-Real-IP", "X-Forwarded", "X-Original-", "X-Client-IP", "X-Cluster-Client-IP", "X-ProxyUser-", "X-Envoy-",
        "X-Azure-", "X-ARR-", "X-Amzn-", "Client-IP", "True-Client-IP", "CF-", "Cdn-", "Fastly-",
    ];

    public static bool IsOpenTo(HttpContext context) =>
        IsHere(context.Connection.LocalIpAddress)
        && IsHere(context.Connection.RemoteIpAddress)
        && IsLoopbackName(context.Request.Host.Host)
        // A proxy that adds nothing, as nginx by itself, speaks the old version; browsers and tools speak newer ones.
        && !HttpProtocol.IsHttp10(context.Request.Protocol)
        && !context.Request.Headers.Keys.Any(name =>
            Forwarded.Any(forwarded => name.StartsWith(forwarded, StringComparison.OrdinalIgnoreCase)));

    /// <summary>Whether an address, as it is set or as it was bound, is one that only this machine reaches.</summary>
    /// <remarks>Read as Kestrel reads it, which takes a host that is no address and not localhost for every network.</remarks>
    public static bool IsLoopback(string address)
    {
        try
        {
            return IsLoopbackName(BindingAddress.Parse(address).Host);
        }
        catch (FormatException)
        {
            return false;
        }
    }

    static bool IsLoopbackName(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host, out var ip) && IPAddress.IsLoopback(ip));

    static bool IsHere(IPAddress? address) => address is not null && IPAddress.IsLoopback(address);
}
