using System.Globalization;
using System.Text.RegularExpressions;
using Dispatch.Language;
using Dispatch.Yaml;
using NodaTime.Text;

namespace Dispatch.Calendars;

/// <summary>A folder of holidays: a file a year, such as <c>2026.json</c>.</summary>
public static partial class HolidayFolder
{
    /// <summary>Reads all years of a folder. Files that are not named after a year are ignored.</summary>
    /// <returns>The years without faults, ascending; and the faults of all, including contradictions between two years.</returns>
    /// <param name="uploaded">Those of this folder go before the files of their years.</param>
    public static (IReadOnlyList<HolidayYear> Years, IReadOnlyList<FileFault> Faults) Load(
        string folder, IReadOnlyList<UploadedYear>? uploaded = null)
    {
        var (read, faults) = Read(folder, uploaded ?? []);
        return ([.. read.Select(year => year.Year)], faults);
    }

    static (IReadOnlyList<(string File, HolidayYear Year)> Years, IReadOnlyList<FileFault> Faults) Read(
        string folder, IReadOnlyList<UploadedYear> uploaded)
    {
        List<(string File, HolidayYear Year)> read = [];
        List<FileFault> faults = [];
        var ours = uploaded.Where(year => year.Holidays == Path.GetFileName(folder)).ToList();
        foreach (var upload in ours)
        {
            var (year, ofYear) = HolidayYear.Read(upload.File, upload.Text);
            faults.AddRange(ofYear);
            if (year is not null)
                read.Add((upload.File, year));
        }

        var paths = Directory.GetFiles(folder)
            .Where(path => YearFile().IsMatch(Path.GetFileName(path)))
            .Where(path => ours.TrueForAll(upload => Path.GetFileName(path) != FileOf(upload.Year)));
        foreach (var path in paths.Order(StringComparer.Ordinal))
        {
            var (year, ofYear) = HolidayYear.Load(path);
            faults.AddRange(ofYear);
            if (year is null)
                continue;
            read.Add((path, year));
            if (Path.GetFileName(path) != FileOf(year.Number))
                faults.Add(new FileFault(path, 1, $"The file is about {year.Number}, which must be called {FileOf(year.Number)}."));
        }

        faults.AddRange(Contradictions(read));
        return ([.. read.OrderBy(year => year.Year.Number)], faults);
    }

    /// <summary>Checks a year's file and copies it into the folder, where it replaces the year's present file if it may.</summary>
    /// <remarks>Whoever reads the folder meanwhile sees the old file or the new one, never half of one.</remarks>
    /// <returns>
    /// The year and the one that it replaces, which is null where there was none; the year is null where the file was refused, and the
    /// faults say why: it is broken, contradicts another year, or has no days where there were some.
    /// </returns>
    /// <exception cref="IOException">The folder cannot be written to.</exception>
    public static (HolidayYear? Year, HolidayYear? Before, IReadOnlyList<FileFault> Faults) Add(string folder, string file)
    {
        var (year, faults) = HolidayYear.Load(file);
        if (year is null)
            return (null, null, faults);
        var (before, found) = Check(folder, [], file, year);
        if (found.Count > 0)
            return (null, before, found);

        var target = Path.Combine(folder, FileOf(year.Number));
        var temporary = $"{target}.new";
        File.Copy(file, temporary, overwrite: true);
        File.Move(temporary, target, overwrite: true);
        return (year, before, []);
    }

    /// <summary>Whether a year may take its place among those that are known.</summary>
    /// <param name="file">What the faults call it.</param>
    /// <returns>The year that it replaces, null where there is none; and why it may not: nothing where it may.</returns>
    public static (HolidayYear? Before, IReadOnlyList<FileFault> Faults) Check(
        string folder, IReadOnlyList<UploadedYear> uploaded, string file, HolidayYear year)
    {
        var known = Read(folder, uploaded).Years;
        var (source, before) = known.FirstOrDefault(other => other.Year.Number == year.Number);
        if (!year.IsAnnounced && before is { IsAnnounced: true })
        {
            // Whoever uploads a file need not know where the others lie.
            var name = Path.GetFileName(source);
            Words sentence = new(
                $"文件里没有日期，而 {name} 里有 {before.Days.Count} 天：已公布的安排不能换成空的。",
                $"The file has no days, and {name} has {before.Days.Count}: what is announced is not replaced by nothing.");
            return (before, [new FileFault(file, 1, sentence)]);
        }

        return (before, [.. Contradictions([.. known.Where(other => other.Year.Number != year.Number), (file, year)])]);
    }

    /// <summary>One day said to be off by one announcement and worked on by another.</summary>
    static IEnumerable<FileFault> Contradictions(IEnumerable<(string File, HolidayYear Year)> years) =>
        from day in years.SelectMany(read => read.Year.Days.Select(day => (read.File, Day: day))).GroupBy(read => read.Day.Date)
        let first = day.First()
        from other in day.Skip(1)
        where other.Day.IsOff != first.Day.IsOff
        select new FileFault(
            other.File, other.Day.Line, Contradiction(LocalDatePattern.Iso.Format(day.Key), first.Day, Path.GetFileName(first.File)));

    static Words Contradiction(string date, HolidayYear.Day first, string file) => new(
        $"{date} 在 {file} 第 {first.Line} 行是{(first.IsOff ? "放假" : "上班")}，这里相反。",
        $"{date} is {(first.IsOff ? "off" : "worked on")} in {file}, line {first.Line}, and here it is not.");

    /// <summary>What the file of a year is called.</summary>
    public static string FileOf(int year) => string.Create(CultureInfo.InvariantCulture, $"{year}.json");

    [GeneratedRegex("^[0-9]{4}\\.json\\z")]
    private static partial Regex YearFile();
}
