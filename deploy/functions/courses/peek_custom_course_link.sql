-- Deploy functions/courses/peek_custom_course_link: stamped from functions/courses/peek_custom_course_link.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local role dochub_owner;
create or replace function public.peek_custom_course_link(p_token text)
returns jsonb
language plpgsql
stable
parallel unsafe
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_link public.custom_course_purchases;
  v_title text;
  v_status text;
begin
  select * into v_link
    from public.custom_course_purchases as c
   where c.link_token_sha256 = private.link_sha256(p_token) and c.link_revoked_at is null;
  if not found then
    return private.refuse('token_invalid');
  elsif v_link.user_id = private.current_user_id() then
    select c.title, c.status into v_title, v_status
      from public.custom_courses as c
     where c.user_id = v_link.user_id and c.custom_course_id = v_link.custom_course_id;
  elsif v_link.user_id is not null then
    return private.refuse('token_already_claimed');
  elsif now() >= v_link.link_expires_at then
    return private.refuse('token_expired', jsonb_build_object('expired_at', v_link.link_expires_at));
  else
    select p.title, p.status into strict v_title, v_status
      from private.pending_custom_courses as p
     where p.purchase_id = v_link.purchase_id;
  end if;
  return jsonb_build_object(
    'ok', true,
    'title', v_title,
    'status', v_status,
    'expires_at', v_link.link_expires_at,
    'already_yours', v_link.user_id is not null);
end;
$$;
revoke all on function public.peek_custom_course_link(text) from public, anon, authenticated, service_role, dochub_admin;
grant execute on function public.peek_custom_course_link(text) to anon, authenticated;
comment on function public.peek_custom_course_link(text) is 'What a link from an e-mail would give, for the page that it opens, before its reader signs in. Consumes nothing and writes nothing, so it is not throttled: there is nothing to guess among 2^256 tokens. It says no more than the e-mail did, and never whose address it went to.
p_token: the token of the link. Answer: {ok, title, status, expires_at, already_yours}. already_yours: the caller has claimed it.
Refusals: token_invalid (404; unknown, replaced by a newer link, or refunded: no telling which), token_already_claimed (409; by somebody else than the caller), token_expired (410; details.expired_at); PT400 when p_token is missing.
Example: POST /rpc/peek_custom_course_link {"p_token": "…"}. GET works too but writes the token into the logs on its way.';
commit;
