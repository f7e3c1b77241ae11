using System.Globalization;
using System.Text.RegularExpressions;
using Dispatch.Language;

namespace Dispatch.Calendars;

/// <summary>
/// How long a desk has, in the words of a file: <c>2 working hours</c>, <c>1 working day</c>, <c>90 urgent minutes</c>, <c>72 hours</c>.
/// </summary>
/// <param name="Amount">From 0, which is due at once.</param>
public sealed partial record Limit(int Amount, LimitUnit Unit)
{
    /// <summary>Reads a limit; null when the words are not one. A limit is at most 100,000 units.</summary>
    public static Limit? Read(string words)
    {
        var match = Pattern().Match(words);
        if (!match.Success || !int.TryParse(match.Groups[1].Value, CultureInfo.InvariantCulture, out var amount) || amount > 100_000)
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
    /// <remarks>A day is 24 hours here. A calendar counts days in local time, where one can be an hour shorter or longer.</remarks>
    public TimeSpan? Elapsed => Unit switch
    {
        LimitUnit.Minutes => TimeSpan.FromMinutes(Amount),
        LimitUnit.Hours => TimeSpan.FromHours(Amount),
        LimitUnit.Days => TimeSpan.FromDays(Amount),
        _ => null,
    };

    /// <summary>
    /// Whether it is longer than some days, of 24 hours or of work as its unit says: what is far beyond the usual is a slip of the pen.
    /// </summary>
    public bool IsLongerThan(int days) => days < Unit switch
    {
        LimitUnit.Minutes or LimitUnit.WorkingMinutes => TimeSpan.FromMinutes(Amount).TotalDays,
        LimitUnit.Hours or LimitUnit.WorkingHours => TimeSpan.FromHours(Amount).TotalDays,
        _ => Amount,
    };

    /// <summary>Days of the longest limit that a file or a register may give: ten years.</summary>
    public const int Longest = 3653;

    /// <summary>As people read it: 2 个工作时, 2 working hours. <see cref="Read"/> understands the English.</summary>
    public Words Words
    {
        get
        {
            var (zh, en) = Unit switch
            {
                LimitUnit.WorkingMinutes => ("个工作分钟", "working minute"),
                LimitUnit.WorkingHours => ("个工作时", "working hour"),
                LimitUnit.WorkingDays => ("个工作日", "working day"),
                LimitUnit.Minutes => ("个紧急工作分钟", "minute"),
                LimitUnit.Hours => ("个紧急工作时", "hour"),
                _ => ("个自然日", "day"),
            };
            var amount = Amount.ToString(CultureInfo.InvariantCulture);
            return new Words($"{amount} {zh}", $"{amount} {en}{(Amount == 1 ? "" : "s")}");
        }
    }

    [GeneratedRegex(@"^\s*([0-9]+)\s+(working |urgent )?(minute|hour|day)s?\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}

/// <summary>Working units count office hours only; the others run on through nights and holidays.</summary>
public enum LimitUnit
{
    WorkingMinutes,

    /// <summary>工作时</summary>
    WorkingHours,

    /// <summary>工作日: the length of a working day of the calendar, see <see cref="WorkingCalendar.WorkingDay"/>.</summary>
    WorkingDays,

    /// <summary>Urgent minutes are the same.</summary>
    Minutes,

    /// <summary>紧急工作时: urgent hours are the same.</summary>
    Hours,

    /// <summary>自然日: to the same local time that many days later.</summary>
    Days,
}
