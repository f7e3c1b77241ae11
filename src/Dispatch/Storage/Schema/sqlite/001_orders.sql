-- An order as it stands. Everything here can be recomputed from history.
create table orders (
    id               text    not null primary key,
    number           text    not null unique,
    alliance         text    not null,
    workflow         text    not null,
    workflow_version integer not null,
    version          integer not null,
    stage            text    not null,
    desk             text,
    since            text    not null,
    -- The end of 9999 once nobody holds the order: lists are paged by (due, id), and a key has no nulls.
    due              text    not null,
    category         text    not null,
    title            text    not null,
    text             text    not null,
    place            text    not null,
    filed_by         text    not null,
    filed_at         text    not null,
    merchant_code    text,
    source           text,
    external_id      text,
    state            text    not null
) without rowid;

create unique index orders_external on orders (alliance, source, external_id) where source is not null;
create index orders_due on orders (alliance, due, id);
create index orders_stage on orders (alliance, stage, due, id);

-- Who has, or had, a part in which order: the lists' view of orders.state.
create table assignments (
    member   text    not null,
    person   text    not null,
    order_id text    not null,
    part     text    not null,
    state    text    not null,
    open     integer not null,
    primary key (member, person, order_id)
) without rowid;

create index assignments_open on assignments (member, person) where open;

-- What happened, one row a step, never changed.
create table history (
    order_id     text    not null,
    sequence     integer not null,
    id           text    not null,
    step         text    not null,
    from_stage   text,
    to_stage     text    not null,
    desk         text,
    actor_id     text    not null,
    actor_name   text    not null,
    actor_member text,
    at           text    not null,
    due          text,
    input        text    not null,
    primary key (order_id, sequence)
) without rowid;

create trigger history_is_never_updated before update on history
begin select raise(abort, 'history is append-only'); end;

create trigger history_is_never_deleted before delete on history
begin select raise(abort, 'history is append-only'); end;

-- Steps that were taken and not yet published. The message is the history row; here stands only that it is still to go.
create table outbox (
    id        integer primary key autoincrement,
    partition integer not null,
    order_id  text    not null,
    sequence  integer not null,
    at        text    not null
);

-- The outbox is shared among relays by partition; an order is always in the same one.
create table partitions (
    partition    integer primary key,
    relay        text,
    leased_until text,
    published    integer not null default 0
);

insert into partitions (partition) values (0), (1), (2), (3), (4), (5), (6), (7), (8), (9), (10), (11), (12), (13), (14), (15);

create table relays (
    relay   text not null primary key,
    seen_at text not null
);

-- The first answer to a request that carries a key, kept so that its repetition gets the same.
create table receipts (
    caller   text not null,
    key      text not null,
    asked    text not null,
    at       text not null,
    order_id text,
    sequence integer,
    refusal  text,
    primary key (caller, key)
);

create index receipts_at on receipts (at);

-- The last serial given out, by alliance and local day.
create table serials (
    alliance text    not null,
    day      text    not null,
    last     integer not null,
    primary key (alliance, day)
);

-- Every version of every workflow that orders were ever filed under.
create table workflows (
    name    text    not null,
    version integer not null,
    text    text    not null,
    kept_at text    not null,
    primary key (name, version)
);
