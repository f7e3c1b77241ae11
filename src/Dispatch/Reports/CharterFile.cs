using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using Dispatch.Calendars;
using Dispatch.Language;
using Dispatch.Yaml;
using NodaTime;

namespace Dispatch.Reports;

/// <summary>Reads a charter from one YAML file and says everything that is wrong with it.</summary>
public static partial class CharterFile
{
    const string DefaultResource = "Dispatch.Reports.default.charter.yaml";

    /// <summary>The charter of alliances that have none of their own.</summary>
    public static Charter Default { get; } = ReadDefault();

    /// <summary>Where the charter of an alliance is: beside its own file, <c>NAME.charter.yaml</c> beside <c>NAME.yaml</c>.</summary>
    public static string Beside(string allianceFile) => Path.ChangeExtension(allianceFile, ".charter.yaml");

    /// <summary>Reads a charter from disk; a file that cannot be read is a fault like any other.</summary>
    public static CharterReading Read(string path)
    {
        var (text, fault) = TextFile.Read(path);
        return text is null ? new CharterReading(null, "", [fault!]) : Parse(path, text);
    }

    /// <param name="name">Stands in the faults.</param>
    public static CharterReading Parse(string name, string text)
    {
        YamlFile file = new(name, text);
        var charter = file.Top is { } top ? Charter(top) : null;
        return new CharterReading(file.Faults.Count > 0 ? null : charter, text, file.Faults);
    }

    static Charter ReadDefault()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(DefaultResource)
            ?? throw new InvalidOperationException($"The resource {DefaultResource} is missing.");
        using StreamReader reader = new(stream);
        var reading = Parse(DefaultResource, reader.ReadToEnd());
        return reading.Charter ?? throw new InvalidOperationException(string.Join(Environment.NewLine, reading.Faults));
    }

    static Charter? Charter(YamlValue top)
    {
        var keys = top.Keys("charter", "version", "since", "title", "score", "proposals");
        var alliance = keys.RequiredText("charter", 40);
        var version = Whole(keys.Require("version"), 1, 1_000_000);
        var since = Day(keys.Require("since"));
        var title = Words(keys.Require("title"));
        var score = Score(keys.Require("score"));
        var rules = Rules(keys.Find("proposals"));
        return alliance is null || version is null || since is null
            ? null
            : new Charter(alliance, version.Value, since.Value, title, score, rules);
    }

    static List<ScoreWeight> Score(YamlValue? value)
    {
        List<ScoreWeight> weights = [];
        foreach (var (name, key, points) in value?.Entries("the score") ?? [])
        {
            if (MeasureOf(name, key) is { } measure && Whole(points, 1, 1000) is { } worth)
                weights.Add(new ScoreWeight(measure, worth));
        }

        if (value is { IsMap: true } && weights.Count == 0)
            value.Fault("A score needs at least one measure with its points.");
        return weights;
    }

    static List<CharterRule> Rules(YamlValue? value)
    {
        List<CharterRule> rules = [];
        foreach (var item in value?.List() ?? [])
        {
            var keys = item.Keys("rule", "propose", "when", "because");
            var name = keys.RequiredText("rule", 40);
            var propose = keys.Require("propose");
            var kind = propose?.Text();
            if (kind is not null && !ProposalKind.All.Contains(kind))
                propose!.Fault($"A rule proposes one of {string.Join(", ", ProposalKind.All)}, not '{kind}'.");
            var because = Words(keys.Require("because"));
            if (keys.Require("when") is not { } when || When(when) is not { } condition || name is null || kind is null)
                continue;

            if (kind == ProposalKind.Join && condition.Measure != Measures.OnTime && condition.Measure != Measures.Disposal)
            {
                when.Fault(
                    "Whether somebody joins is judged by their work in a category, "
                    + $"so by {Measures.OnTime.Name} or {Measures.Disposal.Name} and not by {condition.Measure.Name}.");
            }

            if (rules.Any(rule => rule.Name == name))
                item.Fault($"There are two rules '{name}'.");
            rules.Add(new CharterRule(name, kind, condition.Measure, condition.Below, condition.Above, condition.Orders, because));
        }

        return rules;
    }

    static (Measure Measure, double? Below, double? Above, int Orders)? When(YamlValue value)
    {
        var keys = value.Keys("measure", "below", "above", "orders");
        var named = keys.Require("measure");
        var measure = named?.Text() is { } name ? MeasureOf(name, named) : null;
        var (below, above) = (keys.Find("below"), keys.Find("above"));
        if (below is null == above is null)
            value.Fault("A rule has either 'below' or 'above', a share in percent.");
        var (low, high) = (Percent(below), Percent(above));
        var orders = Whole(keys.Require("orders"), 1, 1_000_000);
        return measure is null || orders is null ? null : (measure, low, high, orders.Value);
    }

    static Measure? MeasureOf(string name, YamlValue value)
    {
        var measure = Measures.Find(name);
        if (measure is null)
            value.Fault($"There is no measure '{name}'; there are {string.Join(", ", Measures.All.Select(known => known.Name))}.");
        return measure;
    }

    static double? Percent(YamlValue? value)
    {
        if (value?.Text(20) is not { } text)
            return null;
        if (PercentPattern().Match(text) is { Success: true } match
            && double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) is var percent and <= 100)
            return percent;
        value.Fault($"'{text}' is not a percentage such as 85 %.");
        return null;
    }

    static int? Whole(YamlValue? value, int least, int most)
    {
        if (value?.Text(20) is not { } text)
            return null;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
            return number;
        value.Fault($"A whole number from {least} to {most} is expected here, not '{text}'.");
        return null;
    }

    static LocalDate? Day(YamlValue? value)
    {
        if (value?.Text() is not { } text)
            return null;
        var day = DateReading.Day(text);
        if (day is null)
            value.Fault($"'{text}' is not a date; write it as YYYY-MM-DD, such as 2026-01-01.");
        return day;
    }

    static Words Words(YamlValue? value)
    {
        var keys = value?.Keys("zh", "en");
        return new Words(keys?.RequiredText("zh", 200) ?? "", keys?.RequiredText("en", 200) ?? "");
    }

    [GeneratedRegex(@"^([0-9]{1,3}(?:\.[0-9]+)?) ?%$", RegexOptions.CultureInvariant)]
    private static partial Regex PercentPattern();
}
