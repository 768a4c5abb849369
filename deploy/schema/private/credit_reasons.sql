-- Deploy schema/private/credit_reasons: stamped from schema/private/credit_reasons.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
-- Free-text reasons, apart from the ledger: they can be erased, the ledger cannot.
create table private.credit_reasons (
  user_id   uuid not null,
  entry_no  bigint not null,
  reason    text not null,
  constraint credit_reasons_pkey primary key (user_id, entry_no),
  constraint credit_reasons_entry_fkey foreign key (user_id, entry_no) references private.credit_ledger (user_id, entry_no) on delete cascade,
  constraint credit_reasons_reason_check check (length(reason) between 1 and 200)
);
comment on table private.credit_reasons is 'Free-text reason of a ledger entry, in a table of its own because free text may be personal and is erased with the account.';
comment on column private.credit_reasons.user_id is 'User of the entry.';
comment on column private.credit_reasons.entry_no is 'Number of the entry.';
comment on column private.credit_reasons.reason is 'What the caller gave as the reason, up to 200 characters.';
commit;
