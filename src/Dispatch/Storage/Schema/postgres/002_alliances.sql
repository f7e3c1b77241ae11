-- Alliances as their files say; the files are the truth, the tables are what several servers share.
create table alliances (
    code    text not null primary key check (length(code) between 1 and 40),
    prefix  text not null unique check (length(prefix) between 2 and 4),
    kind    text not null check (kind in ('regional', 'industry', 'business-district')),
    name_zh text not null,
    name_en text not null,
    zone    text not null
);

-- position: the order of the file, which is the order in which people see them.
create table categories (
    alliance text not null references alliances (code),
    code     text not null,
    position int  not null,
    name_zh  text not null,
    name_en  text not null,
    primary key (alliance, code)
);

create table members (
    alliance text not null references alliances (code),
    code     text not null,
    position int  not null,
    name_zh  text not null,
    name_en  text not null,
    primary key (alliance, code)
);

create table duties (
    alliance text not null,
    member   text not null,
    category text not null,
    position int  not null,
    primary key (alliance, member, category),
    foreign key (alliance, member) references members (alliance, code) on delete cascade,
    foreign key (alliance, category) references categories (alliance, code) on delete cascade
);

create table merchants (
    alliance text not null references alliances (code),
    code     text not null,
    position int  not null,
    name     text not null,
    phone    text,
    address  text,
    primary key (alliance, code)
);

-- An id stands in the history of what somebody did, so it names one person in all alliances.
-- roles: words with a space between them.
create table people (
    id       text not null primary key,
    alliance text not null references alliances (code),
    name     text not null,
    roles    text not null,
    member   text,
    merchant text,
    foreign key (alliance, member) references members (alliance, code),
    foreign key (alliance, merchant) references merchants (alliance, code),
    check (member is null or merchant is null)
);

create index people_alliance on people (alliance);

-- Days are text such as 2026-03-01, local to the alliance: a day has no instant, and text means the same in both databases.
-- That turns do not overlap is checked by whoever writes and reads them.
create table turns (
    alliance  text not null references alliances (code),
    first_day text not null check (first_day like '____-__-__'),
    last_day  text not null check (last_day like '____-__-__'),
    member    text not null,
    deputy    text,
    primary key (alliance, first_day),
    foreign key (alliance, member) references members (alliance, code),
    foreign key (alliance, deputy) references members (alliance, code),
    check (first_day <= last_day)
);

-- hash: SHA-256 of the token in lower-case hexadecimal. The token itself is nowhere.
create table tokens (
    hash       text        not null primary key check (length(hash) = 64),
    person     text        not null references people (id) on delete cascade,
    made_at    timestamptz not null,
    expires_at timestamptz,
    note       text        not null
);

create index tokens_person on tokens (person);
