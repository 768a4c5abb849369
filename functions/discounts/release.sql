create or replace function private.release(p_user_id uuid, p_idempotency_key text, p_at timestamptz)
returns jsonb
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_key bytea := private.key_sha256(p_idempotency_key);
  v_at timestamptz := private.lock_user(p_user_id, p_at);
  v_answer jsonb;
  v_redemption_id uuid;
  v_redemption public.user_discounts;
  v_taken record;
begin
  if v_at is null then
    return private.refuse('user_not_found');
  end if;
  -- The key is the redemption's, not this call's: whoever released it, service or administrator, the answer is the first one.
  select k.answer into v_answer
    from private.idempotency_keys as k
   where k.user_id = p_user_id and k.operation = 'release_discount' and k.key_sha256 = v_key
   limit 1;
  if found then
    return v_answer || '{"replayed": true}';
  end if;
  select (k.answer ->> 'redemption_id')::uuid into v_redemption_id
    from private.idempotency_keys as k
   where k.user_id = p_user_id and k.operation = 'redeem_discount' and k.caller_class = 'client' and k.key_sha256 = v_key
     and k.answer -> 'ok' = 'true';
  select * into v_redemption
    from public.user_discounts as u
   where u.user_id = p_user_id and u.redemption_id = v_redemption_id and u.released_at is null;
  if not found then
    return private.refuse('redemption_not_found');
  elsif v_redemption.fulfilled_at is not null and v_redemption.benefit_kind in ('percent', 'amount')
        -- Given by the redemption itself.
        and not exists (select from public.course_purchases as c
                         where c.user_id = p_user_id and c.redemption_id = v_redemption_id and c.source = 'code')
        and (exists (select from public.course_purchases as c
                      where c.user_id = p_user_id and c.redemption_id = v_redemption_id and c.refunded_percentage < 100)
             or exists (select from public.ai_credit_purchases as a
                         where a.user_id = p_user_id and a.redemption_id = v_redemption_id and a.refunded_percentage < 100)
             or exists (select from public.custom_course_purchases as m
                         where m.user_id = p_user_id and m.redemption_id = v_redemption_id and m.refunded_percentage < 100)) then
    return private.refuse('redemption_fulfilled');
  end if;

  perform private.settle_credits(p_user_id, v_at);
  select * into strict v_taken from private.take_back_redemption(p_user_id, v_redemption_id, v_redemption.code, v_at);
  update public.user_discounts as u
     set released_at = v_at
   where u.user_id = p_user_id and u.redemption_id = v_redemption_id and u.released_at is null;
  -- The code's lock comes last and is held no longer than the row's own change needs.
  update public.discount_codes as d
     set times_redeemed = d.times_redeemed - 1
   where d.code = v_redemption.code;
  return private.keep_answer(p_user_id, 'release_discount', v_key, '{}', jsonb_build_object(
    'ok', true,
    'code', v_redemption.code,
    'redemption_id', v_redemption_id,
    'released_at', v_at,
    'credits', v_taken.credits,
    'free_days_ended', v_taken.free_days_ended,
    'course_code', v_taken.course_code,
    'replayed', false), v_at);
end;
$$;
revoke all on function private.release(uuid, text, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.release(uuid, text, timestamptz) is 'release_discount at a given time, its arguments checked.';
