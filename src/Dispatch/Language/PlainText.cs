using System.Globalization;
using System.Text;

namespace Dispatch.Language;

/// <summary>What counts as text: something that can be seen, without signs that steer a terminal or turn a line around.</summary>
public static class PlainText
{
    /// <summary>Letters that are drawn as nothing: fillers of Hangul, and the empty pattern of Braille.</summary>
    static readonly Rune[] Blank = [new(0x115F), new(0x1160), new(0x2800), new(0x3164), new(0xFFA0)];

    /// <summary>Whether a reader sees anything of it.</summary>
    public static bool IsVisible(string? text) => text is not null && text.EnumerateRunes().Any(IsVisible);

    /// <summary>
    /// Whether it has control signs other than line ends and tabs, signs that set the direction of what follows or annotate it, or what
    /// Unicode says is no sign and no file of a workbook can hold.
    /// </summary>
    public static bool HasControls(string text) => text.EnumerateRunes().Any(rune => rune.Value is
        (< ' ' and not ('\n' or '\r' or '\t')) or (>= 0x7F and <= 0x9F)
        or (>= 0x2028 and <= 0x202E) or (>= 0x2066 and <= 0x206F)
        or (>= 0xFDD0 and <= 0xFDEF) or (>= 0xFFF9 and <= 0xFFFB)
        || (rune.Value & 0xFFFE) == 0xFFFE);

    /// <summary>The text in one line: line ends and tabs are spaces.</summary>
    public static string InOneLine(string text) => text.AsSpan().IndexOfAny('\r', '\n', '\t') < 0
        ? text
        : string.Join(' ', text.Split(['\r', '\n', '\t'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));

    static bool IsVisible(Rune rune) => !Blank.Contains(rune) && Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.OtherNotAssigned
        or UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark);
}
