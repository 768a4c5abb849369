create or replace function public.issue_custom_course_link(p_email text, p_course jsonb, p_purchase jsonb, p_ttl interval default null)
returns jsonb
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform private.assert_writable();
  return private.issue_link(p_email, p_course, p_purchase, p_ttl, now());
end;
$$;
revoke all on function public.issue_custom_course_link(text, jsonb, jsonb, interval) from public, anon, authenticated, service_role, dochub_admin;
grant execute on function public.issue_custom_course_link(text, jsonb, jsonb, interval) to service_role;
comment on function public.issue_custom_course_link(text, jsonb, jsonb, interval) is 'Records a verified purchase of a custom course whose buyer may have no account yet, and makes the link token to send to the buyer by e-mail. The course waits until the link is claimed.
p_email: where the link is sent; only an account with this address verified can claim it (case does not matter). p_course: as for save_custom_course, without custom_course_id and hold_id; null when a link for this purchase was issued before: its course stays. p_purchase: as for record_custom_course_purchase. p_ttl: how long the link can be claimed, at most 365 days; 30 days by default.
Each call makes a new token and so revokes the earlier link of the same purchase (store, environment, transaction_id); a repeated call thus never tells a token again. The purchase is recorded by the first call. While nobody has claimed the link, the receipt cannot be used for anything else.
Answer: {ok, token, expires_at, email, purchase_id, custom_course_id, status, sha256, environment, reissued}. token: 43 characters of A–Z, a–z, 0–9, - and _ that hold 256 random bits; it is nowhere else, only its SHA-256 is kept. Put it into the fragment (#) of the address that you send, so that no server''s log has it.
Refusals: unsupported_number (422; details.number), unknown_product (422; the product is something else than a custom course), receipt_already_in_use (409), token_already_claimed (409; a link of this purchase was claimed), purchase_refunded (409); PT400 for a bad argument.
Example: POST /rpc/issue_custom_course_link {"p_email": "ada@example.com", "p_course": {"title": "Better sleep", "status": "ready", "course": {"parts": []}}, "p_purchase": {"store": "stripe", "environment": "production", "transaction_id": "pi_1"}, "p_ttl": "14 days"}.';
