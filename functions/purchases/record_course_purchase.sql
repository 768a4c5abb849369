create or replace function public.record_course_purchase(p_user_id uuid, p_purchase jsonb)
returns jsonb
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform private.assert_writable();
  return private.buy_course(private.target_user(p_user_id), p_purchase, now());
end;
$$;
revoke all on function public.record_course_purchase(uuid, jsonb) from public, anon, authenticated, service_role, dochub_admin;
grant execute on function public.record_course_purchase(uuid, jsonb) to service_role;
comment on function public.record_course_purchase(uuid, jsonb) is 'Records a verified purchase of a course and gives the course to the user. p_purchase: as for record_credit_purchase, with course_code, or a product_id that private.store_products knows as a course. A transaction counts once across all users and kinds of purchase: again for the same user gets the first answer with "replayed": true. A course that the user has already is recorded with validation invalid: it gives nothing and can be refunded. Sandbox purchases count for testers only. Answer: {ok, purchase_id, course_code, validation, environment, redemption, replayed}. Refusals: unknown_product (422), receipt_already_in_use (409), account_token_mismatch (409), user_not_found (404); PT400 for a bad argument. Example: POST /rpc/record_course_purchase {"p_user_id": "…", "p_purchase": {"store": "stripe", "environment": "production", "transaction_id": "pi_3Nq…", "course_code": "deep-sleep", "price_micros": 12990000, "currency": "USD"}}.';
