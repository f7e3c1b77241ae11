-- An administrator of all alliances who was made at the shell stands in no alliance's file.
alter table people alter column alliance drop not null;

-- How a person signs in to the pages.
-- password_hash: as ASP.NET Core Identity writes it.
-- stamp: another one with each change of how the person signs in; a session of an older stamp has ended.
-- totp_step: the time step whose code was used last, so that no code is good twice.
-- identity: issuer, claim and value of a provider of OpenID Connect, with a space between them.
create table accounts (
    person        text        not null primary key references people (id) on delete cascade,
    password_hash text        not null,
    stamp         text        not null,
    locked_at     timestamptz,
    totp_secret   text,
    totp_step     bigint,
    identity      text        unique,
    made_at       timestamptz not null
);

-- What signs a person in once in place of a code; hash: SHA-256 in lower-case hexadecimal.
create table recovery_codes (
    person text not null references accounts (person) on delete cascade,
    hash   text not null check (length(hash) = 64),
    primary key (person, hash)
);

-- A link that is good once, where a person chooses a password; one a person, another one takes its place.
-- hash: SHA-256 of the word in the link, in lower-case hexadecimal. The word itself is nowhere.
create table invitations (
    person     text        not null primary key references people (id) on delete cascade,
    hash       text        not null unique check (length(hash) = 64),
    made_by    text        not null,
    made_at    timestamptz not null,
    expires_at timestamptz not null
);

-- Attempts to sign in that have not succeeded. subject: what they are counted by, as a hash, since people type passwords as names.
-- version: counts the changes, so that of two attempts at the same time each is counted.
create table attempts (
    subject  text        not null primary key check (length(subject) = 64),
    failures int         not null,
    last_at  timestamptz not null,
    version  int         not null
);

create index attempts_last_at on attempts (last_at);

-- The stamp of the account when the session began; null for the callers of the evaluation set-up, who have no account.
alter table sessions add column stamp text;
