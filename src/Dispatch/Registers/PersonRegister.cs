using Dispatch.Alliances;
using Dispatch.Orders;

namespace Dispatch.Registers;

/// <summary>The people, what they are to the alliance, and for whom they act.</summary>
sealed class PersonRegister : IRegister
{
    public string Name => RegisterName.People;

    public IReadOnlyList<RegisterLine> Lines(AllianceDefinition now) => [.. now.People.Select(RegisterLine.Of)];

    public AllianceDefinition Put(AllianceDefinition now, string code, InputReader input)
    {
        if (code.Length == 0)
            input.Fault("code", "required");
        else if (code.Length > EntryInput.LongestCode)
            input.Fault("code", $"longer-than-{EntryInput.LongestCode}");
        else if (!AllianceText.IsPersonId(code) || Person.IsReserved(code))
            input.Fault("code", "not-an-id");

        var name = input.Line("name", EntryInput.LongestName, required: true);
        var roles = input.Texts("roles", Role.All.Count, EntryInput.LongestCode).Distinct().ToList();
        if (!roles.TrueForAll(Role.All.Contains))
            input.Fault("roles", $"one-of-{string.Join('-', Role.All)}");
        var member = input.Text("member", EntryInput.LongestCode);
        if (member is not null && !now.Alliance.Members.ContainsKey(member))
            input.Fault("member", "unknown-member");
        var merchant = input.Text("merchant", EntryInput.LongestCode);
        if (merchant is not null && now.Alliance.FindMerchant(merchant) is null)
            input.Fault("merchant", "unknown-merchant");

        if (member is not null && merchant is not null)
            input.Fault("merchant", "not-with-a-member");
        if (roles.Contains(Role.Admin) && (roles.Count > 1 || member is not null || merchant is not null))
            input.Fault("roles", "admin-alone");

        Person person = new(code, name ?? "", roles, member, merchant);
        return now with { People = EntryInput.Placed(now.People, person, other => other.Id == code) };
    }

    public AllianceDefinition Remove(AllianceDefinition now, string code) =>
        now with { People = [.. now.People.Where(person => person.Id != code)] };
}
