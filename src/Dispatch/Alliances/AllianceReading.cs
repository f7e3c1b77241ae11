using Dispatch.Yaml;

namespace Dispatch.Alliances;

/// <summary>What came of reading an alliance's file.</summary>
/// <param name="Definition">Null as soon as there is one fault.</param>
/// <param name="Faults">All of them, in the order of the lines.</param>
/// <param name="Warnings">What was read all the same, such as days on which nobody chairs.</param>
public sealed record AllianceReading(AllianceDefinition? Definition, IReadOnlyList<FileFault> Faults, IReadOnlyList<FileFault> Warnings);
