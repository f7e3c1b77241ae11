using Dispatch.Accounts;
using Dispatch.Server.Live;
using Dispatch.Workflows;
using static Dispatch.Tests.Support.Situations;

namespace Dispatch.Tests.Live;

public sealed class AnAudience
{
    /// <summary>The stages that a step led between, who has a part, and who hears of it with a list of their own work open.</summary>
    static readonly TestCaseData[] Steps =
    [
        new TestCaseData((string[])["filed"], (string[])[], (string[])["su"]).SetArgDisplayNames("filed"),
        new TestCaseData((string[])["filed", "accepted"], (string[])[], (string[])["su", "wu", "zheng"])
            .SetArgDisplayNames("accepted"),
        new TestCaseData((string[])["accepted", "assigned"], (string[])["huanwei"], (string[])["su", "wu", "zheng", "lin"])
            .SetArgDisplayNames("assigned"),
        new TestCaseData((string[])["accepted", "offered"], (string[])[], (string[])["su", "wu", "zheng", "lin", "cai", "xu"])
            .SetArgDisplayNames("offered to the pool"),
        new TestCaseData(
            (string[])["claimed", "resolved"], (string[])["yinhang"],
            (string[])["su", "wu", "zheng", "he", "cai", "xu", "lin-tea", "chen-noodles"])
            .SetArgDisplayNames("resolved by a member, whose extension the chair could have granted"),
    ];

    [TestCaseSource(nameof(Steps))]
    public void Is_whoever_held_the_order_or_holds_it_now_and_the_secretariat(string[] stages, string[] members, string[] heard)
    {
        var audience = Audience.Of(MerchantOrder, stages, members);

        Caller[] everybody =
            [Secretary, CommunityWorker, UrbanManager, Cleaner, Constable, Banker, SecondBanker, TeaMerchant, NoodleMerchant];
        Assert.That(
            everybody.Where(person => audience.Includes(LiveReader.Of(person, Shengyang, Monday))).Select(person => person.Id),
            Is.EquivalentTo(heard));
    }

    [Test]
    public void Follows_the_chair()
    {
        var audience = new Audience(new HashSet<string> { Desks.Chair }, new HashSet<string>());

        Assert.That(audience.Includes(LiveReader.Of(Cleaner, Shengyang, Monday)), Is.False);
        Assert.That(audience.Includes(LiveReader.Of(Cleaner, Shengyang, Monday.AddMonths(1))), Is.True);
    }
}
