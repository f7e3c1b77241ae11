-- The orders at a place, filed last first: what an order is compared with. Those of a category have an index already, and none here says
-- who holds an order or its category: SQLite would write it anew with each step.
create index orders_place on orders (alliance, place, id) where place <> '';

-- The reasons that an alliance offers to pick for a step, refuse or return, in their order.
create table reasons (
    alliance text    not null references alliances (code),
    step     text    not null,
    position integer not null,
    zh       text    not null,
    en       text    not null,
    primary key (alliance, step, position)
);
