using Dispatch.Language;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Dispatch.Yaml;

/// <summary>A YAML file that is being read: gathers every fault with its line instead of stopping at the first.</summary>
/// <remarks>
/// Every scalar is text here, so that a code such as <c>0110</c> or a word such as <c>no</c> stays what it is. An alias, a second
/// document and a repeated key are faults like any other; what is not YAML, or nested too deep, leaves nothing to read.
/// </remarks>
public sealed class YamlFile
{
    // Deeper than any file of ours, and far from where reading a nested text would use up the stack.
    const int Deepest = 10;

    readonly List<FileFault> faults = [];
    readonly List<FileFault> warnings = [];

    /// <param name="name">For people: every fault names it.</param>
    public YamlFile(string name, string text)
    {
        Name = name;
        Top = Read(text);
    }

    public string Name { get; }

    /// <summary>The whole of the file; null when it is not YAML, which is then a fault.</summary>
    public YamlValue? Top { get; }

    /// <summary>In the order of the lines.</summary>
    public IReadOnlyList<FileFault> Faults => [.. faults.OrderBy(fault => fault.Line)];

    /// <summary>What may be intended but often is not; in the order of the lines.</summary>
    public IReadOnlyList<FileFault> Warnings => [.. warnings.OrderBy(warning => warning.Line)];

    public void Fault(int line, string sentence) => faults.Add(new FileFault(Name, line, sentence));

    /// <summary>Of a file that people send to a page.</summary>
    public void Fault(int line, Words sentence) => faults.Add(new FileFault(Name, line, sentence));

    public void Warn(int line, string sentence) => warnings.Add(new FileFault(Name, line, sentence));

    // The library's own tree stops at the first key that is given twice, and we want all faults.
    YamlValue? Read(string text)
    {
        var scanner = new Scanner(new StringReader(text));
        var parser = new Parser(scanner);
        try
        {
            parser.Consume<StreamStart>();
            if (!parser.TryConsume<DocumentStart>(out _))
            {
                Fault(1, new Words("文件是空的。", "The file is empty."));
                return null;
            }

            var top = Value(parser, 0);
            parser.Consume<DocumentEnd>();
            if (parser.Accept<DocumentStart>(out var second))
                Fault((int)second.Start.Line, new Words("从这里开始是第二份文档；一个文件只能有一份。", "A second document begins here; a file holds one."));
            return top;
        }
        catch (YamlException error)
        {
            // The library points at the start of the piece that it could not finish; the mistake is often further down.
            var line = scanner.CurrentPosition.Line;
            var noticed = line > error.Start.Line ? $" It was noticed in line {line}." : "";
            CannotRead((int)error.Start.Line, error.Message + noticed);
        }
        catch (InvalidOperationException) // what the library throws where the text ends inside a bracket
        {
            CannotRead((int)(parser.Current?.Start.Line ?? 1), "a bracket that is opened here or above is not closed.");
        }

        catch (ArgumentException) // and where an escape is one half of a sign of two
        {
            CannotRead((int)scanner.CurrentPosition.Line, "an escape such as \\ud800 is half of a sign.");
        }

        return null;
    }

    void CannotRead(int line, string why) => Fault(
        Math.Max(1, line), new Words($"这里的格式读不懂（{why.TrimEnd('.')}）。", $"This is not YAML that can be read: {why}"));

    YamlValue Value(Parser parser, int depth)
    {
        var line = (int)parser.Current!.Start.Line;
        if (depth > Deepest)
            throw new YamlException(parser.Current.Start, parser.Current.End, "it is nested deeper than any workflow or other file here.");

        if (parser.TryConsume<AnchorAlias>(out _))
        {
            Fault(line, new Words("不支持锚点和别名，请把内容写全。", "Anchors and aliases are not read; write the piece out."));
            return new YamlValue(this, line, scalar: "", isPlain: true);
        }

        if (parser.TryConsume<Scalar>(out var scalar))
            return new YamlValue(this, line, scalar: scalar.Value, isPlain: scalar.Style == ScalarStyle.Plain);

        if (parser.TryConsume<SequenceStart>(out _))
        {
            List<YamlValue> items = [];
            while (!parser.TryConsume<SequenceEnd>(out _))
                items.Add(Value(parser, depth + 1));
            return new YamlValue(this, line, items: items);
        }

        parser.Consume<MappingStart>();
        List<(YamlValue Key, YamlValue Value)> pairs = [];
        while (!parser.TryConsume<MappingEnd>(out _))
            pairs.Add((Value(parser, depth + 1), Value(parser, depth + 1)));
        return new YamlValue(this, line, pairs: pairs);
    }
}
