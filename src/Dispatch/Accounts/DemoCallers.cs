using Dispatch.Alliances;

namespace Dispatch.Accounts;

/// <summary>Callers for trying Dispatch out: fixed words in place of tokens, never stored.</summary>
/// <remarks>Whoever answers requests decides whether they exist: everybody knows the words.</remarks>
public static class DemoCallers
{
    public const string Community = "demo-community";
    public const string Secretariat = "demo-secretariat";

    /// <summary>Acts for whichever member the roster names at that instant.</summary>
    public const string Chair = "demo-chair";

    /// <summary>The first merchant of the alliance.</summary>
    public const string Merchant = "demo-merchant";

    public const string Admin = "demo-admin";

    /// <summary>The word for a member of the alliance.</summary>
    public static string OfMember(string code) => $"demo-member-{code}";

    /// <summary>All demo callers of an alliance by their word, which is their id as well.</summary>
    public static IReadOnlyDictionary<string, Caller> Of(Alliance alliance)
    {
        IEnumerable<Caller> callers =
        [
            new(Community, "演示·社区工作者", alliance.Code, [Role.Community], null, null),
            new(Secretariat, "演示·秘书处", alliance.Code, [Role.Secretariat], null, null),
            new(Chair, "演示·轮值主席", alliance.Code, [], Caller.WhoeverChairs, null),
            .. alliance.Members.Values.Select(member =>
                new Caller(OfMember(member.Code), $"演示·{member.Name.Zh}", alliance.Code, [], member.Code, null)),
            .. alliance.Merchants.Take(1).Select(merchant =>
                new Caller(Merchant, $"演示·{merchant.Name}", alliance.Code, [], null, merchant.Code)),
            new(Admin, "演示·管理员", null, [Role.Admin], null, null),
        ];
        return callers.ToDictionary(caller => caller.Id);
    }
}
