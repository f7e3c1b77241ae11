using CsvHelper;
using Dispatch.Calendars;
using Dispatch.Server.Calendars;
using Dispatch.Tests.Alliances;
using Dispatch.Tests.Support;

namespace Dispatch.Tests.Calendars;

/// <summary>
/// The due times that the City of Boston computed itself for real complaints of March 2015, row by row against ours.
/// Data/boston-311-limits.csv has the limit that we found each type of complaint to follow, how many rows it has and how many agree.
/// </summary>
/// <remarks>
/// A type follows a limit where one limit explains at least nine rows of ten, of three or more; rows that it does not explain stay as
/// they are. The city's start differs from the column by up to a second, so a second is no difference.
/// </remarks>
public sealed class DueTimesOfBoston
{
    static readonly WorkingCalendar Boston = Situations.Calendars.Find("boston")!;

    static readonly IReadOnlyList<(string Type, Limit? Limit, int Rows, int Agreed)> Limits =
        [.. Rows("boston-311-limits.csv", row => (row("type"), Limit.Read(row("limit")), int.Parse(row("rows")), Number(row("agreed"))))];

    static int Number(string text) => text.Length > 0 ? int.Parse(text) : 0;

    static readonly ILookup<string, (DateTimeOffset Opened, DateTimeOffset Due)> Complaints = Read();

    static IEnumerable<TestCaseData> Types => Limits.Where(type => type.Limit is not null)
        .Select(type => new TestCaseData(type.Type, type.Limit!, type.Rows, type.Agreed)
            .SetArgDisplayNames(type.Type, type.Limit!.Words.En));

    [TestCaseSource(nameof(Types))]
    public void Due_times_of_Boston_agree_as_often_as_recorded(string type, Limit limit, int rows, int agreed)
    {
        var same = Complaints[type].Count(
            complaint => (Boston.After(complaint.Opened, limit).At - complaint.Due).Duration() <= TimeSpan.FromSeconds(1));

        Assert.That((Complaints[type].Count(), same), Is.EqualTo((rows, agreed)));
    }

    [Test]
    public void Nearly_all_due_times_of_Boston_with_a_known_limit_agree()
    {
        var known = Limits.Where(type => type.Limit is not null).ToList();

        Assert.That((known.Count, known.Sum(type => type.Rows), known.Sum(type => type.Agreed)), Is.EqualTo((54, 2398, 2343)));
    }

    [Test]
    public void Every_type_of_complaint_in_Boston_is_listed_or_rare()
    {
        var listed = Limits.Select(type => type.Type).ToHashSet();

        Assert.That(Complaints.Where(type => !listed.Contains(type.Key)).Max(type => type.Count()), Is.LessThan(3));
        Assert.That(
            Limits.Where(type => type.Limit is null).Sum(type => type.Rows),
            Is.EqualTo(640),
            "rows of types that follow no limit that we know");
    }

    [Test]
    public void Due_times_of_Boston_are_never_provisional() =>
        Assert.That(
            Complaints.SelectMany(type => type)
                .Where(complaint => Boston.After(complaint.Opened, Limit.Read("45 working days")!).Provisional),
            Is.Empty);

    static ILookup<string, (DateTimeOffset Opened, DateTimeOffset Due)> Read()
    {
        LocalTimeFormat format = new(Boston.Zone);
        return Rows("boston-311-2015-03.csv", row => (Type: row("type"), Opened: format.Read(row("opened")), Due: format.Read(row("due"))))
            .Where(complaint => complaint.Due is not null)
            .ToLookup(complaint => complaint.Type, complaint => (complaint.Opened!.Value, complaint.Due!.Value));
    }

    static IEnumerable<T> Rows<T>(string file, Func<Func<string, string>, T> row)
    {
        using var reader = CsvReader.FromFile(Files.Data(file));
        while (reader.Read())
            yield return row(reader.GetString);
    }
}
