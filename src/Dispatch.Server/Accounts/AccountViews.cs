using Dispatch.Accounts;

namespace Dispatch.Server.Accounts;

/// <summary>Where somebody is signed in to the pages.</summary>
/// <param name="Id">Names the session when it is ended; nobody signs in with it.</param>
/// <param name="Device">What the browser says of itself.</param>
public sealed record SessionView(string Id, DateTimeOffset MadeAt, DateTimeOffset SeenAt, DateTimeOffset ExpiresAt, string Device)
{
    public static SessionView Of(Session session) =>
        new(session.Hash, session.MadeAt, session.SeenAt, session.ExpiresAt, session.Device);
}

/// <summary>A token of a program.</summary>
/// <param name="Id">Names the token when it is revoked; nobody calls with it.</param>
/// <param name="Name">What it is for.</param>
/// <param name="ExpiresAt">Left out where it never does.</param>
/// <param name="Source">Of another system, whose orders may be filed with it; left out where it was given none.</param>
public sealed record TokenView(string Id, string Name, DateTimeOffset MadeAt, DateTimeOffset? ExpiresAt, string? Source)
{
    public static TokenView Of(KnownToken token) => new(token.Hash, token.Note, token.MadeAt, token.ExpiresAt, token.Source);
}

/// <summary>A person, and how their account stands.</summary>
/// <param name="Alliance">Code; left out for an administrator of all.</param>
/// <param name="State"><c>none</c>, <c>invited</c>, <c>in-use</c> or <c>locked</c>.</param>
/// <param name="Sessions">How many there are.</param>
/// <param name="Tokens">How many there are, expired ones too.</param>
public sealed record AccountView(
    string Person, string Name, string? Alliance, IReadOnlyList<string> Roles, string? Member, string State, bool SecondStep,
    DateTimeOffset? SeenAt, int Sessions, int Tokens)
{
    public static AccountView Of(AccountState state) => new(
        state.Person.Id, state.Person.Name, state.Person.Alliance, state.Person.Roles, state.Person.Member,
        state switch
        {
            { IsLocked: true } => "locked",
            { HasAccount: true } => "in-use",
            { InvitedUntil: not null } => "invited",
            _ => "none",
        },
        state.HasSecondStep, state.SeenAt, state.Sessions, state.Tokens);
}

public sealed record SessionsView(IReadOnlyList<SessionView> Sessions);

public sealed record TokensView(IReadOnlyList<TokenView> Tokens);

public sealed record AccountsView(IReadOnlyList<AccountView> Accounts);
