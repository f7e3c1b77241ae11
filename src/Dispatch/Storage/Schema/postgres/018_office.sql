-- The servers that run: each says so every few seconds, by the database's clock.
create table servers (
    server     text        primary key,
    version    text        not null,
    started_at timestamptz not null,
    seen_at    timestamptz not null
);

-- What a chair leaves to the one that comes after it.
-- for_day: the first day of the turn that it is for, such as 2026-12-01; whoever chairs then may say that it was read.
create table handovers (
    id           bigint      generated always as identity primary key,
    alliance     text        not null references alliances (code),
    for_day      text        not null check (for_day like '____-__-__'),
    text         text        not null,
    author       text        not null,
    author_name  text        not null,
    member       text,
    at           timestamptz not null,
    read_by      text,
    read_by_name text,
    read_at      timestamptz
);

create index handovers_alliance on handovers (alliance, id);

-- Announcements of holidays that were uploaded; each goes before the file of its year in the folder.
-- holidays: the folder's name, as calendars name it. text: the file, in the format of holiday-cn.
create table holiday_years (
    holidays      text        not null,
    year          int         not null,
    text          text        not null,
    uploaded_by   text        not null,
    uploader_name text        not null,
    uploaded_at   timestamptz not null,
    primary key (holidays, year)
);
