using System.Text.RegularExpressions;
using Dispatch.Language;

namespace Dispatch.Server.Importing;

/// <summary>Tells from the columns of a table that a case is done, where nobody said what they mean.</summary>
/// <remarks>
/// A case that is done is nobody's work; filed as new, its limits would run and people be told of them. Rather one too many is left to
/// whoever imports the table than one filed: they can say that all of it is open.
/// </remarks>
static partial class CaseState
{
    /// <summary>The column that says that a case is done, and what it says; null where none does.</summary>
    /// <param name="row">The content of each column.</param>
    public static (string Column, string Text)? ClosedBy(IReadOnlyDictionary<string, string> row)
    {
        foreach (var (column, content) in row)
        {
            // A tick says yes.
            var (header, text) = (Plain(column), content.AsSpan().ContainsAny("√✓✔☑") ? "1" : Plain(content));
            if (text.Length == 0 || Nothing().IsMatch(text))
                continue;
            if (IsDate().IsMatch(header)
                || (IsState().IsMatch(header) && IsClosed(text))
                || (IsQuestion().IsMatch(header) && Yes().IsMatch(text)))
                return (column.Trim(), content.Trim());
        }

        return null;
    }

    /// <summary>Whether a state, in whatever words, is one that nothing follows.</summary>
    static bool IsClosed(string plain) => Done().IsMatch(plain);

    /// <summary>Of one width and case, without what stands between words.</summary>
    static string Plain(string text) => Between().Replace(Folding.Fold(text.Trim()), "");

    [GeneratedRegex(@"[\s\p{P}\p{S}\u200B-\u200F\uFEFF]+", RegexOptions.CultureInvariant)]
    private static partial Regex Between();

    /// <summary>A day on which it was done, and not one by which it is to be: 办结时间, closed_dt.</summary>
    [GeneratedRegex(
        "^(?:实际|最终|确认)?(?:办结|结案|结单|完成|完结|关闭|销号|归档|解决|办理完成|处理完成)(?:的)?(?:时间|日期|时刻|日|于)$"
        + "|^(?:actual)?(?:closed|closing|closure|close|resolved|resolution|completed|completion|finished|done)"
        + "(?:at|on|dt|date|time|datetime|day|ts|timestamp)$",
        RegexOptions.CultureInvariant)]
    private static partial Regex IsDate();

    /// <summary>How far a case is: 状态, 处理结果, case status. What was seen (反映情况) is none.</summary>
    [GeneratedRegex(
        "状态|进展|进度|环节|^(?:最终|当前|现)?结果$|(?:办理|处理|处置|整改|落实|完成|办结|结案|受理)(?:情况|结果|阶段|结论|意见|与否|否)?$|是否"
        + "|status|state$|stage|progress|outcome|resolution|disposition|^(?:is)?(?:closed|resolved|completed|done)$",
        RegexOptions.CultureInvariant)]
    private static partial Regex IsState();

    /// <summary>A column that asks for yes or no, or for a day: 是否办结, closed.</summary>
    [GeneratedRegex(
        "^(?:是否)?(?:已)?(?:办结|结案|结单|完成|完结|关闭|销号|归档|解决)(?:与否|否)?$|^(?:is)?(?:closed|resolved|completed|done|finished)$",
        RegexOptions.CultureInvariant)]
    private static partial Regex IsQuestion();

    [GeneratedRegex(@"^(?:是|已|对|有|y|yes|true|t|1|ok|\d{4}.*)$", RegexOptions.CultureInvariant)]
    private static partial Regex Yes();

    [GeneratedRegex("^(?:无|没有|空|暂无|否|n|no|na|nil|null|none|false|f|0)$", RegexOptions.CultureInvariant)]
    private static partial Regex Nothing();

    [GeneratedRegex(
        "(?<!未|没|没有|未能|待|正在|无法|不能|难以|申请|准备|即将)"
        + "(?:办结|结案|结单|办毕|完毕|办妥|办完|完成|完结|终结|了结|关闭|关单|销号|销单|归档|已(?:解决|处理|处置|整改|回复|答复|反馈|回访|评价|结|办(?!理))"
        + "|作废|撤销|撤回|撤单|撤诉|取消|注销|不予受理|不受理|驳回|合并|重复)(?!中|时限|期限)"
        + "|(?<!not|un|in|re|tobe)(?:close|done|resolved|complete|finished|solved|fixed|ended|cancel|withdrawn|rejected|archived|void"
        + "|invalid|duplicate|merged)",
        RegexOptions.CultureInvariant)]
    private static partial Regex Done();
}
