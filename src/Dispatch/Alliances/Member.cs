using Dispatch.Language;

namespace Dispatch.Alliances;

/// <summary>An organisation in an alliance.</summary>
/// <param name="Duties">Codes of the categories it answers for.</param>
public sealed record Member(string Code, Words Name, IReadOnlyList<string> Duties);
