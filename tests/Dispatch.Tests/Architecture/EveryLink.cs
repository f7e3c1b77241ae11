namespace Dispatch.Tests.Architecture;

/// <summary>What one document says of another can be followed.</summary>
public sealed class EveryLink
{
    [Test]
    public async Task Every_link_in_a_document_leads_somewhere()
    {
        var files = await Repository.FilesAsync();

        Assert.That(Links.Of(Repository.Read("README.md")), Is.Not.Empty);
        Findings.AreNone(Links.Broken(files, Repository.Read));
    }

    [TestCase("[Deadlines](docs/deadlines.md)")]
    [TestCase("[Deadlines](docs/deadlines.md#working-time \"how time is counted\")")]
    [TestCase("[时限](docs/deadlines.md#%E6%97%B6%E9%99%90-deadlines)")]
    [TestCase("[here](#top)", TestName = "A_link_to_an_id_in_the_same_file_can_be_followed")]
    [TestCase("![picture](docs/a%20picture.svg)", TestName = "A_link_to_a_picture_with_a_blank_in_its_name_can_be_followed")]
    [TestCase("[folder](docs/)", TestName = "A_link_to_a_folder_can_be_followed")]
    [TestCase(
        "[elsewhere](https://example.org/none.md#none) [mail](mailto:a@example.org)", TestName = "A_link_to_another_host_is_not_followed")]
    [TestCase(
        "`[code](none.md)`\n\n```md\n[code](none.md)\n```\n<!-- [gone](none.md) -->", TestName = "A_link_in_code_or_in_a_comment_is_none")]
    public void A_link_can_be_followed(string readme) => Assert.That(Broken(readme), Is.Empty);

    [TestCase("text\n[a](docs/none.md)", "README.md:2: docs/none.md: there is no docs/none.md")]
    [TestCase("[a](docs/deadlines.md#none)", "README.md:1: docs/deadlines.md#none: docs/deadlines.md has no heading #none")]
    [TestCase("[a](#none)", "README.md:1: #none: README.md has no heading #none")]
    [TestCase("[a](../other/README.md)", "README.md:1: ../other/README.md: this leads out of the repository")]
    [TestCase("[a]\n\n[a]: none.md", "README.md:3: none.md: there is no none.md")]
    [TestCase("<img src=\"none.svg\">", "README.md:1: none.svg: there is no none.svg")]
    [TestCase("[![badge](none.svg)](LICENSE)", "README.md:1: none.svg: there is no none.svg")]
    public void A_link_is_broken(string readme, string fault) => Assert.That(Broken(readme), Is.EqualTo((string[])[fault]));

    [Test]
    public void A_link_is_followed_from_the_folder_of_its_file()
    {
        Dictionary<string, string> files = new()
        {
            ["docs/a/b.md"] = "[up](../../README.md) [beside](c.md) [root](/README.md)",
            ["README.md"] = "",
        };

        Assert.That(
            Links.Broken([.. files.Keys], file => files[file]), Is.EqualTo((string[])["docs/a/b.md:1: c.md: there is no docs/a/c.md"]));
    }

    [TestCase("Working time", "working-time")]
    [TestCase("What it is, and for whom?", "what-it-is-and-for-whom")]
    [TestCase("诉求单：时限 Deadlines", "诉求单时限-deadlines")]
    [TestCase("`tests/run.sh` in *two* minutes", "testsrunsh-in-two-minutes")]
    [TestCase("snake_case and kebab-case", "snake_case-and-kebab-case")]
    [TestCase("A & B", "a--b")]
    [TestCase("See [the guide](docs/guide.md)", "see-the-guide")]
    public void A_heading_is_found_by_its_slug(string heading, string slug) => Assert.That(Links.Slug(heading), Is.EqualTo(slug));

    [Test]
    public void A_repeated_heading_is_found_by_its_number()
    {
        const string Text = "# Limits\n## Limits\nLimits\n------\n```\n# Limits\n```\n";

        Assert.That(Links.Anchors(Text), Is.EqualTo((string[])["limits", "limits-1", "limits-2"]));
    }

    static IEnumerable<string> Broken(string readme)
    {
        Dictionary<string, string> files = new()
        {
            ["README.md"] = $"{readme}\n<a id=\"top\"></a>",
            ["LICENSE"] = "",
            ["docs/deadlines.md"] = "# 时限 Deadlines\n\n## Working time ##\n",
            ["docs/a picture.svg"] = "",
        };
        return Links.Broken([.. files.Keys], file => files[file]);
    }
}
