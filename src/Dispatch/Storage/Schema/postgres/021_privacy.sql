-- How long after the end of an order its personal data are kept, such as "2 years"; null for as long as the order is.
alter table alliances add column forget_after text;

-- When the personal data of the order were removed from it and its history.
alter table orders add column forgotten_at timestamptz;

-- Orders that have ended and whose personal data are kept, longest first.
create index orders_kept on orders (alliance, since, id) where desk is null and forgotten_at is null;

-- History is append-only, but for this: once an order has taken the step forget, what was said with each step before it, and the name of
-- who took it, may be written anew, once.
alter table history add column forgotten boolean not null default false;

create function history_only_forgets() returns trigger language plpgsql as
$$
declare
    other history;
begin
    other := new;
    other.input := old.input;
    other.actor_name := old.actor_name;
    other.forgotten := old.forgotten;
    if old.forgotten or not new.forgotten or other::text is distinct from old::text
        or not exists (select 1
                         from history
                        where order_id = old.order_id
                          and sequence > old.sequence
                          and step = 'forget') then
        raise exception 'history is append-only';
    end if;
    return new;
end
$$;

create trigger history_only_forgets before update on history
    for each row execute function history_only_forgets();

drop trigger history_is_append_only on history;

create trigger history_is_append_only before delete or truncate on history
    for each statement execute function history_is_append_only();
