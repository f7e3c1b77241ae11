-- See the script of this name for PostgreSQL.
alter table receipts add column content text;
alter table receipts add column existed integer not null default 0;
