using Dispatch.Language;

namespace Dispatch.Yaml;

/// <summary>Something wrong in a file that people write, in words that help them find and correct it.</summary>
/// <param name="Line">Counts from 1.</param>
/// <param name="Sentence">English, with the words of the file in quotation marks; what the shell and the log say.</param>
/// <param name="InChinese">The same for pages, of the files that people send to one; null of the others.</param>
public sealed record FileFault(string File, int Line, string Sentence, string? InChinese = null)
{
    public FileFault(string file, int line, Words sentence)
        : this(file, line, sentence.En, sentence.Zh)
    {
    }

    /// <summary>As compilers write it, so that editors can jump to the line.</summary>
    public override string ToString() => $"{File}:{Line}: {Sentence}";
}
