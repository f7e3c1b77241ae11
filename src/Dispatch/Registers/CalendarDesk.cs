using System.Text.Encodings.Web;
using System.Text.Json;
using Dispatch.Accounts;
using Dispatch.Alliances;
using Dispatch.Calendars;
using Dispatch.Orders;
using Dispatch.Storage;
using Dispatch.Yaml;
using NodaTime;
using NodaTime.Text;

namespace Dispatch.Registers;

/// <summary>Takes in announcements of holidays: checked, kept in the database for all servers, with a line in the audit.</summary>
public sealed class CalendarDesk(Database database, CalendarLibrary calendars, AllianceDirectory alliances, TimeProvider time)
{
    /// <summary>Of a file; an announcement has a tenth of it.</summary>
    public const int LongestText = 64 * 1024;

    /// <summary>Why a caller may not change a calendar; null where they may.</summary>
    /// <remarks>A secretariat changes what is its own alliance's; a calendar that others use too is for administrators.</remarks>
    public async Task<Refusal?> WhyNotAsync(Caller caller, string calendar, CancellationToken cancel = default)
    {
        if (calendars.Find(calendar) is null || calendars.HolidaysOf(calendar) is null)
            return Refusal.Of(Refusal.NoSuchCalendar);
        if (caller.IsAdmin)
            return null;
        var users = UsersOf(calendar, await alliances.AllAsync(cancel));
        if (!caller.ManagesRegisters() || users.All(alliance => alliance.Code != caller.Alliance))
            return Refusal.Of(Refusal.WrongDesk);
        return users.Count > 1 ? Refusal.Of(Refusal.SharedCalendar) : null;
    }

    /// <summary>What an announcement would change; changes nothing.</summary>
    /// <param name="file">What faults call it.</param>
    public Decision<CalendarPreview> Preview(string calendar, string file, string text)
    {
        if (calendars.HolidaysOf(calendar) is not { } folder)
            return Refusal.Of(Refusal.NoSuchCalendar);
        if (text.Length > LongestText)
            return Refusal.Input("file", $"longer-than-{LongestText}");
        var (year, faults) = HolidayYear.Read(file, text.TrimStart('\uFEFF'));
        if (year is null)
            return WhyNot(faults[0]);
        var (before, found) = HolidayFolder.Check(folder, calendars.Uploaded, file, year);
        return found.Count > 0
            ? WhyNot(found[0])
            : new CalendarPreview(year, before, CalendarPreview.Between(before, year));
    }

    /// <summary>Why a file was not taken, in both languages.</summary>
    public static Refusal WhyNot(FileFault fault)
    {
        var refusal = Refusal.Of(Refusal.FaultyFile, $"{fault.Line}", fault.Sentence);
        return fault.InChinese is { } said
            ? refusal with { InChinese = new Dictionary<string, string> { [fault.Sentence] = said } }
            : refusal;
    }

    /// <summary>Keeps an announcement in place of the file of its year, or of what was uploaded before.</summary>
    /// <remarks>Limits that were counted over days not announced are computed again by the watch; others stay as they are.</remarks>
    public async Task<Decision<CalendarPreview>> UploadAsync(
        string calendar, string file, string text, Author by, CancellationToken cancel = default)
    {
        text = text.TrimStart('\uFEFF');
        var preview = Preview(calendar, file, text);
        if (!preview.IsAccepted)
            return preview.Refusal;
        if (preview.Value.Changes.Count == 0)
            return preview;

        var (year, now) = (preview.Value.Year, time.GetUtcNow());
        var holidays = Path.GetFileName(calendars.HolidaysOf(calendar)!);
        var all = await alliances.AllAsync(cancel);
        var change = new AllianceChange(
            RegisterName.Calendars, $"{holidays} {year.Number}",
            preview.Value.Before is { IsAnnounced: true } before ? Json(before) : null, Json(year));
        await using var connection = await database.ConnectAsync(cancel);
        await using var started = await connection.BeginTransactionAsync(cancel);
        await UploadedYearStore.SaveAsync(started, new UploadedYear(holidays, year.Number, text, by.Actor.Name, now), by.Actor.Id, cancel);
        foreach (var alliance in all.Where(alliance => HolidaysName(alliance.Calendar.Name) == holidays).OrderBy(alliance => alliance.Code))
        {
            AllianceTransaction transaction = new(connection, started, alliance.Code, cancel);
            await AuditStore.AddAsync(database, transaction, [change], by, now);
            await AllianceStore.CountChangeAsync(transaction);
        }

        await started.CommitAsync(cancel);
        await alliances.RefreshAsync(cancel);
        return preview;
    }

    /// <summary>The alliances that count by the holidays of a calendar.</summary>
    public IReadOnlyList<Alliance> UsersOf(string calendar, IReadOnlyList<Alliance> all) =>
        [.. all.Where(alliance => HolidaysName(calendar) is { } holidays && HolidaysName(alliance.Calendar.Name) == holidays)];

    string? HolidaysName(string calendar) => Path.GetFileName(calendars.HolidaysOf(calendar));

    static readonly JsonSerializerOptions AsWritten = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    static string Json(HolidayYear year) => JsonSerializer.Serialize(
        new
        {
            off = year.Days.Where(day => day.IsOff).Select(day => LocalDatePattern.Iso.Format(day.Date)),
            works = year.Days.Where(day => !day.IsOff).Select(day => LocalDatePattern.Iso.Format(day.Date)),
        },
        AsWritten);
}

/// <summary>What an announcement says, and what it changes.</summary>
/// <param name="Before">What is known of the year; null where nothing is.</param>
/// <param name="Changes">In the order of the days.</param>
public sealed record CalendarPreview(HolidayYear Year, HolidayYear? Before, IReadOnlyList<CalendarPreview.Change> Changes)
{
    /// <param name="Was">Whether it was said to be off; null where it was an ordinary day.</param>
    /// <param name="Is">Whether it is said to be off; null where it is an ordinary day again.</param>
    public sealed record Change(LocalDate Day, Dispatch.Language.Words Name, bool? Was, bool? Is);

    public static IReadOnlyList<Change> Between(HolidayYear? before, HolidayYear after)
    {
        var was = (before?.Days ?? []).ToDictionary(day => day.Date);
        var now = after.Days.ToDictionary(day => day.Date);
        return
        [
            .. from date in was.Keys.Union(now.Keys).Order()
               let old = was.GetValueOrDefault(date)
               let fresh = now.GetValueOrDefault(date)
               where old?.IsOff != fresh?.IsOff
               select new Change(date, (fresh ?? old)!.Name, old?.IsOff, fresh?.IsOff),
        ];
    }
}
