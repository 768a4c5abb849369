-- Deploy schema/private/receipt_claims: stamped from schema/private/receipt_claims.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
-- Who holds a store transaction, over all kinds of purchase. Keyed by the receipt, so that it is claimed once across users.
create table private.receipt_claims (
  store                    text not null,
  environment              text not null,
  transaction_id           text not null,
  user_id                  uuid,
  kind                     text,
  original_transaction_id  text,
  claimed_at               timestamptz,
  constraint receipt_claims_pkey primary key (store, environment, transaction_id),
  constraint receipt_claims_values_check check (
    length(store) between 1 and 32 and environment in ('production', 'sandbox')
    and length(transaction_id) between 1 and 200 and length(original_transaction_id) between 1 and 200
    and (kind is null or kind in ('subscription', 'credits', 'course', 'custom_course'))
    and (kind is null) = (original_transaction_id is null) and (kind is null) = (claimed_at is null)
    and (kind is null) <= (user_id is null) and (user_id is not null or kind is null or kind = 'custom_course'))
);
create index receipt_claims_user_id_idx on private.receipt_claims (user_id);
create index receipt_claims_original_idx on private.receipt_claims (store, environment, original_transaction_id);
comment on table private.receipt_claims is 'Claim table of store transactions: each belongs to one user and one kind of purchase, once. A claim outlives the account, so that a receipt gives its benefits once.';
comment on column private.receipt_claims.store is 'Store of the transaction; code for what a discount code gave.';
comment on column private.receipt_claims.environment is 'production or sandbox; the two never mix.';
comment on column private.receipt_claims.transaction_id is 'Transaction identifier in the store; token: and the SHA-256 (hex) for a purchase token.';
comment on column private.receipt_claims.user_id is 'User who holds it; NULL while nobody has it, and while it is that of a custom-course link which nobody has claimed yet.';
comment on column private.receipt_claims.kind is 'Kind of purchase: subscription, credits, course, custom_course. NULL: nobody has it; the row is what is locked, or was given up.';
comment on column private.receipt_claims.original_transaction_id is 'What it belongs to: what the subscription is called; the transaction_id of a single purchase''s row, which may have several receipts.';
comment on column private.receipt_claims.claimed_at is 'When it was claimed.';
commit;
