-- What waits at a desk, whatever its stages are called: a work list reads its page from the front.
create index orders_desk on orders (alliance, desk, due, id) where desk is not null;

-- The filters of lists, each in the order of the answer; that by merchant comes with the search. What is asked of somebody is kept in the state; few orders have any of it.
-- Those by filer and by category are sorted when they are asked for: an index that holds what each step changes would cost each step.
create index orders_filed_by on orders (alliance, filed_by, id);
create index orders_category on orders (alliance, category, id);
create index orders_filed_at on orders (alliance, filed_at);
create index orders_urgency on orders (alliance, (state ->> 'urgency'), due, id) where state ->> 'urgency' <> 'normal';
create index orders_extension on orders (alliance, due, id) where state ->> 'extension' is not null;
create index orders_appeal on orders (alliance, due, id) where state ->> 'appeal' = 'asked';

-- The places that a person has or had, whichever member they act for by now.
create index assignments_person on assignments (person, state, order_id) where person <> '';

-- Open parts in orders that somebody else holds, such as a place in an order that more may claim.
create index assignments_held on assignments (member, person, order_id) where due is null and state in ('assigned', 'claimed');

-- What left the file of its alliance and stays for the sake of old orders: it is given nothing new.
alter table categories add column has_left integer not null default 0;
alter table members add column has_left integer not null default 0;
alter table merchants add column has_left integer not null default 0;

-- The rotation that gives the chair on days before the first listed turn and after the last one.
-- members: their codes in the order of their turns, with a space between them. first_month: such as 2026-01.
create table rotations (
    alliance    text not null primary key references alliances (code),
    first_month text check (first_month like '____-__'),
    members     text not null
);
