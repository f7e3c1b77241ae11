-- Merged orders by what they were merged into, while that goes on for them.
create index orders_merged_into on orders ((state ->> 'mergedInto')) where desk is null and state ->> 'mergedInto' is not null;

-- Orders that ended, or that somebody holds again, since it was looked what that means for what was merged. A row a step.
create table unfollowed (
    position bigint generated always as identity primary key,
    order_id uuid   not null
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 20000);
