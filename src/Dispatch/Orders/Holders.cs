namespace Dispatch.Orders;

/// <summary>Whether members that are to be given a part can take it on: a living person stands behind each.</summary>
static class Holders
{
    /// <param name="field">The input that names them.</param>
    /// <param name="members">Codes.</param>
    /// <returns>Null where nothing is in the way.</returns>
    public static Refusal? WhyNot(string field, IEnumerable<string> members, Situation at)
    {
        foreach (var code in members)
        {
            if (at.Alliance.Members.GetValueOrDefault(code) is not { HasLeft: false } member)
                return Refusal.Input(field, "unknown-member");
            if (!member.HasPeople)
                return Refusal.Input(field, "nobody-acts-for-it");
        }

        return null;
    }
}
