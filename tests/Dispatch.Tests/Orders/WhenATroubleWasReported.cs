using Dispatch.Clocks;
using Dispatch.Orders;
using Dispatch.Workflows;
using static Dispatch.Tests.Support.Situations;

namespace Dispatch.Tests.Orders;

/// <summary>A trouble that was told on Friday at three and filed on Monday at nine.</summary>
public sealed class WhenATroubleWasReported
{
    static readonly DateTimeOffset Friday = new(2026, 11, 20, 7, 0, 0, TimeSpan.Zero);

    const string Filing = """{"category":"0128","title":"喇叭太吵","reportedAt":"2026-11-20T15:00:00+08:00"}""";

    static readonly Workflow FromReported = Changed(
        ("limit: 15 days", "limit: { of: 15 days, from: reported }"),
        ("limit: 2 working hours", "limit: { of: 4 working hours, from: reported }"));

    static Workflow Changed(params (string Before, string After)[] changes)
    {
        var text = MerchantOrder.Text;
        foreach (var (before, after) in changes)
        {
            var at = text.IndexOf(before, StringComparison.Ordinal);
            text = text[..at] + after + text[(at + before.Length)..];
        }

        var reading = WorkflowFile.Read("changed.yaml", text);
        Assert.That(reading.Faults, Is.Empty);
        return reading.Workflow!;
    }

    [Test]
    public void The_order_says_so()
    {
        var journey = new Journey(MerchantOrder).Takes(CommunityWorker, "file", Filing);

        Assert.That((journey.Order.ReportedAt, journey.Order.FiledAt), Is.EqualTo(((DateTimeOffset?)Friday, Monday)));
        Assert.That(journey.Recomputed.ReportedAt, Is.EqualTo(Friday));
    }

    [Test]
    public void The_limits_run_from_the_filing_all_the_same() =>
        Assert.That(
            Due(new Journey(MerchantOrder).Takes(CommunityWorker, "file", Filing)),
            Is.EqualTo(Due(new Journey(MerchantOrder).Takes(
                CommunityWorker, "file", """{"category":"0128","title":"喇叭太吵"}"""))));

    [Test]
    public void The_limits_run_from_then_where_the_workflow_says_so()
    {
        var journey = new Journey(FromReported).Takes(CommunityWorker, "file", Filing);

        Assert.That(Due(journey), Is.EqualTo((string[])["stage 2026-11-23 01:00Z", "order 2026-12-05 07:00Z"]));
        Assert.That(
            ExplainedDeadline.Of(journey.Order, journey.History, China).Select(limit => limit.Counted),
            Is.EqualTo((TimeSpan[])[TimeSpan.FromHours(4), TimeSpan.FromDays(15)]));
    }

    [Test]
    public void A_limit_from_then_is_one_from_the_filing_where_nobody_said_when() =>
        Assert.That(
            Due(new Journey(FromReported).Takes(CommunityWorker, "file", """{"category":"0128","title":"喇叭太吵"}""")),
            Is.EqualTo((string[])["stage 2026-11-23 07:00Z", "order 2026-12-08 01:00Z"]));

    [Test]
    public void A_later_stage_begins_when_the_order_comes_to_it()
    {
        var journey = new Journey(FromReported).Takes(CommunityWorker, "file", Filing);
        journey.Now = Monday.AddHours(1);
        journey.Takes(Secretary, "accept");

        Assert.That(journey.Order.Clocks.Find(ClockOf.Order)!.Began, Is.EqualTo(Friday));
        Assert.That(journey.Order.Clocks.Find(ClockOf.Stage)!.Began, Is.EqualTo(Monday.AddHours(1)));
    }

    static IReadOnlyList<string> Due(Journey journey) =>
        [.. journey.Order.Clocks.Deadlines.Select(clock => $"{clock.Of} {clock.Due:yyyy-MM-dd HH:mm'Z'}")];

    [TestCase("2026-11-23T09:05:00+08:00", null)]
    [TestCase("2026-11-23T09:05:01+08:00", "in-the-future")]
    [TestCase("2006-11-23T09:00:00+08:00", null)]
    [TestCase("2006-11-23T08:59:59+08:00", "more-than-twenty-years-ago")]
    public void The_time_is_believed_within_bounds(string at, string? fault)
    {
        var decision = new Journey(MerchantOrder).Asks(
            CommunityWorker, "file", $$"""{"category":"0128","title":"喇叭太吵","reportedAt":"{{at}}"}""");

        Assert.That(decision.Refusal?.Fields?["reportedAt"], Is.EqualTo(fault));
        if (fault is null)
            Assert.That(decision.Value!.Order.ReportedAt ?? Monday, Is.Not.GreaterThan(Monday), "never after the filing");
    }

    [Test]
    public void A_merchant_tells_it_when_it_files() =>
        Assert.That(
            new Journey(MerchantOrder).Asks(TeaMerchant, "file", Filing).Refusal?.Fields?["reportedAt"], Is.EqualTo("not-taken-here"));
}
