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

    /// <summary>Whether it has control signs other than line ends and tabs, or signs that set the direction of what follows.</summary>
    public static bool HasControls(string text) => text.Any(sign =>
        (char.IsControl(sign) && sign is not ('\n' or '\r' or '\t'))
        || sign is (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069'));

    static bool IsVisible(Rune rune) => !Blank.Contains(rune) && Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.OtherNotAssigned
        or UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark);
}
