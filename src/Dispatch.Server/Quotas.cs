using System.Globalization;
using System.Net;
using System.Threading.RateLimiting;
using Dispatch.Accounts;
using Dispatch.Language;
using Dispatch.Orders;
using Dispatch.Orders.Desk;
using Dispatch.Orders.Steps;

namespace Dispatch.Server;

/// <summary>
/// How much one caller may ask for: far more than people and other systems need, and little for a program that runs in a circle.
/// </summary>
/// <remarks>
/// Each is there at once and comes back evenly: who may file a thousand an hour may file a thousand now, and then one every 3.6 seconds.
/// Every server counts by itself.
/// </remarks>
public sealed class Quotas : IDisposable
{
    const string Section = "Quotas";

    /// <summary>One address may be that of a whole office, or of a proxy.</summary>
    const int CallersAtAnAddress = 5;

    static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    readonly PartitionedRateLimiter<Caller> filings;
    readonly PartitionedRateLimiter<Caller> remarks;

    public Quotas(IConfiguration configuration)
    {
        var (usual, underASource) = (Read(configuration, "Filings", 1_000), Read(configuration, "FilingsUnderASource", 20_000));
        filings = PartitionedRateLimiter.Create<Caller, (string, string?)>(caller =>
            Bucket((caller.Id, caller.Source), caller.HourlyFilings ?? (caller.Source is null ? usual : underASource), Hour));
        var spoken = Read(configuration, "Remarks", 600);
        remarks = PartitionedRateLimiter.Create<Caller, string>(caller => Bucket(caller.Id, spoken, Hour));

        var asked = Read(configuration, "Requests", 6_000);
        var atAnAddress = (int)Math.Min(int.MaxValue, (long)asked * CallersAtAnAddress);
        Requests = PartitionedRateLimiter.Create<HttpContext, string>(context =>
            context.Features.Get<Caller>() is { } caller
                ? Bucket($"caller {caller.Id}", asked, TimeSpan.FromMinutes(1))
                : Bucket($"address {AddressOf(context)}", atAnAddress, TimeSpan.FromMinutes(1)));
    }

    /// <summary>Of requests of any kind, by caller, or by address where nobody is known.</summary>
    internal PartitionedRateLimiter<HttpContext> Requests { get; }

    /// <summary>Takes a step where the caller has not asked for too many of its kind.</summary>
    public Task<Decision<Answer>> WithinAsync(StepRequest request, Func<StepRequest, Task<Decision<Answer>>> take)
    {
        var quota = request.Step switch
        {
            FileStep => filings,
            CommentStep or AttachStep => remarks,
            _ => null,
        };
        using var lease = quota?.AttemptAcquire(request.Caller);
        return lease is { IsAcquired: false } ? Task.FromResult<Decision<Answer>>(Refused(lease)) : take(request);
    }

    /// <summary>Why a request is not answered now, and for how long.</summary>
    internal static Refusal Refused(RateLimitLease lease)
    {
        var wait = lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? after : TimeSpan.FromSeconds(1);
        return Refusal.Of(Refusal.TooMany, Math.Max(1, Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture));
    }

    public void Dispose()
    {
        filings.Dispose();
        remarks.Dispose();
        Requests.Dispose();
    }

    static RateLimitPartition<TKey> Bucket<TKey>(TKey key, int many, TimeSpan within)
    {
        if (many == 0)
            return RateLimitPartition.GetNoLimiter(key);
        // At least one comes back at a time, and what comes back is spread as evenly as a second allows.
        var period = TimeSpan.FromSeconds(Math.Max(1, within.TotalSeconds / many));
        return RateLimitPartition.GetTokenBucketLimiter(key, _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = many,
            TokensPerPeriod = Math.Max(1, (int)(many * (period / within))),
            ReplenishmentPeriod = period,
            QueueLimit = 0,
        });
    }

    /// <summary>Of IPv6 the network, since whoever has one address there has all of them.</summary>
    static string AddressOf(HttpContext context)
    {
        var address = context.Connection.RemoteIpAddress ?? IPAddress.None;
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        var bytes = address.GetAddressBytes();
        return Convert.ToHexStringLower(bytes.Length == 16 ? bytes[..8] : bytes);
    }

    static int Read(IConfiguration configuration, string name, int otherwise) => configuration[$"{Section}:{name}"] switch
    {
        null or "" => otherwise,
        { } text when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var many) => many,
        { } text => throw new UserErrorException($"{Section}:{name} is a whole number, or 0 for no limit, not '{text}'."),
    };
}
