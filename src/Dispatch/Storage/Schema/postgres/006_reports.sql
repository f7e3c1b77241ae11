-- Orders that took a step since they were counted last. A row a step, so that no step ever waits for another one's row.
create table uncounted (
    position bigint generated always as identity primary key,
    order_id uuid   not null
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 20000);

insert into uncounted (order_id) select id from orders;

-- What came of an order, as the statistic counts it: some nine rows an order. Everything here can be recomputed from history.
-- day: local to the alliance; text means the same in both databases.
-- asked, met: a bit for each measure, see Measures.
-- due: only while it is open and would count as missed from then on.
create table outcomes (
    order_id  uuid        not null,
    place     int         not null,
    alliance  text        not null,
    kind      text        not null check (kind in ('dispatch', 'work', 'round', 'stay', 'end')),
    day       text        not null check (day like '____-__-__'),
    member    text        not null,
    chair     text        not null,
    category  text        not null,
    community text        not null,
    stage     text        not null,
    minutes   int,
    asked     int         not null,
    met       int         not null,
    exempt    boolean     not null,
    due       timestamptz,
    primary key (order_id, place)
);

create index outcomes_day on outcomes (alliance, kind, day, order_id, place);
create index outcomes_open on outcomes (alliance, due) where due is not null;

-- Sums of the outcomes that are not open, by day and by month, so that a report reads some thousand rows however many orders there are.
-- period: 2026-11-23 or 2026-11. bucket: 0, or the minutes of a stay rounded up, see Buckets.
create table outcome_sums (
    alliance  text   not null,
    period    text   not null,
    dimension text   not null check (dimension in ('alliance', 'member', 'chair', 'category', 'community', 'duty')),
    key       text   not null,
    measure   text   not null,
    bucket    int    not null,
    counted   bigint not null,
    met       bigint not null,
    exempt    bigint not null,
    primary key (alliance, period, dimension, key, measure, bucket)
);

-- The charters of alliances: what members are held to. The newest that is in force counts; none is ever changed.
create table charters (
    alliance text        not null references alliances (code),
    version  int         not null,
    since    text        not null check (since like '____-__-__'),
    text     text        not null,
    kept_at  timestamptz not null,
    primary key (alliance, version)
);
