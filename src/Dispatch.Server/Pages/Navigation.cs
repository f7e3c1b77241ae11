using Dispatch.Accounts;
using Dispatch.Alliances;
using Dispatch.Language;

namespace Dispatch.Server.Pages;

/// <summary>The pages that a caller finds in the navigation, the one they use most first.</summary>
static class Navigation
{
    /// <summary>How many of them stand in the bar at the foot of a phone; the style sheet hides the others.</summary>
    public const int OnPhones = 4;

    public static IEnumerable<NavigationItem> For(Caller caller)
    {
        if (!caller.IsAdmin)
            yield return new("/work", new Words("待办", "Work"));
        if (caller.Has(Role.Community) || caller.Has(Role.Secretariat) || caller.Merchant is not null)
            yield return new("/orders/new", new Words("上报", "File"));
        if (caller.ActsForNobody)
            yield break;
        yield return new("/orders", new Words("查询", "Orders"));
        if (caller.Merchant is null)
        {
            yield return new("/reports", caller.Member is null || caller.Has(Role.Secretariat)
                ? new Words("报表", "Reports")
                : new Words("成绩", "Record"));
            yield return new("/meeting", new Words("联席会议", "Meeting"));
        }
        if (caller.IsAdmin || caller.Has(Role.Secretariat))
        {
            yield return new("/workflow", new Words("流程", "Workflow"));
            yield return new("/roster", new Words("轮值", "Roster"));
        }
        if (caller.IsAdmin)
            yield return new("/system", new Words("系统", "System"));
        if (caller.ManagesAccounts())
            yield return new("/accounts", new Words("账号", "Accounts"));
        if (caller.ManagesRegisters())
            yield return new("/registers", new Words("名册", "Registers"));
    }
}

sealed record NavigationItem(string Address, Words Name);
