using System.Text.Json;
using Dispatch.Accounts;
using Dispatch.Alliances;
using Dispatch.Calendars;
using Dispatch.Orders;

namespace Dispatch.Registers;

/// <summary>Edits of entries, as pages, programs and imports ask for them.</summary>
/// <param name="By">Whose rights count.</param>
/// <param name="Now">From which day on the roster counts.</param>
public sealed record EntryEdits(IRegister Register, Caller By, DateTimeOffset Now, CalendarLibrary Calendars)
{
    /// <summary>Puts an entry in.</summary>
    /// <param name="seen">The tag of the line that the editor saw, which must be there still; empty for none, null for any.</param>
    public RegisterEdit Put(string code, JsonElement? fields, string? seen) => now =>
    {
        InputReader input = new(fields);
        if (now is null && Register is not AllianceRegister)
            return Refusal.Of(Refusal.NoSuchAlliance, "");
        if (now is not null && Stale(now, code, seen) is { } stale)
            return stale;

        var after = Register.Put(now ?? AllianceRegister.Begin(code, input), code, input);
        RequireCalendar(now, after, input);
        return input.Faults() is { Count: > 0 } faults ? new Refusal(Refusal.BadInput, [], faults) : Checked(now, after);
    };

    /// <summary>Takes an entry out.</summary>
    /// <param name="withPeople">The people who act for the member, or are the merchant, go too.</param>
    public RegisterEdit Remove(string code, string? seen, bool withPeople) => now =>
    {
        if (now is null || Register is AllianceRegister || Find(now, code) is null)
            return Refusal.Of(Refusal.NoSuchEntry, code);
        if (Stale(now, code, seen) is { } stale)
            return stale;
        var after = Register.Remove(now, code);
        if (withPeople)
            after = after with { People = [.. after.People.Where(person => !PeopleOf(now, code).Contains(person))] };
        return Checked(now, after);
    };

    /// <summary>Puts many entries in, or none of them: the faults of all rows are told, by <c>ROW:FIELD</c>.</summary>
    public RegisterEdit PutAll(IReadOnlyList<EntryRow> rows) => now =>
    {
        if (now is null)
            return Refusal.Of(Refusal.NoSuchAlliance, "");
        Dictionary<string, string> faults = [];
        HashSet<string> codes = [];
        var after = now;
        foreach (var row in rows)
        {
            InputReader input = new(row.Fields);
            if (row.Fault is { } fault)
            {
                faults[$"{row.Line}:"] = fault;
                continue;
            }

            var put = Register.Put(after, row.Code, input);
            if (row.Code.Length > 0 && !codes.Add(row.Code))
                input.Fault("code", "given-twice");
            var found = input.Faults();
            foreach (var (field, why) in found)
                faults[$"{row.Line}:{field}"] = why;
            if (found.Count == 0)
                after = put;
        }

        return faults.Count > 0 ? new Refusal(Refusal.FaultyRows, [], faults) : Checked(now, after);
    };

    /// <summary>The entry as it stands; null where there is none.</summary>
    public RegisterLine? Find(AllianceDefinition now, string code) =>
        Register.Lines(now).FirstOrDefault(line => line.Code == code);

    /// <summary>The people who act for a member or are a merchant.</summary>
    public IReadOnlyList<Person> PeopleOf(AllianceDefinition now, string code) => Register switch
    {
        MemberRegister => [.. now.People.Where(person => person.Member == code)],
        MerchantRegister => [.. now.People.Where(person => person.Merchant == code)],
        _ => [],
    };

    Refusal? Stale(AllianceDefinition now, string code, string? seen) => seen switch
    {
        null => null,
        "" => Find(now, code) is null ? null : Refusal.Input("code", "there-already"),
        _ => Find(now, code)?.Tag == seen ? null : Refusal.Of(Refusal.ChangedMeanwhile),
    };

    Decision<AllianceDefinition> Checked(AllianceDefinition? now, AllianceDefinition after)
    {
        if (RegisterRules.Check(now, after, By, Now) is { } refusal)
            return refusal;
        return after;
    }

    void RequireCalendar(AllianceDefinition? now, AllianceDefinition after, InputReader input)
    {
        var (name, zone) = (after.Alliance.Calendar.Name, after.Alliance.Zone);
        if (name.Length == 0 || (now?.Alliance.Calendar.Name == name && now.Alliance.Zone.Equals(zone)))
            return;
        if (Calendars.Find(name) is not { } calendar)
            input.Fault("calendar", "unknown-calendar");
        else if (!calendar.IsOf(zone))
            input.Fault("calendar", "calendar-of-another-zone");
    }
}

/// <summary>A row of a table that is taken in.</summary>
/// <param name="Line">Where it stands, for people.</param>
/// <param name="Fault">What is wrong with the row itself; null where nothing is.</param>
public sealed record EntryRow(long Line, string Code, JsonElement? Fields, string? Fault = null);
