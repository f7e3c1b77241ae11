using System.Text;
using Dispatch.Storage;

namespace Dispatch.Orders.Search;

/// <summary>What the indexes hold of a folded text: every two signs that stand side by side, and the last one of each word.</summary>
/// <remarks>
/// Any part of a word that is two signs long or longer is found by the pairs in it, and a single sign as the beginning of a pair.
/// Pairs may come from different places of the text, so whatever an index finds is compared with the text.
/// </remarks>
static class Grams
{
    /// <summary>Those of a text, each once, with a space between.</summary>
    public static string Of(string folded) => string.Join(' ', folded.Split(' ').SelectMany(word =>
    {
        var runes = word.EnumerateRunes().ToList();
        return Pairs(runes).Append(Text(runes[Math.Max(0, runes.Count - 1)..]));
    }).Where(gram => gram.Length > 0).Distinct());

    /// <summary>The question of all words as the index of the database reads it.</summary>
    public static string Ask(Database database, IEnumerable<string> words) =>
        database.IsPostgres ? Ask(words, "'", "':*", " & ") : Ask(words, "\"", "\"*", " AND ");

    static string Ask(IEnumerable<string> words, string quote, string beginning, string and) =>
        string.Join(and, words.SelectMany(word => word.EnumerateRunes().ToList() is { Count: > 1 } runes
            ? Pairs(runes).Select(pair => $"{quote}{pair}{quote}")
            : [$"{quote}{Text([.. word.EnumerateRunes()])}{beginning}"]).Distinct());

    static IEnumerable<string> Pairs(List<Rune> runes) =>
        Enumerable.Range(0, Math.Max(0, runes.Count - 1)).Select(index => Text(runes[index..(index + 2)]));

    static string Text(List<Rune> runes) => string.Concat(runes.Select(Safe));

    // Punctuation would be read as a part of the question, or as the end of a word: it is put where Unicode has nothing.
    static string Safe(Rune rune) =>
        rune.IsAscii && !Rune.IsLetterOrDigit(rune) ? ((char)(0xE000 + rune.Value)).ToString() : rune.ToString();
}
