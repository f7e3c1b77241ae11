using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Dispatch.Tests.Architecture;

/// <summary>A line of one folder that names something of another folder of the same project.</summary>
/// <param name="File">From the folder of the project.</param>
/// <param name="Line">Counts from 1.</param>
/// <param name="From">The folder of the file.</param>
/// <param name="To">The folder that is used.</param>
/// <param name="Name">What the line names: a namespace or a type.</param>
sealed record FolderUse(string File, int Line, string From, string To, string Name)
{
    public override string ToString() => $"{File}:{Line}: {From} uses {To} ({Name})";

    /// <summary>Every use of one folder by another that matters.</summary>
    /// <remarks>
    /// It goes by what the compiler understands: comments and strings are no uses.
    /// A use is a <c>using</c>, or the name of a type wherever it stands, also in the reference of a documentation comment.
    /// A member is not: whoever can reach it names its type, or is given it by somebody who does.
    /// </remarks>
    /// <param name="root">The namespace of the project, which its folders continue: <c>Dispatch</c>.</param>
    /// <param name="matters">Asked with the folder that uses and the one that is used; to understand every name would take seconds.</param>
    public static IReadOnlyList<FolderUse> In(string root, IReadOnlyList<Source> sources, Func<string, string, bool> matters)
    {
        var trees = sources.ToDictionary(
            source => (SyntaxTree)CSharpSyntaxTree.ParseText(source.Text, path: source.Path), source => source);
        var compilation = CSharpCompilation.Create(
            "Checked", [.. trees.Keys, GlobalUsings], Platform, new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        var folders = trees.SelectMany(tree => Named(tree.Key, tree.Value.Folder)).Distinct()
            .ToLookup(named => named.Name, named => named.Folder);
        return
        [
            .. trees.SelectMany(tree => In(root, tree.Value, compilation.GetSemanticModel(tree.Key), folders, matters))
                .Distinct().OrderBy(use => use.File, StringComparer.Ordinal).ThenBy(use => use.Line),
        ];
    }

    static IEnumerable<FolderUse> In(
        string root, Source source, SemanticModel model, ILookup<string, string> folders, Func<string, string, bool> matters)
    {
        foreach (var name in model.SyntaxTree.GetRoot().DescendantNodes(descendIntoTrivia: true).OfType<SimpleNameSyntax>())
        {
            var possible = folders[name.Identifier.ValueText];
            if (!possible.Any(Matters) || Used(name, model) is not { } used || FolderOf(used, root) is not { } folder)
                continue;
            if (possible.Contains(folder) && Matters(folder))
            {
                var line = name.GetLocation().GetLineSpan().StartLinePosition.Line + 1;
                yield return new FolderUse(source.Path, line, source.Folder, folder, used.ToDisplayString());
            }
        }

        bool Matters(string folder) => folder != source.Folder && matters(source.Folder, folder);
    }

    /// <summary>What names may mean something of this folder: those of its types, and its own at the end of a using.</summary>
    static IEnumerable<(string Name, string Folder)> Named(SyntaxTree tree, string folder)
    {
        var members = tree.GetRoot().DescendantNodes(node => node is not StatementSyntax).OfType<MemberDeclarationSyntax>();
        var types = members.Select(member => member switch
        {
            BaseTypeDeclarationSyntax type => type.Identifier.ValueText,
            DelegateDeclarationSyntax type => type.Identifier.ValueText,
            _ => "",
        });
        return types.Append(folder[(folder.LastIndexOf('/') + 1)..])
            .Where(name => name.Length > 0)
            .SelectMany(name => (string[])[name, name.EndsWith("Attribute", StringComparison.Ordinal) ? name[..^"Attribute".Length] : name])
            .Select(name => (name, folder));
    }

    /// <summary>The type that a name stands for, or the namespace of a using.</summary>
    static INamespaceOrTypeSymbol? Used(SimpleNameSyntax name, SemanticModel model)
    {
        var info = model.GetSymbolInfo(name);
        return (info.Symbol ?? info.CandidateSymbols.FirstOrDefault()) switch
        {
            INamespaceSymbol space when IsWholeUsing(name) => space,
            INamedTypeSymbol type when IsOurs(type) => type,
            IMethodSymbol { MethodKind: MethodKind.Constructor, ContainingType: var type } when IsOurs(type) => type, // an attribute
            _ => null,
        };

        bool IsOurs(INamedTypeSymbol type) => SymbolEqualityComparer.Default.Equals(type.ContainingAssembly, model.Compilation.Assembly);
    }

    /// <summary>Of <c>using Dispatch.Orders.Steps</c>, only the last name is the namespace that is used.</summary>
    static bool IsWholeUsing(SimpleNameSyntax name) =>
        name.Parent is UsingDirectiveSyntax
        || name.Parent is QualifiedNameSyntax { Parent: UsingDirectiveSyntax } whole && whole.Right == name;

    static string? FolderOf(INamespaceOrTypeSymbol used, string root)
    {
        var space = (used as INamespaceSymbol ?? used.ContainingNamespace).ToDisplayString();
        if (space == root)
            return "";
        return space.StartsWith($"{root}.", StringComparison.Ordinal) ? space[(root.Length + 1)..].Replace('.', '/') : null;
    }

    /// <summary>All assemblies that this process may load, but not ours: those are what is being checked.</summary>
    static IReadOnlyList<MetadataReference> Platform { get; } =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => !Path.GetFileName(path).StartsWith("Dispatch.", StringComparison.Ordinal)
                || Path.GetFileName(path) == "Dispatch.Contracts.dll")
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    /// <summary>What the SDK adds to the sources.</summary>
    static SyntaxTree GlobalUsings { get; } = CSharpSyntaxTree.ParseText(string.Concat(((string[])
    [
        "System", "System.Collections.Generic", "System.IO", "System.Linq", "System.Net.Http", "System.Threading", "System.Threading.Tasks",
        "System.Net.Http.Json", "Microsoft.AspNetCore.Builder", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Http",
        "Microsoft.AspNetCore.Routing", "Microsoft.Extensions.Configuration", "Microsoft.Extensions.DependencyInjection",
        "Microsoft.Extensions.Hosting", "Microsoft.Extensions.Logging",
    ]).Select(space => $"global using global::{space};\n")));
}
