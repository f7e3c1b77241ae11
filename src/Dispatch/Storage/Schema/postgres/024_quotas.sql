-- How many orders an hour may be filed with the token; null for what everybody may, 0 for any number.
alter table tokens add column hourly_filings integer;
