using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Dispatch.Server.Importing;

/// <summary>The external id of a row of a table, by which a later import knows it again.</summary>
static partial class RowId
{
    /// <summary>An id for a row that has none: the same for the same texts, and different for others.</summary>
    /// <param name="texts">Of the columns that it is made of.</param>
    /// <returns>Null where all of them are empty.</returns>
    public static string? Of(IReadOnlyList<string> texts) => texts.All(text => text.Length == 0)
        ? null
        : "made-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\u001f', texts))))[..32];

    /// <summary>Why an id is none: a spreadsheet took it for a number and kept its first digits, which many ids share.</summary>
    /// <param name="ids">The id of the row, or what it would be made of.</param>
    public static string? WhySpoilt(IEnumerable<string> ids) => ids.FirstOrDefault(text => Rounded().IsMatch(text)) is { } spoilt
        ? $"The external id '{spoilt}' is no longer the one it was: a spreadsheet such as Excel took it for a number and rounded it. "
            + "Export the table again with that column as text."
        : null;

    /// <summary>As spreadsheets write a long number: 2.01503E+14, in some countries 2,01503E+14.</summary>
    [GeneratedRegex(@"^-?\d([.,]\d+)?E\+\d{2,}$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Rounded();
}
