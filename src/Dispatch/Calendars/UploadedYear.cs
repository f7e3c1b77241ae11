namespace Dispatch.Calendars;

/// <summary>An announcement of holidays that somebody uploaded; it goes before the file of its year.</summary>
/// <param name="Holidays">Name of the folder that calendars take it from.</param>
/// <param name="Text">In the format of the files there.</param>
/// <param name="By">Name of whoever uploaded it.</param>
public sealed record UploadedYear(string Holidays, int Year, string Text, string By, DateTimeOffset At)
{
    /// <summary>What faults call it.</summary>
    public string File => $"{Holidays}/{HolidayFolder.FileOf(Year)} (uploaded)";
}
