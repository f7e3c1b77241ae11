using Dispatch.Alliances;
using Dispatch.Calendars;
using Dispatch.Language;
using Dispatch.Orders;
using NodaTime;

namespace Dispatch.Registers;

/// <summary>The alliance itself: one entry, which is never removed.</summary>
sealed class AllianceRegister : IRegister
{
    public string Name => RegisterName.Alliances;

    public IReadOnlyList<RegisterLine> Lines(AllianceDefinition now) => [RegisterLine.Of(now.Alliance)];

    public AllianceDefinition Put(AllianceDefinition now, string code, InputReader input)
    {
        var prefix = input.Text("prefix", 4, required: true);
        if (prefix is not null && !AllianceText.IsPrefix(prefix))
            input.Fault("prefix", "not-a-prefix");
        var kind = input.OneOf("kind", Alliance.Kinds);
        if (kind is null)
            input.Fault("kind", "required");
        var name = EntryInput.Name(input);
        var zone = Zone(input, now.Alliance.Zone);
        var calendar = input.Text("calendar", EntryInput.LongestCode, required: true) ?? "";
        var forgetAfter = Period(input);
        return now with
        {
            Alliance = now.Alliance with
            {
                Prefix = prefix ?? "",
                Kind = kind ?? "",
                Name = name,
                Zone = zone,
                Roster = now.Alliance.Roster with { Zone = zone },
                Calendar = Named(calendar, zone),
                ForgetAfter = forgetAfter,
            },
        };
    }

    /// <summary>An alliance that begins, with its first category and its first member, which answers for it.</summary>
    public static AllianceDefinition Begin(string code, InputReader input)
    {
        if (code.Length == 0)
            input.Fault("code", "required");
        else if (code.Length > EntryInput.LongestCode || !AllianceText.IsRoutingCode(code))
            input.Fault("code", "not-a-routing-code");
        var (category, categoryName) = First(input, "category");
        var (member, memberName) = First(input, "member");
        return new AllianceDefinition(
            new Alliance
            {
                Code = code,
                Prefix = "",
                Kind = "",
                Name = new Words("", ""),
                Zone = DateTimeZone.Utc,
                Calendar = Named("", DateTimeZone.Utc),
                Categories = new Dictionary<string, Words> { [category] = categoryName },
                Members = new Dictionary<string, Member> { [member] = new(member, memberName, [category]) },
                Merchants = [],
                Roster = new Rosters.Roster([], DateTimeZone.Utc),
            },
            []);
    }

    static (string Code, Words Name) First(InputReader input, string field)
    {
        var first = input.Group(field, inner =>
        {
            var code = inner.Text("code", EntryInput.LongestCode) ?? "";
            EntryInput.RequireCode(inner, code);
            return new Entry(code, EntryInput.Name(inner));
        });
        if (first is null)
            input.Fault($"{field}.code", "required");
        return first is null ? ("", new Words("", "")) : (first.Code, first.Name);
    }

    sealed record Entry(string Code, Words Name);

    static DateTimeZone Zone(InputReader input, DateTimeZone now)
    {
        if (input.Text("zone", 60, required: true) is not { } id)
            return now;
        if (DateTimeZoneProviders.Tzdb.GetZoneOrNull(id) is { } zone)
            return zone;
        input.Fault("zone", "not-a-zone");
        return now;
    }

    static RetentionPeriod? Period(InputReader input)
    {
        if (input.Text("forgetAfter", 40) is not { } words)
            return null;
        var period = RetentionPeriod.Read(words);
        if (period is null)
            input.Fault("forgetAfter", "not-a-retention-period");
        else if (!period.IsAllowed)
            input.Fault("forgetAfter", "not-from-30-days-to-100-years");
        return period;
    }

    // Only its name is kept; that there is one of this name and zone is looked at beside the library.
    static WorkingCalendar Named(string name, DateTimeZone zone) =>
        new(new CalendarDefinition { Name = name, Title = new Words(name, name), Zone = zone });

    public AllianceDefinition Remove(AllianceDefinition now, string code) => now;
}
