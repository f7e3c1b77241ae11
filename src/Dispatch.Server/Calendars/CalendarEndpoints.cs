using Dispatch.Alliances;
using Dispatch.Calendars;
using Dispatch.Language;
using Dispatch.Orders;
using Dispatch.Registers;
using Dispatch.Server.Accounts;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Dispatch.Server.Calendars;

/// <summary>Working calendars over HTTP: what is announced, and new announcements.</summary>
static class CalendarEndpoints
{
    public static void MapWorkingCalendars(this IEndpointRouteBuilder api)
    {
        api.MapGet("/calendars", All)
            .WithName("listCalendars")
            .WithSummary("工作日历 The working calendars, and which years of their holidays are announced")
            .ProducesProblems();

        api.MapPut("/calendars/{name}/years/{year:int}", PutAsync)
            .WithName("putHolidayYear")
            .WithSummary("上传放假安排 Keep the announced holidays of a year: the body is the file, in the format of holiday-cn")
            .WithDescription(
                "It goes before the file of the installation. For administrators, and for the secretariat where no other alliance uses the "
                + "calendar. With ?preview=true nothing is kept. Limits that were counted over days not announced are computed again; "
                + "others stay.")
            .WithMetadata(new QueryMetadata("preview"))
            .Accepts<HolidayFile>("application/json")
            .Produces<CalendarChangeView>()
            .ProducesProblems(400, 403, 404, 415, 422);
    }

    static Ok<CalendarPageView> All(CalendarLibrary calendars, TimeProvider time) =>
        TypedResults.Ok(new CalendarPageView(
            [.. calendars.All.Select(calendar => CalendarView.Of(calendar, calendars, time.GetUtcNow()))]));

    static async Task<Results<Ok<CalendarChangeView>, ProblemResult>> PutAsync(
        string name, int year, HttpContext context, CalendarDesk desk, CancellationToken cancel)
    {
        QueryReader query = new(context.Request.Query);
        var preview = query.YesOrNo("preview");
        if (query.Problem() is { } fault)
            return fault;
        if (await desk.WhyNotAsync(context.Caller(), name, cancel) is { } whyNot)
            return Problems.Of(whyNot.Code == Refusal.WrongDesk ? Refusal.Of(Problems.Forbidden) : whyNot);
        var body = await RequestBody.ReadAsync(context.Request, cancel);
        if (body.Problem is { } problem)
            return problem;

        if (TextOf(body) is not { } text)
            return Problems.Of(Problems.MalformedJson);
        var decision = desk.Preview(name, HolidayFolder.FileOf(year), text);
        if (decision.IsAccepted && decision.Value.Year.Number != year)
            return Problems.Of(Refusal.Input("year", "not-the-same"));
        if (decision.IsAccepted && preview != true)
            decision = await desk.UploadAsync(
                name, HolidayFolder.FileOf(year), text, new Author(context.Caller().AsActor(), Author.Api), cancel);
        return decision.IsAccepted ? TypedResults.Ok(CalendarChangeView.Of(decision.Value)) : Problems.Of(decision.Refusal);
    }

    /// <summary>The body as it came; null where a text in it is not UTF-8.</summary>
    static string? TextOf(RequestBody body)
    {
        try
        {
            return body.Json?.GetRawText() ?? "";
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}

public sealed record CalendarPageView(IReadOnlyList<CalendarView> Calendars);

/// <param name="Announced">Years from last year to the next but one whose holidays are known.</param>
/// <param name="Unannounced">Those of the same that are not; limits that reach into them are provisional.</param>
/// <param name="Uploaded">Announcements that go before the files of the installation.</param>
public sealed record CalendarView(
    string Name, Words Title, string Zone,
    IReadOnlyList<int> Announced, IReadOnlyList<int> Unannounced, IReadOnlyList<UploadedYearView> Uploaded)
{
    internal static CalendarView Of(WorkingCalendar calendar, CalendarLibrary calendars, DateTimeOffset now)
    {
        var years = Enumerable.Range(now.Year - 1, 4).ToLookup(calendar.IsAnnounced);
        var holidays = Path.GetFileName(calendars.HolidaysOf(calendar.Name));
        return new CalendarView(
            calendar.Name, calendar.Title, calendar.Zone.Id, [.. years[true]], [.. years[false]],
            [
                .. calendars.Uploaded.Where(year => year.Holidays == holidays)
                    .Select(year => new UploadedYearView(year.Year, year.By, year.At)),
            ]);
    }
}

public sealed record UploadedYearView(int Year, string By, DateTimeOffset At);

/// <param name="Changes">Empty where the same was known already.</param>
public sealed record CalendarChangeView(int Year, IReadOnlyList<CalendarDayView> Changes)
{
    internal static CalendarChangeView Of(CalendarPreview preview) => new(
        preview.Year.Number,
        [.. preview.Changes.Select(change => new CalendarDayView(change.Day.ToDateOnly(), change.Name, change.Was, change.Is))]);
}

/// <param name="WasOff">Left out where it was an ordinary day.</param>
/// <param name="IsOff">True for a day off, false for a make-up working day; left out where it is an ordinary day again.</param>
public sealed record CalendarDayView(DateOnly Day, Words Name, bool? WasOff, bool? IsOff);

/// <summary>The format of holiday-cn.</summary>
public sealed record HolidayFile(int Year, IReadOnlyList<HolidayFile.Day> Days)
{
    /// <param name="IsOffDay">True for a day off, false for a make-up working day.</param>
    public sealed record Day(string Name, DateOnly Date, bool IsOffDay);
}
