using System.Text.Json;
using Dispatch.Accounts;
using Dispatch.Alliances;
using Dispatch.Calendars;
using Dispatch.Language;
using Dispatch.Rosters;
using Dispatch.Server;
using Dispatch.Workflows;
using NodaTime;

namespace Dispatch.Tests.Support;

/// <summary>A small alliance with the people in it, the same in every test that needs no service.</summary>
static class Situations
{
    /// <summary>The folder with the shipped workflows, found from wherever the tests are built.</summary>
    public static string WorkflowFolder { get; } = FindWorkflows();

    public static readonly DateTimeZone Shanghai = DateTimeZoneProviders.Tzdb["Asia/Shanghai"];

    /// <summary>The shipped calendars.</summary>
    public static CalendarLibrary Calendars { get; } = CalendarLibrary.Load(Path.Combine(WorkflowFolder, "calendars"));

    public static readonly WorkingCalendar China = Calendars.Find("china")!;

    /// <summary>Monday 23 November 2026, 09:00 in Putian.</summary>
    public static readonly DateTimeOffset Monday = new(2026, 11, 23, 1, 0, 0, TimeSpan.Zero);

    public static readonly Alliance Shengyang = new()
    {
        Code = "shengyang",
        Prefix = "SY",
        Kind = "business-district",
        Name = new Words("声阳商圈党建联盟", "Shengyang business district"),
        Zone = Shanghai,
        Calendar = China,
        Categories = new Dictionary<string, Words>
        {
            ["0110"] = new("暴露垃圾", "Exposed rubbish"),
            ["0128"] = new("商业噪音", "Commercial noise"),
            ["V01"] = new("卫生整治", "Clean-up"),
        },
        Limits = new Dictionary<string, CategoryLimits>
        {
            ["0128"] = new(Limit.Read("1 working day"), Limit.Read("1 working day"), Limit.Read("2 urgent hours")),
        },
        Members = new Member[]
        {
            new("chengguan", new Words("城管中队", "Urban management"), ["0110", "0128"]),
            new("huanwei", new Words("环卫所", "Sanitation"), ["0110", "V01"]),
            new("paichusuo", new Words("派出所", "Police station"), ["0128"]),
            new("yinhang", new Words("建设银行支行", "Construction Bank branch"), ["V01"]),
        }.ToDictionary(member => member.Code),
        Merchants = [new("lin-tea", "林记茶行", "13800000001", "声阳路 8 号"), new("chen-noodles", "陈记面馆", null, null)],
        Roster = new Roster(
            [
                new Turn(new LocalDate(2026, 11, 1), new LocalDate(2026, 11, 30), "chengguan", "paichusuo"),
                new Turn(new LocalDate(2026, 12, 1), new LocalDate(2026, 12, 31), "huanwei", null),
            ],
            Shanghai),
    };

    public static readonly Caller Secretary = Person("su", "苏秘书", role: Role.Secretariat);
    public static readonly Caller CommunityWorker = Person("he", "何社工", role: Role.Community);
    public static readonly Caller Admin = new("admin", "管理员", null, [Role.Admin], null, null);
    public static readonly Caller Stranger = new("far", "外联盟秘书", "qinghe", [Role.Secretariat, Role.Community], "chengguan", null);

    /// <summary>Of the member that chairs in November.</summary>
    public static readonly Caller UrbanManager = Person("wu", "吴队长", member: "chengguan");

    /// <summary>Of the member that chairs in December.</summary>
    public static readonly Caller Cleaner = Person("lin", "林所长", member: "huanwei");

    /// <summary>Of the deputy of November's chair.</summary>
    public static readonly Caller Constable = Person("zheng", "郑警官", member: "paichusuo");

    public static readonly Caller Banker = Person("cai", "蔡党员", member: "yinhang");
    public static readonly Caller SecondBanker = Person("xu", "许党员", member: "yinhang");
    public static readonly Caller TeaMerchant = new("lin-tea", "林记茶行", "shengyang", [], null, "lin-tea");
    public static readonly Caller NoodleMerchant = new("chen-noodles", "陈记面馆", "shengyang", [], null, "chen-noodles");

    public static readonly Workflow MerchantOrder = Shipped("merchant-order.yaml");
    public static readonly Workflow VolunteerPost = Shipped("volunteer-post.yaml");

    /// <summary>A workflow of this repository; the test fails with its faults where it has any.</summary>
    public static Workflow Shipped(string file)
    {
        var reading = WorkflowFile.Load(Path.Combine(WorkflowFolder, file), Interpreter.Of(null).Make);
        return reading.Workflow ?? throw new InvalidOperationException(string.Join('\n', reading.Faults));
    }

    public static Caller Person(string id, string name, string? member = null, string? role = null) =>
        new(id, name, "shengyang", role is null ? [] : [role], member, null);

    public static JsonElement Json(string text) => JsonDocument.Parse(text).RootElement;

    static string FindWorkflows()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (System.IO.File.Exists(Path.Combine(folder, "Dispatch.sln")))
                return Path.Combine(folder, "workflows");
        }

        throw new InvalidOperationException("The tests run outside the repository.");
    }
}
