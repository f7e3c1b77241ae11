using System.Globalization;
using Dispatch.Calendars;
using Dispatch.Orders;
using NodaTime;

namespace Dispatch.Server;

/// <summary>Reads the query of an address and collects every fault, as <see cref="InputReader"/> does with a body.</summary>
/// <remarks>An unknown filter is a fault: if a misspelt one were ignored, the answer would contain far too much.</remarks>
sealed class QueryReader(IQueryCollection query)
{
    public const int UsualTake = 50;

    const int LongestText = 100;

    /// <summary>Each value of a list's leading filter is read by itself.</summary>
    const int MostValues = 20;

    readonly Dictionary<string, string> faults = [];
    readonly HashSet<string> known = [];

    /// <summary>Ends the reading: the faults as a problem, or null if there is none.</summary>
    public ProblemResult? Problem() => Refusal() is { } refusal ? Problems.Of(refusal) : null;

    /// <summary>Ends the reading: the faults as a refusal, or null if there is none.</summary>
    public Refusal? Refusal()
    {
        foreach (var name in query.Keys.Where(name => !known.Contains(name)))
            faults[name] = "unknown-field";
        return faults.Count > 0 ? new Refusal(Dispatch.Orders.Refusal.BadInput, [], faults) : null;
    }

    public string? Text(string name)
    {
        known.Add(name);
        var values = query[name];
        var text = values.Count > 0 ? values[0]?.Trim() : null;
        if (values.Count > 1)
            return Fault(name, "given-twice");
        if (text?.Length > LongestText)
            return Fault(name, $"longer-than-{LongestText}");
        if (text?.Contains('\0') == true)
            return Fault(name, "not-a-text"); // PostgreSQL cannot store a zero character
        return string.IsNullOrEmpty(text) ? null : text;
    }

    /// <summary>A text that must name something that exists.</summary>
    public string? Known(string name, Func<string, bool> isKnown, string fault) =>
        Text(name) is not { } text ? null : isKnown(text) ? text : Fault(name, fault);

    /// <summary>Several values, with commas between them, each of which must name something that exists.</summary>
    public AnyOf? Values(string name, Func<string, bool>? isKnown = null, string fault = "unknown")
    {
        if (Text(name) is not { } text)
            return null;
        IReadOnlyList<string> values =
            [.. text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Distinct()];
        if (values.Count > MostValues)
            Fault(name, $"more-than-{MostValues}");
        else if (isKnown is not null && !values.All(isKnown))
            Fault(name, fault);
        return values.Count == 0 ? null : new AnyOf(values);
    }

    public bool? YesOrNo(string name) => Text(name) switch
    {
        null => null,
        "true" => true,
        "false" => false,
        _ => Fault<bool?>(name, "not-true-or-false", null),
    };

    public int Take() => Text("take") switch
    {
        null => UsualTake,
        { } text when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var take)
            && take is >= 1 and <= OrderList.LongestPage => take,
        _ => Fault("take", $"a-whole-number-from-1-to-{OrderList.LongestPage}", 1),
    };

    /// <summary>The sequence of a step.</summary>
    public int? Sequence(string name) => Text(name) switch
    {
        null => null,
        { } text when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var sequence) && sequence > 0 => sequence,
        _ => Fault<int?>(name, "not-a-page", null),
    };

    public PageKey? After()
    {
        if (Text("after") is not { } text)
            return null;
        var key = PageKey.Read(text);
        if (key is null)
            Fault("after", "not-a-page");
        return key;
    }

    /// <summary>The beginning of a date, or an instant.</summary>
    public DateTimeOffset? From(string name, DateTimeZone zone) => Instant(name, zone, 0);

    /// <summary>The end of a date, which is then included, or an instant, which is not.</summary>
    public DateTimeOffset? To(string name, DateTimeZone zone) => Instant(name, zone, 1);

    /// <summary>A date, for example 2026-11-22.</summary>
    public LocalDate? Day(string name)
    {
        if (Text(name) is not { } text)
            return null;
        var day = DateReading.Day(text);
        if (day is null)
            Fault(name, "not-a-day");
        return day;
    }

    DateTimeOffset? Instant(string name, DateTimeZone zone, int daysLater)
    {
        // A plus sign that was not escaped arrives as a space.
        if (Text(name)?.Replace(' ', '+') is not { } text)
            return null;
        var instant = DateReading.Day(text) is { } day
            ? zone.AtStartOfDay(day.PlusDays(daysLater)).ToInstant().ToDateTimeOffset()
            : DateReading.Instant(text);
        if (instant is null)
            Fault(name, "not-a-time");
        return instant;
    }

    public string? Fault(string name, string fault) => Fault<string?>(name, fault, null);

    T Fault<T>(string name, string fault, T instead)
    {
        faults[name] = fault;
        return instead;
    }
}
