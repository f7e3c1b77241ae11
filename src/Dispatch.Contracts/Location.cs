namespace Dispatch.Contracts;

/// <summary>Where the problem is.</summary>
/// <param name="Latitude">Degrees, WGS 84, −90 to 90.</param>
/// <param name="Longitude">Degrees, WGS 84, −180 to 180.</param>
/// <param name="Address">As people would say it.</param>
public sealed record Location(double? Latitude, double? Longitude, string? Address);
