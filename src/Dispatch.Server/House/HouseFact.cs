using Dispatch.Language;
using Dispatch.Server.Telemetry;

namespace Dispatch.Server.House;

/// <summary>How a part of the house is, as somebody reads it who has to look after it.</summary>
/// <param name="Part">Its name on the wire: database, bus, outbox, intake, watch, reports, roster or calendar.</param>
/// <param name="State">Of <see cref="HouseStates"/>.</param>
/// <param name="ToDo">Null where there is nothing to be done.</param>
/// <param name="Address">Of the page where it can be done; null where there is none.</param>
public sealed record HouseFact(string Part, Words Name, string State, Words Sentence, Words? ToDo = null, string? Address = null);

/// <summary>How urgent it is that somebody does something.</summary>
public static class HouseStates
{
    public const string Good = "good";

    /// <summary>Work goes on; somebody should look at it.</summary>
    public const string Notice = "notice";

    public const string Bad = "bad";
}

/// <summary>Says in words what readiness says by code, and what to do. Decides nothing: what is wrong is found out elsewhere.</summary>
static class HouseFacts
{
    /// <summary>Steps that wait longer for the bus than this are worth a look; the alarm of the documents goes by the same.</summary>
    const double SecondsUntilOutboxIsOld = 300;

    /// <param name="database">What it is called, for people.</param>
    /// <param name="parts">As of the last look.</param>
    /// <param name="unannounced">What says that the holidays of a year are not known yet; null where they are.</param>
    public static IReadOnlyList<HouseFact> Of(
        Readiness readiness, string database, IReadOnlyList<Standstill.State> parts, Words? unannounced = null)
    {
        List<HouseFact> facts =
        [
            OfDatabase(readiness, database),
            OfBus(readiness.Bus),
            OfOutbox(readiness, Part(Backlog.Relay)),
        ];
        if (Part(Backlog.Intake) is { } intake)
            facts.Add(OfIntake(intake));
        facts.Add(OfWatch(Part(Backlog.Watch)));
        facts.Add(OfReports(Part(Backlog.Reports), readiness.SetAside));
        facts.Add(OfRoster(readiness.ChairGaps));
        if (unannounced is not null)
        {
            facts.Add(new HouseFact("calendar", CalendarName, HouseStates.Notice, unannounced,
                new("国务院公布后，在“工作日历”上传该年安排；未上传前按平日估算，时限标为暂定。",
                    "Once they are announced, upload them at the working calendar; until then limits are counted by plain weekdays and "
                    + "called provisional."),
                "/calendar"));
        }

        return facts;

        Standstill.State? Part(string name) => parts.FirstOrDefault(part => part.Part == name);
    }

    static readonly Words CalendarName = new("工作日历", "Working calendar");

    static HouseFact OfDatabase(Readiness readiness, string name)
    {
        Words title = new("数据库", "Database");
        return readiness switch
        {
            { Database: "other-file" } => new("database", title, HouseStates.Bad,
                new("数据库文件被删除、移走或替换了。", "The file of the database was deleted, moved or replaced."),
                new("停止一切操作，把原文件放回原处；服务会自己接着运行，日志写明是哪个文件。",
                    "Put the file back where it was; the server goes on by itself. The log names the file.")),
            { Database: not "reachable" } => new("database", title, HouseStates.Bad,
                new($"连不上{name}。", $"{name} cannot be reached."),
                new("检查数据库服务、网络和连接串。恢复后自动继续；期间没有存上的操作已提示经办人重做。",
                    "Look after the database, the network and the connection string. Work goes on by itself; whoever could not save was "
                    + "told so.")),
            { Saving: not null } => new("database", title, HouseStates.Bad,
                new($"{name}能读，但写不进去。", $"{name} can be read but not written to."),
                new("查磁盘是否已满、数据库是否只读、账号有无写权限；腾出空间后自动继续。",
                    "See whether the disk is full, the database read-only, or a right is missing; work goes on by itself.")),
            _ => new("database", title, HouseStates.Good, new($"{name}，读写正常。", $"{name}: reads and writes.")),
        };
    }

    static HouseFact OfBus(string word)
    {
        Words title = new("消息总线", "Bus");
        return word switch
        {
            "connected" => new("bus", title, HouseStates.Good, new("已连上 RabbitMQ。", "Connected to RabbitMQ.")),
            "reconnecting" => new("bus", title, HouseStates.Bad,
                new("连不上 RabbitMQ，正在重连；办件照常，消息先存着。",
                    "RabbitMQ cannot be reached; orders go on, and what is to be published waits."),
                new("检查 RabbitMQ 服务、网络与账号。连上后积压的消息按顺序发出，不必补发。",
                    "Look after RabbitMQ, the network and its user. What waits then goes out in its order; nothing has to be sent again.")),
            "in-memory" => new("bus", title, HouseStates.Notice,
                new("没有配置 RabbitMQ，用的是进程内总线：消息不出本机。",
                    "No RabbitMQ is configured: the bus is in the process, and no message leaves it."),
                new("评估试用可以如此；正式运行请设置 ConnectionStrings__RabbitMq。",
                    "That will do for an evaluation; set ConnectionStrings__RabbitMq to run it for real.")),
            _ => new("bus", title, HouseStates.Notice, new($"总线状态：{word}。", $"The bus says: {word}.")),
        };
    }

    static HouseFact OfOutbox(Readiness readiness, Standstill.State? relay)
    {
        Words title = new("待发消息", "To be published");
        var waiting = relay?.Waiting?.Count ?? 0;
        var minutes = (int)((readiness.OutboxAgeSeconds ?? 0) / 60);
        if (relay is { StandsStill: true } || readiness.OutboxAgeSeconds > SecondsUntilOutboxIsOld)
        {
            return new("outbox", title, HouseStates.Bad,
                new($"{waiting} 条消息发不出去，最早一条已等 {minutes} 分。",
                    $"{waiting} messages do not go out; the oldest has waited {minutes} min."),
                new("先看“消息总线”一行；总线正常则看日志里排在最前的那条。办件不受影响。",
                    "See the bus first; if that is well, the log names the message that stands first. Orders are not affected."));
        }

        return new("outbox", title, HouseStates.Good, waiting == 0
            ? new("没有积压。", "Nothing waits.")
            : new($"{waiting} 条正在发出。", $"{waiting} are on their way."));
    }

    static HouseFact OfIntake(Standstill.State intake)
    {
        Words title = new("外部来单", "Commands from the bus");
        return intake.StandsStill
            ? new("intake", title, HouseStates.Bad,
                new($"{intake.Waiting?.Count ?? 0} 条来单停了 {Minutes(intake)} 分没有办。",
                    $"{intake.Waiting?.Count ?? 0} commands have not moved for {Minutes(intake)} min."),
                new("看日志和 dispatch.errors 队列；来单不会丢，排着队。", "See the log and the queue dispatch.errors; nothing is lost, all wait in line."))
            : new("intake", title, HouseStates.Good, Moving(intake));
    }

    static HouseFact OfWatch(Standstill.State? watch)
    {
        Words title = new("时限值守", "Watch on limits");
        return watch is { StandsStill: true }
            ? new("watch", title, HouseStates.Bad,
                new($"{watch.Waiting?.Count ?? 0} 项到点的预警、超期、升级停了 {Minutes(watch)} 分没有做。",
                    $"{watch.Waiting?.Count ?? 0} notices that are due have not moved for {Minutes(watch)} min."),
                new("多为数据库写不进去或某一单的数据有误：看日志里点名的那一单。恢复后自动补做。",
                    "Mostly the database cannot be written to, or one order is at fault: the log names it. They are caught up by "
                    + "themselves."))
            : new("watch", title, HouseStates.Good, Moving(watch));
    }

    static HouseFact OfReports(Standstill.State? reports, int? setAside)
    {
        Words title = new("报表计数", "Counting for reports");
        return (reports, setAside) switch
        {
            ({ StandsStill: true }, _) => new("reports", title, HouseStates.Bad,
                new($"{reports.Waiting?.Count ?? 0} 张单停了 {Minutes(reports)} 分没有计入报表。",
                    $"{reports.Waiting?.Count ?? 0} orders have not been counted for {Minutes(reports)} min."),
                new("办件不受影响，报表暂时偏旧：看日志；处理后自动补上。",
                    "Orders are not affected and the reports are behind: see the log; they catch up by themselves.")),
            (_, > 0) => new("reports", title, HouseStates.Notice,
                new($"有 {setAside} 张单无法计数或无法值守，已放到一边。", $"{setAside} orders cannot be counted or watched and were set aside."),
                new("日志点了名；改正后运行 recount 重新计数。", "The log names each; run 'recount' once it is put right.")),
            _ => new("reports", title, HouseStates.Good, Moving(reports)),
        };
    }

    static HouseFact OfRoster(IReadOnlyList<Rosters.ChairGap>? gaps)
    {
        Words title = new("轮值主席", "Chair on duty");
        return gaps is [var first, ..]
            ? new("roster", title, HouseStates.Notice,
                new($"六周内有 {gaps.Count} 段日子没有主席，最早 {first.Alliance} 从 {first.From:yyyy-MM-dd} 到 {first.Until:yyyy-MM-dd}。",
                    $"{gaps.Count} stretches of the next six weeks have no chair, the first in {first.Alliance} from "
                    + $"{first.From:yyyy-MM-dd} until {first.Until:yyyy-MM-dd}."),
                new("请秘书处在轮值表里补上，或给该单位登记人员。", "Let the secretariat fill the roster, or name people for the member."),
                $"/roster?alliance={first.Alliance}&month={first.From:yyyy-MM}")
            : new("roster", title, HouseStates.Good, new("六周内每天都有主席。", "Every day of the next six weeks has a chair."));
    }

    static Words Moving(Standstill.State? part) => part?.Waiting is { Count: > 0 } waiting
        ? new($"{waiting.Count} 项在办。", $"{waiting.Count} are at work.")
        : new("没有积压。", "Nothing waits.");

    static int Minutes(Standstill.State part) => (int)part.Unmoved.TotalMinutes;
}
