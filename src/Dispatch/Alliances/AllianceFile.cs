using System.Text.RegularExpressions;
using Dispatch.Calendars;
using Dispatch.Language;
using Dispatch.Rosters;
using Dispatch.Yaml;
using NodaTime;
using NodaTime.Text;

namespace Dispatch.Alliances;

/// <summary>What came of reading an alliance's file.</summary>
/// <param name="Definition">Null as soon as there is one fault.</param>
/// <param name="Faults">All of them, in the order of the lines.</param>
/// <param name="Warnings">What was read all the same, such as days on which nobody chairs.</param>
public sealed record AllianceReading(AllianceDefinition? Definition, IReadOnlyList<FileFault> Faults, IReadOnlyList<FileFault> Warnings);

/// <summary>Reads an alliance from one YAML file and says everything that is wrong with it.</summary>
/// <remarks>
/// Keys that are not known are faults, since they are most often misspelt ones; so are duties that are no category and members that
/// are not in the file. What is faulty counts as being there, so that one fault is not told a dozen times. That no other alliance
/// has the same prefix or person is only known when it is saved.
/// </remarks>
public sealed partial class AllianceFile
{
    const int LongestCode = 40;

    readonly YamlFile file;
    readonly Dictionary<string, Words> categories = [];
    readonly Dictionary<string, Member> members = [];
    readonly Dictionary<string, CategoryLimits> limits = [];
    readonly Dictionary<string, KnownMerchant> merchants = [];
    readonly Dictionary<string, Person> people = [];

    readonly CalendarLibrary calendars;

    AllianceFile(YamlFile file, CalendarLibrary calendars) => (this.file, this.calendars) = (file, calendars);

    /// <param name="calendars">One of these is the alliance's.</param>
    /// <param name="firstYear">A roster that goes round is written out from January of this year.</param>
    /// <param name="lastYear">To December of this one.</param>
    /// <exception cref="IOException">There is no such file, or it cannot be read.</exception>
    public static AllianceReading Read(string path, CalendarLibrary calendars, int firstYear, int lastYear) =>
        Parse(path, File.ReadAllText(path), calendars, firstYear, lastYear);

    /// <param name="name">Stands in the faults.</param>
    public static AllianceReading Parse(string name, string text, CalendarLibrary calendars, int firstYear, int lastYear)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(lastYear, firstYear);

        var file = new YamlFile(name, text);
        var definition = file.Top is { } top ? new AllianceFile(file, calendars).Definition(top, firstYear, lastYear) : null;
        return new AllianceReading(definition, file.Faults, file.Warnings);
    }

    AllianceDefinition? Definition(YamlValue top, int firstYear, int lastYear)
    {
        var keys = top.Keys("code", "prefix", "kind", "name", "zone", "calendar", "categories", "members", "merchants", "people", "roster");

        var code = Shaped(
            keys.Require("code"), LowerCode(), LongestCode, "A code is made of a–z, 0–9 and hyphens, since it goes into routing keys.");
        var prefix = Shaped(keys.Require("prefix"), Prefix(), 4, "A prefix is two to four capital letters A–Z.");
        var kind = Kind(keys.Require("kind"));
        var name = Words(keys.Require("name"));
        var zone = Zone(keys.Require("zone"));
        var calendar = Calendar(keys.Find("calendar"), zone, top);

        // Each of these may speak of what was read before it.
        ReadCategories(keys.Require("categories"));
        ReadMembers(keys.Require("members"));
        ReadMerchants(keys.Find("merchants"));
        ReadPeople(keys.Find("people"));
        var turns = Turns(keys.Find("roster"), top, firstYear, lastYear);

        if (code is null || prefix is null || kind is null || zone is null || calendar is null || file.Faults.Count > 0)
            return null;

        return new AllianceDefinition(
            new Alliance
            {
                Code = code,
                Prefix = prefix,
                Kind = kind,
                Name = name,
                Zone = zone,
                Calendar = calendar,
                Categories = categories,
                Limits = limits,
                Members = members,
                Merchants = [.. merchants.Values],
                Roster = new Roster(turns, zone),
            },
            [.. people.Values]);
    }

    static string? Kind(YamlValue? value)
    {
        var kind = value?.Text();
        if (kind is not null && !Alliance.Kinds.Contains(kind))
            value!.Fault($"An alliance is one of {string.Join(", ", Alliance.Kinds)}, not '{kind}'.");
        return kind;
    }

    static DateTimeZone? Zone(YamlValue? value)
    {
        if (value?.Text() is not { } id)
            return null;
        var zone = DateTimeZoneProviders.Tzdb.GetZoneOrNull(id);
        if (zone is null)
            value.Fault($"'{id}' is no time zone of the tz database, such as Asia/Shanghai.");
        return zone;
    }

    WorkingCalendar? Calendar(YamlValue? value, DateTimeZone? zone, YamlValue top)
    {
        if ((value is null ? CalendarLibrary.Default : value.Text()) is not { } name)
            return null;
        var place = value ?? top;
        var calendar = calendars.Find(name);
        if (calendar is null)
            place.Fault($"There is no calendar '{name}'; there are {string.Join(", ", calendars.All.Select(known => known.Name))}.");
        else if (zone is not null && !calendar.IsOf(zone))
            place.Fault($"The calendar '{name}' is of {calendar.Zone.Id}, and this alliance of {zone.Id}; name another one with 'calendar'.");
        return calendar;
    }

    void ReadCategories(YamlValue? value)
    {
        foreach (var (_, key, described) in value?.Entries() ?? [])
        {
            var keys = described.Keys("zh", "en", "limit");
            var name = new Words(keys.RequiredText("zh", 100) ?? "", keys.RequiredText("en", 100) ?? "");
            var given = keys.Find("limit") is { } limit ? Limits(limit) : null;
            if (Code(key) is not { } code)
                continue;
            categories[code] = name;
            if (given is not null)
                limits[code] = given;
        }

        if (value is { IsMap: true } && categories.Count == 0)
            value.Fault("An alliance takes in at least one category.");
    }

    /// <summary>One limit for all, or one for each urgency.</summary>
    static CategoryLimits Limits(YamlValue value)
    {
        if (!value.IsMap)
        {
            var all = OneLimit(value);
            return new CategoryLimits(all, all, all);
        }

        var keys = value.Keys("normal", "raised", "urgent");
        return new CategoryLimits(OneLimit(keys.Find("normal")), OneLimit(keys.Find("raised")), OneLimit(keys.Find("urgent")));
    }

    static Limit? OneLimit(YamlValue? value)
    {
        if (value?.Text(40) is not { } words)
            return null;
        var limit = Limit.Read(words);
        if (limit is null)
            value.Fault($"'{words}' is not a limit; write such as 2 working hours, 3 working days, 30 urgent minutes or 72 hours.");
        return limit;
    }

    void ReadMembers(YamlValue? value)
    {
        foreach (var item in value?.List() ?? [])
        {
            var keys = item.Keys("code", "name", "duties");
            var code = Code(keys.Require("code"));
            var member = new Member(code ?? "", Words(keys.Require("name")), Duties(keys.Find("duties")));
            if (code is not null && !members.TryAdd(code, member))
                item.Fault($"There are two members '{code}'.");
        }

        if (value is { IsList: true } && members.Count == 0)
            value.Fault("An alliance has at least one member.");
    }

    List<string> Duties(YamlValue? value)
    {
        List<string> duties = [];
        foreach (var item in value?.List() ?? [])
        {
            if (item.Text() is not { } duty)
                continue;
            if (!categories.ContainsKey(duty))
                item.Fault($"The duty '{duty}' is no category of this file.");
            else if (duties.Contains(duty))
                item.Fault($"The duty '{duty}' stands here twice.");
            else
                duties.Add(duty);
        }

        return duties;
    }

    void ReadMerchants(YamlValue? value)
    {
        foreach (var item in value?.List() ?? [])
        {
            var keys = item.Keys("code", "name", "phone", "address");
            var code = Code(keys.Require("code"));
            var name = keys.RequiredText("name", 100);
            var merchant = new KnownMerchant(code ?? "", name ?? "", keys.Text("phone", 40), keys.Text("address"));
            if (code is not null && !merchants.TryAdd(code, merchant))
                item.Fault($"There are two merchants '{code}'.");
        }
    }

    void ReadPeople(YamlValue? value)
    {
        foreach (var item in value?.List() ?? [])
        {
            var keys = item.Keys("id", "name", "roles", "member", "merchant");
            var id = Shaped(keys.Require("id"), PersonId(), LongestCode, "An id is made of a–z, 0–9, dots, underscores and hyphens.");
            var name = keys.RequiredText("name", 100);
            var person = new Person(
                id ?? "", name ?? "", Roles(keys.Find("roles")), MemberOf(keys.Find("member")), MerchantOf(keys.Find("merchant")));

            if (person is { Member: not null, Merchant: not null })
                item.Fault("A person acts for a member or is a merchant, not both.");
            if (person.Roles.Contains(Role.Admin) && (person.Roles.Count > 1 || person.Member is not null || person.Merchant is not null))
                item.Fault("An administrator of all alliances holds no desk: no other role, no member, no merchant.");
            if (id?.StartsWith(Person.DemoPrefix, StringComparison.Ordinal) == true)
                item.Fault($"Ids that begin with '{Person.DemoPrefix}' are kept for the demo.");
            if (id is not null && !people.TryAdd(id, person))
                item.Fault($"There are two people '{id}'.");
        }
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

    /// <summary>A roster is a list of dated turns, or a round with dated turns that go before it.</summary>
    IReadOnlyList<Turn> Turns(YamlValue? value, YamlValue top, int firstYear, int lastYear)
    {
        IReadOnlyList<Turn> turns = [];
        if (value is { IsList: true })
        {
            turns = Dated(value);
        }
        else if (value?.Keys("each", "start", "members", "turns") is { } keys)
        {
            turns = Dated(keys.Find("turns"));
            if (Round(keys) is { } rotation)
                turns = rotation.Around(turns, firstYear, lastYear);
        }

        var place = value ?? top;
        if (turns.Count == 0)
            place.Warn("The roster names nobody, so that nobody chairs this alliance.");
        foreach (var (before, after) in turns.Zip(turns.Skip(1)))
        {
            if (before.Until.PlusDays(1) < after.From)
                place.Warn($"Nobody chairs from {Day(before.Until.PlusDays(1))} until {Day(after.From.PlusDays(-1))}.");
        }

        return turns;
    }

    Rotation? Round(YamlKeys keys)
    {
        if (keys.Require("each") is { } each && each.Text() is { } word && word != "month")
            each.Fault($"The chair goes round each month, not each '{word}'.");

        YearMonth? start = null;
        if (keys.Find("start") is { } first && first.Text() is { } text)
        {
            var month = YearMonthPattern.Iso.Parse(text);
            if (month.Success)
                start = month.Value;
            else
                first.Fault($"'{text}' is no month such as 2026-01.");
        }

        List<string> round = [.. (keys.Require("members")?.List() ?? []).Select(MemberOf).OfType<string>()];
        return round.Count > 0 ? new Rotation(round, start) : null;
    }

    List<Turn> Dated(YamlValue? value)
    {
        List<(Turn Turn, YamlValue Place)> turns = [];
        foreach (var item in value?.List() ?? [])
        {
            var keys = item.Keys("from", "until", "member", "deputy");
            var (from, until) = (Date(keys.Require("from")), Date(keys.Require("until")));
            var (member, deputy) = (MemberOf(keys.Require("member")), MemberOf(keys.Find("deputy")));

            if (deputy is not null && deputy == member)
                item.Fault($"'{member}' cannot be its own deputy.");
            if (until < from)
                item.Fault($"The turn ends on {Day(until.Value)}, before it begins.");
            else if (from is { } first && until is { } last && member is not null)
                turns.Add((new Turn(first, last, member, deputy), item));
        }

        turns.Sort((one, other) => one.Turn.From.CompareTo(other.Turn.From));
        // Against the one that ends last so far: a long turn may overlap several that follow it.
        var longest = 0;
        for (var next = 1; next < turns.Count; next++)
        {
            var (earlier, turn) = (turns[longest], turns[next]);
            if (turn.Turn.From <= earlier.Turn.Until)
            {
                turn.Place.Fault(
                    $"The turn of '{turn.Turn.Member}' from {Day(turn.Turn.From)} overlaps that of '{earlier.Turn.Member}' "
                    + $"on line {earlier.Place.Line}, which lasts until {Day(earlier.Turn.Until)}.");
            }

            if (turn.Turn.Until > earlier.Turn.Until)
                longest = next;
        }

        return [.. turns.Select(turn => turn.Turn)];
    }

    static LocalDate? Date(YamlValue? value)
    {
        if (value?.Text() is not { } text)
            return null;
        if (LocalDatePattern.Iso.Parse(text) is { Success: true } date)
            return date.Value;
        value.Fault($"'{text}' is no day such as 2026-03-01.");
        return null;
    }

    string? MemberOf(YamlValue? value)
    {
        var code = value?.Text();
        if (code is not null && !members.ContainsKey(code))
            value!.Fault($"'{code}' is no member of this file.");
        return code;
    }

    string? MerchantOf(YamlValue? value)
    {
        var code = value?.Text();
        if (code is not null && !merchants.ContainsKey(code))
            value!.Fault($"'{code}' is no merchant of this file.");
        return code;
    }

    static Words Words(YamlValue? value)
    {
        var keys = value?.Keys("zh", "en");
        return new Words(keys?.RequiredText("zh", 100) ?? "", keys?.RequiredText("en", 100) ?? "");
    }

    static string? Code(YamlValue? value) => Shaped(value, AnyCode(), LongestCode, "A code is made of letters a–z or A–Z, digits and hyphens.");

    static string? Shaped(YamlValue? value, Regex shape, int longest, string sentence)
    {
        var text = value?.Text(longest);
        if (text is not null && !shape.IsMatch(text))
            value!.Fault($"{sentence} '{text}' is none.");
        return text;
    }

    static string Day(LocalDate day) => LocalDatePattern.Iso.Format(day);

    [GeneratedRegex(@"\A[a-z0-9-]+\z")]
    private static partial Regex LowerCode();

    [GeneratedRegex(@"\A[A-Za-z0-9-]+\z")]
    private static partial Regex AnyCode();

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9._-]*\z")]
    private static partial Regex PersonId();

    [GeneratedRegex(@"\A[A-Z]{2,4}\z")]
    private static partial Regex Prefix();
}
