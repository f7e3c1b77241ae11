using System.Globalization;
using System.Text.RegularExpressions;

namespace Dispatch.Deadlines;

/// <summary>How long a desk has, in the words of a file: <c>2 working hours</c>, <c>1 working day</c>, <c>90 urgent minutes</c>, <c>72 hours</c>.</summary>
public sealed partial record Limit(int Amount, LimitUnit Unit)
{
    /// <summary>Reads a limit; null when the words are not one. A limit is at least 1 and at most 100,000 units.</summary>
    public static Limit? Read(string words)
    {
        var match = Pattern().Match(words);
        if (!match.Success || !int.TryParse(match.Groups[1].Value, CultureInfo.InvariantCulture, out var amount) || amount is < 1 or > 100_000)
            return null;

        LimitUnit? unit = (match.Groups[2].Value, match.Groups[3].Value) switch
        {
            ("working ", "minute") => LimitUnit.WorkingMinutes,
            ("working ", "hour") => LimitUnit.WorkingHours,
            ("working ", "day") => LimitUnit.WorkingDays,
            ("urgent " or "", "minute") => LimitUnit.Minutes,
            ("urgent " or "", "hour") => LimitUnit.Hours,
            ("", "day") => LimitUnit.Days,
            _ => null,
        };
        return unit is { } known ? new Limit(amount, known) : null;
    }

    /// <summary>The length of a limit that runs through nights and holidays; null when it counts working time.</summary>
    public TimeSpan? Elapsed => Unit switch
    {
        LimitUnit.Minutes => TimeSpan.FromMinutes(Amount),
        LimitUnit.Hours => TimeSpan.FromHours(Amount),
        LimitUnit.Days => TimeSpan.FromDays(Amount),
        _ => null,
    };

    [GeneratedRegex(@"^\s*(\d+)\s+(working |urgent )?(minute|hour|day)s?\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}

/// <summary>Working units count office hours only; the others run on (紧急工作时, 自然日).</summary>
public enum LimitUnit
{
    WorkingMinutes,
    WorkingHours,

    /// <summary>The length of a working day of the calendar: eight hours of 08:00–12:00 and 14:00–18:00.</summary>
    WorkingDays,

    Minutes,
    Hours,
    Days,
}
