-- PostgreSQL knows nothing of what stands inside JSON: it guesses that nearly every order has each of these, and reads the whole table
-- instead of the index that holds the few that do.
create statistics orders_extension on (state ->> 'extension') from orders;
create statistics orders_merged_into on (state ->> 'mergedInto') from orders;
analyze orders;
