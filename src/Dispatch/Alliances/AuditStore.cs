using Dispatch.Storage;

namespace Dispatch.Alliances;

/// <summary>Adds to the audit of the registers, in the transaction of what it tells of.</summary>
static class AuditStore
{
    /// <param name="at">Null for now by the database's clock.</param>
    static string AddSql(Database database, DateTimeOffset? at) => $"""
        insert into audit (at, actor, actor_name, alliance, register, code, before, after, source)
        values ({(at is null ? database.Now() : "@at")}, @actor, @name, @alliance, @register, @code, @before, @after, @source)
        """;

    public static Task AddAsync(
        Database database, AllianceTransaction transaction, IEnumerable<AllianceChange> changes, Author by, DateTimeOffset? at) =>
        transaction.ExecuteAsync(AddSql(database, at), changes.Select(change => new
        {
            at,
            actor = by.Actor.Id,
            name = by.Actor.Name,
            alliance = transaction.Alliance,
            register = change.Register,
            code = change.Code,
            before = change.Before,
            after = change.After,
            source = by.Source,
        }));
}
