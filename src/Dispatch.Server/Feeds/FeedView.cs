namespace Dispatch.Server.Feeds;

/// <summary>The addresses for a calendar program: they are secrets, and shown only once.</summary>
/// <param name="Deadlines">What waits for the person, each order at the time it is due.</param>
/// <param name="Roster">Who chairs when.</param>
public sealed record FeedAddresses(string Deadlines, string Roster);

/// <summary>Whether the caller has a feed; nobody but them knows its addresses.</summary>
/// <param name="MadeAt">Left out where there is none.</param>
public sealed record FeedView(bool Exists, DateTimeOffset? MadeAt);
