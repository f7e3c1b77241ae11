namespace Dispatch.Language;

/// <summary>Puts names together into a sentence.</summary>
static class Sentence
{
    /// <summary>a, b and c.</summary>
    public static string List(IEnumerable<string> names, string last = "and")
    {
        var all = names.ToList();
        return all.Count < 2 ? string.Concat(all) : $"{string.Join(", ", all[..^1])} {last} {all[^1]}";
    }
}
