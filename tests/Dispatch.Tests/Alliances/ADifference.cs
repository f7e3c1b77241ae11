using Dispatch.Alliances;
using Dispatch.Rosters;
using NodaTime;

namespace Dispatch.Tests.Alliances;

/// <summary>What would change, before it does.</summary>
public sealed class ADifference
{
    static readonly TestCaseData<string, string, string[]>[] Changes =
    [
        new("prefix: GH", "prefix: GHO", ["~alliances guohuo"]) { TestName = "Tells_another_prefix" },
        new("en: Commercial noise }", "en: Commercial noise, limit: 2 working hours }", ["~categories 0128"])
            { TestName = "Tells_a_limit" },
        new("  0110: { zh: 暴露垃圾", "  0112: { zh: 道路不洁, en: Dirty road }\n  0110: { zh: 暴露垃圾", ["+categories 0112"])
            { TestName = "Tells_a_category_that_is_new_and_no_other_order" },
        new("duties: [0128, 0110]", "duties: [0110, 0128]", ["~members chengguan"]) { TestName = "Tells_duties_in_another_order" },
        new("name: 蓝杉咖啡馆, phone", "name: 蓝杉茶馆, phone", ["~merchants lanshan"]) { TestName = "Tells_a_merchants_name" },
        new("  - { id: su-xiuying, name: 苏秀英, member: huanwei }\n", "", ["-people su-xiuying"]) { TestName = "Tells_who_is_gone" },
        new("{ id: wu-jianfeng, name: 吴剑锋, member: chengguan }", "{ id: wu-jianfeng, name: 吴剑锋, member: huanwei }",
            ["~people wu-jianfeng"]) { TestName = "Tells_for_whom_somebody_acts" },
        new("until: 2026-12-31, member: huanwei", "until: 2026-11-30, member: huanwei", ["~roster 2026-07-01"])
            { TestName = "Tells_a_turn_that_ends_earlier" },
        new("member: chengguan, deputy: huanwei", "member: chengguan", ["~roster 2026-01-01"]) { TestName = "Tells_a_deputy" },
    ];

    [TestCaseSource(nameof(Changes))]
    public void Tells(string piece, string by, string[] expected) =>
        Assert.That(Between(Files.Definition(), Files.Definition(piece, by)), Is.EqualTo(expected));

    [Test]
    public void Of_an_alliance_with_itself_is_nothing() => Assert.That(Between(Files.Definition(), Files.Definition()), Is.Empty);

    [Test]
    public void Of_a_new_alliance_is_every_line_of_it() => Assert.That(
        Between(null, Files.Definition()), Has.Exactly(13).Matches<string>(line => line[0] == '+'));

    [Test]
    public void Of_members_in_another_order_is_a_line_of_its_own()
    {
        var definition = Files.Definition();
        var turned = definition with
        {
            Alliance = definition.Alliance with { Members = definition.Alliance.Members.Reverse().ToDictionary() },
        };

        Assert.That(
            AllianceDifference.Between(definition, turned),
            Is.EqualTo((AllianceChange[])[new("members", "*", """["chengguan","huanwei"]""", """["huanwei","chengguan"]""")]));
    }

    [Test]
    public void Says_what_a_line_was_and_is_in_json()
    {
        var changes = AllianceDifference.Between(Files.Definition(), Files.Definition("duties: [0110]", "duties: []"));

        Assert.That(changes.Single(), Is.EqualTo(new AllianceChange(
            "members", "huanwei", """{"name":{"zh":"环卫中心","en":"Sanitation"},"duties":["0110"]}""",
            """{"name":{"zh":"环卫中心","en":"Sanitation"},"duties":[]}""")));
    }

    [Test]
    public void Of_a_rotation_that_lists_another_year_is_nothing()
    {
        var rotation = new Rotation(["chengguan", "huanwei"], new YearMonth(2026, 1));

        Assert.That(Between(With(rotation, 2026, 2026), With(rotation, 2026, 2027)), Is.Empty);
    }

    static AllianceDefinition With(Rotation rotation, int first, int last)
    {
        var definition = Files.Definition();
        return definition with
        {
            Alliance = definition.Alliance with
            {
                Roster = new Roster(rotation.Around([], first, last), definition.Alliance.Zone) { Rotation = rotation },
            },
        };
    }

    static IEnumerable<string> Between(AllianceDefinition? before, AllianceDefinition after) =>
        AllianceDifference.Between(before, after).Select(change =>
            $"{(change.Before is null ? '+' : change.After is null ? '-' : '~')}{change.Register} {change.Code}");
}
