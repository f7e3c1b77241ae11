-- A list of some days is read from the index alone, though the days lie far behind its beginning.
create index orders_list on orders (alliance, due, id) include (filed_at);

drop index orders_due;
