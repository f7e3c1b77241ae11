using System.Text.Json.Serialization;
using Dispatch.Language;

namespace Dispatch.Alliances;

/// <summary>An organisation in an alliance.</summary>
/// <param name="Duties">Codes of the categories it answers for.</param>
public sealed record Member(string Code, Words Name, IReadOnlyList<string> Duties)
{
    /// <summary>Somebody acts for it; what is given to it would wait for nobody otherwise.</summary>
    public bool HasPeople { get; init; } = true;

    /// <summary>It is no member any more, and stays for the sake of what it did.</summary>
    public bool HasLeft { get; init; }

    /// <summary>It can be given something to do.</summary>
    [JsonIgnore]
    public bool CanAct => HasPeople && !HasLeft;
}
