using Dispatch.Contracts;

namespace Dispatch.Server.Importing;

/// <summary>Files some hundred rows together; returns the result of each, in their order.</summary>
/// <exception cref="ImportStoppedException">Nothing more can be filed just now; some of these may have been.</exception>
public delegate Task<IReadOnlyList<FilingResult>> FileRows(IReadOnlyList<FileOrder> filings);

/// <summary>What came of a filing.</summary>
/// <param name="WhyNot">A sentence, where it was refused.</param>
public sealed record FilingResult(FilingOutcome Outcome, string? WhyNot = null);

public enum FilingOutcome
{
    Filed,

    /// <summary>There is an order with its source and external id.</summary>
    AlreadyThere,

    /// <summary>The broker has it; the engine has not answered yet.</summary>
    Sent,

    Refused,
}

/// <summary>The import cannot go on; the next run goes on where it stopped.</summary>
public sealed class ImportStoppedException(string reason) : Exception(reason);
