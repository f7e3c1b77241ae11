using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Dispatch.Calendars;
using Dispatch.Language;
using NodaTime;

namespace Dispatch.Orders;

/// <summary>Reads a step's input from JSON and gathers every fault instead of stopping at the first.</summary>
/// <remarks>
/// An empty text, list or group counts as not given. A field that nobody asked for is a fault: it is most often a misspelt one.
/// </remarks>
public sealed partial class InputReader
{
    readonly Dictionary<string, JsonElement> fields = [];
    readonly string path;
    readonly Dictionary<string, string> faults;
    readonly HashSet<string> asked = [];
    readonly HashSet<string> given = [];

    public InputReader(JsonElement? input) : this(input ?? default, "", []) { }

    InputReader(JsonElement input, string path, Dictionary<string, string> faults)
    {
        (this.path, this.faults) = (path, faults);
        if (input.ValueKind is not (JsonValueKind.Object or JsonValueKind.Undefined or JsonValueKind.Null))
            faults[path.TrimEnd('.')] = "not-an-object";
        if (input.ValueKind == JsonValueKind.Object)
        {
            foreach (var property in input.EnumerateObject())
                fields[NameOf(property)] = property.Value;
        }
    }

    /// <summary>The fields that were given and are not empty.</summary>
    public IReadOnlySet<string> Given => given;

    /// <summary>Ends the reading: the faults by field, with those that nobody asked for.</summary>
    public IReadOnlyDictionary<string, string> Faults()
    {
        foreach (var name in fields.Keys.Where(name => !asked.Contains(name)))
            faults[path + name] = "unknown-field";
        return faults;
    }

    public string? Text(string field, int longest, bool required = false)
    {
        var value = Find(field);
        var text = value is { } found ? TextOf(found)?.Trim() : null;
        if (text is not null && !text.Contains('\0') && !PlainText.IsVisible(text))
            text = ""; // nobody would see that something was given
        if (value is not null && text is null)
            Fault(field, "not-a-text");
        else if (text?.Length > longest)
            Fault(field, $"longer-than-{longest}");
        else if (text?.Contains('\0') == true)
            Fault(field, "not-a-text"); // neither database keeps a zero character
        else if (text is not null && PlainText.HasControls(text))
            Fault(field, "with-control-signs");
        else if (string.IsNullOrEmpty(text) && required)
            Fault(field, "required");

        if (string.IsNullOrEmpty(text))
            return null;
        given.Add(field);
        return text;
    }

    /// <summary>A text of one line, such as a title or a name.</summary>
    public string? Line(string field, int longest, bool required = false) =>
        Text(field, longest, required) is { } text ? PlainText.InOneLine(text) : null;

    public string? OneOf(string field, IReadOnlyList<string> values)
    {
        var text = Text(field, 40);
        if (text is not null && !values.Contains(text))
            Fault(field, "one-of-" + string.Join('-', values));
        return text;
    }

    public IReadOnlyList<string> Texts(string field, int most, int longest)
    {
        if (Find(field) is not { } value)
            return [];
        if (value.ValueKind != JsonValueKind.Array || value.EnumerateArray().Any(item => TextOf(item) is null))
        {
            Fault(field, "not-a-list-of-texts");
            return [];
        }

        var texts = value.EnumerateArray().Select(item => TextOf(item)!.Trim()).ToList();
        if (texts.Count > most)
            Fault(field, $"more-than-{most}");
        else if (texts.Any(text => text.Length > longest))
            Fault(field, $"longer-than-{longest}");
        else if (texts.Any(text => !PlainText.IsVisible(text) || PlainText.HasControls(text)))
            Fault(field, "not-a-list-of-texts");
        if (texts.Count > 0)
            given.Add(field);
        return texts;
    }

    /// <summary>Addresses on the web, such as those of photos: http or https, and a host.</summary>
    public IReadOnlyList<string> WebAddresses(string field, int most, int longest)
    {
        var addresses = Texts(field, most, longest);
        if (!faults.ContainsKey(path + field) && !addresses.All(IsWebAddress))
            Fault(field, "not-web-addresses");
        return addresses;
    }

    static bool IsWebAddress(string text) =>
        !text.Any(char.IsWhiteSpace)
        && Uri.TryCreate(text, UriKind.Absolute, out var address)
        && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps)
        && address.Host.Length > 0;

    /// <summary>A day such as 2026-12-01.</summary>
    public LocalDate? Day(string field, bool required = false) => Parsed(field, required, DateReading.Day, "not-a-day");

    /// <summary>A month such as 2026-12.</summary>
    public YearMonth? Month(string field, bool required = false) => Parsed(field, required, DateReading.Month, "not-a-month");

    T? Parsed<T>(string field, bool required, Func<string, T?> parse, string fault) where T : struct
    {
        if (Text(field, longest: 40, required) is not { } text)
            return null;
        var parsed = parse(text);
        if (parsed is null)
            Fault(field, fault);
        return parsed;
    }

    /// <summary>An instant as ISO 8601 has it, with its zone; read as UTC.</summary>
    public DateTimeOffset? Instant(string field)
    {
        if (Text(field, 40) is not { } text)
            return null;
        if (Zoned().IsMatch(text)
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out var instant))
        {
            return instant;
        }

        Fault(field, "not-an-instant");
        return null;
    }

    public int? Whole(string field, int least, int most)
    {
        if (Find(field) is not { } value)
            return null;
        given.Add(field);
        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number >= least && number <= most)
            return number;
        Fault(field, $"a-whole-number-from-{least}-to-{most}");
        return null;
    }

    public double? Number(string field, double least, double most)
    {
        if (Find(field) is not { } value)
            return null;
        given.Add(field);
        if (value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && number >= least && number <= most)
            return number;
        Fault(field, $"a-number-from-{least}-to-{most}");
        return null;
    }

    public T? Group<T>(string field, Func<InputReader, T> read) where T : class
    {
        if (Find(field) is not { } value)
            return null;
        var inner = new InputReader(value, $"{path}{field}.", faults);
        var group = read(inner);
        inner.Faults();
        if (inner.Given.Count == 0)
            return null;
        given.Add(field);
        return group;
    }

    /// <summary>A field that somebody else will read.</summary>
    public JsonElement? Element(string field) => Find(field);

    JsonElement? Find(string field)
    {
        asked.Add(field);
        return fields.TryGetValue(field, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
    }

    /// <summary>Null when it is no text, or not one that can be written down: half of a surrogate pair.</summary>
    public static string? TextOf(JsonElement value)
    {
        try
        {
            return value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    static string NameOf(JsonProperty property)
    {
        try
        {
            return property.Name;
        }
        catch (InvalidOperationException)
        {
            return "?";
        }
    }

    /// <summary>Notes what is wrong with a field that was read.</summary>
    public void Fault(string field, string fault) => faults[path + field] = fault;

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT.+(Z|[+-]\d\d:\d\d)$", RegexOptions.CultureInvariant)]
    private static partial Regex Zoned();
}
