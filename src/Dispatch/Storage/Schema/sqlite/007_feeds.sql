-- The secret address of a person's calendars; one a person, another one takes its place.
-- hash: SHA-256 of the secret in lower-case hexadecimal. The secret itself is nowhere.
create table feeds (
    person  text not null primary key references people (id) on delete cascade,
    hash    text not null unique check (length(hash) = 64),
    made_at text not null
) without rowid;
