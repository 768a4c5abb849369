-- Who holds a store transaction, over all kinds of purchase. Keyed by the receipt, so that it is claimed once across users.
create table private.receipt_claims (
  store                    text not null,
  environment              text not null,
  transaction_id           text not null,
  user_id                  uuid,
  kind                     text not null,
  original_transaction_id  text not null,
  claimed_at               timestamptz not null,
  constraint receipt_claims_pkey primary key (store, environment, transaction_id),
  constraint receipt_claims_store_check check (store in ('apple', 'google', 'stripe', 'web', 'code')),
  constraint receipt_claims_environment_check check (environment in ('production', 'sandbox')),
  constraint receipt_claims_transaction_id_check check (length(transaction_id) between 1 and 200),
  constraint receipt_claims_original_transaction_id_check check (length(original_transaction_id) between 1 and 200),
  constraint receipt_claims_kind_check check (kind in ('subscription', 'credits', 'course', 'custom_course')),
  constraint receipt_claims_user_id_check check (user_id is not null or kind = 'custom_course')
);
create index receipt_claims_user_id_idx on private.receipt_claims (user_id);
create index receipt_claims_original_idx on private.receipt_claims (store, environment, original_transaction_id);
comment on table private.receipt_claims is 'Claim table of store transactions: each belongs to one user and one kind of purchase, once. A claim outlives the account, so that a receipt gives its benefits once.';
comment on column private.receipt_claims.store is 'Store of the transaction; code for what a discount code gave.';
comment on column private.receipt_claims.environment is 'production or sandbox; the two never mix.';
comment on column private.receipt_claims.transaction_id is 'Transaction identifier in the store; token: and the SHA-256 (hex) for a purchase token.';
comment on column private.receipt_claims.user_id is 'User who holds it; NULL while it is that of a custom-course link which nobody has claimed yet.';
comment on column private.receipt_claims.kind is 'Kind of purchase: subscription, credits, course, custom_course.';
comment on column private.receipt_claims.original_transaction_id is 'What it belongs to: the first transaction of a subscription''s chain; the transaction_id of a single purchase''s row, which may have several receipts.';
comment on column private.receipt_claims.claimed_at is 'When it was claimed.';
