namespace Dispatch.Alliances;

/// <summary>The registers of an alliance as they are stored.</summary>
/// <param name="Version">Counts their changes.</param>
public sealed record StoredAlliance(AllianceDefinition Definition, long Version);

/// <summary>What came of saving.</summary>
/// <param name="Before">Null where the alliance was not there yet.</param>
/// <param name="After">With the turns that are past as they were.</param>
/// <param name="Changes">Empty where the registers said so already.</param>
public sealed record SavedAlliance(
    AllianceDefinition? Before, AllianceDefinition After, IReadOnlyList<AllianceChange> Changes, StillReferenced Stays);
