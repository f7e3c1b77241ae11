using Dispatch.Language;

namespace Dispatch.Orders.Search;

/// <summary>What somebody looks for: orders in whose text every word stands.</summary>
sealed class Question
{
    Question(IReadOnlyList<string> words) => Words = words;

    /// <summary>Folded, each once.</summary>
    public IReadOnlyList<string> Words { get; }

    /// <summary>Of <see cref="Words"/>, those that may be the end of a telephone number.</summary>
    public IEnumerable<string> Phones => Words.Where(word => word.Length == SearchText.PhoneDigits && word.All(char.IsAsciiDigit));

    /// <summary>The words besides one.</summary>
    public Question Without(string word) => new([.. Words.Where(other => other != word)]);

    /// <summary>Without words where the text has only signs that mean nothing.</summary>
    public static Question Of(string text) => new(Folding.Words(text));
}
