using System.Text.RegularExpressions;
using Dispatch.Calendars;
using Dispatch.Language;
using Dispatch.Yaml;
using NodaTime;

namespace Dispatch.Alliances;

/// <summary>Reads the codes, names and days of an alliance's file.</summary>
static partial class AllianceText
{
    const int LongestCode = 40;

    /// <summary>Of an alliance.</summary>
    public static string? RoutingCode(YamlValue? value) =>
        Matching(
            value, LowerCode(), LongestCode,
            code => $"The code '{code}' may only have a–z, 0–9 and hyphens, since it goes into routing keys.");

    /// <summary>Of a member, merchant or category.</summary>
    public static string? Code(YamlValue? value) =>
        Matching(value, AnyCode(), LongestCode, code => $"The code '{code}' may only have letters a–z or A–Z, digits and hyphens.");

    public static string? Prefix(YamlValue? value) =>
        Matching(value, PrefixPattern(), 4, prefix => $"The prefix '{prefix}' should be two to four capital letters A–Z.");

    public static string? PersonId(YamlValue? value) => Matching(
        value, PersonIdPattern(), LongestCode,
        id => $"The id '{id}' may only have a–z, 0–9, dots, underscores and hyphens, and begins with a letter or digit.");

    public static bool IsCode(string text) => AnyCode().IsMatch(text);

    public static bool IsRoutingCode(string text) => LowerCode().IsMatch(text);

    public static bool IsPersonId(string text) => PersonIdPattern().IsMatch(text);

    public static bool IsPrefix(string text) => PrefixPattern().IsMatch(text);

    static string? Matching(YamlValue? value, Regex pattern, int longest, Func<string, string> fault)
    {
        var text = value?.Text(longest);
        if (text is not null && !pattern.IsMatch(text))
            value!.Fault(fault(text));
        return text;
    }

    public static Words Words(YamlValue? value)
    {
        var keys = value?.Keys("zh", "en");
        return new Words(keys?.RequiredText("zh", 100) ?? "", keys?.RequiredText("en", 100) ?? "");
    }

    /// <summary>The code of a member that the file has; one that it does not have is a fault.</summary>
    public static string? Member(YamlValue? value, IReadOnlyDictionary<string, Member> members)
    {
        var code = value?.Text();
        if (code is not null && !members.ContainsKey(code))
            value!.Fault($"'{code}' is not a member in this file.");
        return code;
    }

    public static LocalDate? Day(YamlValue? value)
    {
        if (value?.Text() is not { } text)
            return null;
        var day = DateReading.Day(text);
        if (day is null)
            value.Fault($"'{text}' is not a date; write it as YYYY-MM-DD, such as 2026-03-01.");
        return day;
    }

    [GeneratedRegex(@"\A[a-z0-9-]+\z")]
    private static partial Regex LowerCode();

    [GeneratedRegex(@"\A[A-Za-z0-9-]+\z")]
    private static partial Regex AnyCode();

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9._-]*\z")]
    private static partial Regex PersonIdPattern();

    [GeneratedRegex(@"\A[A-Z]{2,4}\z")]
    private static partial Regex PrefixPattern();
}
