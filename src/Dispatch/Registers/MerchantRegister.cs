using Dispatch.Alliances;
using Dispatch.Orders;

namespace Dispatch.Registers;

/// <summary>The merchants that the alliance knows.</summary>
sealed class MerchantRegister : IRegister
{
    public string Name => RegisterName.Merchants;

    public IReadOnlyList<RegisterLine> Lines(AllianceDefinition now) => [.. now.Alliance.Merchants.Select(RegisterLine.Of)];

    public AllianceDefinition Put(AllianceDefinition now, string code, InputReader input)
    {
        EntryInput.RequireCode(input, code);
        var name = input.Line("name", EntryInput.LongestName, required: true);
        KnownMerchant merchant = new(
            code, name ?? "", input.Line("phone", EntryInput.LongestPhone), input.Line("address", EntryInput.LongestAddress));
        return With(now, EntryInput.Placed(now.Alliance.Merchants, merchant, other => other.Code == code));
    }

    public AllianceDefinition Remove(AllianceDefinition now, string code) =>
        With(now, [.. now.Alliance.Merchants.Where(merchant => merchant.Code != code)]);

    static AllianceDefinition With(AllianceDefinition now, IReadOnlyList<KnownMerchant> merchants) =>
        now with { Alliance = now.Alliance with { Merchants = merchants } };
}
