namespace Dispatch.Server.Orders;

/// <summary>Hides phone numbers from those who do not need to call.</summary>
static class PhoneMask
{
    /// <summary>
    /// A number of eleven digits or more keeps its first three and last four (138****1234), one of seven or more its last two, a shorter
    /// one none. Whatever stands there instead of digits, such as a chat account, is hidden the same way; only separators stay.
    /// </summary>
    public static string Of(string phone)
    {
        var signs = phone.Count(sign => !IsSeparator(sign));
        var (first, last) = signs switch
        {
            >= 11 => (3, 4),
            >= 7 => (0, 2),
            _ => (0, 0),
        };

        var seen = 0;
        return string.Concat(phone.Select(sign =>
        {
            if (IsSeparator(sign))
                return sign;
            seen++;
            return seen <= first || seen > signs - last ? sign : '*';
        }));
    }

    static bool IsSeparator(char sign) => sign is ' ' or '-' or '+' or '(' or ')' or '/' or '.' or ',' or '、' or '(' or ')';
}
