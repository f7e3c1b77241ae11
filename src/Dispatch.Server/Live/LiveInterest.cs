namespace Dispatch.Server.Live;

/// <summary>Which steps change what a page shows.</summary>
/// <param name="Numbers">The orders on it; null for a list.</param>
/// <param name="OwnWork">It lists what waits for its reader, and nothing else.</param>
sealed record LiveInterest(IReadOnlySet<string>? Numbers, bool OwnWork)
{
    /// <summary>An order with all that was merged into it; a page that names more shows a list.</summary>
    const int MostNumbers = 200;

    static readonly LiveInterest Everything = new(null, false);

    /// <param name="of"><c>own</c>, or numbers of orders with a comma between them; null for all that a reader may hear.</param>
    public static LiveInterest Read(string? of)
    {
        if (of is null or "")
            return Everything;
        if (of == "own")
            return new LiveInterest(null, true);
        var numbers = of.Split(',', MostNumbers + 1, StringSplitOptions.RemoveEmptyEntries);
        return numbers.Length > MostNumbers ? Everything : new LiveInterest(numbers.ToHashSet(), false);
    }

    public bool Includes(LiveStep step, LiveReader reader) =>
        (reader.Alliance is null || step.Alliance == reader.Alliance.Code)
        && (Numbers is null || Numbers.Contains(step.Number))
        && (!OwnWork || reader.Alliance is null || step.Audience is not { } audience || audience.Includes(reader));
}
