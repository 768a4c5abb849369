-- Deploy functions/discounts/create_discount_code: stamped from functions/discounts/create_discount_code.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
create or replace function public.create_discount_code(p_spec jsonb)
returns jsonb
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_row public.discount_codes;
  v_parent public.discount_codes;
  v_asked timestamptz;
  v_refusal jsonb;
begin
  perform private.assert_writable();
  v_row := private.discount_argument(p_spec);
  v_refusal := private.discount_unknown(v_row);
  if v_refusal is not null then
    return v_refusal;
  end if;

  v_asked := v_row.expires_at;
  v_row.depth := 1;
  if v_row.parent_code is not null then
    -- Locked, so that nobody shortens the parent's life before the child is there to be seen.
    select * into v_parent
      from public.discount_codes as d
     where d.code = private.normalise_code(v_row.parent_code)
       for share;
    if not found then
      return private.refuse('parent_not_found');
    elsif v_parent.depth >= 5 then
      return private.refuse('chain_too_deep');
    end if;
    v_row.parent_code := v_parent.code;
    v_row.depth := v_parent.depth + 1;
    v_row.expires_at := least(v_asked, v_parent.expires_at);
  end if;
  if v_row.expires_at <= v_row.starts_at then
    raise sqlstate 'PT400' using message = 'the code would expire before it starts', hint = 'A code never outlives its parent.';
  end if;

  insert into public.discount_codes as d (
    code, product_type, product_ids, benefit_kind, benefit_value, benefit_hundredths, benefit_currency, lifespan_days, starts_at, expires_at,
    max_redemptions, first_time_only, min_amount_micros, currency, audience_cohort, audience_user_id, parent_code, depth, owner_user_id)
  values (
    coalesce(v_row.code, private.generated_code()), v_row.product_type, v_row.product_ids, v_row.benefit_kind, v_row.benefit_value,
    v_row.benefit_hundredths, v_row.benefit_currency, v_row.lifespan_days, v_row.starts_at, v_row.expires_at,
    v_row.max_redemptions, v_row.first_time_only, v_row.min_amount_micros, v_row.currency, v_row.audience_cohort,
    v_row.audience_user_id, v_row.parent_code, v_row.depth, v_row.owner_user_id)
  on conflict (code) do nothing
  returning d.code into v_row.code;
  if not found then
    return private.refuse('code_exists');
  end if;

  return private.discount_spec(v_row) || jsonb_build_object(
    'ok', true,
    'clipped', v_row.expires_at < v_asked,
    'depth', v_row.depth);
end;
$$;
revoke all on function public.create_discount_code(jsonb) from public, anon, authenticated, service_role, dochub_admin;
grant execute on function public.create_discount_code(jsonb) to service_role, dochub_admin;
comment on function public.create_discount_code(jsonb) is 'Makes a discount code.
p_spec: {code, product_type, product_ids, benefit: {kind, value, currency}, lifespan_days, starts_at, expires_at, max_redemptions, first_time_only, min_amount_micros, currency, cohort, user_id, parent_code, owner_user_id}; product_type and benefit are required, null is the same as absent. code: 4–32 of A–Z and 0–9, normalised; absent, one of 14 random characters is made. product_type: course, custom_course, subscription, credits, any. product_ids: course codes or store products that it is limited to. benefit: percent up to 100, with up to two decimals (12.5, 33.33); amount in millionths of benefit.currency; free_days 1–3,660 of premium; credits 1–1,000,000. lifespan_days: how long the benefit lasts from its redemption (days of 24 hours; free days and courses that are given away have no other end than their own). starts_at, expires_at: when it can be redeemed, RFC 3339. max_redemptions: how often in all. first_time_only: only for who never paid. min_amount_micros with currency: least price; a price in another currency does not meet it. Currencies: ISO 4217, in use and with coins (private.currencies). cohort, user_id: for whom; to others the code does not exist. owner_user_id: who hands it out and cannot redeem it. parent_code: the code that it derives from, at most five in a chain; it expires with its parent at the latest, an expires_at beyond that is cut and the answer says "clipped": true.
Answer: {ok, code, expires_at, depth, clipped} and the specification as stored. Refusals: code_exists (409), parent_not_found (404), chain_too_deep (422), unknown_product (422; details.product_id), unknown_cohort (422; details.slug); PT400 for a bad argument.
Example: POST /rpc/create_discount_code {"p_spec": {"code": "SPRING26", "product_type": "course", "benefit": {"kind": "percent", "value": 25}, "max_redemptions": 500, "expires_at": "2026-06-01T00:00:00Z"}}.';

create or replace function public.update_discount_code(p_code text, p_spec jsonb)
returns jsonb
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_code text := private.normalise_code(p_code);
  v_spec jsonb;
  v_is_active boolean;
  v_parent_code text;
  v_parent_expires_at timestamptz;
  v_old public.discount_codes;
  v_row public.discount_codes;
  v_asked timestamptz;
  v_refusal jsonb;
  v_capped text[] := array[]::text[];
begin
  perform private.assert_writable();
  if jsonb_typeof(p_spec) is distinct from 'object' then
    raise sqlstate 'PT400' using message = 'p_spec must be a JSON object';
  end if;
  v_spec := p_spec - 'is_active';
  v_is_active := private.json_boolean(p_spec, 'is_active');

  -- Parent before child; which one it is never changes.
  select d.parent_code into v_parent_code from public.discount_codes as d where d.code = v_code;
  if not found then
    return private.refuse('code_not_found');
  end if;
  select d.expires_at into v_parent_expires_at from public.discount_codes as d where d.code = v_parent_code for share;
  select * into strict v_old from public.discount_codes as d where d.code = v_code for no key update;

  v_row := private.discount_argument(private.discount_spec(v_old) || v_spec);
  if v_row.code is distinct from v_code then
    raise sqlstate 'PT400' using message = 'a code cannot be renamed', hint = 'Switch it off (is_active) and make another.';
  elsif v_spec ? 'parent_code' and private.normalise_code(v_row.parent_code) is distinct from v_old.parent_code then
    raise sqlstate 'PT400' using message = 'a code keeps its parent', hint = 'Make another code below the other parent.';
  elsif v_spec ?| array['product_type', 'product_ids', 'cohort'] then
    v_refusal := private.discount_unknown(v_row);
    if v_refusal is not null then
      return v_refusal;
    end if;
  end if;
  v_asked := v_row.expires_at;
  v_row.expires_at := least(v_asked, v_parent_expires_at);
  if v_spec ?| array['starts_at', 'expires_at'] and v_row.expires_at <= v_row.starts_at then
    raise sqlstate 'PT400' using message = 'the code would expire before it starts', hint = 'A code never outlives its parent.';
  end if;

  update public.discount_codes as d
     set product_type = v_row.product_type, product_ids = v_row.product_ids, benefit_kind = v_row.benefit_kind,
         benefit_value = v_row.benefit_value, benefit_hundredths = v_row.benefit_hundredths, benefit_currency = v_row.benefit_currency, lifespan_days = v_row.lifespan_days,
         starts_at = v_row.starts_at, expires_at = v_row.expires_at, max_redemptions = v_row.max_redemptions,
         first_time_only = v_row.first_time_only, min_amount_micros = v_row.min_amount_micros, currency = v_row.currency,
         audience_cohort = v_row.audience_cohort, audience_user_id = v_row.audience_user_id, owner_user_id = v_row.owner_user_id,
         is_active = coalesce(v_is_active, d.is_active)
   where d.code = v_code
  returning * into strict v_row;
  if v_row.expires_at < v_old.expires_at then
    v_capped := private.cap_descendants(v_code, v_row.expires_at);
  end if;
  return private.discount_spec(v_row) || jsonb_build_object(
    'ok', true,
    'clipped', v_row.expires_at < v_asked,
    'depth', v_row.depth,
    'is_active', v_row.is_active,
    'times_redeemed', v_row.times_redeemed,
    'capped', to_jsonb(v_capped));
end;
$$;
revoke all on function public.update_discount_code(text, jsonb) from public, anon, authenticated, service_role, dochub_admin;
grant execute on function public.update_discount_code(text, jsonb) to service_role, dochub_admin;
comment on function public.update_discount_code(text, jsonb) is 'Changes a discount code. What was redeemed already keeps its terms.
p_code: the code. p_spec: the keys of create_discount_code that change, the others stay; null takes a condition away (product_type and benefit cannot be without a value; benefit is replaced as a whole), and is_active: false switches the code off, so that it looks unknown to users. code and parent_code may be there but not differ. max_redemptions below times_redeemed: nothing more is redeemed until as many are released or lapse. A code ends with its parent at the latest: an expires_at beyond that is cut ("clipped": true). An earlier end than before also cuts the codes below it in its chain (capped names those that end with it now; one that was to start later starts and ends then, so that nobody can redeem it); a later end does not bring theirs back.
Answer: {ok, clipped, depth, is_active, times_redeemed, capped: [code]} and the specification as stored. Refusals: code_not_found (404), unknown_product (422; details.product_id), unknown_cohort (422; details.slug); PT400 for a bad argument.
Example: POST /rpc/update_discount_code {"p_code": "SPRING26", "p_spec": {"expires_at": "2026-05-01T00:00:00Z", "max_redemptions": null}}.';

create or replace function private.cap_descendants(p_code text, p_expires_at timestamptz)
returns text[]
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_codes text[] := array[p_code];
  v_capped text[] := array[]::text[];
begin
  -- Level by level, so that a parent is locked before its child. Who makes a child, or changes one, has its parent's lock: under it the
  -- children that are here now are all that there are.
  while v_codes <> '{}' loop
    v_codes := array(
      select d.code from public.discount_codes as d where d.parent_code = any (v_codes) order by d.code for no key update);
    -- One that was to start later never can now: it starts and ends at once.
    update public.discount_codes as d
       set expires_at = p_expires_at, starts_at = least(d.starts_at, p_expires_at)
     where d.code = any (v_codes) and d.expires_at > p_expires_at;
    v_capped := v_capped || array(
      select d.code from public.discount_codes as d where d.code = any (v_codes) and d.expires_at = p_expires_at order by d.code);
  end loop;
  return v_capped;
end;
$$;
revoke all on function private.cap_descendants(text, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.cap_descendants(text, timestamptz) is 'Cuts the end of every code below one in its chain to that of the code itself. Called under the code''s row lock. Returns the codes that end with it now.';
commit;
