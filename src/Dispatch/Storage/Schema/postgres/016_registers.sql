-- Counts the changes of an alliance's registers: servers look at it to know whether to read them again.
alter table alliances add column version bigint not null default 1;

-- They stand in the register no more, and stay for the sake of what they did.
alter table people add column has_left boolean not null default false;

-- Who changed what in a register, when, and what it said before and after: a line each, in JSON.
-- code: of what was changed; '*' where the order of a whole register was.
-- source: page, api, import, shell.
create table audit (
    id         bigint      generated always as identity primary key,
    at         timestamptz not null,
    actor      text        not null,
    actor_name text        not null,
    alliance   text,
    register   text        not null,
    code       text        not null,
    before     text,
    after      text,
    source     text        not null
);

create index audit_alliance on audit (alliance, id);
create index audit_line on audit (alliance, register, code, id);

create function audit_is_append_only() returns trigger language plpgsql as
$$ begin raise exception 'the audit is append-only'; end $$;

create trigger audit_is_append_only before update or delete or truncate on audit
    for each statement execute function audit_is_append_only();
