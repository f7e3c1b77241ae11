using System.Globalization;

namespace Dispatch.Language;

/// <summary>Hides phone numbers from those who do not need to call.</summary>
public static class PhoneMask
{
    /// <summary>
    /// A number of eleven digits or more keeps its first three and last four (138****1234), one of seven or more its last two, a shorter
    /// one none. Whatever stands there instead of digits, such as a chat account, is hidden the same way; only separators stay.
    /// </summary>
    public static string Of(string phone) => phone.Count(IsSign) switch
    {
        >= 11 => Of(phone, 3, 4),
        >= 7 => Of(phone, 0, 2),
        _ => Of(phone, 0, 0),
    };

    /// <summary>Keeps some signs at the beginning and at the end.</summary>
    internal static string Of(string number, int first, int last)
    {
        var signs = number.Count(IsSign);
        var seen = 0;
        return string.Concat(number.Select(sign =>
        {
            if (IsSeparator(sign))
                return sign;
            if (IsSign(sign))
                seen++;
            return seen <= first || seen > signs - last ? sign : '*';
        }));
    }

    /// <summary>The second half of a sign that takes two characters is hidden or kept with the first.</summary>
    static bool IsSign(char sign) => !IsSeparator(sign) && !char.IsLowSurrogate(sign);

    /// <summary>What people put between the digits of a number: spaces, hyphens and signs that nobody sees, of every kind.</summary>
    internal static bool IsSeparator(char sign) => sign switch
    {
        ' ' or '-' or '+' or '(' or ')' or '/' or '.' or ',' => true,
        < '\u0080' => sign == '\t',
        '、' or '（' or '）' or '＋' or '／' or '．' or '，' or '−' => true,
        _ => IsUnseen(sign) || char.GetUnicodeCategory(sign) is UnicodeCategory.SpaceSeparator or UnicodeCategory.DashPunctuation,
    };

    /// <summary>Signs without a width, as phones put them around a number that is copied, and what makes a digit an emoji.</summary>
    internal static bool IsUnseen(char sign) =>
        sign is '\uFE0F' or '\u20E3' || (sign >= '\u0080' && char.GetUnicodeCategory(sign) is UnicodeCategory.Format);
}
