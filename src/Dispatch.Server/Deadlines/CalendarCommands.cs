using System.CommandLine;
using Dispatch.Calendars;

namespace Dispatch.Server.Deadlines;

/// <summary><c>calendar check</c> and <c>calendar add</c>: they need no database.</summary>
public static class CalendarCommands
{
    public static Command Calendar() => new("calendar", "Checks working calendars and takes in the holidays of a year.") { Check(), Add() };

    static Command Check()
    {
        Argument<string[]> files = new("FILE") { Description = "Calendar files or folders; those of the house when none is named.", Arity = ArgumentArity.ZeroOrMore };
        Command check = new("check", "Checks calendar files and the holidays they name, and says every fault with its line; exit 1 on a fault.") { files };
        check.SetAction(parsed =>
        {
            var readings = CalendarFile.LoadAll(parsed.GetValue(files) is { Length: > 0 } named ? named : [HouseFolder]);
            foreach (var fault in readings.SelectMany(reading => reading.Faults))
                Console.WriteLine(fault);
            foreach (var calendar in readings.Select(reading => reading.Calendar).OfType<WorkingCalendar>())
                Console.WriteLine($"{calendar.Name} ({calendar.Zone.Id}): a working day has {calendar.WorkingDay.TotalHours:0.##} hours, no fault");
            return readings.Any(reading => reading.Faults.Count > 0) ? 1 : 0;
        });
        return check;
    }

    static Command Add()
    {
        Argument<string> file = new("FILE") { Description = "The holidays of a year, JSON in the format of holiday-cn." };
        Option<string> name = new("--calendar") { Description = "The calendar they are for.", Required = true };
        Option<string?> folder = new("--folder") { Description = "The folder of the calendars; that of the house when none is named." };
        Command add = new("add", "Checks the holidays of a year and puts them in place; servers that run see them within seconds. Exit 1 where they are refused.") { file, name, folder };
        add.SetAction(parsed =>
        {
            try
            {
                return Add(parsed.GetRequiredValue(file), parsed.GetRequiredValue(name), parsed.GetValue(folder) ?? HouseFolder);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                Console.Error.WriteLine(error.Message);
                return 1;
            }
        });
        return add;
    }

    static int Add(string file, string name, string folder)
    {
        var calendar = CalendarFile.LoadAll([folder]).FirstOrDefault(reading => reading.Calendar?.Name == name);
        if (calendar is null)
        {
            Console.Error.WriteLine($"There is no calendar {name} without a fault in {folder}; 'calendar check' says more.");
            return 1;
        }

        if (calendar.Holidays is not { } holidays)
        {
            Console.Error.WriteLine($"The calendar {name} names no folder of holidays; its days are listed in {calendar.File}.");
            return 1;
        }

        var (year, before, faults) = HolidayFolder.Add(holidays, file);
        foreach (var fault in faults)
            Console.Error.WriteLine(fault);
        if (year is null)
            return 1;

        Console.WriteLine($"{Path.Combine(holidays, HolidayFolder.FileOf(year.Number))}: {Told(year)}; before: {(before is null ? "no file" : Told(before))}");
        return 0;
    }

    static string Told(HolidayYear year) => year.IsAnnounced
        ? $"{year.Number} has {year.Days.Count(day => day.IsOff)} days off and {year.Days.Count(day => !day.IsOff)} make-up working days"
        : $"{year.Number} is not announced yet";

    static string HouseFolder => Settings.CalendarsOf(CommandHouse.Configuration());
}
