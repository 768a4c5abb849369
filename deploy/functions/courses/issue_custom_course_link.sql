-- Deploy functions/courses/issue_custom_course_link: stamped from functions/courses/issue_custom_course_link.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
create or replace function public.issue_custom_course_link(p_email text, p_course jsonb, p_purchase jsonb, p_ttl interval default null)
returns jsonb
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform private.assert_writable();
  return private.issue_custom_course_link(p_email, p_course, p_purchase, p_ttl, now());
end;
$$;
revoke all on function public.issue_custom_course_link(text, jsonb, jsonb, interval) from public, anon, authenticated, service_role, dochub_admin;
grant execute on function public.issue_custom_course_link(text, jsonb, jsonb, interval) to service_role;
comment on function public.issue_custom_course_link(text, jsonb, jsonb, interval) is 'Records a verified purchase of a custom course whose buyer may have no account yet, and makes the link token to send to the buyer by e-mail. The course waits until the link is claimed.
p_email: where the link is sent; only an account with this address verified can claim it (case does not matter). p_course: as for save_custom_course, without custom_course_id and hold_id; null when a link for this purchase was issued before: its course stays. p_purchase: as for record_custom_course_purchase. p_ttl: how long the link can be claimed, at most 365 days; 30 days by default.
Each call makes a new token and so revokes the earlier link of the same purchase (store, environment, transaction_id); a repeated call thus never tells a token again. The purchase is recorded by the first call. While nobody has claimed the link, the receipt cannot be used for anything else.
Answer: {ok, token, expires_at, email, purchase_id, custom_course_id, status, sha256, environment, reissued}. token: 43 characters of A–Z, a–z, 0–9, - and _ that hold 256 random bits; it is nowhere else, only its SHA-256 is kept. Put it into the fragment (#) of the address that you send, so that no server''s log has it.
Refusals: unsupported_number (422; details.number), unknown_product (422; the product is something else than a custom course), receipt_already_in_use (409), receipts_differ (409), token_already_claimed (409; a link of this purchase was claimed), purchase_refunded (409); PT400 for a bad argument.
Example: POST /rpc/issue_custom_course_link {"p_email": "ada@example.com", "p_course": {"title": "Better sleep", "status": "ready", "course": {"parts": []}}, "p_purchase": {"store": "stripe", "environment": "production", "transaction_id": "pi_1"}, "p_ttl": "14 days"}.';

create or replace function private.issue_custom_course_link(p_email text, p_course jsonb, p_purchase jsonb, p_ttl interval, p_at timestamptz)
returns jsonb
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_email text := lower(btrim(p_email) collate "C");
  v_ttl interval := coalesce(p_ttl, interval '30 days');
  v_purchase record;
  v_course record;
  v_number text;
  v_token text;
  v_taken record;
  v_is_reissued boolean;
  v_row public.custom_course_purchases;
  v_pending private.pending_custom_courses;
begin
  if v_email is null or length(v_email) not between 3 and 320 or v_email !~ '^[^@[:space:][:cntrl:]]+@[^@[:space:][:cntrl:]]+$' then
    raise sqlstate 'PT400' using message = 'p_email must be an e-mail address';
  elsif v_ttl <= interval '0' or v_ttl > interval '365 days' then
    raise sqlstate 'PT400' using message = 'p_ttl must be more than nothing and at most 365 days';
  end if;
  select * into strict v_purchase from private.purchase_argument(p_purchase, p_at);
  if p_course is not null then
    select * into strict v_course from private.course_argument(p_course);
    if num_nonnulls(v_course.custom_course_id, v_course.hold_id) > 0 then
      raise sqlstate 'PT400' using
        message = 'custom_course_id and hold_id cannot be given',
        hint = 'The course has no user yet: its identifier is in the answer, and it is paid for by the purchase.';
    elsif v_course.title is null then
      raise sqlstate 'PT400' using message = 'title is missing';
    elsif v_course.course is null and coalesce(v_course.status, 'queued') = 'ready' then
      raise sqlstate 'PT400' using message = 'course is missing';
    end if;
    v_course.course := coalesce(v_course.course, '{}');
    v_number := private.unsupported_number(v_course.course);
    if v_number is not null then
      return private.refuse('unsupported_number', jsonb_build_object('number', v_number));
    end if;
  end if;
  if not private.is_custom_course_product(v_purchase.store, v_purchase.product_id, v_purchase.course_code) then
    return private.refuse('unknown_product', jsonb_build_object('product_id', coalesce(v_purchase.course_code, v_purchase.product_id)));
  end if;

  -- The receipt is taken at once, though its user is not known: nobody can use it for anything else meanwhile.
  v_taken := private.take_purchase(
    null, 'custom_course', v_purchase.store, v_purchase.environment, v_purchase.transaction_id, v_purchase.receipts, p_at);
  select * into v_row
    from public.custom_course_purchases as c
   where c.store = v_purchase.store and c.environment = v_purchase.environment and c.transaction_id = v_taken.purchase_transaction_id;
  v_is_reissued := found;
  if v_taken.refusal is not null and v_row.claimed_at is not null then
    return private.refuse('token_already_claimed');
  elsif v_taken.refusal is not null then
    return private.refuse(v_taken.refusal);
  elsif v_row.purchase_id is null and p_course is null then
    raise sqlstate 'PT400' using
      message = 'p_course is missing',
      hint = 'It may be left out only when a link for this purchase was issued before.';
  end if;

  if v_row.purchase_id is null then
    insert into public.custom_course_purchases (
      store, environment, transaction_id, original_transaction_id, product_id, token_sha256, account_token_sha256,
      price_micros, currency, redemption_id, validation, purchased_at, recorded_at)
    values (
      v_purchase.store, v_purchase.environment, v_purchase.transaction_id, v_purchase.original_transaction_id,
      v_purchase.product_id, v_purchase.token_sha256, v_purchase.account_token_sha256,
      v_purchase.price_micros, v_purchase.currency, v_purchase.redemption_id, 'valid', v_purchase.purchased_at, p_at)
    returning * into strict v_row;
    perform private.settle_purchase(
      null, v_purchase.store, v_purchase.environment, v_taken.purchase_transaction_id, v_taken.receipts, p_at);
  end if;
  if p_course is not null then
    insert into private.pending_custom_courses (purchase_id, title, status, course, audio, sha256, created_at)
    values (
      v_row.purchase_id, v_course.title, coalesce(v_course.status, 'queued'), v_course.course, coalesce(v_course.audio, '[]'),
      private.canonical_sha256(v_course.course), p_at)
    on conflict (purchase_id) do update
      set title = excluded.title, status = excluded.status, course = excluded.course, audio = excluded.audio, sha256 = excluded.sha256;
  end if;

  v_token := private.new_link_token();
  update public.custom_course_purchases as c
     set link_email = v_email, link_token_sha256 = private.link_sha256(v_token), link_expires_at = p_at + v_ttl
   where c.purchase_id = v_row.purchase_id and c.revoked_at is null
  returning * into v_row;
  if not found then
    return private.refuse('purchase_refunded');
  end if;
  select * into v_pending from private.pending_custom_courses as p where p.purchase_id = v_row.purchase_id;
  if not found then
    -- Long after the last link expired, maintenance drops the course.
    raise sqlstate 'PT400' using
      message = 'p_course is missing',
      hint = 'The course that was sent with an earlier link is not kept any more.';
  end if;
  return jsonb_build_object(
    'ok', true,
    'token', v_token,
    'expires_at', v_row.link_expires_at,
    'email', v_email,
    'purchase_id', v_row.purchase_id,
    'custom_course_id', v_pending.custom_course_id,
    'status', v_pending.status,
    'sha256', v_pending.sha256,
    'environment', v_row.environment,
    'reissued', v_is_reissued);
end;
$$;
revoke all on function private.issue_custom_course_link(text, jsonb, jsonb, interval, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.issue_custom_course_link(text, jsonb, jsonb, interval, timestamptz) is 'issue_custom_course_link at a given time.';

create or replace function private.new_link_token()
returns text
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
begin
  -- The built-in source of random bytes gives uuids, 122 random bits each (six are fixed). Three hold 366, more than the 256
  -- that the hash leaves, so all 32 bytes of it are random. pgcrypto's gen_random_bytes is not on every server.
  return rtrim(translate(encode(
    sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())), 'base64'), '+/', '-_'), '=');
end;
$$;
revoke all on function private.new_link_token() from public, anon, authenticated, service_role, dochub_admin;
comment on function private.new_link_token() is 'A new link token: 32 random bytes as base64url, 43 characters of A–Z, a–z, 0–9, - and _.';

create or replace function private.link_sha256(p_token text)
returns text
language plpgsql
immutable
security invoker
set search_path = pg_catalog, pg_temp
as $$
begin
  if p_token is null or length(p_token) not between 1 and 200 then
    raise sqlstate 'PT400' using message = 'p_token must have 1 to 200 characters';
  end if;
  return encode(sha256(convert_to(p_token, 'UTF8')), 'hex');
end;
$$;
revoke all on function private.link_sha256(text) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.link_sha256(text) is 'SHA-256 (hex) under which a link token is kept; PT400 when it is missing or absurdly long. A plain hash is enough: a token holds 256 random bits, so that there is no list of likely ones to try.';
commit;
