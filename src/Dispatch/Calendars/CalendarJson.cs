using System.Text.Encodings.Web;
using System.Text.Json;
using Dispatch.Language;
using NodaTime;
using NodaTime.Text;
using NodaTime.TimeZones;

namespace Dispatch.Calendars;

/// <summary>The whole of a calendar as JSON, the same text for the same calendar.</summary>
static class CalendarJson
{
    static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull,
    };

    /// <param name="Week">The hours of each weekday, from Monday.</param>
    /// <param name="Years">Those that are announced; null where no other days can come.</param>
    sealed record Whole(
        string Name, string Zh, string En, string Zone, IReadOnlyList<IReadOnlyList<string>> Week, IReadOnlyList<Day> Days,
        IReadOnlyList<int>? Years, bool YearByYear, bool EndsAtOpening);

    sealed record Day(string Date, string Zh, string En, bool Works, IReadOnlyList<string>? Hours);

    public static string Write(CalendarDefinition calendar) => JsonSerializer.Serialize(
        new Whole(
            calendar.Name, calendar.Title.Zh, calendar.Title.En, calendar.Zone.Id,
            [.. Enumerable.Range(1, 7).Select(day => Texts(calendar.Week.GetValueOrDefault((IsoDayOfWeek)day) ?? []))],
            [
                .. calendar.Days.OrderBy(day => day.Key).Select(day => new Day(
                    LocalDatePattern.Iso.Format(day.Key), day.Value.Name.Zh, day.Value.Name.En, day.Value.Works,
                    day.Value.Hours is { } hours ? Texts(hours) : null)),
            ],
            calendar.Announced.Years?.Order().ToList(), calendar.Announced.IsYearByYear, calendar.EndsAtOpening),
        Options);

    /// <returns>Null where it was written by another version of the program that says more than this one knows.</returns>
    public static CalendarDefinition? Read(string text)
    {
        try
        {
            var whole = JsonSerializer.Deserialize<Whole>(text, Options)!;
            return new CalendarDefinition
            {
                Name = whole.Name,
                Title = new Words(whole.Zh, whole.En),
                Zone = DateTimeZoneProviders.Tzdb[whole.Zone],
                Week = whole.Week.Select((hours, index) => (Day: (IsoDayOfWeek)(index + 1), Hours: HoursOf(hours)))
                    .Where(day => day.Hours.Count > 0).ToDictionary(day => day.Day, day => day.Hours),
                Days = whole.Days.ToDictionary(
                    day => LocalDatePattern.Iso.Parse(day.Date).Value,
                    day => new SpecialDay(new Words(day.Zh, day.En), day.Works, day.Hours is { } hours ? HoursOf(hours) : null)),
                Announced = whole.Years is not { } years ? Announced.Always
                    : whole.YearByYear ? Announced.YearByYear(years) : Announced.In(years),
                EndsAtOpening = whole.EndsAtOpening,
            };
        }
        catch (Exception error) when (error is JsonException or DateTimeZoneNotFoundException or InvalidOperationException)
        {
            return null;
        }
    }

    static IReadOnlyList<string> Texts(IReadOnlyList<WorkingHours> hours) =>
        [.. hours.Select(span => span.ToString())];

    static IReadOnlyList<WorkingHours> HoursOf(IReadOnlyList<string> texts) => [.. texts.Select(text => WorkingHours.Read(text)!.Value)];
}
