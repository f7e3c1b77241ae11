-- What of an order is searched. It follows from the order and is written behind it.
create table order_texts (
    position integer primary key,
    order_id text    not null unique,
    folded   text    not null,
    -- The last digits of the merchant's telephone number.
    phone    text
);

create index order_texts_phone on order_texts (phone) where phone is not null;

-- The pairs of signs in a text, by its position; separated by spaces, and nothing but spaces separates.
create virtual table order_grams using fts5 (
    grams, content = '', contentless_delete = 1, detail = none, tokenize = 'ascii'
);

-- Orders that are not searched by the index yet.
create table unsearched (
    order_id text not null primary key
) without rowid;

-- Noted by the database, since the version before files orders too while an upgrade lasts.
create trigger orders_are_searched after insert on orders
begin insert into unsearched (order_id) values (new.id); end;

-- A merchant that the alliance knows is found by its name of today.
create trigger merchants_are_searched after update on merchants
when old.name is not new.name or old.phone is not new.phone
begin
    -- "or ignore" would not do: in a trigger the conflict clause of the statement outside counts.
    insert into unsearched (order_id)
    select id
      from orders
     where alliance = new.alliance
       and merchant_code = new.code
       and not exists (select 1 from unsearched where order_id = orders.id);
end;

-- Orders with smaller ids were there before: they come to wait, a few at a time, and then the row goes.
create table unsearched_before (
    before text not null
);

insert into unsearched_before (before) select 'ffffffff-ffff-ffff-ffff-ffffffffffff' where exists (select 1 from orders);

-- A merchant's own orders, in the order of lists.
create index orders_merchant on orders (alliance, merchant_code, due, id) where merchant_code is not null;

-- Whether a member has a part in an order that was found otherwise, and the parts of some orders.
create index assignments_order on assignments (order_id, member);
