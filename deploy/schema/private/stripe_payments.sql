-- Deploy schema/private/stripe_payments: stamped from schema/private/stripe_payments.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
-- What a payment of Stripe bought: refunds and disputes name the payment, and the invoice that it paid is told by other events.
create table private.stripe_payments (
  payment_id      text not null,
  transaction_id  text,
  amount_micros   bigint,
  constraint stripe_payments_pkey primary key (payment_id),
  constraint stripe_payments_payment_id_check check (length(payment_id) between 1 and 200),
  constraint stripe_payments_transaction_id_check check (length(transaction_id) between 1 and 200),
  constraint stripe_payments_amount_micros_check check (amount_micros >= 0)
);
comment on table private.stripe_payments is 'Payments of Stripe, as its events tell of them, and what each bought. Only apply_stripe_event reads and writes it, before any other lock.';
comment on column private.stripe_payments.payment_id is 'Payment intent, or charge where there is none; no two of live and test mode have one identifier.';
comment on column private.stripe_payments.transaction_id is 'What it bought, as store_transactions and the purchases call it: the invoice of a subscription, or the payment itself. NULL while a refund alone has told of it.';
comment on column private.stripe_payments.amount_micros is 'Amount paid in millionths of the currency unit; NULL while unknown.';
commit;
