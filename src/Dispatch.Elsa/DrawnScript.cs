using Acornima;
using Acornima.Ast;
using Dispatch.Language;

namespace Dispatch.OnElsa;

/// <summary>
/// Checks that a condition asks for nothing but the facts that it is given: then the same facts give the same way, today and in a replay.
/// </summary>
static class DrawnScript
{
    const string Asks = "getInput";

    static readonly HashSet<string> known =
    [
        Asks, "Array", "Boolean", "Infinity", "JSON", "Math", "NaN", "Number", "Object", "RegExp", "String", "isFinite", "isNaN",
        "parseFloat", "parseInt", "undefined",
    ];

    /// <summary>Members that lead to chance, to the clock, or out of what is known.</summary>
    static readonly HashSet<string> forbidden = ["random", "constructor", "prototype", "__proto__", "getPrototypeOf"];

    /// <returns>The end of a sentence; null where nothing is wrong.</returns>
    public static string? WhyNot(string script)
    {
        Script parsed;
        try
        {
            parsed = Parsed(script);
        }
        catch (ParseErrorException error)
        {
            return $"has a condition that is not JavaScript: {error.Message}.";
        }

        var nodes = Below(parsed).ToList();
        if (nodes.Find(pair => pair.Node is ImportExpression or AwaitExpression or ThisExpression or WithStatement).Node is { } other)
            return $"has a condition that uses {other.TypeText}, which does not belong into one.";
        foreach (var call in nodes.Select(pair => pair.Node).OfType<CallExpression>())
        {
            if (call.Callee is not Identifier { Name: Asks })
                continue;
            if (call.Arguments is not [StringLiteral { Value: var input }])
                return $"asks for something that is not named in its condition; write {Asks}('category').";
            if (!ElsaRoutes.Inputs.Contains(input))
                return $"asks for \"{input}\" in its condition; there are {Sentence.List(ElsaRoutes.Inputs)}.";
        }

        var declared = nodes.Where(pair => pair.IsDeclared).Select(pair => ((Identifier)pair.Node).Name).ToHashSet();
        var name = nodes.Where(pair => pair is { Node: Identifier, IsName: false, IsDeclared: false })
            .Select(pair => ((Identifier)pair.Node).Name).FirstOrDefault(name => !known.Contains(name) && !declared.Contains(name))
            ?? nodes.Where(pair => pair is { Node: Identifier, IsName: true })
                .Select(pair => ((Identifier)pair.Node).Name).FirstOrDefault(forbidden.Contains)
            ?? nodes.Select(pair => pair.Node).OfType<StringLiteral>().Select(text => text.Value).FirstOrDefault(forbidden.Contains);
        return name is null
            ? null
            : $"uses {name} in its condition; so that the same facts give the same way, it may use {Sentence.List(known)}.";
    }

    /// <param name="script">One that <see cref="WhyNot"/> has nothing against.</param>
    public static bool AsksFor(string script, string input) => Below(Parsed(script)).Any(pair =>
        pair.Node is CallExpression { Callee: Identifier { Name: Asks }, Arguments: [StringLiteral { Value: var name }] } && name == input);

    static Script Parsed(string script) => new Parser(new ParserOptions { AllowReturnOutsideFunction = true }).ParseScript(script);

    /// <summary>Every node, and whether it is only the name of a member, or what a script declares itself.</summary>
    static IEnumerable<(Node Node, bool IsName, bool IsDeclared)> Below(Node node)
    {
        foreach (var child in node.ChildNodes)
        {
            if (child is null)
                continue;
            var isName = (node is MemberExpression { Computed: false } member && child == member.Property)
                || (node is Property { Computed: false } property && child == property.Key);
            var isDeclared = (node is VariableDeclarator declarator && child == declarator.Id)
                || (node is IFunction function && (child == function.Id || function.Params.Contains(child)));
            yield return (child, isName, isDeclared && child is Identifier);
            foreach (var further in Below(child))
                yield return further;
        }
    }
}
