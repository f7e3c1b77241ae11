using Dispatch.Accounts;
using Dispatch.Alliances;
using Dispatch.Tests.Alliances;
using Dispatch.Tests.Support;

namespace Dispatch.Tests.Accounts;

public sealed class TheDemoCallers
{
    static readonly Alliance Demo =
        AllianceFile.Read(Files.Demo("shuiyuncheng.yaml"), Situations.Calendars, 2026, 2026).Definition!.Alliance;

    readonly IReadOnlyDictionary<string, Caller> callers = DemoCallers.Of(Demo);

    [Test]
    public void There_is_a_demo_caller_for_every_desk() =>
        Assert.That(callers.Keys, Is.EquivalentTo((string[])
        [
            "demo-community", "demo-secretariat", "demo-chair", "demo-merchant", "demo-admin",
            .. Demo.Members.Keys.Select(code => $"demo-member-{code}"),
        ]));

    [Test]
    public void The_demo_chair_acts_for_the_member_that_chairs_at_that_instant()
    {
        var chair = callers[DemoCallers.Chair];
        var march = new DateTimeOffset(2026, 3, 15, 4, 0, 0, TimeSpan.Zero);

        Assert.That(chair.At(march, Demo).Member, Is.EqualTo(Demo.Roster.At(march)!.Member));
        Assert.That(chair.At(march, Demo).Member, Is.Not.EqualTo(chair.At(march.AddMonths(1), Demo).Member));
    }

    [Test]
    public void Every_demo_caller_but_the_administrator_belongs_to_the_alliance()
    {
        Assert.That(
            callers.Values.Where(caller => caller.Alliance != Demo.Code).Select(caller => caller.Id),
            Is.EqualTo((string[])["demo-admin"]));
        Assert.That(callers[DemoCallers.Merchant].Merchant, Is.EqualTo("lanshan"));
        Assert.That(callers[DemoCallers.OfMember("huanwei")].Member, Is.EqualTo("huanwei"));
    }
}
