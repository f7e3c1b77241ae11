using System.Text;
using Dispatch.Calendars;
using Dispatch.Language;
using Dispatch.Server.Calendars;
using Dispatch.Tests.Support;

namespace Dispatch.Tests.Commands;

public sealed class DueTimesAtTheShell
{
    string folder = "";

    [SetUp]
    public void Makes_a_folder() => folder = Directory.CreateTempSubdirectory("due").FullName;

    [TearDown]
    public void Removes_it() => Directory.Delete(folder, recursive: true);

    [Test]
    public async Task Are_explained_in_both_languages()
    {
        var due = await RunAsync("due", "--calendar", "boston", "--limit", "1 working day", "--from", "2015-03-06T13:30:55");

        Assert.That(due.Errors, Is.Empty);
        Assert.That(due.Output.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries), Is.EqualTo((string[])
        [
            "到期 Due    2015-03-09T13:30:55-04:00",
            "时限 Limit  1 个工作日 1 working day",
            "日历 By     波士顿市工作日历 City of Boston (America/New_York)",
            "Fri 2015-03-06 13:30:55 – Fri 2015-03-06 17:00:00       3:29:05  工作时间 working time",
            "Fri 2015-03-06 17:00:00 – Sat 2015-03-07 00:00:00             -  夜间 night",
            "Sat 2015-03-07 00:00:00 – Mon 2015-03-09 00:00:00             -  周末 weekend",
            "Mon 2015-03-09 00:00:00 – Mon 2015-03-09 08:30:00             -  夜间 night",
            "Mon 2015-03-09 08:30:00 – Mon 2015-03-09 13:30:55       5:00:55  工作时间 working time",
            "合计 Sum    8:30:00",
        ]));
    }

    [TestCase("soon", "2015-03-06", "'soon' is not a limit")]
    [TestCase("1 hour", "yesterday", "'yesterday' is not a time")]
    [TestCase("1 hour", "0001-01-01T00:00:00", "'0001-01-01T00:00:00' is not a time")]
    [TestCase("3 working days", "9999-12-31T00:00:00", "'9999-12-31T00:00:00' is not a time")]
    public async Task Are_refused_with_a_sentence(string limit, string from, string sentence)
    {
        var due = await RunAsync("due", "--calendar", "china", "--limit", limit, "--from", from);

        Assert.That(due.ExitCode, Is.EqualTo(1));
        Assert.That(due.Errors, Does.Contain(sentence));
    }

    [Test]
    public async Task Are_added_to_the_rows_of_a_table_and_reported_where_there_is_none()
    {
        var (all, table, errors) = await TableAsync("""
            id,opened,limit
            1,2026-11-23T10:20,3 working days
            2,2026-11-23T10:20:30.123456,1 week
            3,2026-11-23 02:20Z,2 working hours
            4,tomorrow,2 working hours
            5,"2026-12-31 17:00","2 working hours"
            6,2026-11-23T10:20
            7,9998-12-31T10:20,100000 working days
            8,2026-11-28T10:20,
            """);

        Assert.That(all, Is.False);
        Assert.That(table, Is.EqualTo("""
            id,opened,limit,due,provisional
            1,2026-11-23T10:20,3 working days,2026-11-26T10:20:00+08:00,false
            3,2026-11-23 02:20Z,2 working hours,2026-11-23T14:20:00+08:00,false
            5,2026-12-31 17:00,2 working hours,2027-01-01T09:00:00+08:00,true
            8,2026-11-28T10:20,,2026-11-30T08:00:00+08:00,false

            """));
        var lines = errors.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.That(lines.Select(line => line[(line.IndexOf(".csv:", StringComparison.Ordinal) + 5)..]), Is.EqualTo((string[])
        [
            "3: '1 week' is not a limit; write one such as 2 working hours, 3 working days, 30 urgent minutes or 72 hours.",
            "5: 'tomorrow' is not a time; write one such as 2015-03-02T13:30:55 or 2015-03-02 13:30+08:00.",
            "7: The row has 2 fields, but the header has 3.",
            "8: '9998-12-31T10:20' is not a time; write one such as 2015-03-02T13:30:55 or 2015-03-02 13:30+08:00.",
        ]));
    }

    [TestCase("id,when,limit\n", "has no column 'opened'; it has: id, when, limit.")]
    [TestCase("opened,limit,due\n", "already has a column 'due'")]
    public void Are_not_added_to_a_table(string text, string sentence) =>
        Assert.That(() => TableAsync(text), Throws.TypeOf<UserErrorException>().With.Message.Contains(sentence));

    [Test]
    public async Task Follow_a_year_that_is_taken_in()
    {
        foreach (var file in (string[])["china.yaml", "holiday-cn/2026.json", "holiday-cn/2027.json"])
        {
            Directory.CreateDirectory(Path.Combine(folder, "holiday-cn"));
            File.Copy(Path.Combine(Situations.WorkflowFolder, "calendars", file), Path.Combine(folder, file));
        }

        File.WriteAllText(
            Path.Combine(folder, "new.json"), """{"year": 2027, "days": [{"name": "元旦", "date": "2027-01-01", "isOffDay": true}]}""");
        File.WriteAllText(Path.Combine(folder, "empty.json"), """{"year": 2027, "days": []}""");

        var added = await RunAsync("calendar", "add", Path.Combine(folder, "new.json"), "--calendar", "china", "--folder", folder);
        var emptied = await RunAsync("calendar", "add", Path.Combine(folder, "empty.json"), "--calendar", "china", "--folder", folder);
        var unknown = await RunAsync("calendar", "add", Path.Combine(folder, "new.json"), "--calendar", "fujian", "--folder", folder);
        var check = await RunAsync("calendar", "check", folder);
        var due = await RunAsync(
            "due", "--calendar", Path.Combine(folder, "china.yaml"), "--limit", "2 working hours", "--from", "2026-12-31 17:00");

        Assert.That((added.ExitCode, emptied.ExitCode, unknown.ExitCode, check.ExitCode, due.ExitCode), Is.EqualTo((0, 1, 1, 0, 0)));
        Assert.That(added.Output, Does.Contain("2027 has 1 days off and 0 make-up working days; before: 2027 is not announced yet"));
        Assert.That(emptied.Errors, Does.Contain("what is announced is not replaced by nothing"));
        Assert.That(unknown.Errors, Does.Contain("There is no calendar fujian"));
        Assert.That(check.Output, Does.Contain("china (Asia/Shanghai): a working day has 8 hours, no fault"));
        Assert.That(due.Output, Does.Contain("到期 Due    2027-01-04T09:00:00+08:00\n").And.Contain("元旦 New Year's Day"),
            "sure now that 2027 is known");
    }

    async Task<(bool All, string Table, string Errors)> TableAsync(string text)
    {
        var (file, output) = (Path.Combine(folder, "in.csv"), Path.Combine(folder, "out.csv"));
        await File.WriteAllTextAsync(file, text);
        await using StringWriter errors = new() { NewLine = "\n" };
        DueTable table = new(Situations.China, new DueTable.Columns("opened", "limit", "due"),
            new Limit(0, LimitUnit.WorkingHours), errors);
        var all = await table.WriteAsync(file, Encoding.UTF8, output, CancellationToken.None);
        return (all, (await File.ReadAllTextAsync(output)).ReplaceLineEndings("\n"), errors.ToString());
    }

    // The address of a database that is not there: these commands need none.
    static Task<ShellCommand> RunAsync(params IReadOnlyList<string> arguments) =>
        ShellCommand.RunAsync("Host=nowhere.invalid", null, arguments);
}
