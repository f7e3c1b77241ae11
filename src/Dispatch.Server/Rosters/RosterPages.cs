using Dispatch.Alliances;
using Dispatch.Calendars;
using Dispatch.Orders;
using Dispatch.Registers;
using Dispatch.Server.Accounts;
using Dispatch.Server.Pages;
using NodaTime;

namespace Dispatch.Server.Rosters;

/// <summary>The page of the roster, and its forms.</summary>
static class RosterPages
{
    public const string Enter = "enter";
    public const string Remove = "remove";
    public const string Swap = "swap";
    public const string Rotate = "rotate";

    /// <summary>The field of a member's place in the rotation begins with this, and goes on with its code.</summary>
    public const string PlaceOf = "place.";

    public static void MapRosterPages(this IEndpointRouteBuilder signedIn) => signedIn.MapPage<RosterPage>("/roster",
        (Enter, (context, form) => ChangeAsync(context, form, now =>
        {
            Dictionary<string, string> faults = [];
            TurnEntry entry = new(
                DayOf(form, "from", faults), DayOf(form, "until", faults), form["member"].ToString(),
                form["deputy"].ToString() is { Length: > 0 } deputy ? deputy : null,
                form["turn"].ToString().Length > 0 ? DayOf(form, "turn", faults) : null);
            return faults.Count > 0 ? Refusing(faults) : RosterEdits.Enter(entry, now);
        })),
        (Remove, (context, form) => ChangeAsync(context, form, now => OfDays(form, ["turn"], days => RosterEdits.Remove(days[0], now)))),
        (Swap, (context, form) => ChangeAsync(context, form, now =>
            OfDays(form, ["turn", "other"], days => RosterEdits.Swap(days[0], days[1], now)))),
        (Rotate, (context, form) => ChangeAsync(context, form, now =>
            DateReading.Month(form["start"].ToString()) is { } start
            ? RosterEdits.Rotate(start, MembersOf(form), now)
            : Refusing(new Dictionary<string, string> { ["start"] = "not-a-month" }))));

    static async Task<FormAnswer> ChangeAsync(HttpContext context, IFormCollection form, Func<DateTimeOffset, RegisterEdit> edit)
    {
        var services = context.RequestServices;
        var (viewer, desk) = (services.GetRequiredService<Viewer>(), services.GetRequiredService<RosterDesk>());
        var decision = await desk.ChangeAsync(
            context.Caller(), viewer.Alliance?.Code ?? "", edit, Author.Page, context.RequestAborted);
        if (!decision.IsAccepted)
            return decision.Refusal;
        Once.Leave(context, "roster", decision.Value.Saved.Changes.Count > 0 ? "changed" : "same");
        return FormAnswer.Done(PageForms.LocalOr(form["then"], "/roster"));
    }

    static LocalDate DayOf(IFormCollection form, string field, Dictionary<string, string> faults)
    {
        if (DateReading.Day(form[field].ToString()) is { } day)
            return day;
        faults[field] = form[field].ToString().Length == 0 ? "required" : "not-a-day";
        return default;
    }

    static RegisterEdit OfDays(IFormCollection form, IReadOnlyList<string> fields, Func<IReadOnlyList<LocalDate>, RegisterEdit> edit)
    {
        Dictionary<string, string> faults = [];
        IReadOnlyList<LocalDate> days = [.. fields.Select(field => DayOf(form, field, faults))];
        return faults.Count > 0 ? Refusing(faults) : edit(days);
    }

    static RegisterEdit Refusing(Dictionary<string, string> faults) => _ => new Refusal(Refusal.BadInput, [], faults);

    /// <summary>Members with a place, in its order.</summary>
    static IReadOnlyList<string> MembersOf(IFormCollection form) =>
    [
        .. form.Where(field => field.Key.StartsWith(PlaceOf, StringComparison.Ordinal))
            .Select(field => (Member: field.Key[PlaceOf.Length..], Place: int.TryParse(field.Value, out var place) ? place : 0))
            .Where(member => member.Place > 0).OrderBy(member => member.Place).Select(member => member.Member),
    ];
}
