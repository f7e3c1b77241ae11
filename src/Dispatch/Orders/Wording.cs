using Dispatch.Workflows;

namespace Dispatch.Orders;

/// <summary>What people are told when a step is refused: one sentence a reason, Chinese and English.</summary>
public static class Wording
{
    /// <summary>How many orders a sentence names.</summary>
    const int ShownAtMost = 5;

    /// <param name="refusal">The reason.</param>
    /// <param name="chinese">Chinese where true, English where not.</param>
    public static string Of(Refusal refusal, bool chinese)
    {
        var (zh, en) = refusal.Code switch
        {
            Refusal.NoSuchOrder => ($"没有编号为 {Name(0)} 的诉求单。", $"There is no order {Name(0)}."),
            Refusal.NoSuchAlliance => ($"没有代码为 {Name(0)} 的联盟。", $"There is no alliance {Name(0)}."),
            Refusal.NoSuchWorkflow => ($"没有名为 {Name(0)} 的流程。", $"There is no workflow {Name(0)}."),
            Refusal.NoSuchStep => ($"没有名为 {Name(0)} 的环节动作。", $"There is no step {Name(0)}."),
            Refusal.WrongDesk => (
                $"“{Zh(0)}”须由以下岗位办理：{string.Join("、", Enumerable.Range(1, Math.Max(0, refusal.Names.Count - 1)).Select(Zh))}。",
                $"The step {Name(0)} is for these desks: {Names(1, ", ")}."),
            Refusal.WrongStage => (
                $"诉求单处于“{Called(Name(1))}”阶段，不能“{Zh(0)}”。", $"The step {Name(0)} cannot be taken while the order is {Name(1)}."),
            Refusal.StaleVersion => ($"诉求单已被他人更新（现为第 {Name(0)} 版），请刷新后再试。", $"The order has changed; it is at version {Name(0)} now."),
            Refusal.UsedUp => (
                $"“{Zh(0)}”最多 {Name(1)} 次，已用完；轮值主席的指派为最终决定。",
                $"The step {Name(0)} can be taken {Name(1)} times at most; what was decided last is final."),
            Refusal.TooLate => ($"“{Zh(0)}”须在 {Name(1)} 小时内提出，已超过期限。", $"The step {Name(0)} can only be taken within {Name(1)} hours."),
            Refusal.BadInput => ("填写的内容有误，请按提示修改。", "The input has faults; see each field."),
            Refusal.KeyUsed when refusal.Names.Count > 0 => (
                $"此来源和外部编号已用于诉求单 {Name(0)}，但所述内容不同。",
                $"The source and external id belong to order {Name(0)}, which was filed with another content."),
            Refusal.KeyUsed => ("此幂等键已用于另一请求。", "This key has been used for another request."),
            Refusal.TooMany => ($"太频繁了，请 {Name(0)} 秒后再试。", $"This is too much at once; try again in {Name(0)} seconds."),
            Refusal.NotYourPart => ("本单没有需要贵方办理的部分，或尚未接单。", "You have no part in this order that this step fits; claim it first."),
            Refusal.AlreadyClaimed => ("您已经接单。", "You have claimed this already."),
            Refusal.Full => ("名额已满。", "Every place has been taken."),
            Refusal.NobodyClaimed => ($"尚无人接单，不能“{Zh(0)}”。", $"The step {Name(0)} must wait until somebody has claimed a part."),
            Refusal.SupportOpen => (
                $"协办单位尚未办结：{string.Join("、", refusal.Names.Select(Called))}；如需提前办结请填写理由。",
                $"Supporting members have not finished: {Names(0, ", ")}; give a reason to finish all the same."),
            Refusal.CannotMergeInto => (
                $"不能并入 {Name(0)}：只能并入更早提交且未结束的诉求单。",
                $"This order cannot be merged into {Name(0)}: only into an earlier one that is still open."),
            Refusal.Ended => ($"并入的诉求单 {Name(0)} 已结束，不能再拆单。", $"Order {Name(0)}, which went on for this one, has ended."),
            Refusal.NothingToRecall => ("没有可以由您撤回的环节。", "There is no step here that you could take back."),
            Refusal.ActedOn => ("之后已有人办理，不能再撤回。", "Somebody has acted on the order since; the step cannot be taken back."),
            Refusal.Forgotten => (
                "此单的个人信息已按保留期限清除，不能再办理。",
                "The personal data of this order were removed when their time was over; nothing can be done about it any more."),
            Refusal.Suspended => ($"诉求单已挂账，恢复前不能“{Zh(0)}”。", $"The order is suspended; the step {Name(0)} must wait until it resumes."),
            Refusal.NotSuspended => ("诉求单没有挂账。", "The order is not suspended."),
            Refusal.AskedAlready => ("已经申请过，请等待答复；已答复的不能再次申请。", "This was asked for already."),
            Refusal.NothingAsked => ("没有待答复的申请。", "Nothing has been asked for that waits for an answer."),
            Refusal.Overdue => ("已超过时限，不能再申请延期；延期须在超期前提出。", "A limit has ended already; more time is asked for before that."),
            Refusal.Settled => (
                "责任单位已由联席会议议定，不能退单或改派。",
                "The joint meeting decided who is responsible; the order cannot be returned or reassigned."),
            Refusal.NotBeforeTheMeeting => ("诉求单尚未提交联席会议。", "The order has not come before the joint meeting."),
            Refusal.NobodysDuty => (
                $"没有单位可接“{Name(0)}”类诉求，不能放入抢单池；请直接派单。",
                $"Nobody could claim orders of the category {Name(0)}; assign it instead."),
            Refusal.HeldByThoseWhoLeave => (
                $"这些诉求单将无人办理：{string.Join("、", refusal.Names.Take(ShownAtMost))}"
                    + $"{(refusal.Names.Count > ShownAtMost ? $"等 {refusal.Names.Count} 件" : "")}；可由系统交回派出者后再改。",
                $"Nobody would act on {string.Join(", ", refusal.Names.Take(ShownAtMost))}"
                    + $"{(refusal.Names.Count > ShownAtMost ? $" and others, {refusal.Names.Count} in all" : "")}; "
                    + "they can be handed back to who gave them."),
            Refusal.NoSuchEntry => ($"名册里没有 {Name(0)}。", $"The register has no {Name(0)}."),
            Refusal.ChangedMeanwhile => (
                "有人刚改过这一条，见下方变更记录；您填的还在，再次保存即以您的为准。",
                "Somebody has just changed this entry, as is told below; what you typed is still here, and saving again puts it in."),
            Refusal.ForAdministrators => ("联盟本身和管理员由管理员维护。", "The alliance itself, and administrators, are changed by administrators."),
            Refusal.LastOfItsKind => ("联盟至少要有一个类别和一个成员单位。", "An alliance has at least one category and one member."),
            Refusal.OnesOwnPlace => (
                "不能取消自己的秘书处身份，请由同事或管理员来改。",
                "Nobody takes the secretariat from themselves; a colleague or an administrator does."),
            Refusal.LastOfTheSecretariat => (
                "这是最后一名秘书处人员，请先指定接替的人。", "Nobody would be left in the secretariat; name somebody else first."),
            Refusal.InTheRoster => (
                $"轮值表里还有：{string.Join("、", refusal.Names.Select(Called))}；轮值表换上别的单位后才能移出。",
                $"The roster names {Names(0, ", ")}; it can be taken out once the roster names another."),
            Refusal.PeopleActForIt => (
                $"还有人员属于它：{string.Join("、", refusal.Names.Take(ShownAtMost))}；请先改到别处，或一并移出。",
                $"People belong to it: {string.Join(", ", refusal.Names.Take(ShownAtMost))}; move them first, or take them out too."),
            Refusal.FaultyRows => ("表格里有错，什么都没有导入；请改好这些行再来。", "The table has faults, and nothing was taken in; correct these rows."),
            Refusal.MissingColumns => (
                $"表格缺少这些列：{string.Join("、", refusal.Names.Select(Called))}；请用模板的表头。",
                $"The table lacks these columns: {Names(0, ", ")}; take the headings of the template."),
            Refusal.NoSuchCalendar => (
                "没有这个日历，或它不按年公布放假安排。", "There is no such calendar, or its holidays are not announced by year."),
            Refusal.FaultyFile => (
                $"第 {Name(0)} 行有误：{Called(Name(1))}文件没有采用。", $"Line {Name(0)} has a fault: {Name(1)} The file was not taken."),
            Refusal.SharedCalendar => (
                "别的联盟也用这个日历，请管理员上传。", "Other alliances use this calendar too: an administrator uploads it."),
            Refusal.NoSuchTurn => ("没有从这一天开始、尚未结束的轮值。", "No turn that goes on begins on that day."),
            Refusal.TurnsOverlap => (
                $"{Name(1)} 至 {Name(2)} 已排给“{Name(0)}”，不能重叠；先改那一段。",
                $"{Name(0)} has the chair from {Name(1)} until {Name(2)}; turns cannot overlap. Change that one first."),
            Refusal.TurnOfTheRotation => (
                "这一段由轮值顺序排出，不能移除；可以另排一段替换，或改轮值顺序。",
                "The rotation gives this turn: enter another one in its place, or change the rotation."),
            Refusal.NotDue => ("现在没有到期的事项。", "Nothing is due about the order now."),
            Refusal.UnknownCaller => ("消息没有带有效的令牌。", "The message carries no token that is known here."),
            Refusal.Unreadable => ($"消息无法读取：{Name(0)}。", $"The message could not be read: {Name(0).TrimEnd('.')}."),
            Refusal.Unsettled => (
                $"消息退回队列 {Name(0)} 次仍未办结，不再重试；是否已生效请先核实，再决定是否重发。",
                $"The message went back to its queue {Name(0)} times without being settled and is not tried again; "
                + "see whether it was done before it is sent again."),
            Refusal.NotSaved => ("系统暂时无法保存，请稍后再试。", "The step could not be saved just now; please try again."),
            Refusal.LaterVersion => (
                "系统正在升级，本服务器暂时无法办理此单，请稍后再试。",
                "An upgrade is under way and this server cannot read the order; please try again."),
            Refusal.Failed => ("系统出错，本次操作未生效；请联系管理员。", "Something is wrong on our side; nothing was changed."),
            _ => (refusal.Code, refusal.Code),
        };
        return chinese ? zh : en;

        string Called(string name) => refusal.InChinese?.GetValueOrDefault(name) ?? name;
        string Zh(int index) => Chinese.GetValueOrDefault(Name(index), Name(index));
        string Name(int index) => index < refusal.Names.Count ? refusal.Names[index] : "";
        string Names(int from, string separator) => string.Join(separator, refusal.Names.Skip(from));
    }

    /// <summary>What steps and desks are called where Chinese is spoken; a stage is called what its workflow calls it.</summary>
    static readonly Dictionary<string, string> Chinese = new()
    {
        ["file"] = "提交",
        ["accept"] = "受理",
        ["correct"] = "更正",
        ["refuse"] = "不予受理",
        ["merge"] = "并单",
        ["separate"] = "拆单",
        ["follow"] = "随主单",
        ["assign"] = "派单",
        ["reassign"] = "改派",
        ["offer"] = "放入抢单池",
        ["claim"] = "接单",
        ["return"] = "退单",
        ["resolve"] = "办结",
        ["confirm"] = "回访确认",
        ["reopen"] = "返工",
        ["withdraw"] = "撤单",
        ["recall"] = "撤回",
        ["comment"] = "留言",
        ["attach"] = "附图",
        ["suspend"] = "挂账",
        ["resume"] = "恢复",
        ["extend"] = "申请延期",
        ["grant"] = "同意延期",
        ["deny"] = "不同意延期",
        ["settle"] = "联席会议议定",
        ["lapse"] = "到期流转",
        ["warn"] = "预警",
        ["breach"] = "超期",
        ["escalate"] = "升级督办",
        ["retime"] = "重算时限",
        ["hand-back"] = "交回",
        ["forget"] = "清除个人信息",
        ["appeal"] = "申诉",
        ["uphold"] = "申诉成立",
        ["dismiss"] = "申诉不成立",
        [Desks.Secretariat] = "秘书处",
        [Desks.Chair] = "轮值主席",
        [Desks.Member] = "承办的成员单位",
        [Desks.Pool] = "有此职能的成员单位",
        [Desks.Community] = "社区工作者",
        [Desks.Merchant] = "本单商户",
        [Desks.Anyone] = "本联盟人员",
        [Desks.Holder] = "主单的持单方",
        [Desks.System] = "系统时钟",
    };
}
