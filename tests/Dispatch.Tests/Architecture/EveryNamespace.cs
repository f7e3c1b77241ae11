using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Dispatch.Tests.Architecture;

public sealed class EveryNamespace
{
    static readonly string[] Projects =
        ["src/Dispatch.Contracts", "src/Dispatch", "src/Dispatch.Server", "tests/Dispatch.Tests", "tests/Dispatch.Benchmarks"];

    /// <summary>Called after its folder it would hide Elsa's own namespace.</summary>
    [Test]
    public async Task What_is_on_Elsa_has_one_namespace() =>
        Findings.AreNone((await Repository.SourcesAsync("src/Dispatch.Elsa")).SelectMany(source => Strangers("Dispatch.OnElsa", source)));

    [TestCaseSource(nameof(Projects))]
    public async Task A_namespace_is_called_after_its_folder(string project)
    {
        var sources = await Repository.SourcesAsync(project);

        Assert.That(sources, Is.Not.Empty);
        Findings.AreNone(sources.SelectMany(source => Strangers(Path.GetFileName(project), source)).Select(fault => $"{project}/{fault}"));
    }

    [Test]
    public void A_namespace_of_another_folder_is_found_with_its_line()
    {
        Source moved = new("Orders/Steps/Claim.cs", "// moved\nnamespace Dispatch.Orders;\n");

        Assert.That(
            Strangers("Dispatch", moved), Is.EqualTo((string[])["Orders/Steps/Claim.cs:2: Dispatch.Orders, not Dispatch.Orders.Steps"]));
        Assert.That(Strangers("Dispatch", moved with { Path = "Orders/Claim.cs" }), Is.Empty);
    }

    static IEnumerable<string> Strangers(string project, Source source)
    {
        var expected = source.Folder.Length == 0 ? project : $"{project}.{source.Folder.Replace('/', '.')}";
        var spaces = CSharpSyntaxTree.ParseText(source.Text).GetRoot().DescendantNodes().OfType<BaseNamespaceDeclarationSyntax>();
        return spaces.Where(space => space.Name.ToString() != expected).Select(space =>
            $"{source.Path}:{space.GetLocation().GetLineSpan().StartLinePosition.Line + 1}: {space.Name}, not {expected}");
    }
}
