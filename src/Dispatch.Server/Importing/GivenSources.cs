using Dispatch.Accounts;
using Dispatch.Contracts;

namespace Dispatch.Server.Importing;

/// <summary>Files the rows whose source is free for whoever imports; the others are rejected.</summary>
/// <remarks>
/// At the shell a source that nobody was given is there to be taken. One that was given to somebody else's program is not, nor does a
/// merchant file under any: the other system's own complaints would be taken for repetitions.
/// </remarks>
/// <param name="holders">The ids of those who were given a source.</param>
public sealed class GivenSources(FileRows file, Caller caller, ILookup<string, string> holders)
{
    /// <inheritdoc cref="FileRows"/>
    public async Task<IReadOnlyList<FilingResult>> FileAsync(IReadOnlyList<FileOrder> filings)
    {
        var reasons = filings.Select(WhyNot).ToList();
        var results = new Queue<FilingResult>(await file([.. filings.Where((_, index) => reasons[index] is null)]));
        return [.. reasons.Select(reason => reason is null ? results.Dequeue() : new FilingResult(FilingOutcome.Refused, reason))];
    }

    string? WhyNot(FileOrder filing)
    {
        if (filing.Source is not { } source || holders[source].Contains(caller.Id))
            return null;
        if (holders[source].Any())
            return $"The source '{source}' was given to {string.Join(", ", holders[source])}; import as them.";
        return caller.Merchant is null ? null : $"{caller.Id} is a merchant, and files under no source.";
    }
}
