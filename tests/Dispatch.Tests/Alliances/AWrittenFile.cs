using Dispatch.Alliances;
using Dispatch.Language;
using Dispatch.Tests.Support;

namespace Dispatch.Tests.Alliances;

/// <summary>The file of an alliance, written back from its registers.</summary>
public sealed class AWrittenFile
{
    [TestCase("shuiyuncheng.yaml", 2025)]
    [TestCase("boston-311.alliance.yaml", 2015)]
    public void Is_read_as_what_it_was_written_from(string name, int year)
    {
        var definition = AllianceFile.Read(Files.Demo(name), Situations.Calendars, year, year + 2).Definition!;

        Assert.That(AllianceDifference.Between(definition, Again(definition, year)), Is.Empty);
    }

    [Test]
    public void Keeps_turns_that_were_agreed_on_apart_from_the_rotation()
    {
        var reading = Files.Changed(Files.Guohuo[Files.Guohuo.IndexOf("roster:", StringComparison.Ordinal)..], """
            roster:
              each: month
              start: 2026-01
              members: [chengguan, huanwei]
              turns: [{ from: 2026-05-10, until: 2026-05-12, member: huanwei }]
            """);

        Assert.That(AllianceDifference.Between(reading.Definition, Again(reading.Definition!, 2026, 2026)), Is.Empty);
        Assert.That(AllianceWriting.Text(reading.Definition!), Does.Contain("from: 2026-05-10").And.Not.Contain("from: 2026-05-01"));
    }

    [Test]
    public void Says_how_long_personal_data_are_kept()
    {
        var definition = Files.Definition("zone: Asia/Shanghai", "zone: Asia/Shanghai\nprivacy: { forget after: 6 months }");

        Assert.That(AllianceWriting.Text(definition), Does.Contain("\nprivacy: {forget after: 6 months}\n"));
        Assert.That(Again(definition, 2026, 2026).Alliance.ForgetAfter, Is.EqualTo(RetentionPeriod.Read("6 months")));
    }

    static readonly string[] Texts =
    [
        "# 号", "- 店", "a: b", "'单'引号", "\"双\"", "{花}", "[店]", "no", "0110", "~", "@家", "%", "|", ">", "反\\斜", "*星", "&和", "!叹", "，，", "?问",
    ];

    [TestCaseSource(nameof(Texts))]
    public void Keeps_every_sign_that_means_something_to_yaml(string text)
    {
        var definition = Files.Definition();
        var named = definition with
        {
            Alliance = definition.Alliance with { Name = new Words(text, text), Merchants = [new("m", text, text, text)] },
            People = [.. definition.People.Where(person => person.Merchant is null)],
        };

        Assert.That(AllianceDifference.Between(named, Again(named, 2026, 2026)), Is.Empty);
    }

    static AllianceDefinition Again(AllianceDefinition definition, int year, int? last = null)
    {
        var text = AllianceWriting.Text(definition);
        var reading = AllianceFile.Parse("again.yaml", text, Situations.Calendars, year, last ?? year + 2);
        Assert.That(reading.Faults, Is.Empty, text);
        return reading.Definition!;
    }
}
