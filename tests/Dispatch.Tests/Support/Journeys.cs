using Dispatch.Accounts;

namespace Dispatch.Tests.Support;

/// <summary>The journey of every order of a load: who takes which step with what input.</summary>
static class Journeys
{
    /// <param name="Caller">The word of a demo caller.</param>
    public sealed record Leg(string Step, string Caller, object? Input);

    public static IReadOnlyList<Leg> Steps { get; } =
    [
        new("file", DemoCallers.Community, null),
        new("accept", DemoCallers.Secretariat, null),
        new("assign", DemoCallers.Chair, new { lead = "chengguan" }),
        new("claim", DemoCallers.OfMember("chengguan"), null),
        new("resolve", DemoCallers.OfMember("chengguan"), new { note = "喇叭已收走" }),
        new("confirm", DemoCallers.Community, new { rating = 5 }),
    ];

    /// <summary>Without an external id: only the key shows that it was filed before.</summary>
    public static object Filing(string title) => new { alliance = Office.Alliance, category = "0128", title };

    public static string Key(string title, string step) => $"{title.Replace(' ', '-')}:{step}";
}

/// <summary>What a caller was promised: the step with this key is taken or, on the bus, will be.</summary>
/// <param name="Number">Of the order; null where the bus took the command and nobody knows the order yet.</param>
/// <param name="Version">The order's after the step; null for the bus.</param>
sealed record Promise(string Title, string Step, string Caller, string? Number, int? Version)
{
    public string Key => Journeys.Key(Title, Step);
}
