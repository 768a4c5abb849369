create or replace function private.move_cohort(p_user_id uuid, p_slug text, p_source text, p_variant text, p_is_locked boolean, p_at timestamptz)
returns boolean
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_old text;
begin
  select u.slug into v_old from public.user_cohorts as u where u.user_id = p_user_id;
  -- Two institutions in the order of their slugs: users who change places do not wait for each other in a circle.
  perform from public.cohorts as c where c.slug in (p_slug, v_old) and c.kind = 'institution' order by c.slug for no key update;
  -- Of an experiment the salts and variants must stay what the variant was taken from.
  perform from public.cohorts as c where c.slug = p_slug and c.kind = 'experiment' for share;

  if p_slug is distinct from v_old then
    update public.cohorts as c
       set seats_taken = c.seats_taken + 1
     where c.slug = p_slug and c.kind = 'institution' and (c.seats is null or c.seats_taken < c.seats);
    if not found and exists (select 1 from public.cohorts as c where c.slug = p_slug and c.kind = 'institution') then
      return false;
    end if;
    update public.cohorts as c
       set seats_taken = c.seats_taken - 1
     where c.slug = v_old and c.kind = 'institution' and c.seats_taken > 0;
  end if;
  if p_slug is null then
    delete from public.user_cohorts as u where u.user_id = p_user_id;
  else
    insert into public.user_cohorts (user_id, slug, source, variant, is_locked, assigned_at)
    values (p_user_id, p_slug, p_source, p_variant, p_is_locked, p_at)
    on conflict (user_id) do update set
      slug = excluded.slug, source = excluded.source, variant = excluded.variant, is_locked = excluded.is_locked, assigned_at = excluded.assigned_at;
  end if;
  return true;
end;
$$;
revoke all on function private.move_cohort(uuid, text, text, text, boolean, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.move_cohort(uuid, text, text, text, boolean, timestamptz) is 'Puts a user into a cohort, or with p_slug NULL out of any, and counts the seats: one taken in the institution that he enters, one given back in that which he leaves, none when it is the same. False, and nothing is changed, when there is no free seat. Called under the user''s lock, credits settled (what the plan of the cohort gave this week stays).';

create or replace function private.stick_experiment(p_user_id uuid, p_at timestamptz)
returns boolean
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_cohort record;
  v_assigned record;
  v_slug text;
begin
  -- First without any lock, since there is hardly ever anything to write; then again under locks, and only that counts.
  for v_try in 1 .. 2 loop
    v_cohort := private.user_cohort(p_user_id, p_at);
    if v_cohort.slug is null or v_cohort.source not in ('sticky', 'bucket') then
      return false;
    end if;
    select u.slug, u.source into v_assigned from public.user_cohorts as u where u.user_id = p_user_id;
    if v_cohort.source = 'sticky' and (v_assigned.slug = v_cohort.slug or v_assigned.source in ('manual', 'join_code', 'domain')) then
      return false;
    end if;
    exit when v_try = 2;
    v_slug := v_cohort.slug;
    -- The handshake comes here without the user's lock and does not wait for it: whoever holds it remembers, or the next one does.
    perform from public.ai_usage as u where u.user_id = p_user_id;
    if not found and not private.ensure_user(p_user_id, p_at) then
      return false;
    end if;
    perform from public.ai_usage as u where u.user_id = p_user_id for no key update skip locked;
    if not found or exists (select 1 from public.user_profile as p where p.user_id = p_user_id and p.erased_at is not null) then
      return false;
    end if;
    -- The row of an experiment that is over gives way: what its plan has given this week is written down.
    if exists (select 1 from public.cohorts as c where c.slug = v_assigned.slug and c.grant_plan is not null) then
      perform private.settle_credits(p_user_id, private.user_clock(p_user_id, p_at));
    end if;
    -- From here on save_cohort cannot change the salts or take a variant away.
    perform from public.cohorts as c where c.slug = v_slug for share;
  end loop;
  if v_cohort.slug <> v_slug then
    return false;
  end if;
  insert into private.sticky_cohorts (user_id, slug, variant, assigned_at)
  values (p_user_id, v_cohort.slug, v_cohort.variant, p_at)
  on conflict (user_id, slug) do update set assigned_at = excluded.assigned_at;
  -- An institution that is over keeps its row, and its seat, until the user leaves it.
  if v_assigned.source is null or v_assigned.source in ('sticky', 'bucket') then
    insert into public.user_cohorts (user_id, slug, source, variant, is_locked, assigned_at)
    values (p_user_id, v_cohort.slug, 'sticky', v_cohort.variant, false, p_at)
    on conflict (user_id) do update set
      slug = excluded.slug, source = excluded.source, variant = excluded.variant, is_locked = excluded.is_locked, assigned_at = excluded.assigned_at;
  end if;
  return true;
end;
$$;
revoke all on function private.stick_experiment(uuid, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.stick_experiment(uuid, timestamptz) is 'Writes down the experiment that counts for a user, so that narrowing its buckets or changing its weights moves nobody who was in it: in sticky_cohorts, and in user_cohorts unless an institution stands there. Called before an assignment changes, after one ends, and before a handshake is built and kept. True when something was written, which raises the user''s generation. Takes the user''s lock when it is free, and does nothing when it is not; who holds it already may call it too.';

create or replace function private.cohort_answer(p_user_id uuid, p_at timestamptz)
returns jsonb
language plpgsql
stable
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_counts record;
  v_cohort record;
begin
  v_counts := private.user_cohort(p_user_id, p_at);
  if v_counts.slug is null then
    return '{"cohort": null, "source": null}'::jsonb;
  end if;
  select c.slug, c.name, c.kind, c.splash into strict v_cohort from public.cohorts as c where c.slug = v_counts.slug;
  return jsonb_build_object(
    'cohort', jsonb_build_object(
      'slug', v_cohort.slug, 'name', v_cohort.name, 'kind', v_cohort.kind, 'splash', v_cohort.splash, 'variant', v_counts.variant),
    'source', v_counts.source);
end;
$$;
revoke all on function private.cohort_answer(uuid, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.cohort_answer(uuid, timestamptz) is 'Part of an answer that says which cohort counts for a user at a time: {cohort: {slug, name, kind, splash, variant} or null, source}.';
