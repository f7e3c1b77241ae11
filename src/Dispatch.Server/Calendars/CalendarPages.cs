using Dispatch.Alliances;
using Dispatch.Orders;
using Dispatch.Registers;
using Dispatch.Server.Accounts;
using Dispatch.Server.Pages;
using Dispatch.Yaml;

namespace Dispatch.Server.Calendars;

/// <summary>The page of a working calendar, and its forms.</summary>
static class CalendarPages
{
    public const string Look = "look";
    public const string Take = "take";

    public static void MapCalendarPages(this IEndpointRouteBuilder signedIn) =>
        signedIn.MapPage<CalendarPage>("/calendar", (Look, LookAsync), (Take, TakeAsync));

    /// <summary>Reads a file and shows what it would change.</summary>
    static async Task<FormAnswer> LookAsync(HttpContext context, IFormCollection form)
    {
        var (desk, calendar) = (context.RequestServices.GetRequiredService<CalendarDesk>(), form["calendar"].ToString());
        if (await WhyNotAsync(context, calendar) is { } whyNot)
            return whyNot;
        if (form.Files["file"] is not { Length: > 0 } file)
            return Refusal.Input("file", "required");
        if (file.Length > CalendarDesk.LongestText)
            return Refusal.Input("file", $"longer-than-{CalendarDesk.LongestText}");
        using MemoryStream bytes = new();
        await file.CopyToAsync(bytes, context.RequestAborted);
        var (text, fault) = TextFile.Decode(file.FileName, bytes.ToArray());
        if (text is null)
            return CalendarDesk.WhyNot(fault!);
        var preview = desk.Preview(calendar, file.FileName, text);
        if (!preview.IsAccepted)
            return preview.Refusal;
        context.Features.Set(new LookedAt(preview.Value, file.FileName, text));
        return FormAnswer.Shown;
    }

    static async Task<FormAnswer> TakeAsync(HttpContext context, IFormCollection form)
    {
        var (desk, calendar) = (context.RequestServices.GetRequiredService<CalendarDesk>(), form["calendar"].ToString());
        if (await WhyNotAsync(context, calendar) is { } whyNot)
            return whyNot;
        var decision = await desk.UploadAsync(
            calendar, form["name"].ToString(), form["text"].ToString(), new Author(context.Caller().AsActor(), Author.Page),
            context.RequestAborted);
        if (!decision.IsAccepted)
            return decision.Refusal;
        Once.Leave(context, "calendar", $"{decision.Value.Year.Number}");
        return FormAnswer.Done($"/calendar?calendar={Uri.EscapeDataString(calendar)}&year={decision.Value.Year.Number}");
    }

    static async Task<Refusal?> WhyNotAsync(HttpContext context, string calendar) =>
        await context.RequestServices.GetRequiredService<CalendarDesk>().WhyNotAsync(context.Caller(), calendar, context.RequestAborted)
            is { } whyNot
            ? whyNot.Code == Refusal.WrongDesk ? Refusal.Of(Problems.Forbidden) : whyNot
            : null;
}

/// <summary>A file that somebody looks at before it is taken.</summary>
sealed record LookedAt(CalendarPreview Preview, string File, string Text);
