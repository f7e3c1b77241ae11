using Dapper;
using Dispatch.Storage;

namespace Dispatch.Accounts;

/// <summary>Reads the people whose accounts somebody looks after.</summary>
public static class AccountList
{
    static readonly string Select = $"""
        select {CallerRow.Columns}, accounts.made_at, accounts.locked_at,
               case when accounts.totp_secret is null then 0 else 1 end as second_steps,
               invitations.expires_at as invited_until,
               (select max(sessions.seen_at) from sessions where sessions.person = people.id) as seen_at,
               (select count(*) from sessions where sessions.person = people.id and sessions.expires_at > @now) as sessions,
               (select count(*) from tokens where tokens.person = people.id) as tokens
          from people
          left join accounts on accounts.person = people.id
          left join invitations on invitations.person = people.id and invitations.expires_at > @now
        """;

    /// <summary>The people of an alliance whose accounts the caller looks after; to an administrator those of no alliance too.</summary>
    public static async Task<IReadOnlyList<AccountState>> OfAsync(
        Database database, Caller caller, string? alliance, DateTimeOffset now, CancellationToken cancel = default)
    {
        var sql = $"""
            {Select}
             where (people.alliance = @alliance or people.alliance is null)
               and not people.has_left
             order by people.id
            """;
        return await ReadAsync(database, caller, sql, new { alliance, now }, cancel);
    }

    /// <returns>Null when there is no such person, or the caller does not look after their account.</returns>
    public static async Task<AccountState?> FindAsync(
        Database database, Caller caller, string person, DateTimeOffset now, CancellationToken cancel = default) =>
        (await ReadAsync(database, caller, $"{Select} where people.id = @person", new { person, now }, cancel)).SingleOrDefault();

    static async Task<IReadOnlyList<AccountState>> ReadAsync(
        Database database, Caller caller, string sql, object row, CancellationToken cancel)
    {
        await using var connection = await database.ConnectAsync(cancel);
        var rows = await connection.QueryAsync<AccountRow>(new CommandDefinition(sql, row, cancellationToken: cancel));
        return [.. rows.Select(found => found.State).Where(state => caller.Manages(state.Person))];
    }

    sealed record AccountRow
    {
        public required string Id { get; init; }
        public required string Name { get; init; }
        public string? Alliance { get; init; }
        public required string Roles { get; init; }
        public string? Member { get; init; }
        public string? Merchant { get; init; }
        public DateTimeOffset? MadeAt { get; init; }
        public DateTimeOffset? LockedAt { get; init; }
        public required int SecondSteps { get; init; }
        public DateTimeOffset? InvitedUntil { get; init; }
        public DateTimeOffset? SeenAt { get; init; }
        public required int Sessions { get; init; }
        public required int Tokens { get; init; }

        public AccountState State => new(
            new CallerRow { Id = Id, Name = Name, Alliance = Alliance, Roles = Roles, Member = Member, Merchant = Merchant }.Caller,
            MadeAt, LockedAt, SecondSteps > 0, InvitedUntil, SeenAt, Sessions, Tokens);
    }
}

/// <summary>A person, and what is known of their account.</summary>
/// <param name="MadeAt">Null where they have none.</param>
/// <param name="InvitedUntil">Until when a link for them is good; null where there is none.</param>
/// <param name="SeenAt">When they last used a session that is still known.</param>
public sealed record AccountState(
    Caller Person, DateTimeOffset? MadeAt, DateTimeOffset? LockedAt, bool HasSecondStep, DateTimeOffset? InvitedUntil,
    DateTimeOffset? SeenAt, int Sessions, int Tokens)
{
    public bool HasAccount => MadeAt is not null;

    public bool IsLocked => LockedAt is not null;
}
