using CsCheck;
using NodaTime;

namespace Dispatch.Tests.Calendars;

/// <summary>What holds on every calendar, tried on random ones. A case that fails is shrunk and reported with its seed.</summary>
public sealed class AnyWorkingCalendar
{
    [Test]
    public void Due_times_agree_with_a_loop_over_minutes() =>
        RandomCalendars.Cases.Sample(given => Due(given) == given.Oracle.After(given.Start, given.Length), iter: 1500);

    [Test]
    public void Working_time_between_agrees_with_a_loop_over_minutes() =>
        Gen.Select(RandomCalendars.Cases, Gen.Int[0, 20_000]).Sample(
            (given, minutes) =>
            {
                var to = given.Start + Duration.FromMinutes(minutes);
                return given.Calendar.Between(At(given.Start), At(to)) == TimeSpan.FromMinutes(given.Oracle.Between(given.Start, to));
            },
            iter: 1000);

    [Test]
    public void Opening_times_agree_with_a_loop_over_minutes() =>
        RandomCalendars.Cases.Sample(
            given => given.Calendar.IsOpen(At(given.Start)) == given.Oracle.IsOpen(given.Start)
                && given.Calendar.NextOpening(At(given.Start)) == At(given.Oracle.NextOpening(given.Start)),
            iter: 1500);

    [Test]
    public void Working_time_before_a_due_time_equals_the_limit() =>
        Gen.Select(RandomCalendars.Cases, Gen.Long[0, TimeSpan.TicksPerDay], Gen.Long[0, 20 * TimeSpan.TicksPerDay]).Sample(
            (given, ticks, length) =>
            {
                var (start, limit) = (At(given.Start).AddTicks(ticks), new TimeSpan(length));
                return given.Calendar.Between(start, given.Calendar.After(start, limit).At) == limit;
            },
            iter: 20_000);

    [Test]
    public void Working_time_before_an_open_instant_leads_back_to_it() =>
        Gen.Select(RandomCalendars.Cases, Gen.Long[0, 20 * TimeSpan.TicksPerDay], Gen.Long[0, TimeSpan.TicksPerDay]).Sample(
            (given, ticks, within) =>
            {
                var start = At(given.Start);
                // An instant after an opening, so not a closing, which a calendar may replace by the next opening.
                var to = given.Calendar.NextOpening(start.AddTicks(ticks)).AddTicks(within % TimeSpan.TicksPerMinute);
                return to == start || given.Calendar.After(start, given.Calendar.Between(start, to)).At == to || !given.Calendar.IsOpen(to)
                    || AtClosing(given, start, to);
            },
            iter: 20_000);

    [Test]
    public void The_explanation_of_a_due_time_adds_up_to_the_limit() =>
        RandomCalendars.Cases.Sample(
            given =>
            {
                var (start, due) = (At(given.Start), given.Calendar.After(At(given.Start), given.Limit));
                var explanation = given.Calendar.Explain(start, due.At, given.Limit);
                return explanation.Counted == TimeSpan.FromMinutes(given.Length)
                    && explanation.Provisional == due.Provisional
                    && explanation.Spans.Aggregate(
                        start, (at, span) => span.From == at && span.To > at ? span.To : DateTimeOffset.MinValue) == due.At
                    && explanation.Spans.All(
                        span => given.Calendar.Between(span.From, span.To) == (span.Counts ? span.Length : TimeSpan.Zero));
            },
            iter: 3000);

    /// <summary>An opening is the same working time as the closing before it; a calendar that ends limits at closing gives that.</summary>
    static bool AtClosing(RandomCase given, DateTimeOffset start, DateTimeOffset to) =>
        !given.Oracle.EndsAtOpening && !given.Calendar.IsOpen(to.AddTicks(-1))
        && given.Calendar.NextOpening(given.Calendar.After(start, given.Calendar.Between(start, to)).At) == to;

    static Instant Due(RandomCase given) => Instant.FromDateTimeOffset(given.Calendar.After(At(given.Start), given.Limit).At);

    static DateTimeOffset At(Instant instant) => instant.ToDateTimeOffset();
}
