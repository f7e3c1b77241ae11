using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Dispatch.Language;

/// <summary>Telephone and identity numbers as people write them into texts: found, and hidden from those who need not call.</summary>
/// <remarks>
/// Digits of every width and script, Chinese numerals too; spaces, hyphens, dots, brackets and signs that nobody sees may stand between
/// them, and any other sign between the groups of a mobile number. Mobile numbers, numbers with an area code, 400 and 800 numbers, each
/// with or without the country's code; numbers with that of another country; and identity numbers of eighteen or fifteen signs. Seven or
/// eight digits are a number only where a word such as 电话 stands before them. Rather a number too many is hidden than one too few.
/// </remarks>
public static partial class PersonalNumbers
{
    /// <summary>Fewer digits than those of a number without its area code are none.</summary>
    const int FewestDigits = 7;

    /// <summary>
    /// A text whose telephone numbers keep what <see cref="PhoneMask"/> leaves, and whose identity numbers their first three.
    /// </summary>
    /// <returns>The same text where there are none.</returns>
    public static string Hidden(string text) => Replaced(text, PhoneMask.Of, number => PhoneMask.Of(number, 3, 0));

    /// <summary>A text with another one in the place of each number.</summary>
    /// <inheritdoc cref="Hidden" path="/returns"/>
    public static string Replaced(string text, string by) => Replaced(text, _ => by, _ => by);

    /// <summary>Whether a text has so many digits that there may be a number among them: quick, and rarely wrong.</summary>
    public static bool MayBeIn(string text) => Count(text) is var (digits, numerals) && digits + numerals >= FewestDigits;

    static string Replaced(string text, Func<string, string> phone, Func<string, string> identity)
    {
        var spans = SpansIn(text);
        if (spans.Count == 0)
            return text;

        StringBuilder replaced = new(text.Length);
        var done = 0;
        foreach (var (start, end, isIdentity) in spans)
        {
            replaced.Append(text, done, start - done).Append((isIdentity ? identity : phone)(text[start..end]));
            done = end;
        }

        return replaced.Append(text, done, text.Length - done).ToString();
    }

    /// <summary>Where the numbers are: by their beginnings, none within another.</summary>
    static List<(int Start, int End, bool IsIdentity)> SpansIn(string text)
    {
        var (digits, numerals) = Count(text);
        List<(int Start, int End, bool IsIdentity)> spans = [];
        if (digits >= FewestDigits)
            Add(spans, text, Folded(text, numerals: false));
        // 一 may stand for a hyphen, or be a one.
        if (numerals > 0 && digits + numerals >= FewestDigits)
            Add(spans, text, Folded(text, numerals: true));
        return Apart(spans);
    }

    static void Add(List<(int Start, int End, bool IsIdentity)> spans, string text, string folded)
    {
        foreach (Match match in Number().Matches(folded))
        {
            // A digit of two characters is the second of them in what was folded.
            var start = char.IsLowSurrogate(text[match.Index]) ? match.Index - 1 : match.Index;
            spans.Add((start, match.Index + match.Length, match.Groups["identity"].Success));
        }
    }

    static List<(int Start, int End, bool IsIdentity)> Apart(List<(int Start, int End, bool IsIdentity)> spans)
    {
        spans.Sort();
        for (var index = spans.Count - 1; index > 0; index--)
        {
            var (before, span) = (spans[index - 1], spans[index]);
            if (span.Start >= before.End)
                continue;
            spans[index - 1] = (before.Start, Math.Max(before.End, span.End), before.IsIdentity || span.IsIdentity);
            spans.RemoveAt(index);
        }

        return spans;
    }

    static (int Digits, int Numerals) Count(string text)
    {
        var (digits, numerals) = (0, 0);
        for (var index = 0; index < text.Length; index++)
        {
            var sign = text[index];
            if (Digit(sign) >= 0 || IsPairDigit(text, index))
                digits++;
            else if (sign >= FirstNumeral && AnyNumeral.Contains(sign))
                numerals++;
        }

        return (digits, numerals);
    }

    /// <summary>
    /// The text sign by sign: digits as 0 to 9, what may stand between them as a space, the X at the end of an identity number.
    /// </summary>
    static string Folded(string text, bool numerals) => string.Create(text.Length, (text, numerals), static (folded, given) =>
    {
        for (var index = 0; index < folded.Length; index++)
        {
            if (IsPairDigit(given.text, index))
                (folded[index++], folded[index]) = (Unseen, (char)('0' + CharUnicodeInfo.GetDigitValue(given.text, index - 1)));
            else
                folded[index] = Fold(given.text[index], given.numerals && IsReadOut(given.text, index));
        }
    });

    /// <summary>两, 洞, 拐 and 勾 are words of their own unless another numeral stands beside them.</summary>
    static bool IsReadOut(string text, int index) =>
        text[index] is not ('两' or '洞' or '拐' or '勾') || IsNumeral(text, index - 1) || IsNumeral(text, index + 1);

    static bool IsNumeral(string text, int index) =>
        index >= 0 && index < text.Length && (Digit(text[index]) >= 0 || AnyNumeral.Contains(text[index]));

    /// <summary>Whether a digit of a mathematical alphabet begins here, which takes two characters.</summary>
    static bool IsPairDigit(string text, int index) =>
        char.IsHighSurrogate(text[index]) && index + 1 < text.Length && char.IsLowSurrogate(text[index + 1])
        && CharUnicodeInfo.GetDigitValue(text, index) >= 0;

    static char Fold(char sign, bool numerals)
    {
        if (Digit(sign) is >= 0 and var digit)
            return (char)('0' + digit);
        if (numerals && sign >= FirstNumeral && Numerals.IndexOf(sign, StringComparison.Ordinal) is >= 0 and var place)
            return (char)('0' + place % 10);
        return sign switch
        {
            'x' or 'X' or 'ｘ' or 'Ｘ' => 'X',
            '+' or '＋' => '+',
            ',' or '，' => ',', // between numbers, not in them
            '、' => '、',
            '_' or '~' or '～' or '·' or '•' or '一' => ' ',
            _ when PhoneMask.IsUnseen(sign) => Unseen,
            _ => PhoneMask.IsSeparator(sign) ? ' ' : sign,
        };
    }

    /// <summary>0 to 9, also of a digit in a circle or of another width; -1 for any other sign.</summary>
    static int Digit(char sign) => sign switch
    {
        >= '0' and <= '9' => sign - '0',
        < '\u0080' or (> '\u3000' and < '\uFF00') => -1,
        _ => CharUnicodeInfo.GetDigitValue(sign),
    };

    const char Unseen = '\u200B';
    const char FirstNumeral = '○';

    // The value of each is its place, counted by tens; the last ones are how the police and the army read them out.
    const string Numerals = "〇一二三四五六七八九零幺二叁肆伍陆柒捌玖○壹贰參肆伍陸柒捌玖洞幺两三四五六拐八勾零壹貳";

    static readonly SearchValues<char> AnyNumeral = SearchValues.Create(Numerals);

    // Up to four signs may stand between two digits: "138 - 0000". An area code is written in one.
    const string S = "[ \u200B]{0,4}";
    const string I = "\u200B{0,4}";
    const string Code = $"(?:\\+{S}|0{I}0{S})8{I}6{S}";
    const string Day = $"{S}(?:0{S}[1-9]|1{S}[0-2]){S}(?:0{S}[1-9]|[12]{S}[0-9]|3{S}[01])";

    // Place and day of birth; the shorter ones, of before 1999, without the century.
    const string Identity =
        $"[1-9](?:{S}[0-9]){{5}}{S}(?:(?:1{S}[89]|2{S}0)(?:{S}[0-9]){{2}}{Day}(?:{S}[0-9]){{3}}{S}[0-9X]"
        + $"|[0-9]{S}[0-9]{Day}(?:{S}[0-9]){{3}})";

    // A day that there is not is a slip of the pen.
    const string UnevenIdentity = "[1-9][0-9]{5}(?:19|20)[0-9]{9}[0-9X]";

    const string NamedIdentity = $"(?<=(?:身份证|证件|ID|id)[^0-9\\n]{{0,8}})[0-9](?:{S}[0-9]){{13,17}}(?:{S}X)?";
    const string Mobile = $"(?:{Code}|8{I}6{S}|0{S})?1{S}[3-9](?:{S}[0-9]){{9}}";

    // In groups of three, four and four, with whatever between them but a list's 、 and letters.
    const string Between = @"[^0-9\p{L}、]{1,8}";
    const string Grouped = $"1[3-9][0-9]{Between}[0-9]{{4}}{Between}[0-9]{{4}}";

    // One after the other.
    const string Mobiles = "(?:1[3-9][0-9]{9}){2,3}";

    const string Landline =
        $"(?:{Code}(?:0{I})?|(?:8{I}6{S})?0{I}|8{I}6 {S})(?:1{I}0|2{I}[0-9]|[3-9]{I}[0-9]{I}[0-9]){S}[2-9](?:{S}[0-9]){{6,7}}";

    const string Service = $"(?:{Code})?[48]{I}0{I}0(?:{S}[0-9]){{7}}";
    const string Abroad = $"\\+{S}[1-9](?:{S}[0-9]){{6,14}}|0{I}0{S}(?:8{I}5{I}[23]|8{I}8{I}6)(?:{S}[0-9]){{8,9}}";

    const string NamedLocal =
        "(?<=(?:电话|座机|手机|固话|热线|联系方式|联系|致电|拨打|请打|来电|号码|宅电|传真|小灵通|☎|☏|℡|\uD83D[\uDCDE\uDCF1\uDCF2]|[Tt][Ee][Ll]"
        + "|[Ff][Aa][Xx]|[Pp][Hh][Oo][Nn][Ee]|[Mm]obile|[Cc]all|[Cc]ontact|[Nn]umber)[号码是为就:：,、 \u200B]{0,6})"
        + $"[2-9](?:{S}[0-9]){{6,7}}";

    [GeneratedRegex(
        $"(?=[0-9+])(?<![0-9])(?:(?<identity>{Identity}|{UnevenIdentity}|{NamedIdentity})|{Mobile}"
        + $"|{Grouped}|{Mobiles}|{Landline}|{Service}|{Abroad}|{NamedLocal})(?![0-9])",
        RegexOptions.CultureInvariant)]
    private static partial Regex Number();
}
