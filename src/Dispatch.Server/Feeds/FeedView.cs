namespace Dispatch.Server.Feeds;

/// <summary>Where a calendar program reads: addresses that are secrets, told this once.</summary>
/// <param name="Deadlines">What waits for the person, each order at the time it is due.</param>
/// <param name="Roster">Who chairs when.</param>
public sealed record FeedAddresses(string Deadlines, string Roster);

/// <summary>Whether the caller has a feed; its addresses are not known to anybody but them.</summary>
/// <param name="MadeAt">Left out where there is none.</param>
public sealed record FeedView(bool Exists, DateTimeOffset? MadeAt);
