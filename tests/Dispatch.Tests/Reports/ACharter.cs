using Dispatch.Reports;
using Dispatch.Tests.Support;

namespace Dispatch.Tests.Reports;

/// <summary>Charter files, and what they make of figures.</summary>
public sealed class ACharter
{
    const string Good = """
        charter: shengyang
        version: 1
        since: 2026-01-01
        title: { zh: 章程, en: Charter }
        score:
          on-time: 60
          rework: 40
        proposals:
          - rule: late
            propose: observe
            when: { measure: on-time, below: 80 %, orders: 10 }
            because: { zh: 偏低, en: low }
          - rule: very-late
            propose: adjust
            when: { measure: on-time, below: 50 %, orders: 10 }
            because: { zh: 过低, en: very low }
          - rule: gives-back
            propose: adjust
            when: { measure: return, above: 30 %, orders: 4 }
            because: { zh: 退单过多, en: gives back }
          - rule: answers
            propose: join
            when: { measure: on-time, above: 79.9%, orders: 3 }
            because: { zh: 实际承担, en: does it }
        """;

    static readonly Charter Ours = CharterFile.Parse("charter.yaml", Good).Charter!;

    [Test]
    public void A_charter_is_read_with_its_points_and_rules()
    {
        Assert.That(
            Ours.Score.Select(weight => (weight.Measure.Name, weight.Points)),
            Is.EqualTo((IEnumerable<(string, int)>)[("on-time", 60), ("rework", 40)]));
        Assert.That(
            Ours.Rules.Select(rule => (rule.Name, rule.Propose, rule.Below, rule.Above, rule.Orders)),
            Is.EqualTo((IEnumerable<(string, string, double?, double?, int)>)
            [
                ("late", "observe", 80, null, 10),
                ("very-late", "adjust", 50, null, 10),
                ("gives-back", "adjust", null, 30, 4),
                ("answers", "join", null, 79.9, 3),
            ]));
    }

    [Test]
    public void The_default_charter_gives_a_hundred_points() =>
        Assert.That(CharterFile.Default.Score.Sum(weight => weight.Points), Is.EqualTo(100));

    [Test]
    public void The_charter_of_the_demo_has_no_fault() =>
        Assert.That(CharterFile.Read(Path.Combine(AppContext.BaseDirectory, "Demo", "shuiyuncheng.charter.yaml")).Faults, Is.Empty);

    [TestCase("version: 1", "version: one", 2, "A whole number")]
    [TestCase("since: 2026-01-01", "since: January", 3, "is not a date")]
    [TestCase("on-time: 60", "in-time: 60", 6, "There is no measure 'in-time'")]
    [TestCase("rework: 40", "rework: 0", 7, "A whole number from 1")]
    [TestCase("propose: observe", "propose: scold", 10, "not 'scold'")]
    [TestCase("below: 80 %", "below: 80", 11, "is not a percentage")]
    [TestCase("below: 80 %", "below: 180 %", 11, "is not a percentage")]
    [TestCase("below: 80 %, orders", "below: 80 %, above: 1 %, orders", 11, "either 'below' or 'above'")]
    [TestCase("measure: on-time, below: 80 %, orders: 10", "measure: on-time, below: 80 %", 11, "'orders' is missing")]
    [TestCase("rule: very-late", "rule: late", 13, "two rules 'late'")]
    [TestCase("above: 79.9%", "over: 79.9%", 23, "no key 'over'")]
    [TestCase("{ measure: on-time, above: 79.9%", "{ measure: satisfaction, above: 79.9%", 23, "Whether somebody joins")]
    public void A_fault_in_a_charter_is_reported_with_its_line(string text, string faulty, int line, string sentence)
    {
        var at = Good.IndexOf(text, StringComparison.Ordinal);
        var reading = CharterFile.Parse("charter.yaml", string.Concat(Good.AsSpan(0, at), faulty, Good.AsSpan(at + text.Length)));

        Assert.That(reading.Charter, Is.Null);
        Assert.That(
            reading.Faults.Select(fault => fault.ToString()),
            Has.Some.StartsWith($"charter.yaml:{line}:").And.Some.Contains(sentence),
            string.Join('\n', reading.Faults));
    }

    [Test]
    public void A_member_is_scored_without_the_measures_that_counted_nothing()
    {
        var judged = Judge(
            [("huanwei", Measures.OnTime, 9, 12), ("huanwei", Measures.Rework, 1, 10), ("chengguan", Measures.OnTime, 3, 3)]);

        var cards = judged.Cards.ToDictionary(card => card.Member);
        Assert.That((cards["huanwei"].Points, cards["huanwei"].Of, cards["huanwei"].Rank), Is.EqualTo((45.0 + 36.0, 100, 2)));
        Assert.That(
            (cards["chengguan"].Points, cards["chengguan"].Of, cards["chengguan"].Rank),
            Is.EqualTo((60.0, 60, 1)),
            "nothing of theirs could have been done again");
        Assert.That((cards["yinhang"].Points, cards["yinhang"].Rank), Is.EqualTo(((double?)null, (int?)null)));
        Assert.That(judged.Cards.Select(card => card.Member).Take(2), Is.EqualTo((string[])["chengguan", "huanwei"]));
    }

    [TestCase(7, 10, "observe late")]
    [TestCase(8, 10, "")]
    [TestCase(4, 10, "adjust very-late")]
    [TestCase(0, 9, "")]
    public void The_gravest_rule_that_fits_is_proposed_once_there_are_enough_orders(int met, int asked, string proposal) =>
        Assert.That(
            Described(Judge([("huanwei", Measures.OnTime, met, asked)])),
            Is.EqualTo(proposal.Length > 0 ? (string[])[$"huanwei {proposal}"] : []));

    [Test]
    public void There_is_a_proposal_for_each_measure_that_a_rule_fits()
    {
        var judged = Judge([("huanwei", Measures.OnTime, 7, 10), ("huanwei", Measures.Return, 4, 10)]);

        Assert.That(Described(judged), Is.EqualTo((string[])["huanwei observe late", "huanwei adjust gives-back"]));
        Assert.That(
            judged.Proposals.Select(proposal => proposal.Rule.Evidence),
            Is.EqualTo((string[])[Share.Missed, Share.Met]),
            "the late ones, and those given back");
    }

    [Test]
    public void A_duty_is_proposed_for_a_member_that_does_the_work_in_practice()
    {
        // The bank has no duty but posts; noise is a duty of the police.
        var judged = Judge(
            [],
            [("yinhang/0128", Measures.OnTime, 3, 3), ("paichusuo/0128", Measures.OnTime, 3, 3), ("huanwei/0128", Measures.OnTime, 2, 3)]);

        Assert.That(Described(judged), Is.EqualTo((string[])["yinhang join answers 0128"]));
    }

    static string[] Described(Scorecards judged) =>
        [.. judged.Proposals.Select(proposal => $"{proposal.Member} {proposal.What} {proposal.Rule.Name} {proposal.Category}".Trim())];

    static Scorecards Judge(
        (string Key, Measure Measure, int Met, int Asked)[] members, (string Key, Measure Measure, int Met, int Asked)[]? duties = null) =>
        Scorecards.Judge(Ours, Situations.Shengyang, Made(Dimension.Member, members), Made(Dimension.Duty, duties ?? []));

    static Report Made(string dimension, (string Key, Measure Measure, int Met, int Asked)[] figures)
    {
        ReportDraft rows = new();
        foreach (var (key, measure, met, asked) in figures)
            rows.Add(key, measure.Name, 0, new Sum(asked, met, 0));
        return new Report(
            "shengyang", dimension, Period.Month(2026, 11), Situations.Monday, new ReportDraft().Row(""),
            [.. rows.Keys.ToList().Select(rows.Row)]);
    }
}
