using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Dispatch.Workflows;

/// <summary>A piece of YAML that knows its line. The library's own tree stops at the first key that is given twice, and we want all faults.</summary>
abstract record Yaml(int Line)
{
    // Deeper than any workflow, and far from where reading a nested text would use up the stack.
    const int Deepest = 10;

    /// <summary>Reads one document; null where the text is none, which is then among the faults.</summary>
    public static Yaml? Read(string text, FaultList faults)
    {
        var scanner = new Scanner(new StringReader(text));
        var parser = new Parser(scanner);
        try
        {
            parser.Consume<StreamStart>();
            if (!parser.TryConsume<DocumentStart>(out _))
            {
                faults.Add(1, "The file is empty.");
                return null;
            }

            var root = Value(parser, 0, faults);
            parser.Consume<DocumentEnd>();
            if (parser.Accept<DocumentStart>(out var second))
                faults.Add((int)second.Start.Line, "A second document begins here; a file holds one workflow.");
            return root;
        }
        catch (YamlException error)
        {
            // The library points at where the piece begins that it could not finish; what is wrong often stands further down.
            var noticed = scanner.CurrentPosition.Line > error.Start.Line ? $" It was noticed in line {scanner.CurrentPosition.Line}." : "";
            faults.Add((int)Math.Max(1, error.Start.Line), $"This is not YAML: {error.Message}{noticed}");
            return null;
        }
        catch (InvalidOperationException) // what the library throws where a bracket is never closed
        {
            faults.Add((int)Math.Max(1, parser.Current?.Start.Line ?? 1), "This is not YAML: a bracket that is opened here is not closed.");
            return null;
        }
    }

    static Yaml Value(Parser parser, int depth, FaultList faults)
    {
        var line = (int)parser.Current!.Start.Line;
        if (depth > Deepest)
            throw new YamlException(parser.Current.Start, parser.Current.End, "it is nested deeper than any workflow.");

        if (parser.TryConsume<AnchorAlias>(out _))
        {
            faults.Add(line, "Anchors and aliases are not read; write the piece out.");
            return new YamlText(line, "");
        }

        if (parser.TryConsume<Scalar>(out var scalar))
            return new YamlText(line, scalar.Value);

        if (parser.TryConsume<SequenceStart>(out _))
        {
            var items = new List<Yaml>();
            while (!parser.TryConsume<SequenceEnd>(out _))
                items.Add(Value(parser, depth + 1, faults));
            return new YamlList(line, items);
        }

        parser.Consume<MappingStart>();
        var entries = new List<YamlEntry>();
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            var key = Value(parser, depth + 1, faults);
            entries.Add(new YamlEntry((key as YamlText)?.Text ?? "", key.Line, Value(parser, depth + 1, faults)));
        }

        return new YamlMap(line, entries);
    }
}

sealed record YamlText(int Line, string Text) : Yaml(Line);

sealed record YamlList(int Line, IReadOnlyList<Yaml> Items) : Yaml(Line);

/// <param name="Entries">In the order of the file; a key may stand twice.</param>
sealed record YamlMap(int Line, IReadOnlyList<YamlEntry> Entries) : Yaml(Line);

/// <param name="Line">Of the key.</param>
sealed record YamlEntry(string Key, int Line, Yaml Value);
