-- Every limit that ran on the order as the step left it; nothing where the step touched none.
alter table history add column clocks text;
alter table orders add column clocks text;

-- When the watch has something to do about the order: it reads from the front of this index, however many orders are open.
alter table orders add column watch_at text;
create index orders_watch on orders (watch_at, id) where watch_at is not null;

-- A deadline counted on days whose holidays were not announced yet.
alter table orders add column provisional integer not null default 0;
create index orders_provisional on orders (alliance, id) where provisional;

-- How high overdue work has climbed: the agenda of the joint meeting.
alter table orders add column level text;
create index orders_level on orders (alliance, level, due, id) where level is not null;

-- How long the work of a category may take, in the words of a file, by urgency.
alter table categories add column limit_normal text;
alter table categories add column limit_raised text;
alter table categories add column limit_urgent text;

-- What the joint meeting decided: few rows, and each may hold a ruling for the next time.
create index history_settled on history (order_id) where step = 'settle';

-- Notices of the clock by when they were given.
create index history_notices on history (at) where step in ('warn', 'breach', 'escalate');
