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

    public static string Name(string word, bool chinese) => chinese ? Terms.Of(word).Zh : Terms.Of(word).En;
}
