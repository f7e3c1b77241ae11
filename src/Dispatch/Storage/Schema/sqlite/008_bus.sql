-- Where the trace that brought a step was, as in W3C Trace Context; null where nobody records it.
alter table outbox add column trace text;
