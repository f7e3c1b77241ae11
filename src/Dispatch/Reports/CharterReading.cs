using Dispatch.Yaml;

namespace Dispatch.Reports;

/// <summary>What came of reading a charter.</summary>
/// <param name="Charter">Null as soon as there is one fault.</param>
/// <param name="Text">As it was read.</param>
/// <param name="Faults">All of them, in the order of the lines.</param>
public sealed record CharterReading(Charter? Charter, string Text, IReadOnlyList<FileFault> Faults);
