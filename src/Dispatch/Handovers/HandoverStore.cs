using Dapper;
using Dispatch.Accounts;
using Dispatch.Storage;
using NodaTime;
using NodaTime.Text;

namespace Dispatch.Handovers;

/// <summary>The table <c>handovers</c>.</summary>
public static class HandoverStore
{
    const string Columns = "id, for_day, text, author_name, member, at, read_by_name, read_at";

    const string IsRead = "case when read_at is null then 0 else 1 end";

    // Those that nobody has read first; then the latest.
    const string PageSql = $"""
        select {Columns}
          from handovers
         where alliance = @alliance
           and ({IsRead} > @read
                or ({IsRead} = @read and id < @id))
         order by {IsRead}, id desc
         limit @take
        """;

    /// <summary>The notes of an alliance: those that wait to be read, then the others; of both the latest first.</summary>
    /// <param name="after">The last one of the page before; null for the first page.</param>
    public static async Task<IReadOnlyList<Handover>> PageAsync(
        Database database, string alliance, HandoverKey? after, int take, CancellationToken cancel = default)
    {
        after ??= new HandoverKey(false, long.MaxValue);
        var asked = new { alliance, read = after.IsRead ? 1 : 0, id = after.Id, take };
        await using var connection = await database.ConnectAsync(cancel);
        var rows = await connection.QueryAsync<HandoverRow>(new CommandDefinition(PageSql, asked, cancellationToken: cancel));
        return [.. rows.Select(row => row.Handover)];
    }

    const string FindSql = $"select {Columns} from handovers where alliance = @alliance and id = @id";

    public static async Task<Handover?> FindAsync(Database database, string alliance, long id, CancellationToken cancel = default)
    {
        await using var connection = await database.ConnectAsync(cancel);
        var row = await connection.QuerySingleOrDefaultAsync<HandoverRow>(
            new CommandDefinition(FindSql, new { alliance, id }, cancellationToken: cancel));
        return row?.Handover;
    }

    const string AddSql = """
        insert into handovers (alliance, for_day, text, author, author_name, member, at)
        select @alliance, @day, @text, @author, @name, @member, @now
         where not exists (select 1
                             from handovers
                            where alliance = @alliance
                              and for_day = @day
                              and author = @author
                              and text = @text)
        """;

    /// <summary>Adds a note. The same words of the same author for the same turn are the same note, however often they are sent.</summary>
    public static async Task AddAsync(
        Database database, string alliance, LocalDate forDay, string text, Caller by, DateTimeOffset now,
        CancellationToken cancel = default)
    {
        var day = LocalDatePattern.Iso.Format(forDay);
        var row = new { alliance, day, text, author = by.Id, name = by.Name, member = by.Member, now };
        await using var connection = await database.ConnectAsync(cancel);
        await connection.ExecuteAsync(new CommandDefinition(AddSql, row, cancellationToken: cancel));
    }

    const string ReadSql = """
        update handovers
           set read_by      = @person,
               read_by_name = @name,
               read_at      = @now
         where alliance = @alliance
           and id = @id
           and read_at is null
        """;

    /// <summary>Notes that somebody has read it; who said so first stays.</summary>
    public static async Task ReadAsync(
        Database database, string alliance, long id, Caller by, DateTimeOffset now, CancellationToken cancel = default)
    {
        await using var connection = await database.ConnectAsync(cancel);
        await connection.ExecuteAsync(
            new CommandDefinition(ReadSql, new { alliance, id, person = by.Id, name = by.Name, now }, cancellationToken: cancel));
    }

    sealed record HandoverRow
    {
        public long Id { get; init; }
        public required string ForDay { get; init; }
        public required string Text { get; init; }
        public required string AuthorName { get; init; }
        public string? Member { get; init; }
        public DateTimeOffset At { get; init; }
        public string? ReadByName { get; init; }
        public DateTimeOffset? ReadAt { get; init; }

        public Handover Handover =>
            new(Id, LocalDatePattern.Iso.Parse(ForDay).Value, Text, AuthorName, Member, At, ReadByName, ReadAt);
    }
}
