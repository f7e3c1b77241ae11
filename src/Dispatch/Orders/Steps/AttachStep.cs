namespace Dispatch.Orders.Steps;

/// <summary>Pictures are added to an order; they move nothing and no clock.</summary>
/// <param name="Photos">Addresses of the pictures, at most nine at a time.</param>
public sealed record AttachStep(IReadOnlyList<string> Photos, string? Note) : IStep
{
    public string Name => "attach";

    public static IStep Read(InputReader input) => new AttachStep(input.WebAddresses("photos", 9, 500), input.Text("note", 2000));

    public Decision<IStep> Decide(Order order, Situation at) => Decision.Accept(this);

    public bool Equals(AttachStep? other) => other is not null && Note == other.Note && Photos.SequenceEqual(other.Photos);

    public override int GetHashCode() => HashCode.Combine(Note, Photos.Count);
}
