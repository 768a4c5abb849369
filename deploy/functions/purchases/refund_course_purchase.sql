-- Deploy functions/purchases/refund_course_purchase: stamped from functions/purchases/refund_course_purchase.sql; edit that file, then `make stamp`.
begin;
set local role dochub_owner;
create or replace function public.refund_course_purchase(p_refund jsonb)
returns jsonb
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform private.assert_writable();
  return private.refund(p_refund, array['course', 'custom_course'], now());
end;
$$;
revoke all on function public.refund_course_purchase(jsonb) from public, anon, authenticated, service_role, dochub_admin;
grant execute on function public.refund_course_purchase(jsonb) to service_role;
comment on function public.refund_course_purchase(jsonb) is 'Takes in a refund, chargeback or reversal of a purchase of a course or custom course. p_refund: as for refund_credit_purchase. Refunds that sum to 100 % revoke the course, less leaves it; a reversal gives back what the refund that it names took. Each notification applies once; one whose purchase (or refund) is not known yet waits for it. Answer: {ok, disposition: applied|waiting, user_id, percentage, credits: null, balance, replayed}. Refusals: unknown_purchase (422; the transaction is a purchase of another kind); idempotency_mismatch (409; notification_id was used for something else); PT400 for a bad argument. Example: POST /rpc/refund_course_purchase {"p_refund": {"store": "stripe", "environment": "production", "transaction_id": "pi_3Nq…", "notification_id": "re_1Xy…", "kind": "refund"}}.';
commit;
