using Dispatch.Yaml;

namespace Dispatch.Alliances;

/// <summary>The merchants in an alliance's file.</summary>
static class MerchantSection
{
    public static IReadOnlyDictionary<string, KnownMerchant> Read(YamlValue? value)
    {
        Dictionary<string, KnownMerchant> merchants = [];
        foreach (var item in value?.List() ?? [])
        {
            var keys = item.Keys("code", "name", "phone", "address");
            var code = AllianceText.Code(keys.Require("code"));
            var name = keys.RequiredText("name", 100);
            var merchant = new KnownMerchant(code ?? "", name ?? "", keys.Text("phone", 40), keys.Text("address"));
            if (code is not null && !merchants.TryAdd(code, merchant))
                item.Fault($"There are two merchants '{code}'.");
        }

        return merchants;
    }
}
