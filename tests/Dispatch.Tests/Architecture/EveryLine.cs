using System.Globalization;
using System.Text.RegularExpressions;

namespace Dispatch.Tests.Architecture;

public sealed partial class EveryLine
{
    /// <summary>Editors go by the same number.</summary>
    static int Longest { get; } =
        int.Parse(LongestLine().Match(Repository.Read(".editorconfig")).Groups[1].Value, CultureInfo.InvariantCulture);

    [Test]
    public async Task A_line_is_as_long_as_the_editorconfig_allows()
    {
        var files = await Repository.FilesAsync("*.cs", "*.razor");

        Assert.That(files, Is.Not.Empty);
        Findings.AreNone(files.SelectMany(file => TooLong(file, Repository.Read(file))));
    }

    [Test]
    public void A_line_that_is_too_long_is_found_with_its_number()
    {
        var (fits, tooLong) = (new string('字', Longest), new string('字', Longest + 1));

        Assert.That(TooLong("A.cs", $"{fits}\r\n{tooLong}\n{fits}"), Is.EqualTo((string[])[$"A.cs:2: {Longest + 1} characters"]));
    }

    static IEnumerable<string> TooLong(string file, string text) =>
        text.Split('\n').Index()
            .Select(line => (Number: line.Index + 1, new StringInfo(line.Item.TrimEnd('\r')).LengthInTextElements))
            .Where(line => line.LengthInTextElements > Longest)
            .Select(line => $"{file}:{line.Number}: {line.LengthInTextElements} characters");

    [GeneratedRegex(@"^max_line_length\s*=\s*([0-9]+)\s*$", RegexOptions.Multiline)]
    private static partial Regex LongestLine();
}
