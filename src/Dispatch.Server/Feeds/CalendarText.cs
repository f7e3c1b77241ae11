using System.Security.Cryptography;
using System.Text;
using Dispatch.Language;
using Ical.Net;
using Ical.Net.DataTypes;
using Ical.Net.Serialization;
using Microsoft.Net.Http.Headers;

namespace Dispatch.Server.Feeds;

/// <summary>What all calendars of ours have in common, and how they are written: RFC 5545, with the names of RFC 7986.</summary>
static class CalendarText
{
    public const string ContentType = "text/calendar; charset=utf-8";

    /// <summary>In octets, without the line break: RFC 5545, 3.1.</summary>
    public const int LongestLine = 75;

    const string LineBreak = "\r\n";

    /// <summary>An empty calendar.</summary>
    /// <param name="title">What it holds.</param>
    /// <param name="of">Whose it is; null for nobody's in particular.</param>
    /// <param name="every">How often it is worth asking for; programs may ask more seldom, and most do.</param>
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

    /// <summary>A text without what no calendar may hold: of the control characters only the tab and the line break stay (RFC 5545, 3.3.11).</summary>
    public static string Text(string text) =>
        string.Concat(text.ReplaceLineEndings("\n").Select(sign => char.IsControl(sign) && sign is not ('\n' or '\t') ? ' ' : sign));

    /// <summary>A calendar as it travels.</summary>
    /// <exception cref="InvalidOperationException">The library wrote nothing.</exception>
    public static string Of(Calendar calendar)
    {
        var written = new CalendarSerializer().SerializeToString(calendar)
            ?? throw new InvalidOperationException("The calendar could not be written.");

        // Ical.Net 5.2 folds by signs of UTF-16 and cuts an emoji in two, which no program can put together again.
        StringBuilder folded = new(written.Length + 64);
        foreach (var line in written.Replace(LineBreak + " ", "", StringComparison.Ordinal).Split(LineBreak, StringSplitOptions.RemoveEmptyEntries))
            Fold(folded, line);
        return folded.ToString();
    }

    static void Fold(StringBuilder folded, string line)
    {
        var octets = 0;
        foreach (var sign in line.EnumerateRunes())
        {
            if (octets + sign.Utf8SequenceLength > LongestLine)
            {
                folded.Append(LineBreak).Append(' ');
                octets = 1;
            }

            folded.Append(sign);
            octets += sign.Utf8SequenceLength;
        }

        folded.Append(LineBreak);
    }

    /// <summary>The same for calendars that say the same, whenever they were written.</summary>
    public static EntityTagHeaderValue TagOf(string written)
    {
        var said = written.Split(LineBreak).Where(line => !line.StartsWith("DTSTAMP:", StringComparison.Ordinal));
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', said)));
        return new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(hash.AsSpan(0, 16))}\"", isWeak: true);
    }
}
