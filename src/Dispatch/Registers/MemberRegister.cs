using Dispatch.Alliances;
using Dispatch.Orders;

namespace Dispatch.Registers;

/// <summary>The members and their duties.</summary>
sealed class MemberRegister : IRegister
{
    const int MostDuties = 500;

    public string Name => RegisterName.Members;

    public IReadOnlyList<RegisterLine> Lines(AllianceDefinition now) => [.. now.Alliance.Members.Values.Select(RegisterLine.Of)];

    public AllianceDefinition Put(AllianceDefinition now, string code, InputReader input)
    {
        EntryInput.RequireCode(input, code);
        if (Person.IsReserved(code))
            input.Fault("code", "reserved");
        var name = EntryInput.Name(input);
        var duties = input.Texts("duties", MostDuties, EntryInput.LongestCode).Distinct().ToList();
        if (duties.FirstOrDefault(duty => !now.Alliance.Categories.ContainsKey(duty)) is not null)
            input.Fault("duties", "unknown-category");
        return With(now, EntryInput.Placed(now.Alliance.Members, code, new Member(code, name, duties)));
    }

    public AllianceDefinition Remove(AllianceDefinition now, string code) =>
        With(now, now.Alliance.Members.Where(member => member.Key != code).ToDictionary());

    static AllianceDefinition With(AllianceDefinition now, IReadOnlyDictionary<string, Member> members) =>
        now with { Alliance = now.Alliance with { Members = members } };
}
