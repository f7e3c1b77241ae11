-- The two roles of Dispatch on a PostgreSQL: "dispatch_owner", to whom the tables belong and who changes them, and "dispatch", the
-- servers, who change what is in them. A superuser runs this in the database, as often as they like:
--
--   psql -X -v ON_ERROR_STOP=1 -d dispatch -f deploy/roles.sql
--
-- It also takes over a database that belongs to "dispatch", as it did before there were two roles. Neither gets a password here, and
-- dispatch_owner may not log in: see README.md.
begin;
-- Servers may be at work: where they and this wait for each other, they give way and try again, and not this.
set local deadlock_timeout = '30s';

do $$
begin
  if not exists (select from pg_roles where rolname = 'dispatch_owner') then
    create role dispatch_owner nologin;
  end if;
  if not exists (select from pg_roles where rolname = 'dispatch') then
    create role dispatch login;
  end if;
  execute format('alter database %I owner to dispatch_owner', current_database());
  execute format('revoke all on database %I from public, dispatch', current_database());
  execute format('grant connect on database %I to dispatch', current_database());
end
$$;

alter role dispatch nosuperuser nocreatedb nocreaterole nobypassrls noreplication;
alter role dispatch_owner nosuperuser nocreatedb nocreaterole nobypassrls noreplication;
reassign owned by dispatch to dispatch_owner;

revoke all on schema public from public, dispatch;
grant usage, create on schema public to dispatch_owner;
grant usage on schema public to dispatch;

-- What is there, and what scripts to come will add.
grant select, insert, update, delete on all tables in schema public to dispatch;
grant usage on all sequences in schema public to dispatch;
alter default privileges for role dispatch_owner in schema public grant select, insert, update, delete on tables to dispatch;
alter default privileges for role dispatch_owner in schema public grant usage on sequences to dispatch;

commit;
