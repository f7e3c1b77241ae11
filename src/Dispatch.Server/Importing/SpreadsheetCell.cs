using System.Text.RegularExpressions;

namespace Dispatch.Server.Importing;

/// <summary>Text that people wrote, as a cell of a table that somebody opens with a spreadsheet.</summary>
static partial class SpreadsheetCell
{
    /// <summary>
    /// The text as no spreadsheet takes it for a formula, in this file or in a table that is saved from it: an apostrophe stands before.
    /// </summary>
    public static string Safe(string text) => IsTaken(text) ? $"'{text}" : text;

    /// <summary>The text again, of a cell that <see cref="Safe"/> made.</summary>
    public static string Plain(string cell) => cell is ['\'', ..] && IsTaken(cell[1..]) ? cell[1..] : cell;

    /// <summary>Whether it begins like a formula, or like one with an apostrophe of its own, which would be taken off.</summary>
    static bool IsTaken(string text) => !Negative().IsMatch(text) && text.AsSpan().TrimStart('\'') is
        ['=' or '+' or '-' or '@' or '\t' or '\r' or '\n' or '＝' or '＋' or '－' or '＠' or '$' or '|' or '%', ..];

    [GeneratedRegex(@"^-\d+(\.\d+)?$", RegexOptions.CultureInvariant)]
    private static partial Regex Negative();
}
