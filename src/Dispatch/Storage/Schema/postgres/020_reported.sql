-- When the trouble was told to whoever filed the order; null where that was when it was filed.
alter table orders add column reported_at timestamptz;
create index orders_reported_in on orders (alliance, coalesce(reported_at, filed_at), category);
