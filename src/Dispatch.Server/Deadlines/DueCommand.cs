using System.CommandLine;
using System.Globalization;
using Dispatch.Calendars;
using Dispatch.Server.Importing;

namespace Dispatch.Server.Deadlines;

/// <summary><c>due</c>: when limits end, for one start with the explanation or for every row of a table. It needs no database.</summary>
public static class DueCommand
{
    public static Command Due()
    {
        Option<string> calendar = new("--calendar") { Description = "A calendar's file, or the name of one of the house.", Required = true };
        Option<string?> limit = new("--limit") { Description = "Such as \"3 working days\"; for a table without a column of limits as well." };
        Option<string?> from = new("--from") { Description = "Such as 2015-03-02T13:30:55, by the clock of the calendar's zone unless an offset follows." };
        Option<string?> csv = new("--csv") { Description = "A table whose rows all get their due time." };
        Option<string?> fromColumn = new("--from-column") { Description = "The column of the starts." };
        Option<string?> limitColumn = new("--limit-column") { Description = "The column of the limits, where they differ." };
        Option<string> dueColumn = new("--due-column") { Description = "What the new column is called.", DefaultValueFactory = _ => "due" };
        Option<string?> output = new("--out") { Description = "Where the table goes; standard output when none is named." };
        Option<string?> encoding = new("--encoding") { Description = "Of the table; found out when none is named." };
        Command due = new("due", "Says when a limit ends and why. For a table: adds the due time to each row; rows that have none are told and left out, with exit 1.")
        {
            calendar, limit, from, csv, fromColumn, limitColumn, dueColumn, output, encoding,
        };
        due.SetAction(async (parsed, cancel) =>
        {
            try
            {
                var known = Find(parsed.GetRequiredValue(calendar));
                var same = parsed.GetValue(limit) is { } words ? LimitOf(words) : null;
                if (parsed.GetValue(csv) is not { } table)
                    return One(known, same, parsed.GetValue(from));

                DueTable.Columns columns = new(
                    parsed.GetValue(fromColumn) ?? throw new ArgumentException("Name the column of the starts with --from-column."),
                    parsed.GetValue(limitColumn), parsed.GetRequiredValue(dueColumn));
                if (same is null && columns.Limit is null)
                    throw new ArgumentException("Say the limit with --limit, or name the column of the limits with --limit-column.");
                var (written, guess) = await CsvEncoding.OfAsync(table, parsed.GetValue(encoding), cancel);
                if (guess is not null)
                    await Console.Error.WriteLineAsync(guess);
                return await new DueTable(known, columns, same, Console.Error).RunAsync(table, written, parsed.GetValue(output), cancel) ? 0 : 1;
            }
            catch (Exception error) when (error is ArgumentException or IOException or UnauthorizedAccessException)
            {
                await Console.Error.WriteLineAsync(error.Message);
                return 1;
            }
        });
        return due;
    }

    static int One(WorkingCalendar calendar, Limit? limit, string? from)
    {
        if (limit is null || from is null)
            throw new ArgumentException("Say --limit and --from, or name a table with --csv.");

        LocalClock clock = new(calendar.Zone);
        var start = clock.Read(from) ?? throw new ArgumentException(LocalClock.WhyNot(from));
        var due = calendar.After(start, limit);
        var explanation = calendar.Explain(start, due.At, limit);

        Console.WriteLine($"到期 Due    {clock.Write(due.At)}{(due.Provisional ? "  暂定，节假日尚未公布 provisional, holidays are not announced yet" : "")}");
        Console.WriteLine($"时限 Limit  {limit.Words}");
        Console.WriteLine($"日历 By     {calendar.Title} ({calendar.Zone.Id})");
        foreach (var span in explanation.Spans)
            Console.WriteLine($"  {clock.Show(span.From)} – {clock.Show(span.To)}  {(span.Counts ? Length(span.Length) : "-"),12}  {span.Reason}");
        Console.WriteLine($"合计 Sum    {Length(explanation.Counted)}");
        return 0;
    }

    static string Length(TimeSpan length) =>
        string.Create(CultureInfo.InvariantCulture, $"{(long)length.TotalHours}:{length.ToString("mm':'ss'.'FFFFFFF", CultureInfo.InvariantCulture).TrimEnd('.')}");

    static WorkingCalendar Find(string asked)
    {
        var house = Settings.CalendarsOf(CommandHouse.Configuration());
        if (File.Exists(asked) || Path.HasExtension(asked))
        {
            var reading = CalendarFile.Load(asked);
            return reading.Calendar ?? throw new ArgumentException(string.Join(Environment.NewLine, reading.Faults));
        }

        return CalendarFile.LoadAll([house]).Select(reading => reading.Calendar).FirstOrDefault(calendar => calendar?.Name == asked)
            ?? throw new ArgumentException($"There is no file {asked}, and no calendar of that name without a fault in {house}.");
    }

    static Limit LimitOf(string words) => Limit.Read(words) ?? throw new ArgumentException(DueTable.NoLimit(words));
}
