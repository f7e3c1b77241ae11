-- What chooses where a step leads to several stages, as Elsa Studio saved it; null for a workflow that is a file alone.
alter table workflows add column drawing text;
