using System.Text.RegularExpressions;
using Dispatch.Calendars;
using Dispatch.Language;

namespace Dispatch.Server.Registers;

/// <summary>A limit as people choose it: a number and one of these units.</summary>
static partial class LimitFields
{
    /// <summary>The unit as files write it, and as people read it.</summary>
    public static IReadOnlyList<(string Unit, Words Words)> Units { get; } =
    [
        ("working minutes", new("工作分钟", "working minutes")),
        ("working hours", new("工作时", "working hours")),
        ("working days", new("工作日", "working days")),
        ("minutes", new("紧急工作分钟", "minutes")),
        ("hours", new("紧急工作时", "hours")),
        ("days", new("自然日", "days")),
    ];

    /// <summary>The number and the unit of a limit.</summary>
    public static (string Amount, string Unit) Parts(Limit? limit)
    {
        if (limit?.Words.En.Split(' ', 2) is not [var amount, var unit])
            return ("", "");
        return (amount, unit.EndsWith('s') ? unit : unit + "s");
    }

    /// <summary>What somebody wrote in Chinese in the words of a file; anything else as it is.</summary>
    public static string InWordsOfFiles(string text)
    {
        var match = Chinese().Match(text.Replace(" ", ""));
        return match.Success && Units.FirstOrDefault(unit => unit.Words.Zh == match.Groups[2].Value).Unit is { } known
            ? $"{match.Groups[1].Value} {known}"
            : text;
    }

    [GeneratedRegex("^([0-9]+)个?(.+)$")]
    private static partial Regex Chinese();
}
