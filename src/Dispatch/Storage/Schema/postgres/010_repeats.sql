-- A digest of all that was asked, so that a key that comes with another content is known. Null: an earlier version wrote the receipt,
-- and only what was asked of which order can be compared.
alter table receipts add column content text;

-- The answer was an order that had been filed before under the same source and external id.
alter table receipts add column existed boolean not null default false;

-- Orders that the reports cannot count, and why: the others are counted without them.
create table uncountable (
    order_id uuid        not null primary key,
    at       timestamptz not null,
    reason   text        not null
);
