using NodaTime;

namespace Dispatch.Reports;

/// <summary>By which time of an order a report takes it in: its own, whatever came of it and whenever that was decided.</summary>
/// <param name="Name">Of <see cref="Names"/>.</param>
/// <param name="From">The first instant of the period.</param>
/// <param name="To">The first instant behind it.</param>
public sealed record CountedBy(string Name, DateTimeOffset From, DateTimeOffset To)
{
    /// <summary>When it was filed.</summary>
    public const string Filed = "filed";

    /// <summary>When the trouble was told to whoever filed it.</summary>
    public const string Reported = "reported";

    public static IReadOnlyList<string> Names { get; } = [Filed, Reported];

    /// <returns>Null where no time is named: then each outcome counts on the day on which it was decided.</returns>
    public static CountedBy? Of(string? name, Period period, DateTimeZone zone) => name is null
        ? null
        : new CountedBy(
            name,
            zone.AtStartOfDay(period.First).ToInstant().ToDateTimeOffset(),
            zone.AtStartOfDay(period.Last.PlusDays(1)).ToInstant().ToDateTimeOffset());

    /// <summary>The expression of that time; each has an index of its own.</summary>
    internal static string ColumnOf(string? name) =>
        name == Reported ? "coalesce(orders.reported_at, orders.filed_at)" : "orders.filed_at";

    internal string Condition => $"{ColumnOf(Name)} >= @from and {ColumnOf(Name)} < @to";
}
