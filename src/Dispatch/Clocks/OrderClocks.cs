namespace Dispatch.Clocks;

/// <summary>All limits that run on an order. Each is kept; the first that ends is what counts next.</summary>
/// <param name="All">One at most of each kind.</param>
/// <param name="Used">What each member has used of the limit for the work in earlier parts: a return does not give it back.</param>
/// <param name="SuspendedUntil">The clocks stand still (挂账) until then at the latest; null where they run.</param>
/// <param name="NextAt">When the watch has something to do about the order; null where it never has.</param>
public sealed partial record OrderClocks(
    IReadOnlyList<Clock> All, IReadOnlyDictionary<string, TimeSpan> Used, DateTimeOffset? SuspendedUntil, DateTimeOffset? NextAt)
{
    public static OrderClocks None { get; } = new([], new Dictionary<string, TimeSpan>(), null, null);

    public bool IsProvisional => All.Any(clock => clock.Provisional);

    /// <summary>The deadlines, the next one first.</summary>
    public IEnumerable<Clock> Deadlines => All.Where(clock => clock.Of != ClockOf.Lapse).OrderBy(clock => clock.Due);

    /// <summary>When the order is due next, or runs on again; null where nothing runs.</summary>
    public DateTimeOffset? Due => SuspendedUntil ?? Deadlines.FirstOrDefault(clock => clock.Runs)?.Due;

    public Clock? Find(string of) => All.FirstOrDefault(clock => clock.Of == of);

    public OrderClocks With(Clock clock) => this with { All = [.. All.Where(other => other.Of != clock.Of), clock] };

    public OrderClocks Without(string of) => this with { All = [.. All.Where(clock => clock.Of != of)] };

    public OrderClocks Each(Func<Clock, Clock> change) => this with { All = [.. All.Select(change)] };

    public bool Equals(OrderClocks? other) =>
        other is not null && SuspendedUntil == other.SuspendedUntil && NextAt == other.NextAt && All.SequenceEqual(other.All)
        && Used.OrderBy(used => used.Key).SequenceEqual(other.Used.OrderBy(used => used.Key));

    public override int GetHashCode() => HashCode.Combine(All.Count, SuspendedUntil, NextAt);
}
