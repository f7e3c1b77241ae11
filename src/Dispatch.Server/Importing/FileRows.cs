using Dispatch.Contracts;

namespace Dispatch.Server.Importing;

/// <summary>Hands filings over, some hundred at a time, and says of each what came of it, in their order.</summary>
/// <exception cref="ImportStoppedException">Nothing more can be filed just now; some of them may have been.</exception>
public delegate Task<IReadOnlyList<Handed>> FileRows(IReadOnlyList<FileOrder> filings);

/// <summary>What came of a filing.</summary>
/// <param name="Outcome">Of <see cref="HandedOutcome"/>.</param>
/// <param name="WhyNot">For people, where it was refused.</param>
public sealed record Handed(HandedOutcome Outcome, string? WhyNot = null);

public enum HandedOutcome
{
    Filed,

    /// <summary>An order stands under its source and external id.</summary>
    AlreadyThere,

    /// <summary>The broker has it; the engine's word is still to come.</summary>
    Sent,

    Refused,
}

/// <summary>The import cannot go on; run again, it goes on where it stopped.</summary>
public sealed class ImportStoppedException(string reason) : Exception(reason);
