using Dapper;
using Dispatch.Storage;

namespace Dispatch.Alliances;

/// <summary>A line of the audit.</summary>
/// <param name="Id">Grows with time; the key that pages continue from.</param>
/// <param name="Actor">Id of who made the change; <c>shell</c> for whoever loaded a file.</param>
/// <param name="Alliance">Code; null where the change belongs to none.</param>
/// <param name="Before">JSON; null where the line was new.</param>
/// <param name="After">JSON; null where it is gone.</param>
/// <param name="Source">page, api, import or shell.</param>
public sealed record AuditLine(
    long Id, DateTimeOffset At, string Actor, string ActorName, string? Alliance, string Register, string Code, string? Before,
    string? After, string Source);

/// <summary>Which lines of the audit are asked for; null means any.</summary>
/// <param name="Before">The id of the last line of the page before.</param>
public sealed record AuditFilter(
    string? Alliance = null, string? Register = null, string? Code = null, string? Actor = null, long? Before = null, int Take = 50);

/// <summary>Reads the audit of the registers, the latest line first.</summary>
public static class AuditList
{
    public static async Task<IReadOnlyList<AuditLine>> ReadAsync(
        Database database, AuditFilter filter, CancellationToken cancel = default)
    {
        List<string> conditions = [];
        if (filter.Alliance is not null)
            conditions.Add("alliance = @alliance");
        if (filter.Register is not null)
            conditions.Add("register = @register");
        if (filter.Code is not null)
            conditions.Add("code = @code");
        if (filter.Actor is not null)
            conditions.Add("actor = @actor");
        if (filter.Before is not null)
            conditions.Add("id < @before");
        var sql = $"""
            select id, at, actor, actor_name, alliance, register, code, before, after, source
              from audit
             {(conditions.Count > 0 ? $"where {string.Join(" and ", conditions)}" : "")}
             order by id desc
             limit @take
            """;
        var row = new
        {
            alliance = filter.Alliance,
            register = filter.Register,
            code = filter.Code,
            actor = filter.Actor,
            before = filter.Before,
            take = filter.Take,
        };
        await using var connection = await database.ConnectAsync(cancel);
        var rows = await connection.QueryAsync<AuditRow>(new CommandDefinition(sql, row, cancellationToken: cancel));
        return [.. rows.Select(found => found.Line)];
    }

    sealed record AuditRow
    {
        public required long Id { get; init; }
        public required DateTimeOffset At { get; init; }
        public required string Actor { get; init; }
        public required string ActorName { get; init; }
        public string? Alliance { get; init; }
        public required string Register { get; init; }
        public required string Code { get; init; }
        public string? Before { get; init; }
        public string? After { get; init; }
        public required string Source { get; init; }

        public AuditLine Line => new(Id, At, Actor, ActorName, Alliance, Register, Code, Before, After, Source);
    }
}
