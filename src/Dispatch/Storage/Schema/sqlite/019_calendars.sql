-- Every working calendar that servers counted by, so that a server can start while its files are broken.
-- digest: of the text, which is the whole of the calendar as JSON. used_at: when a server began to count by it; the last one is the good one.
create table calendars (
    digest  text        primary key,
    name    text        not null,
    text    text        not null,
    used_at text        not null
);
