using System.Text.Json.Serialization;

namespace Dispatch.Orders;

/// <summary>One holder's part in an order (派单).</summary>
/// <param name="Member">Code of the member; empty for a person who acts for none.</param>
/// <param name="Person">Id of the person where a post is theirs and not their member's.</param>
/// <param name="Kind">Of <see cref="PartKind"/>; its name in stored orders is of the first release.</param>
/// <param name="State">Of <see cref="PartState"/>.</param>
public sealed record Assignment(
    string Member, string? Person, [property: JsonPropertyName("part")] string Kind, string State)
{
    [JsonIgnore]
    public bool IsOpen => State is PartState.Assigned or PartState.Claimed;

    /// <summary>Open or done: it takes a place, and has not been given back.</summary>
    [JsonIgnore]
    public bool Counts => IsOpen || State == PartState.Done;

    public bool HasSameHolder(Assignment other) => Member == other.Member && Person == other.Person;
}

public static class PartKind
{
    /// <summary>主办: answers for the order and moves it.</summary>
    public const string Lead = "lead";

    /// <summary>协办: helps, on its own part.</summary>
    public const string Support = "support";

    /// <summary>岗位: a place that a person claimed, equal among others.</summary>
    public const string Post = "post";
}

public static class PartState
{
    public const string Assigned = "assigned";
    public const string Claimed = "claimed";
    public const string Done = "done";
    public const string Returned = "returned";

    /// <summary>Ended by something that happened to the order, not by its holder.</summary>
    public const string Released = "released";
}
