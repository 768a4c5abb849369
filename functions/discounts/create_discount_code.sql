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
    max_redemptions, first_time_only, min_amount_micros, currency, audience_cohort, audience_user_id, parent_code, depth, owner_user_id, note)
  values (
    coalesce(v_row.code, private.generated_code()), v_row.product_type, v_row.product_ids, v_row.benefit_kind, v_row.benefit_value,
    v_row.benefit_hundredths, v_row.benefit_currency, v_row.lifespan_days, v_row.starts_at, v_row.expires_at,
    v_row.max_redemptions, v_row.first_time_only, v_row.min_amount_micros, v_row.currency, v_row.audience_cohort,
    v_row.audience_user_id, v_row.parent_code, v_row.depth, v_row.owner_user_id, v_row.note)
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
p_spec: {code, product_type, product_ids, benefit: {kind, value, currency}, lifespan_days, starts_at, expires_at, max_redemptions, first_time_only, min_amount_micros, currency, cohort, user_id, parent_code, owner_user_id, note}; product_type and benefit are required, null is the same as absent. code: 4–32 of A–Z and 0–9, normalised; absent, one of 14 random characters is made. product_type: course, custom_course, subscription, credits, any. product_ids: course codes or store products that it is limited to. benefit: percent up to 100, with up to two decimals (12.5, 33.33); amount in millionths of benefit.currency; free_days 1–3,660 of premium; credits 1–1,000,000. lifespan_days: how long the benefit lasts from its redemption (days of 24 hours; free days and courses that are given away have no other end than their own). starts_at, expires_at: when it can be redeemed, RFC 3339. max_redemptions: how often in all. first_time_only: only for who never paid. min_amount_micros with currency: least price; a price in another currency does not meet it. Currencies: ISO 4217, in use and with coins (private.currencies). cohort, user_id: for whom; to others the code does not exist. owner_user_id: who hands it out and cannot redeem it. note: what the staff should know of it, up to 500 characters; users are never shown it. parent_code: the code that it derives from, at most five in a chain; it expires with its parent at the latest, an expires_at beyond that is cut and the answer says "clipped": true.
Answer: {ok, code, expires_at, depth, clipped} and the specification as stored (note where there is one). Refusals: code_exists (409), parent_not_found (404), chain_too_deep (422), unknown_product (422; details.product_id), unknown_cohort (422; details.slug); PT400 for a bad argument.
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
         note = v_row.note, is_active = coalesce(v_is_active, d.is_active)
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
Answer: {ok, clipped, depth, is_active, times_redeemed, capped: [code]} and the specification as stored (note where there is one). Refusals: code_not_found (404), unknown_product (422; details.product_id), unknown_cohort (422; details.slug); PT400 for a bad argument.
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

create or replace function private.discount_argument(p_spec jsonb)
returns public.discount_codes
language plpgsql
stable
parallel unsafe
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_uuid constant text := '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$';
  v_spec jsonb;
  v_benefit jsonb;
  v_row public.discount_codes;
begin
  v_spec := private.json_object_argument('p_spec', p_spec, 262144, array[
    'code', 'product_type', 'product_ids', 'benefit', 'lifespan_days', 'starts_at', 'expires_at', 'max_redemptions', 'first_time_only',
    'min_amount_micros', 'currency', 'cohort', 'user_id', 'parent_code', 'owner_user_id', 'note']);
  v_benefit := private.json_object_argument('benefit', v_spec -> 'benefit', 1024, array['kind', 'value', 'currency']);

  v_row.product_type := private.json_text(v_spec, 'product_type', 32);
  v_row.product_ids := array(select distinct i from unnest(private.json_text_array(v_spec, 'product_ids', 500, 200)) as i order by i);
  v_row.benefit_kind := private.json_text(v_benefit, 'kind', 32);
  v_row.benefit_currency := private.json_text(v_benefit, 'currency', 3);
  v_row.lifespan_days := private.json_integer(v_spec, 'lifespan_days', 1, 3660)::integer;
  v_row.starts_at := coalesce(private.json_timestamp(v_spec, 'starts_at'), '-infinity');
  v_row.expires_at := coalesce(private.json_timestamp(v_spec, 'expires_at'), 'infinity');
  v_row.max_redemptions := private.json_integer(v_spec, 'max_redemptions', 0, 2147483647)::integer;
  v_row.first_time_only := coalesce(private.json_boolean(v_spec, 'first_time_only'), false);
  v_row.min_amount_micros := private.json_integer(v_spec, 'min_amount_micros', 0, 1000000000000000);
  v_row.currency := private.json_text(v_spec, 'currency', 3);
  v_row.audience_cohort := private.json_text(v_spec, 'cohort', 64);
  v_row.note := nullif(private.json_text(v_spec, 'note', 500), '');
  if private.json_text(v_spec, 'user_id', 36) !~* v_uuid or private.json_text(v_spec, 'owner_user_id', 36) !~* v_uuid then
    raise sqlstate 'PT400' using message = 'user_id and owner_user_id must be uuids';
  end if;
  v_row.audience_user_id := (v_spec ->> 'user_id')::uuid;
  v_row.owner_user_id := (v_spec ->> 'owner_user_id')::uuid;

  if v_row.product_type is null or v_row.product_type not in ('course', 'custom_course', 'subscription', 'credits', 'any') then
    raise sqlstate 'PT400' using message = 'product_type must be course, custom_course, subscription, credits or any';
  elsif v_row.product_type = 'any' and v_row.product_ids <> '{}' then
    raise sqlstate 'PT400' using message = 'product_ids need a product_type other than any';
  elsif v_row.benefit_kind is null or v_row.benefit_kind not in ('percent', 'amount', 'free_days', 'credits') then
    raise sqlstate 'PT400' using message = 'benefit.kind must be percent, amount, free_days or credits';
  elsif not v_benefit ? 'value' then
    raise sqlstate 'PT400' using message = 'benefit.value is missing';
  elsif (v_row.benefit_kind = 'amount') <> (v_row.benefit_currency is not null) then
    raise sqlstate 'PT400' using message = 'benefit.currency goes with benefit.kind amount, and only with it';
  elsif v_row.benefit_currency !~ '^[A-Z]{3}$' or v_row.currency !~ '^[A-Z]{3}$' then
    raise sqlstate 'PT400' using message = 'a currency must be an ISO 4217 code', hint = 'Three capital letters, such as EUR.';
  elsif (v_row.min_amount_micros is null) <> (v_row.currency is null) then
    raise sqlstate 'PT400' using message = 'min_amount_micros and currency go together';
  elsif exists (select 1 from unnest(array_remove(array[v_row.benefit_currency, v_row.currency], null)) as i
                 where not exists (select 1 from private.currencies as k where k.currency = i)) then
    raise sqlstate 'PT400' using message = 'a currency must be an ISO 4217 code', hint = 'A currency in use that has coins, such as EUR.';
  end if;
  if v_row.benefit_kind <> 'percent' then
    v_row.benefit_value := private.json_integer(v_benefit, 'value', 1, case v_row.benefit_kind
      when 'amount' then 1000000000000000 when 'free_days' then 3660 else 1000000 end);
  elsif jsonb_typeof(v_benefit -> 'value') = 'number' and (v_benefit -> 'value')::numeric between 0.01 and 100
        and (v_benefit -> 'value')::numeric % 0.01 = 0 then
    v_row.benefit_value := trunc((v_benefit -> 'value')::numeric);
    v_row.benefit_hundredths := nullif(((v_benefit -> 'value')::numeric - v_row.benefit_value) * 100, 0);
  else
    raise sqlstate 'PT400' using message = 'value must be a number from 0.01 to 100 with at most two decimals';
  end if;
  if v_spec ? 'code' then
    v_row.code := private.normalise_code(private.json_text(v_spec, 'code', 200));
    if v_row.code is null then
      raise sqlstate 'PT400' using
        message = 'code must be 4 to 32 characters of A–Z and 0–9',
        hint = 'Case, spaces and dashes do not matter. Leave it out to have one made.';
    end if;
  end if;
  -- As given: whether there is such a code is for the caller to see.
  v_row.parent_code := private.json_text(v_spec, 'parent_code', 200);
  return v_row;
end;
$$;
revoke all on function private.discount_argument(jsonb) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.discount_argument(jsonb) is 'The specification of a discount code, checked (PT400) and typed as the row that it becomes.
code is NULL when none is given, parent_code as given. Whether products, cohort and parent exist is looked at by the caller.';

create or replace function private.discount_spec(p_code public.discount_codes)
returns jsonb
language plpgsql
stable
security invoker
set search_path = pg_catalog, pg_temp
as $$
begin
  return jsonb_build_object(
    'code', p_code.code,
    'product_type', p_code.product_type,
    'product_ids', to_jsonb(p_code.product_ids),
    'benefit', private.discount_benefit(p_code.benefit_kind, p_code.benefit_value, p_code.benefit_hundredths, p_code.benefit_currency),
    'lifespan_days', p_code.lifespan_days,
    'starts_at', nullif(p_code.starts_at, '-infinity'),
    'expires_at', nullif(p_code.expires_at, 'infinity'),
    'max_redemptions', p_code.max_redemptions,
    'first_time_only', p_code.first_time_only,
    'min_amount_micros', p_code.min_amount_micros,
    'currency', p_code.currency,
    'cohort', p_code.audience_cohort,
    'user_id', p_code.audience_user_id,
    'parent_code', p_code.parent_code,
    'owner_user_id', p_code.owner_user_id)
    || case when p_code.note is null then '{}' else jsonb_build_object('note', p_code.note) end;
end;
$$;
revoke all on function private.discount_spec(public.discount_codes) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.discount_spec(public.discount_codes) is 'The specification that a discount code has now, as create_discount_code takes it.
discount_argument reads it back.';

create or replace function private.discount_benefit(p_kind text, p_value bigint, p_hundredths integer, p_currency text)
returns jsonb
language plpgsql
immutable
security invoker
set search_path = pg_catalog, pg_temp
as $$
begin
  return jsonb_build_object(
    'kind', p_kind,
    'value', case when p_hundredths is null then p_value else trim_scale(p_value + p_hundredths * 0.01) end,
    'currency', p_currency);
end;
$$;
revoke all on function private.discount_benefit(text, bigint, integer, text) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.discount_benefit(text, bigint, integer, text) is 'The benefit of a code as answers and specifications show it: {kind, value, currency}; a percentage with its decimals.';

create or replace function private.discount_unknown(p_code public.discount_codes)
returns jsonb
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_unknown text;
begin
  select i into v_unknown
    from unnest(p_code.product_ids) as i
   where not exists (select 1 from private.store_products as s where s.product_id = i and s.kind = p_code.product_type)
     and not (p_code.product_type = 'course' and exists (select 1 from public.courses as c where c.course_code = i))
   limit 1;
  if found then
    return private.refuse('unknown_product', jsonb_build_object('product_id', v_unknown));
  elsif p_code.audience_cohort is not null
        and not exists (select 1 from public.cohorts as c where c.slug = p_code.audience_cohort) then
    return private.refuse('unknown_cohort', jsonb_build_object('slug', p_code.audience_cohort));
  end if;
  return null;
end;
$$;
revoke all on function private.discount_unknown(public.discount_codes) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.discount_unknown(public.discount_codes) is 'The refusal of a discount code that names a product or a cohort which does not exist.
unknown_product or unknown_cohort; NULL when all exist.';
