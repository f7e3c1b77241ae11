using System.Text;
using Dispatch.Storage;

namespace Dispatch.Orders.Search;

/// <summary>
/// What the indexes hold of a folded text: every two signs that stand side by side, every four of a number or of Latin letters, and the
/// last sign of each word.
/// </summary>
/// <remarks>
/// Any part of a word that is two signs long or longer is found by the pairs in it, and a single sign as the beginning of a pair.
/// Of digits there are only a hundred pairs, each in half of all orders: numbers are told apart by their fours.
/// Grams may come from different places of the text, so whatever an index finds is compared with the text.
/// </remarks>
static class Grams
{
    const int Four = 4;

    /// <summary>Those of a text, each once, with a space between.</summary>
    public static string Of(string folded) => string.Join(' ', folded.Split(' ').SelectMany(word =>
    {
        var runes = word.EnumerateRunes().ToList();
        return At(Pairs(runes), 2, runes).Concat(At(Fours(runes), Four, runes)).Append(Text(runes[Math.Max(0, runes.Count - 1)..]));
    }).Where(gram => gram.Length > 0).Distinct());

    /// <summary>The question of all words as the index of the database reads it.</summary>
    public static string Ask(Database database, IEnumerable<string> words) =>
        database.IsPostgres ? Ask(words, "'", "':*", " & ") : Ask(words, "\"", "\"*", " AND ");

    static string Ask(IEnumerable<string> words, string quote, string beginning, string and) =>
        string.Join(and, words.SelectMany(word => word.EnumerateRunes().ToList() is { Count: > 1 } runes
            ? Asked(runes).Select(gram => $"{quote}{gram}{quote}")
            : [$"{quote}{Text([.. word.EnumerateRunes()])}{beginning}"]).Distinct());

    /// <summary>Fours, and the pairs that stand in none of them.</summary>
    static IEnumerable<string> Asked(List<Rune> runes)
    {
        var fours = Fours(runes).ToList();
        var pairs = Pairs(runes).Where(pair => !fours.Any(four => pair >= four && pair + 2 <= four + Four));
        return At(fours, Four, runes).Concat(At(pairs, 2, runes));
    }

    /// <summary>Where a pair begins.</summary>
    static IEnumerable<int> Pairs(List<Rune> runes) => Enumerable.Range(0, Math.Max(0, runes.Count - 1));

    /// <summary>Where four signs of ASCII begin.</summary>
    static IEnumerable<int> Fours(List<Rune> runes) =>
        Enumerable.Range(0, Math.Max(0, runes.Count - Four + 1))
            .Where(start => runes.Slice(start, Four).TrueForAll(rune => rune.IsAscii));

    static IEnumerable<string> At(IEnumerable<int> starts, int length, List<Rune> runes) =>
        starts.Select(start => Text(runes.GetRange(start, length)));

    static string Text(List<Rune> runes) => string.Concat(runes.Select(Safe));

    // Punctuation would be read as a part of the question, or as the end of a word: it is put where Unicode has nothing.
    static string Safe(Rune rune) =>
        rune.IsAscii && !Rune.IsLetterOrDigit(rune) ? ((char)(0xE000 + rune.Value)).ToString() : rune.ToString();
}
