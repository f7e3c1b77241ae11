using Dispatch.Language;

namespace Dispatch.Alliances;

/// <summary>Saves the reasons that an alliance offers to pick.</summary>
static class ReasonStore
{
    public const string Refuse = "refuse";
    public const string Return = "return";

    const string SaveSql = """
        insert into reasons (alliance, step, position, zh, en)
        values (@alliance, @step, @position, @zh, @en)
        """;

    /// <summary>They are no more than words: nothing refers to them, so all are written anew.</summary>
    public static async Task SaveAsync(AllianceTransaction transaction, Alliance alliance)
    {
        await transaction.ExecuteAsync("delete from reasons where alliance = @alliance", new { alliance = alliance.Code });
        await transaction.ExecuteAsync(SaveSql, Rows(Refuse, alliance.Refusals).Concat(Rows(Return, alliance.Returns)));

        IEnumerable<object> Rows(string step, IReadOnlyList<Words> reasons) => reasons.Select(
            (reason, position) => new { alliance = alliance.Code, step, position, zh = reason.Zh, en = reason.En });
    }
}
