using System.Globalization;
using Dispatch.Orders;
using Dispatch.Server.Pages;
using Dispatch.Workflows;

namespace Dispatch.Server.Workflows;

/// <summary>What stands at the stages and the arrows of a workflow's picture.</summary>
static class WorkflowText
{
    /// <summary>The names of an arrow's steps; where they come from everywhere, with that.</summary>
    public static string Steps(PlannedArrow arrow, bool chinese)
    {
        var names = string.Join(chinese ? "、" : ", ", arrow.Steps.Select(step => Name(step, chinese)));
        return arrow.From.Count > 0 ? names : chinese ? $"任何环节 · {names}" : $"any stage: {names}";
    }

    /// <summary>A long name in two lines, above and beneath its arrow.</summary>
    /// <param name="may">Whether there is room beneath it.</param>
    public static (string First, string? Second) InTwo(string words, bool may)
    {
        // A Chinese character is as wide as two letters.
        const int Room = 13;
        var breaks = Enumerable.Range(0, words.Length).Where(at => words[at] is ' ' or '、').ToList();
        if (!may || breaks.Count == 0 || words.Sum(letter => letter > 0xff ? 2 : 1) <= Room)
            return (words, null);
        var middle = breaks.MinBy(at => Math.Abs(at - (words.Length / 2)));
        return (words[..(words[middle] == ' ' ? middle : middle + 1)], words[(middle + 1)..]);
    }

    public static string Number(Total total) => $"{total.Orders.ToString(CultureInfo.InvariantCulture)}{(total.IsMore ? "+" : "")}";

    public static string DeskOf(Stage stage, bool chinese) => stage.Desk is { } desk ? Name(desk, chinese) : "";

    /// <summary>For those who hear the picture.</summary>
    public static string StageAndCounts(Stage stage, StageCount? count, bool chinese)
    {
        var title = chinese ? stage.Title.Zh : stage.Title.En;
        return count switch
        {
            null => title,
            { Late.Orders: > 0 } => chinese
                ? $"{title}：{Number(count.Orders)} 单，其中超期 {Number(count.Late)} 单"
                : $"{title}: {Number(count.Orders)} orders, {Number(count.Late)} of them late",
            _ => chinese ? $"{title}：{Number(count.Orders)} 单" : $"{title}: {Number(count.Orders)} orders",
        };
    }

    public static string Name(string word, bool chinese) => chinese ? Terms.Of(word).Zh : Terms.Of(word).En;
}
