namespace Dispatch.Yaml;

/// <summary>Something wrong in a file that people write, in words that help them find and correct it.</summary>
/// <param name="Line">Counts from 1.</param>
/// <param name="Sentence">English, with the words of the file in quotation marks.</param>
public sealed record FileFault(string File, int Line, string Sentence)
{
    /// <summary>As compilers write it, so that editors can jump to the line.</summary>
    public override string ToString() => $"{File}:{Line}: {Sentence}";
}
