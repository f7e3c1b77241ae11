using Dispatch.Alliances;
using Dispatch.Calendars;
using Dispatch.Orders;

namespace Dispatch.Registers;

/// <summary>The categories and how long the work of each may take.</summary>
sealed class CategoryRegister : IRegister
{
    const int LongestLimit = 40;

    public string Name => RegisterName.Categories;

    public IReadOnlyList<RegisterLine> Lines(AllianceDefinition now) =>
        [.. now.Alliance.Categories.Keys.Select(code => RegisterLine.OfCategory(now.Alliance, code))];

    public AllianceDefinition Put(AllianceDefinition now, string code, InputReader input)
    {
        EntryInput.RequireCode(input, code);
        var name = EntryInput.Name(input);
        var limits = input.Group(
            "limits", each => new CategoryLimits(Limit(each, "normal"), Limit(each, "raised"), Limit(each, "urgent")));
        var others = now.Alliance.Limits.Where(limit => limit.Key != code);
        return now with
        {
            Alliance = now.Alliance with
            {
                Categories = EntryInput.Placed(now.Alliance.Categories, code, name),
                Limits = (limits is null ? others : others.Append(KeyValuePair.Create(code, limits))).ToDictionary(),
            },
        };
    }

    static Limit? Limit(InputReader input, string field)
    {
        if (input.Text(field, LongestLimit) is not { } words)
            return null;
        var limit = Calendars.Limit.Read(words);
        if (limit is null)
            input.Fault(field, "not-a-limit");
        else if (limit.IsLongerThan(Calendars.Limit.Longest))
            input.Fault(field, "more-than-ten-years");
        return limit;
    }

    /// <summary>Orders keep it; nobody answers for it any more.</summary>
    public AllianceDefinition Remove(AllianceDefinition now, string code) => now with
    {
        Alliance = now.Alliance with
        {
            Categories = now.Alliance.Categories.Where(category => category.Key != code).ToDictionary(),
            Limits = now.Alliance.Limits.Where(limit => limit.Key != code).ToDictionary(),
            Members = now.Alliance.Members.ToDictionary(
                member => member.Key, member => member.Value with { Duties = [.. member.Value.Duties.Where(duty => duty != code)] }),
        },
    };
}
