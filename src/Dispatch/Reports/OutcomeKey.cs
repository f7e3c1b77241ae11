using System.Globalization;

namespace Dispatch.Reports;

/// <summary>The last outcome on a page.</summary>
public sealed record OutcomeKey(string Day, Guid OrderId, int Ordinal)
{
    public static OutcomeKey Of(CountedOrder counted) => new(counted.Day, counted.OrderId, counted.Ordinal);

    /// <summary>Stands in the link to the next page.</summary>
    public string Text => $"{Day}.{OrderId:n}.{Ordinal}";

    /// <summary>Null when the text is no key.</summary>
    public static OutcomeKey? Read(string text) =>
        text.Split('.') is [{ Length: 10 } day, var id, var ordinal]
        && Guid.TryParseExact(id, "n", out var order)
        && int.TryParse(ordinal, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? new OutcomeKey(day, order, number)
            : null;
}
