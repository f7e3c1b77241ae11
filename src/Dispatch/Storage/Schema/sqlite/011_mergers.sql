-- See the script of this name for PostgreSQL.
create index orders_merged_into on orders ((state ->> 'mergedInto')) where desk is null and state ->> 'mergedInto' is not null;

create table unfollowed (
    position integer primary key autoincrement,
    order_id text    not null
);

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
