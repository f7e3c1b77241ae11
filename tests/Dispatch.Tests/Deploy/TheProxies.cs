using System.Globalization;
using System.Text.RegularExpressions;
using Dispatch.Server;
using Dispatch.Tests.Architecture;

namespace Dispatch.Tests.Deploy;

/// <summary>What nginx, Caddy and the server have to agree on.</summary>
public sealed partial class TheProxies
{
    static readonly string Caddy = Repository.Read("deploy/Caddyfile");
    static readonly string Debian = Repository.Read("deploy/debian.sh");

    [Test]
    public void Take_bodies_as_large_as_the_server_does()
    {
        int[] limits = [.. ((Match[])[NginxLimit().Match(Debian), CaddyLimit().Match(Caddy)])
            .Select(limit => int.Parse(limit.Groups[1].Value, CultureInfo.InvariantCulture))];

        Assert.That(limits, Is.EqualTo((int[])[RequestBody.LargestMebibytes, RequestBody.LargestMebibytes]));
    }

    [TestCase("/feeds/cal_secret/deadlines.ics")]
    [TestCase("/FEEDS/cal_secret/deadlines.ics")]
    [TestCase("/Welcome/cal_secret")]
    [TestCase("/welcome/cal_secret/more?then=/")]
    [TestCase("/%66eeds/cal_secret/deadlines.ics")]
    [TestCase("/fee%44s/cal_secret/deadlines.ics")]
    public void Log_no_address_of_a_feed(string address) =>
        Assert.That(LoggedByCaddy(address), Does.Not.Contain("secret").And.EndWith("/-"));

    [TestCase("/orders?stage=filed")]
    [TestCase("/api/orders/SY-20261125-0016")]
    [TestCase("/orders/feeds/welcome")]
    public void Log_any_other_address(string address) => Assert.That(LoggedByCaddy(address), Is.EqualTo(address));

    /// <summary>Caddy's patterns are Go's, which read this one as .NET does.</summary>
    static string LoggedByCaddy(string address)
    {
        var filter = CaddyFilter().Match(Caddy);
        return Regex.Replace(address, filter.Groups["pattern"].Value, filter.Groups["instead"].Value);
    }

    [GeneratedRegex(@"client_max_body_size ([0-9]+)m;")]
    private static partial Regex NginxLimit();

    [GeneratedRegex(@"max_size ([0-9]+)MiB")]
    private static partial Regex CaddyLimit();

    [GeneratedRegex(@"request>uri regexp ""(?<pattern>[^""]+)"" ""(?<instead>[^""]+)""")]
    private static partial Regex CaddyFilter();
}
