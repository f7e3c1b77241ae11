using NodaTime;

namespace Dispatch.Rosters;

/// <summary>A member's turn in the chair (轮值).</summary>
/// <param name="From">First day.</param>
/// <param name="Until">Last day, included.</param>
/// <param name="Member">Code of the member that chairs.</param>
/// <param name="Deputy">Code of the member that may act in its place.</param>
public sealed record Turn(LocalDate From, LocalDate Until, string Member, string? Deputy);
