using Dispatch.Language;

namespace Dispatch.Alliances;

/// <summary>A merchant that the alliance knows and that may sign in.</summary>
public sealed record KnownMerchant(string Code, string Name, string? Phone, string? Address)
{
    /// <summary>It stands in the file no more, and stays for the sake of its orders.</summary>
    public bool HasLeft { get; init; }

    /// <summary>Fewer digits than those of a telephone in a small town name nobody.</summary>
    const int FewestDigits = 7;

    /// <summary>
    /// Whether a name and a telephone number are those of this merchant, however they are spaced and whatever their width and case.
    /// </summary>
    public bool IsWrittenAs(string name, string phone) =>
        Phone is not null && DigitsOf(phone) is { Length: >= FewestDigits } digits && digits == DigitsOf(Phone)
        && Plain(name) == Plain(Name);

    static string Plain(string name) => Folding.Fold(name).Replace(" ", "", StringComparison.Ordinal);

    /// <summary>The digits of a number of China, without the code of the country.</summary>
    static string DigitsOf(string phone)
    {
        var plain = Folding.Fold(phone);
        var digits = string.Concat(plain.Where(char.IsAsciiDigit));
        return plain.StartsWith('+') && digits.StartsWith("86", StringComparison.Ordinal) ? digits[2..] : digits;
    }
}
