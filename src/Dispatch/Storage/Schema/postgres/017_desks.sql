-- The open orders at a place, and those of a category, filed last first: what an order is compared with.
create index orders_open_place on orders (alliance, place, id) where desk is not null and place <> '';
create index orders_open_category on orders (alliance, category, id) where desk is not null;

-- The reasons that an alliance offers to pick for a step, refuse or return, in their order.
create table reasons (
    alliance text    not null references alliances (code),
    step     text    not null,
    position integer not null,
    zh       text    not null,
    en       text    not null,
    primary key (alliance, step, position)
);

-- What was filed by day and category is counted from the index alone; it does what the one before did.
create index orders_filed_in on orders (alliance, filed_at, category);
drop index orders_filed_at;
