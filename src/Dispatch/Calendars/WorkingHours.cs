using System.Globalization;
using System.Text.RegularExpressions;

namespace Dispatch.Calendars;

/// <summary>A span of a working day in local time, such as 08:00–12:00.</summary>
/// <param name="From">Since midnight; the first moment that counts.</param>
/// <param name="To">Since midnight, after <paramref name="From"/> and at most 24 hours; the first moment that no longer counts.</param>
public readonly partial record struct WorkingHours(TimeSpan From, TimeSpan To)
{
    public TimeSpan Length => To - From;

    /// <summary>Reads <c>08:00-12:00</c>, with a hyphen or a dash; a day may end at <c>24:00</c>.</summary>
    /// <returns>Null when it is not a span of hours, or does not end after it begins.</returns>
    public static WorkingHours? Read(string text)
    {
        var match = Pattern().Match(text);
        if (!match.Success)
            return null;

        WorkingHours hours = new(At(1), At(3));
        return hours.From < hours.To && hours.To <= TimeSpan.FromDays(1) ? hours : null;

        TimeSpan At(int group) => new(Number(group), Number(group + 1), 0);
        int Number(int group) => int.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture);
    }

    /// <summary>As <see cref="Read"/> takes it.</summary>
    public override string ToString() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{(int)From.TotalHours:00}:{From.Minutes:00}-{(int)To.TotalHours:00}:{To.Minutes:00}");

    [GeneratedRegex("^([0-9]{2}):([0-5][0-9]) ?[-–] ?([0-9]{2}):([0-5][0-9])\\z", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
