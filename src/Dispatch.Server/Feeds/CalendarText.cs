using System.Security.Cryptography;
using System.Text;
using Dispatch.Language;
using Ical.Net;
using Ical.Net.DataTypes;
using Ical.Net.Serialization;
using Microsoft.Net.Http.Headers;

namespace Dispatch.Server.Feeds;

/// <summary>What all our calendars have in common, and how they are written: RFC 5545, with the names of RFC 7986.</summary>
static class CalendarText
{
    public const string ContentType = "text/calendar; charset=utf-8";

    /// <summary>In octets, without the line break: RFC 5545, 3.1.</summary>
    public const int LongestLine = 75;

    const string LineBreak = "\r\n";

    /// <summary>An empty calendar.</summary>
    /// <param name="title">What it shows.</param>
    /// <param name="of">Whose it is; null where it is nobody's in particular.</param>
    /// <param name="every">How often a program should fetch it; most do so less often.</param>
    public static Calendar Begin(Words title, Words? of, Duration every)
    {
        var name = of is null ? title.Zh : $"{title.Zh} · {Text(of.Zh)}";
        Calendar calendar = new() { ProductId = "-//Dispatch//Dispatch//ZH" };
        // Each name twice: the standard's, and the one that most programs know.
        calendar.AddProperty("NAME", name);
        calendar.AddProperty("X-WR-CALNAME", name);
        calendar.AddProperty("DESCRIPTION", of is null ? title.En : $"{title.En} · {Text(of.En)}");
        CalendarProperty refresh = new("REFRESH-INTERVAL", every);
        refresh.AddParameter("VALUE", "DURATION");
        calendar.Properties.Add(refresh);
        calendar.AddProperty(new CalendarProperty("X-PUBLISHED-TTL", every));
        return calendar;
    }

    /// <summary>An instant in UTC: the same in every program, with no table of time zones to be wrong in.</summary>
    public static CalDateTime At(DateTimeOffset instant) => new(instant.UtcDateTime);

    /// <summary>
    /// A text without the control characters that a calendar may not contain: all but the tab and the line break (RFC 5545, 3.3.11).
    /// </summary>
    public static string Text(string text) =>
        string.Concat(text.ReplaceLineEndings("\n").Select(letter => IsForbidden(letter) ? ' ' : letter));

    static bool IsForbidden(char letter) => char.IsControl(letter) && letter is not ('\n' or '\t');

    /// <summary>A calendar as text.</summary>
    /// <exception cref="InvalidOperationException">The library wrote nothing.</exception>
    public static string Of(Calendar calendar)
    {
        var written = new CalendarSerializer().SerializeToString(calendar)
            ?? throw new InvalidOperationException("The calendar could not be written.");

        // Ical.Net 5.2 folds lines by UTF-16 code units and cuts an emoji in two, which no program can put together again.
        StringBuilder folded = new(written.Length + 64);
        var unfolded = written.Replace(LineBreak + " ", "", StringComparison.Ordinal);
        foreach (var line in unfolded.Split(LineBreak, StringSplitOptions.RemoveEmptyEntries))
            Fold(folded, line);
        return folded.ToString();
    }

    static void Fold(StringBuilder folded, string line)
    {
        var octets = 0;
        foreach (var rune in line.EnumerateRunes())
        {
            if (octets + rune.Utf8SequenceLength > LongestLine)
            {
                folded.Append(LineBreak).Append(' ');
                octets = 1;
            }

            folded.Append(rune);
            octets += rune.Utf8SequenceLength;
        }

        folded.Append(LineBreak);
    }

    /// <summary>The same for calendars with the same content, whenever they were written.</summary>
    public static EntityTagHeaderValue TagOf(string written)
    {
        var content = written.Split(LineBreak).Where(line => !line.StartsWith("DTSTAMP:", StringComparison.Ordinal));
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', content)));
        return new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(hash.AsSpan(0, 16))}\"", isWeak: true);
    }
}
