using System.Globalization;
using System.Text.RegularExpressions;
using Dispatch.Language;
using NodaTime;

namespace Dispatch.Alliances;

/// <summary>
/// How long an alliance keeps personal data after the end of an order, in the words of a file: <c>90 days</c>, <c>6 months</c>,
/// <c>2 years</c>.
/// </summary>
public sealed partial record RetentionPeriod(int Amount, RetentionUnit Unit)
{
    /// <summary>Days: longer than first answers are kept, and than an order that has ended may be reopened.</summary>
    const int Shortest = 30;

    /// <summary>Years: what is beyond is a slip of the pen.</summary>
    const int Longest = 100;

    /// <summary>Reads a period, of whatever length; null when the words are not one.</summary>
    public static RetentionPeriod? Read(string words)
    {
        var match = Pattern().Match(words);
        if (!match.Success || !int.TryParse(match.Groups[1].Value, CultureInfo.InvariantCulture, out var amount))
            return null;
        return new RetentionPeriod(amount, match.Groups[2].Value switch
        {
            "day" => RetentionUnit.Days,
            "month" => RetentionUnit.Months,
            _ => RetentionUnit.Years,
        });
    }

    /// <summary>Whether it is from thirty days, or a month, to a hundred years.</summary>
    public bool IsAllowed => Unit switch
    {
        RetentionUnit.Days => Amount is >= Shortest and <= Longest * 365,
        RetentionUnit.Months => Amount is >= 1 and <= Longest * 12,
        _ => Amount is >= 1 and <= Longest,
    };

    /// <summary>
    /// What ended at this instant or before it is kept no longer: the same local time, so many days, months or years ago.
    /// </summary>
    public DateTimeOffset EndedBefore(DateTimeOffset now, DateTimeZone zone)
    {
        var period = Unit switch
        {
            RetentionUnit.Days => Period.FromDays(Amount),
            RetentionUnit.Months => Period.FromMonths(Amount),
            _ => Period.FromYears(Amount),
        };
        var ended = Instant.FromDateTimeOffset(now).InZone(zone).LocalDateTime.Minus(period);
        return ended.InZoneLeniently(zone).ToInstant().ToDateTimeOffset();
    }

    /// <summary>As people read it: 2 年, 2 years. <see cref="Read"/> understands the English.</summary>
    public Words Words
    {
        get
        {
            var (zh, en) = Unit switch
            {
                RetentionUnit.Days => ("天", "day"),
                RetentionUnit.Months => ("个月", "month"),
                _ => ("年", "year"),
            };
            var amount = Amount.ToString(CultureInfo.InvariantCulture);
            return new Words($"{amount} {zh}", $"{amount} {en}{(Amount == 1 ? "" : "s")}");
        }
    }

    [GeneratedRegex(@"^\s*([0-9]+)\s+(day|month|year)s?\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}

/// <summary>Of the calendar.</summary>
public enum RetentionUnit
{
    Days,
    Months,
    Years,
}
