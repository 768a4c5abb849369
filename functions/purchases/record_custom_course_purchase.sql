create or replace function public.record_custom_course_purchase(p_user_id uuid, p_custom_course_id uuid, p_purchase jsonb)
returns jsonb
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform private.assert_writable();
  if p_custom_course_id is null then
    raise sqlstate 'PT400' using message = 'p_custom_course_id is missing';
  end if;
  return private.buy_custom_course(private.target_user(p_user_id), p_custom_course_id, p_purchase, now());
end;
$$;
revoke all on function public.record_custom_course_purchase(uuid, uuid, jsonb) from public, anon, authenticated, service_role, dochub_admin;
grant execute on function public.record_custom_course_purchase(uuid, uuid, jsonb) to service_role;
comment on function public.record_custom_course_purchase(uuid, uuid, jsonb) is 'Records a verified purchase of a custom course that the user has. p_purchase: as for record_credit_purchase, with any product_id, or none, that private.store_products does not know as something else than a custom_course, and without course_code. A transaction counts once across all users and kinds of purchase: again for the same user and course gets the first answer with "replayed": true. Answer: {ok, purchase_id, custom_course_id, validation, environment, redemption, replayed}. Refusals: unknown_product (422), custom_course_not_found (404), receipt_already_in_use (409), idempotency_mismatch (409; another course), account_token_mismatch (409), user_not_found (404); PT400 for a bad argument. Example: POST /rpc/record_custom_course_purchase {"p_user_id": "…", "p_custom_course_id": "…", "p_purchase": {"store": "stripe", "environment": "production", "transaction_id": "pi_3Nr…"}}.';
