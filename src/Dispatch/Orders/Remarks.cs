using Dispatch.Accounts;
using Dispatch.Contracts;
using Dispatch.Orders.Steps;

namespace Dispatch.Orders;

/// <summary>
/// What the house says to itself about an order, and what of it outsiders may read: merchants, and whoever acts for nobody here.
/// </summary>
/// <remarks>
/// What is not named here is the house's. So is the input of a step that is added later, until somebody decides otherwise.
/// </remarks>
public static class Remarks
{
    /// <summary>Whether somebody belongs to the house: they hold a role or act for a member.</summary>
    public static bool MayBeReadBy(Caller caller) =>
        caller.IsSystem || (caller.Merchant is null && (caller.Roles.Count > 0 || caller.Member is not null));

    /// <summary>Whether outsiders see that a step was taken.</summary>
    public static bool IsSeenOutside(TakenStep taken, Caller caller) =>
        taken.Step is not CommentStep comment || comment.To == CommentStep.ToMerchant || IsOwn(taken.Actor, caller);

    /// <summary>The fields of a step's input that outsiders see; null for all.</summary>
    public static IReadOnlyCollection<string>? FieldsSeenOutside(TakenStep taken, Caller caller) =>
        IsOwn(taken.Actor, caller) ? null : Outside.GetValueOrDefault(taken.Step.Name, []);

    static bool IsOwn(Actor actor, Caller caller) => actor.Id == caller.Id;

    // What is said to the merchant, or by it; and what can be seen on the order anyway.
    static readonly Dictionary<string, IReadOnlyCollection<string>?> Outside = new()
    {
        ["file"] = null,
        ["accept"] = null,
        ["refuse"] = null,
        ["merge"] = null,
        ["follow"] = null,
        ["separate"] = [],
        ["assign"] = null,
        ["reassign"] = ["lead", "support"],
        ["correct"] = ["category", "urgency"],
        ["recall"] = ["step", "sequence"],
        ["offer"] = null,
        ["claim"] = null,
        // Not why the lead finished before those who help.
        ["resolve"] = ["note", "photos"],
        ["confirm"] = null,
        ["reopen"] = null,
        ["withdraw"] = null,
        ["comment"] = null,
        ["lapse"] = null,
        ["forget"] = null,
        // Until when, not why; and who is responsible by when, not what was said about it.
        ["suspend"] = ["until"],
        ["settle"] = ["lead", "by"],
    };
}
