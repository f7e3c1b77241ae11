-- Work lists read a page from the front of an index, however much waits.
drop index assignments_open;
alter table assignments drop column open;

-- When the order is due while it waits for the holder of this part; nothing while it does not.
alter table assignments add column due text;

update assignments
   set due = (select orders.due from orders where orders.id = assignments.order_id)
 where state in ('assigned', 'claimed')
   and exists (select 1 from orders where orders.id = assignments.order_id and orders.desk = 'member');

create index assignments_due on assignments (member, person, due, order_id) where due is not null;

-- Two workflows may give stages of one name to different desks: with the desk in the index, the other's orders are passed over there.
drop index orders_stage;
create index orders_stage on orders (alliance, stage, due, id, desk);
