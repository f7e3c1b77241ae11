using Dispatch.Alliances;
using Dispatch.Orders;

namespace Dispatch.Registers;

/// <summary>A register as entries that are edited one by one: pure functions of what stands in all of them.</summary>
public interface IRegister
{
    /// <summary>Of <see cref="RegisterName"/>.</summary>
    string Name { get; }

    /// <summary>Its entries, in their order.</summary>
    IReadOnlyList<RegisterLine> Lines(AllianceDefinition now);

    /// <summary>Puts an entry in the place of the one that has its code, or at the end.</summary>
    /// <param name="input">Its fields; what is wrong with them, and with the code, is gathered there.</param>
    AllianceDefinition Put(AllianceDefinition now, string code, InputReader input);

    /// <summary>The registers without an entry, and without what others say of it where that means nothing any more.</summary>
    AllianceDefinition Remove(AllianceDefinition now, string code);
}

/// <summary>The registers that have entries.</summary>
public static class RegisterList
{
    public static IReadOnlyList<IRegister> All { get; } =
        [new MemberRegister(), new CategoryRegister(), new MerchantRegister(), new PersonRegister(), new AllianceRegister()];

    public static IRegister? Find(string name) => All.FirstOrDefault(register => register.Name == name);
}
