-- The source under which whoever has the token files what comes from another system; null for everybody else.
alter table tokens add column source text;

-- Whoever alone has filed under a source, under no other, and is no merchant, goes on as before.
update tokens
   set source = own.source
  from (select filed_by, min(source) as source
          from orders
         where source is not null
         group by filed_by
        having count(distinct source) = 1) as own
  join (select source
          from orders
         where source is not null
         group by source
        having count(distinct filed_by) = 1) as alone
    on alone.source = own.source
 where own.filed_by = tokens.person
   and exists (select 1
                 from people
                where people.id = tokens.person
                  and people.merchant is null);
