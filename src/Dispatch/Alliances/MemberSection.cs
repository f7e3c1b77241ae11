using Dispatch.Language;
using Dispatch.Yaml;

namespace Dispatch.Alliances;

/// <summary>The members in an alliance's file, with their duties.</summary>
static class MemberSection
{
    public static IReadOnlyDictionary<string, Member> Read(YamlValue? value, IReadOnlyDictionary<string, Words> categories)
    {
        Dictionary<string, Member> members = [];
        foreach (var item in value?.List() ?? [])
        {
            var keys = item.Keys("code", "name", "duties");
            var code = AllianceText.Code(keys.Require("code"));
            var member = new Member(code ?? "", AllianceText.Words(keys.Require("name")), Duties(keys.Find("duties"), categories));
            if (code is not null && Person.IsReserved(code))
                item.Fault($"The code '{code}' is reserved for the demo ({Person.DemoPrefix}…) or for the system ({Person.SystemId}).");
            if (code is not null && !members.TryAdd(code, member))
                item.Fault($"There are two members '{code}'.");
        }

        if (value is { IsList: true } && members.Count == 0)
            value.Fault("An alliance has at least one member.");
        return members;
    }

    static List<string> Duties(YamlValue? value, IReadOnlyDictionary<string, Words> categories)
    {
        List<string> duties = [];
        foreach (var item in value?.List() ?? [])
        {
            if (item.Text() is not { } duty)
                continue;
            if (!categories.ContainsKey(duty))
                item.Fault($"The duty '{duty}' is not a category in this file.");
            else if (duties.Contains(duty))
                item.Fault($"The duty '{duty}' is listed twice.");
            else
                duties.Add(duty);
        }

        return duties;
    }
}
