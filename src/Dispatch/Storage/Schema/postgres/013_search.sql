-- What of an order is searched. It follows from the order and is written behind it.
create table order_texts (
    order_id uuid primary key,
    folded   text not null,
    -- The last digits of the merchant's telephone number.
    phone    text
);

create index order_texts_phone on order_texts (phone) where phone is not null;

-- The pairs of signs in a text: apart from it, since a list that is read for words reads many texts and no pairs.
create table order_grams (
    order_id uuid     primary key,
    grams    tsvector not null
);

create index order_grams_grams on order_grams using gin (grams);

-- Orders that are not searched by the index yet.
create table unsearched (
    order_id uuid primary key
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);

-- Noted by the database, since the version before files orders too while an upgrade lasts.
create function orders_are_searched() returns trigger language plpgsql as
$$ begin
    insert into unsearched (order_id) select id from filed on conflict do nothing;
    return null;
end $$;

create trigger orders_are_searched after insert on orders
    referencing new table as filed
    for each statement execute function orders_are_searched();

-- A merchant that the alliance knows is found by its name of today.
create function merchants_are_searched() returns trigger language plpgsql as
$$ begin
    insert into unsearched (order_id)
    select id from orders where alliance = new.alliance and merchant_code = new.code
        on conflict do nothing;
    return null;
end $$;

create trigger merchants_are_searched after update on merchants
    for each row when (old.name is distinct from new.name or old.phone is distinct from new.phone)
    execute function merchants_are_searched();

-- Orders with smaller ids were there before: they come to wait, a few at a time, and then the row goes.
create table unsearched_before (
    before uuid not null
);

insert into unsearched_before (before) select 'ffffffff-ffff-ffff-ffff-ffffffffffff' where exists (select 1 from orders);

-- A merchant's own orders, in the order of lists.
create index orders_merchant on orders (alliance, merchant_code, due, id) where merchant_code is not null;

-- Whether a member has a part in an order that was found otherwise, and the parts of some orders.
create index assignments_order on assignments (order_id, member);
