using Dispatch.Language;
using NodaTime;
using NodaTime.Text;

namespace Dispatch.Alliances;

/// <summary>Where somebody is to act and nobody is there: what people are told before an order waits for it.</summary>
public static class Vacancies
{
    /// <summary>How far ahead the roster is looked at: time enough for those who agree on it to meet.</summary>
    public static readonly Period Ahead = Period.FromWeeks(6);

    /// <summary>The stretches ahead in which nobody chairs: the roster names nobody, or members for whom nobody acts.</summary>
    public static IReadOnlyList<DateInterval> ChairGaps(Alliance alliance, DateTimeOffset now)
    {
        var today = alliance.Roster.DayOf(now);
        return [.. RosterGaps.Of(alliance, today, today + Ahead)];
    }

    /// <summary>All that is vacant in an alliance, a sentence each.</summary>
    public static IReadOnlyList<Words> Of(Alliance alliance, DateTimeOffset now) =>
    [
        .. ChairGaps(alliance, now).Select(gap => new Words(
            $"{Day(gap.Start)} 至 {Day(gap.End)} 无人值守轮值主席。", $"Nobody holds the chair from {Day(gap.Start)} until {Day(gap.End)}.")),
        .. alliance.Members.Values.Where(member => !member.HasLeft && !member.HasPeople).Select(member => new Words(
            $"{member.Name.Zh}（{member.Code}）没有在册人员，不能向其派单。",
            $"Nobody acts for {member.Name.En} ({member.Code}); nothing can be assigned to it.")),
        .. alliance.Categories.Where(category => alliance.TakesIn(category.Key) && !alliance.WhoMayClaim(category.Key).Any())
            .Select(category => new Words(
                $"没有单位可接“{category.Value.Zh}”（{category.Key}）类诉求，不能放入抢单池。",
                $"Nobody could claim orders of {category.Value.En} ({category.Key}) from the pool.")),
    ];

    static string Day(LocalDate day) => LocalDatePattern.Iso.Format(day);
}
