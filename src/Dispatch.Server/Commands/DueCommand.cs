using System.CommandLine;
using System.Globalization;
using Dispatch.Calendars;
using Dispatch.Language;
using Dispatch.Server.Calendars;
using Dispatch.Server.Importing;

namespace Dispatch.Server.Commands;

/// <summary><c>due</c>: when limits end, for one start with the explanation or for every row of a table. It needs no database.</summary>
static class DueCommand
{
    public static Command Create()
    {
        Option<string> calendar = new("--calendar")
        {
            Description = "A calendar's file, or the name of an installed calendar.",
            Required = true,
        };
        Option<string?> limit = new("--limit")
        {
            Description = "For example \"3 working days\"; for a table, the limit of rows that have none of their own.",
        };
        Option<string?> from = new("--from")
        {
            Description = "For example 2015-03-02T13:30:55, local time of the calendar's zone unless an offset follows.",
        };
        Option<string?> csv = new("--csv") { Description = "A table; every row gets its due time." };
        Option<string?> fromColumn = new("--from-column") { Description = "The column of the starts." };
        Option<string?> limitColumn = new("--limit-column") { Description = "The column of the limits, where they differ." };
        Option<string> dueColumn = new("--due-column") { Description = "The name of the new column.", DefaultValueFactory = _ => "due" };
        Option<string?> output = new("--out") { Description = "The file for the table; standard output by default." };
        Option<string?> encoding = new("--encoding") { Description = "Encoding of the table, for example gbk; detected by default." };
        Command due = new(
            "due",
            "Says when a limit ends and why. For a table: adds the due time to each row; rows that have none are reported and left out, " +
                "with exit 1.")
        {
            calendar, limit, from, csv, fromColumn, limitColumn, dueColumn, output, encoding,
        };
        due.SetAction(async (parsed, cancel) =>
        {
            var counting = Find(parsed.GetRequiredValue(calendar), Settings.CalendarsOf(CommandServices.Configuration(parsed)));
            var limitOfAll = parsed.GetValue(limit) is { } words ? LimitOf(words) : null;
            if (parsed.GetValue(csv) is not { } table)
                return Explain(counting, limitOfAll, parsed.GetValue(from));

            DueTable.Columns columns = new(
                parsed.GetValue(fromColumn) ?? throw new UserErrorException("Name the column of the starts with --from-column."),
                parsed.GetValue(limitColumn), parsed.GetRequiredValue(dueColumn));
            if (limitOfAll is null && columns.Limit is null)
                throw new UserErrorException("Give the limit with --limit, or name the column of the limits with --limit-column.");
            var (detected, guess) = await CsvEncoding.OfAsync(table, parsed.GetValue(encoding), cancel);
            if (guess is not null)
                await Console.Error.WriteLineAsync(guess);
            DueTable rows = new(counting, columns, limitOfAll, Console.Error);
            return await rows.WriteAsync(table, detected, parsed.GetValue(output), cancel) ? 0 : 1;
        });
        return due;
    }

    static int Explain(WorkingCalendar calendar, Limit? limit, string? from)
    {
        if (limit is null || from is null)
            throw new UserErrorException("Give --limit and --from, or name a table with --csv.");

        LocalTimeFormat format = new(calendar.Zone);
        var start = format.Read(from) ?? throw new UserErrorException(LocalTimeFormat.WhyNot(from));
        var due = calendar.After(start, limit);
        var explanation = calendar.Explain(start, due.At, limit);

        var provisional = due.Provisional ? "  暂定，节假日尚未公布 provisional, holidays are not announced yet" : "";
        Console.WriteLine($"到期 Due    {format.Write(due.At)}{provisional}");
        Console.WriteLine($"时限 Limit  {limit.Words}");
        Console.WriteLine($"日历 By     {calendar.Title} ({calendar.Zone.Id})");
        foreach (var span in explanation.Spans)
        {
            var length = span.Counts ? Length(span.Length) : "-";
            Console.WriteLine($"  {format.Show(span.From)} – {format.Show(span.To)}  {length,12}  {span.Reason}");
        }

        Console.WriteLine($"合计 Sum    {Length(explanation.Counted)}");
        return 0;
    }

    static string Length(TimeSpan length)
    {
        var minutes = length.ToString("mm':'ss'.'FFFFFFF", CultureInfo.InvariantCulture).TrimEnd('.');
        return string.Create(CultureInfo.InvariantCulture, $"{(long)length.TotalHours}:{minutes}");
    }

    static WorkingCalendar Find(string name, string folder)
    {
        if (File.Exists(name) || Path.HasExtension(name))
        {
            var reading = CalendarFile.Load(name);
            return reading.Calendar ?? throw new UserErrorException(string.Join(Environment.NewLine, reading.Faults));
        }

        return CalendarFile.LoadAll([folder]).Select(reading => reading.Calendar).FirstOrDefault(calendar => calendar?.Name == name)
            ?? throw new UserErrorException($"There is no file {name}, and no calendar of that name without a fault in {folder}.");
    }

    static Limit LimitOf(string words) => Limit.Read(words) ?? throw new UserErrorException(DueTable.WhyNoLimit(words));
}
