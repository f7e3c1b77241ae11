using Dispatch.Calendars;
using Dispatch.Rosters;
using Dispatch.Yaml;
using NodaTime;

namespace Dispatch.Alliances;

/// <summary>Reads an alliance from one YAML file and says everything that is wrong with it.</summary>
/// <remarks>
/// Keys that are not known are faults, since most of them are misspelt; so are duties that are not a category and members that are not in
/// the file. What is faulty counts as being there, so that one fault is reported once. That no other alliance has the same prefix or
/// person is only known when it is saved.
/// </remarks>
public static class AllianceFile
{
    /// <param name="calendars">One of these is the alliance's.</param>
    /// <param name="firstYear">
    /// The turns of a rotation are listed from January of this year; those of other days are derived from it.
    /// </param>
    /// <param name="lastYear">To December of this one.</param>
    /// <remarks>A file that cannot be read is a fault like any other.</remarks>
    public static AllianceReading Read(string path, CalendarLibrary calendars, int firstYear, int lastYear)
    {
        var (text, fault) = TextFile.Read(path);
        return text is null ? new AllianceReading(null, [fault!], []) : Parse(path, text, calendars, firstYear, lastYear);
    }

    /// <param name="name">Stands in the faults.</param>
    /// <inheritdoc cref="Read"/>
    public static AllianceReading Parse(string name, string text, CalendarLibrary calendars, int firstYear, int lastYear)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(lastYear, firstYear);

        var file = new YamlFile(name, text);
        var definition = file.Top is { } top ? Definition(file, top, calendars, firstYear, lastYear) : null;
        return new AllianceReading(definition, file.Faults, file.Warnings);
    }

    static AllianceDefinition? Definition(YamlFile file, YamlValue top, CalendarLibrary calendars, int firstYear, int lastYear)
    {
        var keys = top.Keys(
            "code", "prefix", "kind", "name", "zone", "calendar", "privacy", "categories", "members", "merchants", "people", "roster",
            "refusals", "returns");

        var code = AllianceText.RoutingCode(keys.Require("code"));
        var prefix = AllianceText.Prefix(keys.Require("prefix"));
        var kind = Kind(keys.Require("kind"));
        var name = AllianceText.Words(keys.Require("name"));
        var zone = Zone(keys.Require("zone"));
        var calendar = Calendar(keys.Find("calendar"), zone, top, calendars);
        var forgetAfter = PrivacySection.Read(keys.Find("privacy"));

        // Each of these may refer to what was read before it.
        var (categories, limits) = CategorySection.Read(keys.Require("categories"));
        var members = MemberSection.Read(keys.Require("members"), categories);
        var merchants = MerchantSection.Read(keys.Find("merchants"));
        var people = PeopleSection.Read(keys.Find("people"), members, merchants);
        var (turns, rotation) = RosterSection.Read(keys.Find("roster"), top, members, firstYear, lastYear);

        var (refusals, returns) = (ReasonSection.Read(keys.Find("refusals")), ReasonSection.Read(keys.Find("returns")));

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
                ForgetAfter = forgetAfter,
                Categories = categories,
                Limits = limits,
                Members = members,
                Merchants = [.. merchants.Values],
                Roster = new Roster(turns, zone) { Rotation = rotation },
                Refusals = refusals,
                Returns = returns,
            },
            people);
    }

    static string? Kind(YamlValue? value)
    {
        var kind = value?.Text();
        if (kind is not null && !Alliance.Kinds.Contains(kind))
            value!.Fault($"The kind of an alliance is one of {string.Join(", ", Alliance.Kinds)}, not '{kind}'.");
        return kind;
    }

    static DateTimeZone? Zone(YamlValue? value)
    {
        if (value?.Text() is not { } id)
            return null;
        var zone = DateTimeZoneProviders.Tzdb.GetZoneOrNull(id);
        if (zone is null)
            value.Fault($"'{id}' is not a time zone of the tz database; Asia/Shanghai is one.");
        return zone;
    }

    static WorkingCalendar? Calendar(YamlValue? value, DateTimeZone? zone, YamlValue top, CalendarLibrary calendars)
    {
        if ((value is null ? CalendarLibrary.Default : value.Text()) is not { } name)
            return null;
        var faulty = value ?? top;
        var calendar = calendars.Find(name);
        if (calendar is null)
            faulty.Fault($"There is no calendar '{name}'; there are {string.Join(", ", calendars.All.Select(known => known.Name))}.");
        else if (zone is not null && !calendar.IsOf(zone))
            faulty.Fault(
                $"The calendar '{name}' is for {calendar.Zone.Id}, but this alliance is in {zone.Id}; name another one with 'calendar'.");
        return calendar;
    }
}
