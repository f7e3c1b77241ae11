-- Counts the changes of an alliance's registers: servers look at it to know whether to read them again.
alter table alliances add column version integer not null default 1;

-- They stand in the register no more, and stay for the sake of what they did.
alter table people add column has_left integer not null default 0;

-- Who changed what in a register, when, and what it said before and after: a line each, in JSON.
-- code: of what was changed; '*' where the order of a whole register was.
-- source: page, api, import, shell.
create table audit (
    id         integer not null primary key autoincrement,
    at         text    not null,
    actor      text    not null,
    actor_name text    not null,
    alliance   text,
    register   text    not null,
    code       text    not null,
    before     text,
    after      text,
    source     text    not null
);

create index audit_alliance on audit (alliance, id);
create index audit_line on audit (alliance, register, code, id);

create trigger audit_is_not_updated before update on audit
begin select raise(abort, 'the audit is append-only'); end;

create trigger audit_is_not_deleted before delete on audit
begin select raise(abort, 'the audit is append-only'); end;
