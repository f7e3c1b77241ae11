-- See the script of this name for PostgreSQL.
alter table alliances add column forget_after text;

alter table orders add column forgotten_at text;

create index orders_kept on orders (alliance, since, id) where desk is null and forgotten_at is null;

alter table history add column forgotten integer not null default 0;

-- SQLite compares no whole rows: a column that history gets later is to be named here too.
drop trigger history_is_never_updated;

create trigger history_is_never_updated before update on history
when not (
    old.forgotten = 0
    and new.forgotten = 1
    and exists (select 1
                  from history
                 where order_id = old.order_id
                   and sequence > old.sequence
                   and step = 'forget')
    and new.order_id is old.order_id
    and new.sequence is old.sequence
    and new.id is old.id
    and new.step is old.step
    and new.from_stage is old.from_stage
    and new.to_stage is old.to_stage
    and new.desk is old.desk
    and new.actor_id is old.actor_id
    and new.actor_member is old.actor_member
    and new.at is old.at
    and new.due is old.due
    and new.clocks is old.clocks)
begin select raise(abort, 'history is append-only'); end;
