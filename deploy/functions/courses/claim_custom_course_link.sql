-- Deploy functions/courses/claim_custom_course_link: stamped from functions/courses/claim_custom_course_link.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
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
  return private.claim_custom_course_link(private.target_user(null), p_token, private.verified_email(), now());
end;
$$;
revoke all on function public.claim_custom_course_link(text) from public, anon, authenticated, service_role, dochub_admin;
grant execute on function public.claim_custom_course_link(text) to authenticated;
comment on function public.claim_custom_course_link(text) is 'Gives the caller the custom course that waits behind a link from an e-mail, once. The caller''s token must say that the address which the link was sent to is verified.
p_token: the token of the link. Answer: {ok, custom_course_id, title, status, sha256, purchase_id, environment, revoked, already_yours}; again for the same user the same with "already_yours": true and "code": "already_yours", also after the link''s end (revoked: whether the purchase was refunded since). my_entitlements and handshake show the course at once.
Refusals, the first that applies: too_many_attempts (429; details.retry_after seconds; tokens not found are counted a user and a client address), token_invalid (404; unknown, replaced by a newer link, or refunded: no telling which), token_already_claimed (409; by somebody else), token_expired (410; details.expired_at), email_mismatch (403; the link stays as it is), sandbox_purchase (403; a purchase in a store''s sandbox is for testers only), account_token_mismatch (409), user_not_found (404). PT400 for a bad argument and for any query parameter that filters or selects from the answer, PT405 for GET.
Example: POST /rpc/claim_custom_course_link {"p_token": "…"}.';

create or replace function private.claim_custom_course_link(p_user_id uuid, p_token text, p_email text, p_at timestamptz)
returns jsonb
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_sha256 text := private.link_sha256(p_token);
  v_at timestamptz;
  v_wait integer;
  v_link public.custom_course_purchases;
  v_course public.custom_courses;
begin
  v_at := private.lock_user(p_user_id, p_at);
  if v_at is null then
    return private.refuse('user_not_found');
  end if;
  -- This look only finds the receipt, whose lock comes before the throttle's (ADR 2); what is answered is looked up after both.
  select * into v_link from public.custom_course_purchases as c where c.link_token_sha256 = v_sha256;
  if found then
    perform private.lock_receipt(v_link.store, v_link.environment, array[v_link.transaction_id]);
  end if;
  v_wait := private.throttle_wait('custom_course_link', p_user_id, v_at);
  if v_wait > 0 then
    return private.refuse('too_many_attempts', jsonb_build_object('retry_after', v_wait));
  end if;
  -- By its number too: a link that appeared between the two looks is not locked, and nobody can have its token yet.
  select * into v_link
    from public.custom_course_purchases as c
   where c.purchase_id = v_link.purchase_id and c.link_token_sha256 = v_sha256 and c.link_revoked_at is null;
  if not found then
    return private.refuse_attempt('custom_course_link', p_user_id, 'token_invalid', v_at);
  elsif v_link.user_id <> p_user_id then
    return private.refuse('token_already_claimed');
  elsif v_link.user_id is null and v_at >= v_link.link_expires_at then
    return private.refuse('token_expired', jsonb_build_object('expired_at', v_link.link_expires_at));
  elsif v_link.user_id is null and p_email is distinct from v_link.link_email then
    return private.refuse('email_mismatch');
  elsif v_link.user_id is null and v_link.environment = 'sandbox'
        and not exists (select 1 from public.user_profile as u where u.user_id = p_user_id and u.is_tester) then
    return private.refuse('sandbox_purchase');
  elsif v_link.user_id is null and v_link.account_token_sha256 not in (
          select encode(sha256(convert_to(t, 'UTF8')), 'hex')
            from unnest(array[p_user_id::text, encode(sha256(convert_to(p_user_id::text, 'UTF8')), 'hex')]) as t) then
    return private.refuse('account_token_mismatch');
  end if;

  if v_link.user_id is null then
    insert into public.custom_courses (user_id, custom_course_id, title, status, course, audio, sha256)
    select p_user_id, p.custom_course_id, p.title, p.status, p.course, p.audio, p.sha256
      from private.pending_custom_courses as p
     where p.purchase_id = v_link.purchase_id
    on conflict do nothing
    returning * into strict v_course;
    delete from private.pending_custom_courses as p where p.purchase_id = v_link.purchase_id;
    update public.custom_course_purchases as c
       set user_id = p_user_id, custom_course_id = v_course.custom_course_id, claimed_at = v_at
     where c.purchase_id = v_link.purchase_id;
    perform private.take_over_purchase(p_user_id, v_link.store, v_link.environment, v_link.transaction_id, v_link.token_sha256, v_at);
    perform private.fulfil_redemption(p_user_id, v_link.redemption_id, least(v_at, v_link.purchased_at));
  else
    select * into v_course
      from public.custom_courses as c
     where c.user_id = p_user_id and c.custom_course_id = v_link.custom_course_id;
  end if;
  return jsonb_build_object(
    'ok', true,
    'custom_course_id', v_course.custom_course_id,
    'title', v_course.title,
    'status', v_course.status,
    'sha256', v_course.sha256,
    'purchase_id', v_link.purchase_id,
    'environment', v_link.environment,
    'revoked', v_course.revoked_at is not null,
    'already_yours', v_link.user_id is not null)
    || case when v_link.user_id is not null then '{"code": "already_yours"}' else '{}'::jsonb end;
end;
$$;
revoke all on function private.claim_custom_course_link(uuid, text, text, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.claim_custom_course_link(uuid, text, text, timestamptz) is 'claim_custom_course_link at a given time; p_email is the caller''s verified address, NULL when there is none.';

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
