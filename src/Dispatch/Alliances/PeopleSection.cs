using Dispatch.Yaml;

namespace Dispatch.Alliances;

/// <summary>The people in an alliance's file, with what they may do.</summary>
static class PeopleSection
{
    public static IReadOnlyList<Person> Read(
        YamlValue? value, IReadOnlyDictionary<string, Member> members, IReadOnlyDictionary<string, KnownMerchant> merchants)
    {
        Dictionary<string, Person> people = [];
        foreach (var item in value?.List() ?? [])
        {
            var keys = item.Keys("id", "name", "roles", "member", "merchant");
            var id = AllianceText.PersonId(keys.Require("id"));
            var name = keys.RequiredText("name", 100);
            var roles = Roles(keys.Find("roles"));
            var member = AllianceText.Member(keys.Find("member"), members);
            var merchant = Merchant(keys.Find("merchant"), merchants);
            var person = new Person(id ?? "", name ?? "", roles, member, merchant);

            if (person is { Member: not null, Merchant: not null })
                item.Fault("A person acts for a member or is a merchant, not both.");
            if (person.Roles.Contains(Role.Admin) && (person.Roles.Count > 1 || person.Member is not null || person.Merchant is not null))
                item.Fault("An administrator of all alliances holds no desk: no other role, no member, no merchant.");
            if (id is not null && Person.IsReserved(id))
                item.Fault($"The id '{id}' is reserved for the demo ({Person.DemoPrefix}…) or for the system ({Person.SystemId}).");
            if (id is not null && !people.TryAdd(id, person))
                item.Fault($"There are two people '{id}'.");
        }

        return [.. people.Values];
    }

    static List<string> Roles(YamlValue? value)
    {
        List<string> roles = [];
        foreach (var item in value?.List() ?? [])
        {
            if (item.Text() is not { } role)
                continue;
            if (!Role.All.Contains(role))
                item.Fault($"A role is one of {string.Join(", ", Role.All)}, not '{role}'.");
            else if (!roles.Contains(role))
                roles.Add(role);
        }

        return roles;
    }

    static string? Merchant(YamlValue? value, IReadOnlyDictionary<string, KnownMerchant> merchants)
    {
        var code = value?.Text();
        if (code is not null && !merchants.ContainsKey(code))
            value!.Fault($"'{code}' is not a merchant in this file.");
        return code;
    }
}
