using System.Text.RegularExpressions;
using Dispatch.Calendars;

namespace Dispatch.Orders;

/// <summary>What people are told about a faulty field: one sentence a fault, Chinese and English.</summary>
public static partial class FaultWording
{
    /// <param name="fault">The code of the fault, as <see cref="Refusal.Fields"/> has it.</param>
    /// <param name="chinese">Chinese where true, English where not.</param>
    public static string Of(string fault, bool chinese)
    {
        var (zh, en) = fault switch
        {
            "required" => ("必填。", "This is required."),
            "not-a-text" => ("须为文字。", "This must be a text."),
            "not-a-list-of-texts" => ("须为文字列表，且不能有空项。", "This must be a list of texts, none of them empty."),
            "with-control-signs" => (
                "含有看不见的控制字符，请重新输入。", "This has control signs that nobody sees; type it again without them."),
            "not-web-addresses" => (
                "须为 http:// 或 https:// 开头的网址。", "These must be addresses that begin with http:// or https://."),
            "not-an-object" => ("须为一组字段（JSON 对象）。", "This must be an object with fields."),
            "unknown-field" => ("没有这个字段，请检查拼写。", "There is no such field; check its spelling."),
            "not-taken-here" => ("此环节不收这个字段。", "This field is not taken at this stage."),
            "unknown" => ("没有这个代码。", "Nothing has this code."),
            "unknown-member" => ("联盟中没有这个成员单位。", "The alliance has no such member."),
            "nobody-acts-for-it" => (
                "该单位没有在册人员，无人可接单。", "Nobody acts for this member, so that nobody could claim it."),
            "not-a-time" => (
                $"须为 {Years} 年间的日期（如 2026-11-22）或带时区的时刻（如 2026-11-22T08:00:00Z）。",
                $"This must be a date such as 2026-11-22, or an instant such as 2026-11-22T08:00:00Z, of the years {Years}."),
            "not-a-day" => ($"须为 {Years} 年间的日期，如 2026-11-22。", $"This must be a date of the years {Years}, such as 2026-11-22."),
            "not-a-period" => (
                $"须为 {Years} 年间的月、季或年，如 2026-11、2026-Q4、2026。",
                $"This must be a month, quarter or year of the years {Years}, such as 2026-11, 2026-Q4 or 2026."),
            "not-with-days" => ("期间与起止日期只能给一样。", "Give either a period or its first and last day."),
            "before-the-first" => ("不得早于起始日期。", "This may not be before the first day."),
            "needs-two-days-a-year-apart-at-most" => (
                "按星期查需给出起止日期，且不超过一年。", "A weekday needs the first and the last day, a year apart at most."),
            "more-than-a-year" => ("最长一年。", "This may be a year at most."),
            "more-than-ten-years" => ("最长十年。", "This may be ten years at most."),
            "not-a-page" => ("不是上一页给出的 next。", "This is not the next of a page before."),
            "not-an-instant" => (
                "须为带时区的时刻，如 2026-11-22T08:00:00+08:00。",
                "This must be an instant with its zone, such as 2026-11-22T08:00:00+08:00."),
            "nobodys-duty" => ("没有成员单位负责这一类别，抢单池将无人可接。", "No member has this duty; nobody in the pool could claim it."),
            "in-the-past" => ("须为将来的时刻。", "This must be in the future."),
            "in-the-future" => ("不得晚于现在。", "This may not be in the future."),
            "more-than-twenty-years-ago" => ("最早二十年前，请检查年份。", "This may be twenty years ago at most; check the year."),
            "more-than-a-year-ahead" => ("最长一年。", "This may be a year ahead at most."),
            "not-a-limit" => ("须为时限，如 2 working hours、3 working days。", "This must be a limit such as 2 working hours or 3 working days."),
            "not-a-retention-period" => (
                "须为期限，如 90 days、6 months、2 years。", "This must be a period such as 90 days, 6 months or 2 years."),
            "not-from-30-days-to-100-years" => ("须在 30 天到 100 年之间。", "This must be from 30 days to 100 years."),
            "unknown-category" => ("联盟没有这个类别。", "The alliance has no such category."),
            "unknown-merchant" => ("联盟没有这个商户。", "The alliance has no such merchant."),
            "unknown-calendar" => ("没有这个工作日历。", "There is no such calendar."),
            "calendar-of-another-zone" => ("这个工作日历属于另一个时区。", "This calendar is of another time zone."),
            "not-with-a-member" => ("一个人或代表成员单位，或是商户，不能都是。", "A person acts for a member or is a merchant, not both."),
            "admin-alone" => (
                "管理员不兼任其他身份，也不代表单位或商户。",
                "An administrator has no other role and acts for no member and no merchant."),
            "not-a-code" => ("只能用字母、数字和连字符。", "This may only have letters a–z or A–Z, digits and hyphens."),
            "not-a-routing-code" => ("只能用小写字母、数字和连字符。", "This may only have a–z, 0–9 and hyphens."),
            "not-an-id" => (
                "只能用小写字母、数字、点、下划线和连字符，以字母或数字开头，不能以 demo- 开头，也不能是 clock。",
                "This may only have a–z, 0–9, dots, underscores and hyphens, begins with a letter or digit, not with demo-, and is not "
                + "clock."),
            "reserved" => ("这个代码由系统保留。", "This code is the system's own."),
            "not-a-prefix" => ("须为 2 到 4 个大写字母。", "This must be two to four capital letters A–Z."),
            "not-a-zone" => ("没有这个时区；如 Asia/Shanghai。", "There is no such time zone; Asia/Shanghai is one."),
            "there-already" => ("已有这个编码。", "There is one with this code already."),
            "not-a-table" => (
                "不是能读的表格；请用 .xlsx，或 UTF-8、GBK 的 .csv。", "This is no table that can be read: take .xlsx, or .csv in UTF-8 or GBK."),
            "larger-than-2-mib" => ("文件超过 2 MB。", "The file is larger than 2 MB."),
            "no-rows" => ("表格里没有一行内容。", "The table has no rows."),
            "not-a-row" => ("这一行读不出来：列数不对，引号不成对，或内容过长。", "This row cannot be read: its fields, its quotes or its length are wrong."),
            "taken-elsewhere" => ("其他联盟已在使用。", "Another alliance has this already."),
            "not-your-source" => (
                "来源只能由拿到它的程序使用（token create --source）；请不填，或填分配给您的来源。",
                "A source is for the program that was given it (token create --source): leave it out, or take the one you were given."),
            "used-by-another" => ("已被另一诉求单使用。", "Another order has this already."),
            "not-true-or-false" => ("须为 true 或 false。", "This must be true or false."),
            "too-simple" => (
                "太容易猜到：不要用姓名、登录名、连续或重复的字符。",
                "Too easy to guess: no names, no rows of keys, no character again and again."),
            "not-the-same" => ("两次输入不一致。", "The two are not the same."),
            "wrong-password" => ("密码不对。", "The password is wrong."),
            "wrong-code" => ("验证码不对，或已经用过。", "The code is wrong, or was used before."),
            "before-today" => ("不得早于今天：过去的轮值不改。", "This may not be before today: turns that are past stay."),
            "more-than-three-years-ahead" => ("最长排到三年后。", "Turns are entered for three years ahead at most."),
            "its-own-deputy" => ("代理不能是主席单位自己。", "A member cannot be its own deputy."),
            "not-a-month" => ($"须为 {Years} 年间的月份，如 2026-12。", $"This must be a month of the years {Years}, such as 2026-12."),
            "given-twice" => ("只能给出一次。", "This may be given only once."),
            _ => Counted(fault),
        };
        return chinese ? zh : en;
    }

    static string Years => $"{DateReading.FirstYear}–{DateReading.LastYear}";

    static (string Zh, string En) Counted(string fault)
    {
        var match = Pattern().Match(fault);
        var (first, second) = (match.Groups[2].Value, match.Groups[3].Value);
        return match.Groups[1].Value switch
        {
            "longer-than-" => ($"最多 {first} 个字符。", $"This may have {first} characters at most."),
            "shorter-than-" => ($"至少 {first} 个字符。", $"This has {first} characters at least."),
            "more-than-" => ($"最多 {first} 项。", $"There may be {first} of these at most."),
            "a-whole-number-from-" => ($"须为 {first} 到 {second} 的整数。", $"This must be a whole number from {first} to {second}."),
            "a-number-from-" => ($"须为 {first} 到 {second} 的数。", $"This must be a number from {first} to {second}."),
            _ when fault.StartsWith(OneOf, StringComparison.Ordinal) => Choice(fault[OneOf.Length..].Split('-')),
            _ => (fault, fault),
        };
    }

    static (string Zh, string En) Choice(string[] values) =>
        ($"须为以下之一：{string.Join("、", values)}。", $"This must be one of {string.Join(", ", values)}.");

    const string OneOf = "one-of-";

    [GeneratedRegex(
        @"^(longer-than-|shorter-than-|more-than-|a-whole-number-from-|a-number-from-)(-?\d+)(?:-to-(-?\d+))?$",
        RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
