namespace Dispatch.Accounts;

/// <summary>Somebody is signed in to the pages, in one browser.</summary>
/// <param name="Hash">SHA-256 of the word in the cookie; names the session when it is ended.</param>
/// <param name="Person">Id.</param>
/// <param name="SeenAt">When a page was last asked for, to the minute.</param>
/// <param name="Device">What the browser says of itself.</param>
public sealed record Session(
    string Hash, string Person, DateTimeOffset MadeAt, DateTimeOffset SeenAt, DateTimeOffset ExpiresAt, string Device);
