using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace Dispatch.Language;

/// <summary>
/// Makes texts comparable whoever wrote them: one case, one width, no accents, and no spaces but those that separate words.
/// </summary>
/// <remarks>
/// By a table of our own: under invariant globalization the runtime normalizes nothing, and what a database folds depends on its locale.
/// </remarks>
public static class Folding
{
    static readonly FrozenDictionary<int, string> Table = ReadTable();

    /// <summary>A text as it is searched. Folding it again changes nothing.</summary>
    public static string Fold(string text)
    {
        StringBuilder folded = new(text.Length);
        var spaced = false;
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.IsWhiteSpace(rune) || Rune.IsControl(rune))
            {
                spaced = true;
                continue;
            }

            var start = folded.Length;
            Append(folded, rune);
            if (folded.Length == start)
                continue;
            // Between Chinese signs a space means nothing; people and forms put it there or not.
            if (spaced && start > 0 && !StandsAlone(LastRune(folded, start)) && !StandsAlone(RuneAt(folded, start)))
                folded.Insert(start, ' ');
            spaced = false;
        }

        return folded.ToString();
    }

    /// <summary>What a question asks for: the folded words between its spaces, each once.</summary>
    public static IReadOnlyList<string> Words(string question) =>
        [.. question.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).SelectMany(word => Fold(word).Split(' '))
            .Where(word => word.Length > 0).Distinct()];

    static void Append(StringBuilder folded, Rune rune)
    {
        if (Table.TryGetValue(rune.Value, out var instead))
            folded.Append(instead);
        else if (rune.Value is >= FirstSyllable and < FirstSyllable + 11_172)
            AppendLetters(folded, rune.Value - FirstSyllable);
        else
            folded.Append(Rune.ToLowerInvariant(rune)); // the runtime may know letters that are newer than the table
    }

    const int FirstSyllable = 0xAC00;

    /// <summary>A Korean syllable is written as one sign or as its two or three letters.</summary>
    static void AppendLetters(StringBuilder folded, int syllable)
    {
        folded.Append((char)(0x1100 + syllable / 588)).Append((char)(0x1161 + syllable % 588 / 28));
        if (syllable % 28 > 0)
            folded.Append((char)(0x11A7 + syllable % 28));
    }

    /// <summary>Chinese and Japanese, which are written without spaces.</summary>
    static bool StandsAlone(Rune rune) => rune.Value is (>= 0x2E80 and < 0xA4D0) or (>= 0xF900 and < 0xFB00) or >= 0x20000;

    static Rune RuneAt(StringBuilder text, int index) =>
        char.IsHighSurrogate(text[index]) ? new Rune(text[index], text[index + 1]) : new Rune(text[index]);

    static Rune LastRune(StringBuilder text, int end) => RuneAt(text, char.IsLowSurrogate(text[end - 1]) ? end - 2 : end - 1);

    static FrozenDictionary<int, string> ReadTable()
    {
        using var stream = typeof(Folding).Assembly.GetManifestResourceStream("Dispatch.Language.folding.txt")!;
        using StreamReader reader = new(stream);
        Dictionary<int, string> table = [];
        while (reader.ReadLine() is { } line)
        {
            if (line.Split('=') is [var from, var to] && !line.StartsWith('#'))
                table[Number(from)] = string.Concat(to.Split(' ').Where(sign => sign.Length > 0).Select(Number).Select(char.ConvertFromUtf32));
        }

        return table.ToFrozenDictionary();
    }

    static int Number(string text) => int.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
