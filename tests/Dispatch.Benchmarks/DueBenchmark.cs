using CsCheck;
using Dispatch.Calendars;
using Dispatch.Tests.Calendars;
using Dispatch.Tests.Support;
using NodaTime;

namespace Dispatch.Benchmarks;

/// <summary>Due times of a calendar with holidays: their speed against plain days of NodaTime, their correctness against a loop.</summary>
static class DueBenchmark
{
    const int Starts = 1 << 16;
    const int Rounds = 7;
    const int Cases = 20_000;
    static readonly TimeSpan Length = TimeSpan.FromSeconds(0.5);

    public static void Run()
    {
        Console.WriteLine("\nDue times, one thread, calendar china, starts at any second of 2024 to 2026");
        var calendar = Situations.China;
        Random random = new(2026);
        var start = new DateTimeOffset(2024, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var starts = Enumerable.Range(0, Starts).Select(_ => start.AddSeconds(random.Next(3 * 365 * 86_400))).ToArray();

        Compare("1 to 15 working days", random.Limits(1, 15, LimitUnit.WorkingDays));
        Compare("1 to 8 working hours", random.Limits(1, 8, LimitUnit.WorkingHours));
        Compare("1 to 15 days", random.Limits(1, 15, LimitUnit.Days));

        var ends = starts.Select(from => from.AddSeconds(random.Next(15 * 86_400))).ToArray();
        var (between, days) = Pair(
            index => calendar.Between(starts[index], ends[index]).Ticks, index => PlusDays(calendar.Zone, starts[index], 7));
        Console.WriteLine($"working time between  ours {between,11:0}/s   days added {days,11:0}/s   ratio {between / days:0.0}");

        Agree();

        void Compare(string what, Limit[] limits)
        {
            var (ours, noda) = Pair(
                index => calendar.After(starts[index], limits[index]).At.Ticks,
                index => PlusDays(calendar.Zone, starts[index], limits[index].Amount));
            Console.WriteLine($"{what,-20}  ours {ours,11:0}/s   days added {noda,11:0}/s   ratio {ours / noda:0.0}");
        }
    }

    static Limit[] Limits(this Random random, int least, int most, LimitUnit unit) =>
        [.. Enumerable.Range(0, Starts).Select(_ => new Limit(random.Next(least, most + 1), unit))];

    /// <summary>What one would write with NodaTime alone for plain days: an instant in, an instant out.</summary>
    static long PlusDays(DateTimeZone zone, DateTimeOffset start, int days) =>
        Instant.FromDateTimeOffset(start).InZone(zone).LocalDateTime.PlusDays(days)
            .InZoneLeniently(zone).ToInstant().ToDateTimeOffset().Ticks;

    /// <summary>Both in turn, since the machine drifts: the pair whose ratio is the median of all, each a second.</summary>
    static (double Ours, double Theirs) Pair(Func<int, long> ours, Func<int, long> theirs)
    {
        List<(double Ours, double Theirs)> pairs = [];
        for (var round = 0; round <= Rounds; round++)
            pairs.Add((PerSecond(ours), PerSecond(theirs)));
        // The first round is for the compiler.
        return pairs.Skip(1).OrderBy(pair => pair.Ours / pair.Theirs).ElementAt(Rounds / 2);
    }

    static double PerSecond(Func<int, long> once)
    {
        var begin = TimeProvider.System.GetTimestamp();
        var (done, sum) = (0L, 0L);
        TimeSpan passed;
        do
        {
            for (var index = 0; index < Starts; index++)
                sum += once(index);
            done += Starts;
            passed = TimeProvider.System.GetElapsedTime(begin);
        }
        while (passed < Length);

        GC.KeepAlive(sum);
        return done / passed.TotalSeconds;
    }

    /// <summary>Random calendars, starts and limits, each compared minute by minute.</summary>
    static void Agree()
    {
        var (after, between) = (0, 0);
        RandomCalendars.Cases.Sample(
            given =>
            {
                var due = given.Calendar.After(given.Start.ToDateTimeOffset(), given.Limit).At;
                var walked = given.Oracle.After(given.Start, given.Length);
                if (due == walked.ToDateTimeOffset())
                    Interlocked.Increment(ref after);
                var minutes = given.Oracle.Between(given.Start, walked);
                if (given.Calendar.Between(given.Start.ToDateTimeOffset(), due) == TimeSpan.FromMinutes(minutes))
                    Interlocked.Increment(ref between);
            },
            iter: Cases);
        Console.WriteLine($"against a loop over minutes on {Cases} random calendars: {after} due times and {between} lengths agree");
    }
}
