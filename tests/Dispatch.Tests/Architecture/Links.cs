using System.Text;
using System.Text.RegularExpressions;

namespace Dispatch.Tests.Architecture;

/// <summary>The links of Markdown files, as GitHub shows them.</summary>
static partial class Links
{
    /// <summary>The relative links that lead nowhere, each with file, line and reason.</summary>
    /// <param name="files">All files that can be linked to, with slashes.</param>
    /// <param name="read">The text of one of them.</param>
    public static IEnumerable<string> Broken(IReadOnlyList<string> files, Func<string, string> read)
    {
        HashSet<string> known = [.. files, .. files.SelectMany(Folders)];
        Dictionary<string, HashSet<string>> anchors = [];
        foreach (var file in files.Where(IsMarkdown))
        {
            foreach (var (line, target) in Of(read(file)))
            {
                if (Fault(file, target) is { } fault)
                    yield return $"{file}:{line}: {target}: {fault}";
            }
        }

        string? Fault(string file, string target)
        {
            var (path, anchor) = target.Split('#', 2) is [var before, var after] ? (before, after) : (target, null);
            var there = path.Length == 0 ? file : Resolved(file, Uri.UnescapeDataString(path));
            if (there is null)
                return "this leads out of the repository";
            if (!known.Contains(there))
                return $"there is no {there}";
            if (anchor is null)
                return null;
            if (!IsMarkdown(there))
                return LineAnchor().IsMatch(anchor) ? null : $"{there} has no headings";
            if (!anchors.TryGetValue(there, out var all))
                all = anchors[there] = [.. Anchors(read(there))];
            return all.Contains(Uri.UnescapeDataString(anchor)) ? null : $"{there} has no heading #{anchor}";
        }
    }

    /// <summary>The targets of links and pictures that are relative, with the line they begin on; none inside code.</summary>
    public static IEnumerable<(int Line, string Target)> Of(string markdown)
    {
        foreach (var (line, text) in Prose(markdown))
        {
            var plain = CodeSpan().Replace(text, "");
            foreach (var match in InlineLink().Matches(plain).Concat(Definition().Matches(plain)).Concat(Attribute().Matches(plain)))
            {
                var target = match.Groups["target"].Value;
                if (target.Length > 0 && !Absolute().IsMatch(target))
                    yield return (line, target);
            }
        }
    }

    /// <summary>What can stand after the <c>#</c>: a slug for each heading, and the ids that a file gives itself.</summary>
    public static IEnumerable<string> Anchors(string markdown)
    {
        Dictionary<string, int> seen = [];
        var before = "";
        foreach (var (_, text) in Prose(markdown))
        {
            var heading = Heading().Match(text) is { Success: true } match ? match.Groups["title"].Value
                : Underline().IsMatch(text) && before.Trim().Length > 0 ? before
                : null;
            if (heading is not null)
            {
                var slug = Slug(heading);
                var repeats = seen.GetValueOrDefault(slug);
                seen[slug] = repeats + 1;
                yield return repeats == 0 ? slug : $"{slug}-{repeats}";
            }

            foreach (Match id in Id().Matches(text))
                yield return id.Groups["id"].Value;
            before = text;
        }
    }

    /// <summary>Lower case; letters of any script, digits, hyphens and underscores stay, blanks become hyphens, all else goes.</summary>
    public static string Slug(string heading)
    {
        StringBuilder slug = new();
        foreach (var rune in Plain(heading).Trim().EnumerateRunes())
        {
            if (rune.Value == ' ')
                slug.Append('-');
            else if (Rune.IsLetterOrDigit(rune) || rune.Value is '-' or '_')
                slug.Append(Rune.ToLowerInvariant(rune));
        }

        return slug.ToString();
    }

    /// <summary>A heading as it is read: of a link its words, of emphasis what is emphasised, of code the code.</summary>
    static string Plain(string heading) => Emphasis().Replace(Tag().Replace(LinkWords().Replace(heading, "${words}"), ""), "${words}");

    /// <summary>The lines outside fenced code and comments, with their numbers from 1.</summary>
    static IEnumerable<(int Line, string Text)> Prose(string markdown)
    {
        string? fence = null;
        foreach (var (index, line) in Comment().Replace(markdown.ReplaceLineEndings("\n"), KeepLines).Split('\n').Index())
        {
            var mark = Fence().Match(line).Groups["mark"].Value;
            if (fence is null && mark.Length > 0)
                fence = mark;
            else if (fence is null)
                yield return (index + 1, line);
            else if (mark.StartsWith(fence, StringComparison.Ordinal) && line.Trim() == mark)
                fence = null;
        }
    }

    static string KeepLines(Match match) => new('\n', match.Value.Count(letter => letter == '\n'));

    static bool IsMarkdown(string file) => file.EndsWith(".md", StringComparison.Ordinal);

    static IEnumerable<string> Folders(string file)
    {
        for (var end = file.LastIndexOf('/'); end > 0; end = file.LastIndexOf('/', end - 1))
            yield return file[..end];
    }

    /// <summary>A path as it stands from the root of the repository; null where it leads out of it.</summary>
    static string? Resolved(string file, string path)
    {
        List<string> parts = path.StartsWith('/') ? [] : [.. file.Split('/')[..^1]];
        foreach (var part in path.Split('/').Where(part => part is not ("" or ".")))
        {
            if (part != "..")
                parts.Add(part);
            else if (parts.Count == 0)
                return null;
            else
                parts.RemoveAt(parts.Count - 1);
        }

        return string.Join('/', parts);
    }

    [GeneratedRegex(@"\]\(\s*<?(?<target>[^)\s>]*)>?(\s+(""[^""]*""|'[^']*'))?\s*\)")]
    private static partial Regex InlineLink();

    [GeneratedRegex(@"^ {0,3}\[[^\]]+\]:\s*<?(?<target>[^\s>]+)")]
    private static partial Regex Definition();

    [GeneratedRegex(@"\b(href|src|srcset)=[""'](?<target>[^""']*)[""']")]
    private static partial Regex Attribute();

    [GeneratedRegex(@"^([a-zA-Z][a-zA-Z0-9+.-]*:|//)")]
    private static partial Regex Absolute();

    [GeneratedRegex(@"(?<ticks>`+)(?!`).*?(?<!`)\k<ticks>(?!`)")]
    private static partial Regex CodeSpan();

    [GeneratedRegex(@"^ {0,3}(>\s?)?#{1,6}\s+(?<title>.*?)(\s+#+)?\s*$")]
    private static partial Regex Heading();

    [GeneratedRegex(@"^ {0,3}(=+|-{2,})\s*$")]
    private static partial Regex Underline();

    [GeneratedRegex(@"\b(id|name)=[""'](?<id>[^""']+)[""']")]
    private static partial Regex Id();

    [GeneratedRegex(@"!?\[(?<words>[^\]]*)\](\([^)]*\)|\[[^\]]*\])")]
    private static partial Regex LinkWords();

    [GeneratedRegex("<[^>]+>")]
    private static partial Regex Tag();

    [GeneratedRegex(@"(?<![\w])(?<mark>\*\*|\*|__|_)(?=\S)(?<words>.+?)(?<=\S)\k<mark>(?![\w])")]
    private static partial Regex Emphasis();

    [GeneratedRegex(@"^\s{0,3}(?<mark>`{3,}|~{3,})")]
    private static partial Regex Fence();

    [GeneratedRegex("<!--.*?-->", RegexOptions.Singleline)]
    private static partial Regex Comment();

    [GeneratedRegex(@"^L[0-9]+(-L[0-9]+)?\z")]
    private static partial Regex LineAnchor();
}
