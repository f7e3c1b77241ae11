-- Merged orders by what they were merged into, while that goes on for them.
create index orders_merged_into on orders ((state ->> 'mergedInto')) where desk is null and state ->> 'mergedInto' is not null;

-- Orders that ended, or that somebody holds again, since it was looked what that means for what was merged. A row a step.
create table unfollowed (
    position bigint generated always as identity primary key,
    order_id uuid   not null
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 20000);

-- What was merged into an order that ended before anybody had seen to it waits for nobody until it comes back.
insert into unfollowed (order_id)
select merged.id
  from orders as merged
  join orders as lead on lead.number = merged.state ->> 'mergedInto'
 where merged.desk is null
   and merged.state ->> 'mergedInto' is not null
   and lead.desk is null
   and lead.state ->> 'mergedInto' is null
   and not exists (select 1 from assignments where assignments.order_id = lead.id and assignments.state = 'done')
 order by merged.id;
