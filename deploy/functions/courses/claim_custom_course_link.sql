-- Deploy functions/courses/claim_custom_course_link: stamped from functions/courses/claim_custom_course_link.sql; edit that file, then `make stamp`.
begin;
set local role dochub_owner;
create or replace function public.claim_custom_course_link(p_token text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform private.assert_writable();
  perform private.assert_unfiltered();
  return private.claim_link(private.target_user(null), p_token, private.verified_email(), now());
end;
$$;
revoke all on function public.claim_custom_course_link(text) from public, anon, authenticated, service_role, dochub_admin;
grant execute on function public.claim_custom_course_link(text) to authenticated;
comment on function public.claim_custom_course_link(text) is 'Gives the caller the custom course that waits behind a link from an e-mail, once. The caller''s token must say that the address which the link was sent to is verified.
p_token: the token of the link. Answer: {ok, custom_course_id, title, status, sha256, purchase_id, environment, revoked, already_yours}; again for the same user the same with "already_yours": true and "code": "already_yours", also after the link''s end (revoked: whether the purchase was refunded since). my_entitlements and handshake show the course at once.
Refusals, the first that applies: too_many_attempts (429; details.retry_after seconds; tokens not found are counted a user and a client address), token_invalid (404; unknown, replaced by a newer link, or refunded: no telling which), token_already_claimed (409; by somebody else), token_expired (410; details.expired_at), email_mismatch (403; the link stays as it is), sandbox_purchase (403; a purchase in a store''s sandbox is for testers only), account_token_mismatch (409), user_not_found (404). PT400 for a bad argument and for any query parameter that filters or selects from the answer, PT405 for GET.
Example: POST /rpc/claim_custom_course_link {"p_token": "…"}.';
commit;
