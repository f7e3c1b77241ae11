-- See the script of this name for PostgreSQL.
create index orders_merged_into on orders ((state ->> 'mergedInto')) where desk is null and state ->> 'mergedInto' is not null;

create table unfollowed (
    position integer primary key autoincrement,
    order_id text    not null
);
