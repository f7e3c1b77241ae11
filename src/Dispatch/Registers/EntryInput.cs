using Dispatch.Alliances;
using Dispatch.Language;
using Dispatch.Orders;

namespace Dispatch.Registers;

/// <summary>Reads what several kinds of entries have: the same rules as in an alliance's file.</summary>
static class EntryInput
{
    public const int LongestName = 100;
    public const int LongestCode = 40;
    public const int LongestPhone = 40;
    public const int LongestAddress = 1000;

    public static Words Name(InputReader input, string field = "name")
    {
        var words = input.Group(field, names => new Words(names.Line("zh", LongestName) ?? "", names.Line("en", LongestName) ?? ""));
        if (words is not { Zh.Length: > 0 })
            input.Fault($"{field}.zh", "required");
        if (words is not { En.Length: > 0 })
            input.Fault($"{field}.en", "required");
        return words ?? new Words("", "");
    }

    public static void RequireCode(InputReader input, string code, string field = "code")
    {
        if (code.Length == 0)
            input.Fault(field, "required");
        else if (code.Length > LongestCode)
            input.Fault(field, $"longer-than-{LongestCode}");
        else if (!AllianceText.IsCode(code))
            input.Fault(field, "not-a-code");
    }

    /// <summary>The list with an entry in the place of the one that is meant, or at its end.</summary>
    public static IReadOnlyList<T> Placed<T>(IReadOnlyList<T> all, T entry, Func<T, bool> isMeant) =>
        all.Any(isMeant) ? [.. all.Select(other => isMeant(other) ? entry : other)] : [.. all, entry];

    public static IReadOnlyDictionary<string, T> Placed<T>(IReadOnlyDictionary<string, T> all, string code, T entry) =>
        Placed([.. all], KeyValuePair.Create(code, entry), other => other.Key == code).ToDictionary();
}
