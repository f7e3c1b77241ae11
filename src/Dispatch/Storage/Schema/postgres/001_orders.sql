-- An order as it stands. Everything here can be recomputed from history.
create table orders (
    id               uuid        primary key,
    number           text        not null unique,
    alliance         text        not null,
    workflow         text        not null,
    workflow_version int         not null,
    version          int         not null,
    stage            text        not null,
    desk             text,
    since            timestamptz not null,
    -- The end of 9999 once nobody holds the order: lists are paged by (due, id), and a key has no nulls.
    due              timestamptz not null,
    category         text        not null,
    title            text        not null,
    text             text        not null,
    place            text        not null,
    filed_by         text        not null,
    filed_at         timestamptz not null,
    merchant_code    text,
    source           text,
    external_id      text,
    state            json        not null
) with (fillfactor = 85);

create unique index orders_external on orders (alliance, source, external_id) where source is not null;
create index orders_due on orders (alliance, due, id);
create index orders_stage on orders (alliance, stage, due, id);

-- Who has, or had, a part in which order: the lists' view of orders.state.
create table assignments (
    member   text    not null,
    person   text    not null,
    order_id uuid    not null,
    part     text    not null,
    state    text    not null,
    open     boolean not null,
    primary key (member, person, order_id)
);

create index assignments_open on assignments (member, person) where open;

-- What happened, one row a step, never changed. No foreign key: the statement that writes a row writes its order too,
-- so that a look-up for each row would only find what is known.
create table history (
    order_id     uuid        not null,
    sequence     int         not null,
    id           uuid        not null,
    step         text        not null,
    from_stage   text,
    to_stage     text        not null,
    desk         text,
    actor_id     text        not null,
    actor_name   text        not null,
    actor_member text,
    at           timestamptz not null,
    due          timestamptz,
    input        json        not null,
    primary key (order_id, sequence)
);

create function history_is_append_only() returns trigger language plpgsql as
$$ begin raise exception 'history is append-only'; end $$;

create trigger history_is_append_only before update or delete or truncate on history
    for each statement execute function history_is_append_only();

-- Steps that were taken and not yet published. The message is the history row; here stands only that it is still to go.
create table outbox (
    id        bigint generated always as identity primary key,
    partition smallint    not null,
    order_id  uuid        not null,
    sequence  int         not null,
    at        timestamptz not null
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 20000);

-- The outbox is shared among relays by partition; an order is always in the same one.
create table partitions (
    partition    smallint    primary key,
    relay        text,
    leased_until timestamptz,
    published    bigint      not null default 0
);

insert into partitions (partition) select generate_series(0, 15);

create table relays (
    relay   text        primary key,
    seen_at timestamptz not null
);

-- The first answer to a request that carries a key, kept so that its repetition gets the same.
create table receipts (
    caller   text        not null,
    key      text        not null,
    asked    text        not null,
    at       timestamptz not null,
    order_id uuid,
    sequence int,
    refusal  json,
    primary key (caller, key)
);

create index receipts_at on receipts (at);

-- The last serial given out, by alliance and local day.
create table serials (
    alliance text not null,
    day      text not null,
    last     int  not null,
    primary key (alliance, day)
);

-- Every version of every workflow that orders were ever filed under.
create table workflows (
    name    text        not null,
    version int         not null,
    text    text        not null,
    kept_at timestamptz not null,
    primary key (name, version)
);
