using System.CommandLine;
using Dispatch.Calendars;
using Dispatch.Language;

namespace Dispatch.Server.Commands;

/// <summary><c>calendar check</c> and <c>calendar add</c>, which need no database, and <c>calendar retime</c>.</summary>
static class CalendarCommand
{
    public static Command Create() => new("calendar", "Checks working calendars, takes in holidays, and computes limits again.")
    {
        Check(), Add(), RetimeCommand.Create(),
    };

    static Command Check()
    {
        Argument<string[]> files = new("FILE")
        {
            Description = "Calendar files or folders; the calendars of this installation by default.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        Command check = new(
            "check", "Checks calendar files and the holidays they name, and reports every fault with its line; exit 1 on a fault.")
        {
            files,
        };
        check.SetAction(parsed =>
        {
            var readings = CalendarFile.LoadAll(parsed.GetValue(files) is { Length: > 0 } named ? named : [FolderOf(parsed)]);
            foreach (var fault in readings.SelectMany(reading => reading.Faults))
                Console.WriteLine(fault);
            foreach (var calendar in readings.Select(reading => reading.Calendar).OfType<WorkingCalendar>())
            {
                var hours = calendar.WorkingDay.TotalHours;
                Console.WriteLine($"{calendar.Name} ({calendar.Zone.Id}): a working day has {hours:0.##} hours, no fault");
            }

            return readings.Any(reading => reading.Faults.Count > 0) ? 1 : 0;
        });
        return check;
    }

    static Command Add()
    {
        Argument<string> file = new("FILE") { Description = "The holidays of a year, JSON in the format of holiday-cn." };
        Option<string> name = new("--calendar") { Description = "The calendar they are for.", Required = true };
        Option<string?> folder = new("--folder") { Description = "The folder of the calendars; that of this installation by default." };
        Command add = new(
            "add",
            "Checks the holidays of a year and puts them in place; running servers see them within seconds. Exit 1 if they are refused.")
        {
            file, name, folder,
        };
        add.SetAction(parsed => Add(
            parsed.GetRequiredValue(file), parsed.GetRequiredValue(name), parsed.GetValue(folder) ?? FolderOf(parsed)));
        return add;
    }

    static int Add(string file, string name, string folder)
    {
        var calendar = CalendarFile.LoadAll([folder]).FirstOrDefault(reading => reading.Calendar?.Name == name)
            ?? throw new UserErrorException($"There is no calendar {name} without a fault in {folder}; 'calendar check' says more.");
        if (calendar.Holidays is not { } holidays)
            throw new UserErrorException($"The calendar {name} names no folder of holidays; its days are listed in {calendar.File}.");

        var (year, before, faults) = HolidayFolder.Add(holidays, file);
        if (year is null)
            throw new UserErrorException(string.Join(Environment.NewLine, faults));

        foreach (var fault in faults)
            Console.Error.WriteLine(fault);
        var path = Path.Combine(holidays, HolidayFolder.FileOf(year.Number));
        Console.WriteLine($"{path}: {Describe(year)}; before: {(before is null ? "no file" : Describe(before))}");
        return 0;
    }

    static string Describe(HolidayYear year) => year.IsAnnounced
        ? $"{year.Number} has {year.Days.Count(day => day.IsOff)} days off and {year.Days.Count(day => !day.IsOff)} make-up working days"
        : $"{year.Number} is not announced yet";

    static string FolderOf(ParseResult parsed) => Settings.CalendarsOf(CommandServices.Configuration(parsed));
}
