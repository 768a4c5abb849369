create or replace function private.set_course_refund(
  p_user_id uuid, p_store text, p_environment text, p_transaction_id text, p_percentage integer, p_at timestamptz)
returns void
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_code text;
  v_custom public.custom_course_purchases;
  v_is_held boolean;
begin
  -- Given back by a reversal it is invalid first: whether it gives the course again depends on what was bought meanwhile.
  update public.course_purchases as c
     set refunded_percentage = p_percentage,
         validation = case when p_percentage = 100 then 'revoked' when c.validation = 'revoked' then 'invalid' else c.validation end,
         revoked_at = case when p_percentage = 100 then coalesce(c.revoked_at, p_at) end
   where c.user_id = p_user_id and c.store = p_store and c.environment = p_environment and c.transaction_id = p_transaction_id
  returning c.course_code into v_code;
  if found then
    perform private.choose_course_purchase(p_user_id, v_code);
    return;
  end if;

  select * into strict v_custom
    from public.custom_course_purchases as c
   where c.store = p_store and c.environment = p_environment and c.transaction_id = p_transaction_id;
  -- Before anything that raises the user's generation (ADR 2).
  perform from public.custom_courses as c
    where c.user_id = v_custom.user_id and c.custom_course_id = v_custom.custom_course_id for no key update;
  update public.custom_course_purchases as c
     set refunded_percentage = p_percentage,
         validation = case when p_percentage = 100 then 'revoked' when c.validation = 'revoked' then 'valid' else c.validation end,
         revoked_at = case when p_percentage = 100 then coalesce(c.revoked_at, p_at) end,
         link_revoked_at = case when p_percentage = 100 and c.claimed_at is null and c.link_token_sha256 is not null then coalesce(c.link_revoked_at, p_at) end
   where c.purchase_id = v_custom.purchase_id;
  -- A course that was paid for twice stays while one payment does; sandbox ones count for testers only.
  select bool_or(c.revoked_at is null) into v_is_held
    from public.custom_course_purchases as c
   where c.user_id = v_custom.user_id and c.custom_course_id = v_custom.custom_course_id and c.validation in ('valid', 'revoked')
     and (c.environment = 'production' or exists (select from public.user_profile as u where u.user_id = c.user_id and u.is_tester));
  update public.custom_courses as c
     set revoked_at = case when not v_is_held then p_at end
   where c.user_id = v_custom.user_id and c.custom_course_id = v_custom.custom_course_id and (c.revoked_at is null) <> v_is_held;
end;
$$;
revoke all on function private.set_course_refund(uuid, text, text, text, integer, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.set_course_refund(uuid, text, text, text, integer, timestamptz) is 'Sets how much of a course''s or custom course''s purchase is refunded: at 100 % it gives nothing any more (and a link not claimed yet is void), below it gives what it gave. p_user_id is NULL for the purchase of a link that nobody has claimed.';
