-- Who is signed in to the pages. hash: SHA-256 of the word in the cookie, in lower-case hexadecimal; the word itself is nowhere.
-- person: no reference, since the callers of the evaluation set-up sign in too and stand in no alliance's file.
create table sessions (
    hash       text        not null primary key check (length(hash) = 64),
    person     text        not null,
    made_at    text not null,
    seen_at    text not null,
    expires_at text not null,
    device     text        not null
) without rowid;

create index sessions_person on sessions (person);
create index sessions_expires_at on sessions (expires_at);

-- The keys that protect forms and short-lived cookies, shared by all servers.
create table protection_keys (
    id      text        not null primary key,
    xml     text        not null,
    made_at text not null
) without rowid;
