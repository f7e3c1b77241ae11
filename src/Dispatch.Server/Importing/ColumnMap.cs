using System.Globalization;
using System.Text.RegularExpressions;
using Dispatch.Contracts;
using Dispatch.Orders.Steps;
using Dispatch.Yaml;
using NodaTime;

namespace Dispatch.Server.Importing;

/// <summary>The result of reading a column map.</summary>
/// <param name="Map">Null if there is any fault.</param>
public sealed record ColumnMapReading(ColumnMap? Map, IReadOnlyList<FileFault> Faults);

/// <summary>What a map makes of a row.</summary>
/// <param name="Filing">Null where <see cref="WhyNot"/> says why.</param>
/// <param name="Lead">Code of the member to assign the order to, for whoever replays old data; no part of the filing.</param>
/// <param name="WhyNot">A sentence that names the column and its content; null where there is a filing.</param>
/// <param name="Remark">What of the row the filing leaves out, and why; it stands at the end of its text. Null where it has all.</param>
public sealed record MappedRow(FileOrder? Filing, string? Lead, string? WhyNot, string? Remark = null);

/// <summary>Says which column of a table gives which field of a filing; read from YAML.</summary>
/// <remarks>
/// <c>constants</c> give a field the same text in every row. <c>columns</c> take it from a column, or from the first of several that is
/// not empty. <c>values</c> translate the content of the column into what Dispatch calls it; a row with any other content is rejected.
/// A row whose title is empty has the beginning of its text as one. What an order can do without, and what cannot be used as it stands,
/// such as coordinates that are no numbers, is left out with a remark at the end of the text.
/// <c>defaults</c> are for rows where the columns are empty. Every field comes from a constant or from columns, never from both.
/// A row whose <c>state</c> is anything but <c>open</c> or empty is rejected: what is done is not filed as new. Where the map has no
/// <c>state</c>, a row is rejected that says in whatever column that it is done; a constant <c>state: open</c> takes all of them.
/// <c>ids made of</c> names the columns that identify a row without an external id; two rows that agree in all of them are one.
/// <c>as</c> is the person who files, and <c>alliance file</c> where the alliance is described, beside the map. <c>time zone</c> is where
/// the times of the table are local, and <c>time format</c> how it writes them where nobody could tell the day from the month.
/// </remarks>
public sealed partial class ColumnMap
{
    const int LongestText = 4000;

    /// <summary>The fields that a map can give and how long each may be, as in the step <c>file</c>.</summary>
    static readonly Dictionary<string, int> Longest = new()
    {
        ["alliance"] = 40,
        ["workflow"] = 40,
        ["category"] = 40,
        ["title"] = 200,
        ["text"] = LongestText,
        ["merchant.name"] = 100,
        ["merchant.phone"] = 40,
        ["merchant.address"] = 200,
        ["merchant.code"] = 40,
        ["location.latitude"] = 40,
        ["location.longitude"] = 40,
        ["location.address"] = 200,
        ["source"] = 40,
        ["externalId"] = 100,
        [ReportedAt] = 60,
        ["lead"] = 40,
        [State] = 40,
    };

    static readonly string[] Required = ["alliance", "category"];

    /// <summary>What an order can do without; the others say what it is, and whether it was there before.</summary>
    static readonly string[] Optional =
    [
        "text", "title", "merchant.name", "merchant.phone", "merchant.address", "merchant.code", "location.latitude",
        "location.longitude", "location.address", ReportedAt,
    ];

    const string ReportedAt = "reportedAt";

    const int LongestTitle = 40;

    /// <summary>How the case stands where the table comes from; <see cref="Open"/> where the column is empty.</summary>
    const string State = "state";

    const string Open = "open";

    readonly Dictionary<string, Field> fields;
    readonly IReadOnlyList<string> idsMadeOf;

    ColumnMap(Dictionary<string, Field> fields, IReadOnlyList<string> idsMadeOf, TimeReading times) =>
        (this.fields, this.idsMadeOf, this.times) = (fields, idsMadeOf, times);

    /// <summary>All columns it reads, each once.</summary>
    public IReadOnlyList<string> Columns => [.. fields.Values.SelectMany(source => source.Columns).Concat(idsMadeOf).Distinct()];

    /// <summary>Id of the person who files; null where the map does not name one.</summary>
    public string? Person { get; private init; }

    /// <summary>Where the alliance is described, as written in the map; null where the map does not say.</summary>
    public string? AllianceFile { get; private init; }

    /// <summary>How the table writes times.</summary>
    readonly TimeReading times;

    /// <summary>Code of the alliance, where it is the same in every row.</summary>
    public string? Alliance => fields["alliance"] is { Columns.Count: 0, Otherwise: { } code } ? code : null;

    /// <summary>Reads a map from disk; a file that cannot be read is a fault like any other.</summary>
    public static ColumnMapReading Read(string path)
    {
        var (text, fault) = TextFile.Read(path);
        return text is null ? new ColumnMapReading(null, [fault!]) : Parse(path, text);
    }

    /// <param name="name">Appears in the faults.</param>
    public static ColumnMapReading Parse(string name, string text)
    {
        var file = new YamlFile(name, text);
        if (file.Top is not { } top)
            return new ColumnMapReading(null, file.Faults);

        var keys = top.Keys(
            "as", "alliance file", "constants", "columns", "values", "defaults", "ids made of", "time zone", "time format");
        IReadOnlyList<string> idsMadeOf = [.. (keys.Find("ids made of")?.List() ?? []).Select(column => column.Text()).OfType<string>()];
        ColumnMap map = new(Fields(top, keys, idsMadeOf), idsMadeOf, TimesOf(keys))
        {
            Person = keys.Text("as"),
            AllianceFile = keys.Text("alliance file"),
        };
        return new ColumnMapReading(file.Faults.Count == 0 ? map : null, file.Faults);
    }

    static TimeReading TimesOf(YamlKeys keys)
    {
        var zone = keys.Text("time zone") is { } name ? DateTimeZoneProviders.Tzdb.GetZoneOrNull(name) : TimeReading.China;
        if (zone is null)
            keys.Find("time zone")!.Fault("There is no such time zone; Asia/Shanghai is one.");
        var format = keys.Text("time format");
        if (format is not null && !TimeReading.IsFormat(format))
        {
            keys.Find("time format")!.Fault("This is not a format of times; write one such as dd/MM/yyyy HH:mm.");
            format = null;
        }

        return new TimeReading(zone ?? TimeReading.China, format);
    }

    /// <summary>Turns a row into a filing, or into the reason why it cannot be filed.</summary>
    /// <param name="row">The content of each column; an empty column may be missing.</param>
    /// <param name="now">Nothing was reported later; null where that is not looked at.</param>
    /// <param name="missing">The columns that the row ends before.</param>
    public MappedRow Apply(
        IReadOnlyDictionary<string, string> row, DateTimeOffset? now = null, IReadOnlyCollection<string>? missing = null)
    {
        missing ??= [];
        Dictionary<string, string> found = [];
        Dictionary<string, string> leftOut = []; // remarks by field
        if (Columns.Where(missing.Contains).ToList() is { Count: > 0 } lacking)
            leftOut[""] = $"导入备注：该行在 {string.Join("、", lacking)} 之前结束 (The row ends before {string.Join(", ", lacking)})";
        foreach (var (name, field) in fields)
        {
            var (text, whyNot) = field.In(row);
            if (text is not null && name is not ("title" or "text") && Optional.Contains(name) && Nothing().IsMatch(text))
                continue;
            if (whyNot is null && text?.Length > Longest[name])
                whyNot = $"The {name} is longer than {Longest[name]} characters.";
            if (whyNot is null && text is not null && MostDegrees.TryGetValue(name, out var most))
                whyNot = Degrees(text, name, most).WhyNot;
            if (whyNot is null && text is not null && name == ReportedAt)
                whyNot = WhyNotReported(text, now) is { } fault ? $"The {name} '{text}' {fault}." : null;
            if (whyNot is not null && Optional.Contains(name))
            {
                leftOut[name] = RemarkOn(name, text ?? field.TextIn(row), whyNot);
                if (name is "text" or "title")
                    found[name] = Cut(text ?? "", Longest[name]);
                continue;
            }

            // A row that ends before its state does not say that it is open.
            if (whyNot is null && text is null && (Required.Contains(name) || (name == State && field.Columns.Any(missing.Contains))))
                whyNot = $"The {name} is missing: {Empty(field.Columns)}.";
            if (whyNot is not null)
                return new MappedRow(null, null, whyNot);
            if (text is not null)
                found[name] = text;
        }

        if (WhyDone(row, found) is { } done)
            return new MappedRow(null, null, done);
        var idTexts = idsMadeOf.Select(column => row.GetValueOrDefault(column)?.Trim() ?? "").ToList();
        if (RowId.WhySpoilt(found.TryGetValue("externalId", out var id) ? [id] : idTexts) is { } spoilt)
            return new MappedRow(null, null, spoilt);
        LeaveOutHalfAPlace(found, leftOut);
        if (!found.ContainsKey("title"))
        {
            if (TitleOf(found.GetValueOrDefault("text")) is not { } title)
                return new MappedRow(null, null, $"The title is missing: {Empty(NamingColumns)}.");
            found["title"] = title;
        }

        if (!found.ContainsKey("externalId") && RowId.Of(idTexts) is { } made)
            found["externalId"] = made;
        // A row without an id is filed all the same, but cannot be recognised in a later import.
        if (!found.ContainsKey("source") || !found.ContainsKey("externalId"))
        {
            found.Remove("source");
            found.Remove("externalId");
        }

        var remark = leftOut.Count > 0 ? string.Join('\n', leftOut.Values) : null;
        if (remark is not null)
            found["text"] = WithRemark(found.GetValueOrDefault("text"), remark);
        return new MappedRow(Filing(found), found.GetValueOrDefault("lead"), null, remark);

        string Empty(IEnumerable<string> columns) => columns.ToList() is var named && named.Any(missing.Contains)
            ? $"the row ends before {string.Join(", ", named.Where(missing.Contains))}"
            : $"{string.Join(", ", named)} is empty";
    }

    string? WhyNotReported(string text, DateTimeOffset? now) => times.Read(text) switch
    {
        { WhyNot: { } fault } => fault,
        { At: { } reported } when now is { } then => FileStep.FaultOf(reported, then) switch
        {
            null => null,
            "in-the-future" => "lies in the future",
            _ => "is more than twenty years ago",
        },
        _ => null,
    };

    /// <summary>What people write where there is nothing to write.</summary>
    [GeneratedRegex(@"^(?:[-—–/\\]+|无|没有|不详|未知|空|n/?a|null|none)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Nothing();

    /// <summary>
    /// Why a case is not filed as new: it is done, as the map says or, where that says nothing of states, as the row does.
    /// </summary>
    string? WhyDone(IReadOnlyDictionary<string, string> row, Dictionary<string, string> found)
    {
        if (fields.ContainsKey(State))
        {
            return found.GetValueOrDefault(State) is { } state && !state.Equals(Open, StringComparison.OrdinalIgnoreCase)
                ? $"不是待办的件，不作为新件导入。The case is not open (state '{state}'); only open ones are filed."
                : null;
        }

        return CaseState.ClosedBy(row) is var (column, text)
            ? $"看来已办结（{column}「{text}」），不作为新件导入。The case seems to be closed ({column} '{text}'); only open ones are filed. "
                + "Where it is open all the same, the map says so: a column or a constant 'state', open."
            : null;
    }

    /// <summary>The columns that a title comes from, or the text where there is none.</summary>
    IEnumerable<string> NamingColumns => ((string[])["title", "text"]).SelectMany(name => fields.GetValueOrDefault(name)?.Columns ?? []);

    static string RemarkOn(string name, string? text, string whyNot) => name switch
    {
        "text" => $"导入备注：正文过长，只留下开头 ({whyNot.TrimEnd('.')})",
        _ => $"导入备注：未采用 {name}「{Cut(text ?? "", 300)}」 ({whyNot.TrimEnd('.')})",
    };

    /// <summary>One coordinate without the other names no place; where the other was left out, that is said already.</summary>
    static void LeaveOutHalfAPlace(Dictionary<string, string> found, Dictionary<string, string> leftOut)
    {
        if (MostDegrees.Keys.Where(found.ContainsKey).ToList() is not [var alone])
            return;
        var missing = MostDegrees.Keys.First(name => name != alone);
        if (!leftOut.ContainsKey(missing))
            leftOut[alone] = RemarkOn(alone, found[alone], $"There is no {missing} beside it.");
        found.Remove(alone);
    }

    /// <summary>The text with the remark at its end, however long the text is.</summary>
    static string WithRemark(string? text, string remark)
    {
        remark = Cut(remark, LongestText / 2);
        return string.IsNullOrEmpty(text) ? remark : $"{Cut(text, LongestText - remark.Length - 2)}\n\n{remark}";
    }

    /// <summary>The beginning of a text: its first sentence, as far as a list shows it; null where there is none.</summary>
    static string? TitleOf(string? text)
    {
        if (text?.Split(SentenceEnds, 2, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) is not [var first, ..])
            return null;
        return first.Length == 0 ? null : Cut(first, LongestTitle);
    }

    static readonly char[] SentenceEnds = ['。', '！', '？', '；', '!', '?', ';', '\n', '\r'];

    /// <summary>Cut between two signs, with a sign for what is left out.</summary>
    static string Cut(string text, int longest)
    {
        if (text.Length <= longest)
            return text;
        var end = char.IsHighSurrogate(text[longest - 2]) ? longest - 2 : longest - 1;
        return $"{text[..end]}…";
    }

    static readonly Dictionary<string, int> MostDegrees = new() { ["location.latitude"] = 90, ["location.longitude"] = 180 };

    FileOrder Filing(Dictionary<string, string> found)
    {
        var merchant = new Merchant(
            Text("merchant.name"), Text("merchant.phone"), Text("merchant.address"), Text("merchant.code"));
        var location = new Location(
            Coordinate("location.latitude"),
            Coordinate("location.longitude"),
            Text("location.address"));

        return new FileOrder
        {
            Alliance = found["alliance"],
            Workflow = Text("workflow"),
            Category = found["category"],
            Title = found["title"],
            Text = Text("text"),
            Merchant = merchant == new Merchant(null, null, null) ? null : merchant,
            Location = location == new Location(null, null, null) ? null : location,
            Source = Text("source"),
            ExternalId = Text("externalId"),
            ReportedAt = Text(ReportedAt) is { } reported ? times.Read(reported).At : null,
        };

        string? Text(string field) => found.GetValueOrDefault(field);

        double? Coordinate(string field) => Degrees(Text(field), field, MostDegrees[field]).Value;
    }

    static (double? Value, string? WhyNot) Degrees(string? text, string field, int most)
    {
        if (text is null)
            return (null, null);
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var degrees) && Math.Abs(degrees) <= most
            ? (degrees, null)
            : (null, $"The {field} '{text}' is not a number from -{most} to {most}.");
    }

    static Dictionary<string, Field> Fields(YamlValue top, YamlKeys keys, IReadOnlyList<string> idsMadeOf)
    {
        Dictionary<string, Field> fields = [];

        foreach (var (name, key, value) in EntriesOf(keys.Find("constants")))
        {
            if (value.Text(LongestText) is { } constant)
                fields[name] = new Field([], null, constant);
        }

        foreach (var (name, key, value) in EntriesOf(keys.Find("columns")))
        {
            IReadOnlyList<string> columns = [.. (value.IsList ? value.List() : [value]).Select(column => column.Text()).OfType<string>()];
            if (!fields.TryAdd(name, new Field(columns, null, null)))
                key.Fault($"The field '{name}' is already a constant.");
            else if (value.IsList && columns.Count == 0)
                value.Fault("At least one column is expected here.");
        }

        foreach (var (name, key, value) in EntriesOf(keys.Find("values")))
        {
            if (Column(key, name) is not { } field)
                continue;
            Dictionary<string, string> table = [];
            foreach (var entry in value.Entries())
            {
                if (entry.Value.Text() is { } meaning)
                    table[entry.Name] = meaning;
            }

            fields[name] = field with { Values = table };
        }

        foreach (var (name, key, value) in EntriesOf(keys.Find("defaults")))
        {
            if (Column(key, name) is { } field && value.Text(LongestText) is { } otherwise)
                fields[name] = field with { Otherwise = otherwise };
        }

        foreach (var missing in Required.Where(name => !fields.ContainsKey(name)))
            top.Fault($"The field '{missing}' is missing: every filing needs one.");
        if (!fields.ContainsKey("title") && !fields.ContainsKey("text"))
            top.Fault("The field 'title' is missing: every filing needs one, or a text that it can be made of.");
        if (fields.ContainsKey("source") != (fields.ContainsKey("externalId") || idsMadeOf.Count > 0))
            top.Fault("The fields 'source' and 'externalId' go together: give both or neither.");
        return fields;

        Field? Column(YamlValue key, string name)
        {
            if (fields.GetValueOrDefault(name) is { Columns.Count: > 0 } field)
                return field;
            key.Fault($"The field '{name}' comes from no column.");
            return null;
        }
    }

    static IEnumerable<YamlEntry> EntriesOf(YamlValue? value)
    {
        foreach (var entry in value?.Entries() ?? [])
        {
            if (Longest.ContainsKey(entry.Name))
                yield return entry;
            else
                entry.Key.Fault($"There is no field '{entry.Name}'; these are known: {string.Join(", ", Longest.Keys)}.");
        }
    }

    /// <param name="Columns">None where the field is a constant.</param>
    /// <param name="Values">What the column may contain, and what that means; null where the content is taken unchanged.</param>
    /// <param name="Otherwise">The constant, or the default where every column is empty.</param>
    sealed record Field(IReadOnlyList<string> Columns, Dictionary<string, string>? Values, string? Otherwise)
    {
        /// <summary>What the columns contain, whatever it means.</summary>
        public string? TextIn(IReadOnlyDictionary<string, string> row) =>
            Columns.Select(column => row.GetValueOrDefault(column)?.Trim()).FirstOrDefault(text => !string.IsNullOrEmpty(text));

        public (string? Text, string? WhyNot) In(IReadOnlyDictionary<string, string> row)
        {
            foreach (var column in Columns)
            {
                var text = row.GetValueOrDefault(column)?.Trim();
                if (string.IsNullOrEmpty(text))
                    continue;
                if (Values is null)
                    return (text, null);
                return Values.TryGetValue(text, out var meaning)
                    ? (meaning, null)
                    : (null, $"The {column} '{text}' is not among the map's values.");
            }

            return (Otherwise, null);
        }
    }
}
