using System.Globalization;
using System.Text;
using System.Text.Json;
using Dispatch.Calendars;

namespace Dispatch.Clocks;

public sealed partial record OrderClocks
{
    // Written with every step, into the order and into its history: so it is made once, and kept short.
    string? text;

    OrderClocks(OrderClocks other)
    {
        // Not its text: a copy is made in order to differ.
        (All, Used, SuspendedUntil, NextAt) = (other.All, other.Used, other.SuspendedUntil, other.NextAt);
    }

    /// <summary>As the tables keep it: JSON, instants in microseconds since 1970, lengths in microseconds.</summary>
    /// <remarks>
    /// <c>{"clocks":{"stage":["2 working hours", began, from, length, due, warnAt, noticesGiven, provisional, left]},
    /// "calendars":{"0123456789abcdef":["stage"]},"used":{"chengguan":0},"until":0,"next":0}</c>, where the last of each list, and the last
    /// four keys, are left out when empty. <c>calendars</c> says which clocks were computed with which.
    /// </remarks>
    public string Text => text ??= Write();

    /// <exception cref="JsonException">It was not written by <see cref="Text"/>.</exception>
    public static OrderClocks Read(string text)
    {
        using var document = JsonDocument.Parse(text);
        var json = document.RootElement;
        var used = json.TryGetProperty("used", out var members)
            ? members.EnumerateObject().ToDictionary(member => member.Name, member => Span(member.Value))
            : None.Used;
        Dictionary<string, string> calendars = [];
        if (json.TryGetProperty("calendars", out var computed))
        {
            foreach (var calendar in computed.EnumerateObject())
            {
                foreach (var of in calendar.Value.EnumerateArray())
                    calendars[of.GetString() ?? ""] = calendar.Name;
            }
        }

        return new OrderClocks(
            [
                .. json.GetProperty("clocks").EnumerateObject()
                    .Select(clock => ReadClock(clock.Name, clock.Value, calendars.GetValueOrDefault(clock.Name))),
            ],
            used,
            json.TryGetProperty("until", out var until) ? Instant(until) : null,
            json.TryGetProperty("next", out var next) ? Instant(next) : null)
        { text = text };
    }

    static Clock ReadClock(string of, JsonElement parts, string? calendar) => new(
        of,
        Limit.Read(parts[0].GetString() ?? "") ?? throw new JsonException($"{parts[0]} is not a limit."),
        Instant(parts[1]),
        Instant(parts[2]),
        Span(parts[3]),
        Instant(parts[4]),
        Instant(parts[5]),
        parts[6].GetInt32(),
        parts[7].GetInt32() != 0,
        parts.GetArrayLength() > 8 ? Span(parts[8]) : null,
        calendar);

    static DateTimeOffset Instant(JsonElement micros) => DateTimeOffset.UnixEpoch.AddTicks(micros.GetInt64() * 10);

    static TimeSpan Span(JsonElement micros) => new(micros.GetInt64() * 10);

    string Write()
    {
        // Names of clocks, words of limits and codes of members need no escaping.
        StringBuilder json = new("{\"clocks\":{", 400);
        var comma = "";
        foreach (var clock in All)
        {
            json.Append(CultureInfo.InvariantCulture, $"{comma}\"{clock.Of}\":[\"{clock.Limit.Words.En}\",");
            json.Append(CultureInfo.InvariantCulture, $"{Micros(clock.Began)},{Micros(clock.From)},{Micros(clock.Length)},");
            json.Append(CultureInfo.InvariantCulture, $"{Micros(clock.Due)},{Micros(clock.WarnAt)},");
            json.Append(CultureInfo.InvariantCulture, $"{clock.NoticesGiven},{(clock.Provisional ? 1 : 0)}");
            if (clock.Left is { } left)
                json.Append(CultureInfo.InvariantCulture, $",{Micros(left)}");
            json.Append(']');
            comma = ",";
        }

        json.Append('}');
        var calendars = All.Where(clock => clock.Calendar is not null).GroupBy(clock => clock.Calendar)
            .Select(clocks => $"\"{clocks.Key}\":[{string.Join(',', clocks.Select(clock => $"\"{clock.Of}\""))}]").ToList();
        if (calendars.Count > 0)
            json.Append(",\"calendars\":{").AppendJoin(',', calendars).Append('}');
        if (Used.Count > 0)
            json.Append(",\"used\":{").AppendJoin(',', Used.Select(used => $"\"{used.Key}\":{Micros(used.Value)}")).Append('}');
        if (SuspendedUntil is { } until)
            json.Append(CultureInfo.InvariantCulture, $",\"until\":{Micros(until)}");
        if (NextAt is { } next)
            json.Append(CultureInfo.InvariantCulture, $",\"next\":{Micros(next)}");
        return json.Append('}').ToString();
    }

    static long Micros(DateTimeOffset at) => (at.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) / 10;

    static long Micros(TimeSpan length) => length.Ticks / 10;
}
