-- Deploy functions/purchases/lock_receipt: stamped from functions/purchases/lock_receipt.sql; edit that file, then `make stamp`.
begin;
set local role dochub_owner;
create or replace function private.lock_receipt(p_store text, p_environment text, p_transaction_id text)
returns void
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
begin
  perform pg_advisory_xact_lock(hashtextextended(concat_ws(chr(31), 'receipt', p_store, p_environment, p_transaction_id), 0));
end;
$$;
revoke all on function private.lock_receipt(text, text, text) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.lock_receipt(text, text, text) is 'Locks a receipt until the end of the transaction, whether or not it is claimed yet, so that a purchase and a refund of it that arrive together see each other. Among the claim tables in the lock order.';
commit;
