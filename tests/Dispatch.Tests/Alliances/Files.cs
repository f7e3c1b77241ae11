using Dispatch.Alliances;
using Dispatch.Tests.Support;

namespace Dispatch.Tests.Alliances;

/// <summary>Files that several fixtures read, and a small alliance to change by a word.</summary>
static class Files
{
    public static string Demo(string name) => Path.Combine(AppContext.BaseDirectory, "Demo", name);

    public static string Data(string name) => Path.Combine(AppContext.BaseDirectory, "Data", name);

    public const string Guohuo = """
        code: guohuo
        prefix: GH
        kind: business-district
        name: { zh: 国货商圈党建联盟, en: Guohuo Business District Alliance }
        zone: Asia/Shanghai
        categories:
          0128: { zh: 商业噪音, en: Commercial noise }
          0110: { zh: 暴露垃圾, en: Exposed rubbish }
        members:
          - code: chengguan
            name: { zh: 城管局, en: City Management }
            duties: [0128, 0110]
          - code: huanwei
            name: { zh: 环卫中心, en: Sanitation }
            duties: [0110]
        merchants:
          - { code: lanshan, name: 蓝杉咖啡馆, phone: "000-0000-0001", address: 延宁路 6 号 }
        people:
          - { id: huang-lihua, name: 黄丽华, roles: [secretariat] }
          - { id: wu-jianfeng, name: 吴剑锋, member: chengguan }
          - { id: su-xiuying, name: 苏秀英, member: huanwei }
          - { id: lanshan-dian, name: 蓝杉店长, merchant: lanshan }
          - { id: guohuo-admin, name: 管理员, roles: [admin] }
        roster:
          - { from: 2026-01-01, until: 2026-06-30, member: chengguan, deputy: huanwei }
          - { from: 2026-07-01, until: 2026-12-31, member: huanwei }
        refusals:
          - { zh: 不属于本联盟职责, en: Not our duty }
        returns:
          - { zh: 非本单位职责, en: Not its duty }
        """;

    /// <summary>The small alliance, with one piece of its file replaced.</summary>
    public static AllianceReading Changed(string piece, string by)
    {
        var changed = Guohuo.Replace(piece, by, StringComparison.Ordinal);
        Assert.That(changed, Is.Not.EqualTo(Guohuo), "the piece stands in the file");
        return AllianceFile.Parse("guohuo.yaml", changed, Situations.Calendars, 2026, 2026);
    }

    public static AllianceDefinition Definition(string piece = "", string by = "")
    {
        var reading = piece.Length == 0 ? AllianceFile.Parse("guohuo.yaml", Guohuo, Situations.Calendars, 2026, 2026) : Changed(piece, by);
        Assert.That(reading.Faults, Is.Empty);
        return reading.Definition!;
    }
}
