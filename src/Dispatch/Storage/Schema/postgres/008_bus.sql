-- Commands that came without a message id have a key made from their delivery, looked for when they come again.
create index receipts_delivery on receipts (key collate "C") where key like 'delivery %';

-- Where the trace that brought a step was, as in W3C Trace Context; null where nobody records it.
alter table outbox add column trace text;
