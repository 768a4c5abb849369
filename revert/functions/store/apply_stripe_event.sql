-- Revert functions/store/apply_stripe_event: stamped from functions/store/apply_stripe_event.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
drop function private.stripe_price(jsonb,text), private.stripe_product(jsonb,jsonb,jsonb), private.stripe_account(text[]), private.stripe_id(jsonb), private.stripe_transactions(jsonb), private.stripe_invoice_subscription(jsonb), private.stripe_money_back(jsonb,jsonb), private.stripe_subscription(jsonb,jsonb,jsonb), private.stripe_invoice(jsonb,jsonb), private.stripe_session(jsonb,jsonb), private.stripe_events(jsonb), private.stripe_payments_told(jsonb), private.stripe_refund(jsonb), private.apply_store_events(jsonb,timestamp with time zone), private.apply_stripe_event(jsonb,timestamp with time zone), public.apply_stripe_event(jsonb);
commit;
