-- Deploy functions/cohorts/assign_cohort: stamped from functions/cohorts/assign_cohort.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
create or replace function public.assign_cohort(p_user_id uuid, p_cohort text default null, p_lock boolean default null)
returns jsonb
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform private.assert_writable();
  if p_user_id is null then
    raise sqlstate 'PT400' using message = 'p_user_id is missing';
  elsif length(p_cohort) > 64 then
    raise sqlstate 'PT400' using message = 'p_cohort must have at most 64 characters';
  elsif p_cohort is null and p_lock then
    raise sqlstate 'PT400' using message = 'p_lock goes with p_cohort';
  end if;
  return private.assign_cohort(private.target_user(p_user_id), p_cohort, coalesce(p_lock, false), now());
end;
$$;
revoke all on function public.assign_cohort(uuid, text, boolean) from public, anon, authenticated, service_role, dochub_admin;
grant execute on function public.assign_cohort(uuid, text, boolean) to service_role, dochub_admin;
comment on function public.assign_cohort(uuid, text, boolean) is 'Puts a user into a cohort by hand (source manual), which comes before everything else, or takes the user out.
p_cohort: slug of an institution or an experiment; it counts while that runs. Left out or null: the user is taken out of the cohort that was assigned or joined, its lock is gone, the seat is free, and the experiment of before counts again; the domain of the address does not bring the user back. p_lock: whether the user may neither leave nor join another (false by default); a locked cohort counts, with its splash screen and content, before it starts and after it ends, but its plan and courses do not.
Answer: {ok, user_id, assigned: p_cohort, locked, cohort: {slug, name, kind, splash, variant} or null, source, replayed}: cohort is the one that counts now. replayed: it was so already. A member keeps the seat; a place in an institution always takes one.
Refusals: user_not_found (404), unknown_cohort (422; details.slug), cohort_full (409; nothing changes). PT400 for a bad argument.
Example: POST /rpc/assign_cohort {"p_user_id": "…", "p_cohort": "lakeside-clinic", "p_lock": true}.';

create or replace function private.assign_cohort(p_user_id uuid, p_slug text, p_is_locked boolean, p_at timestamptz)
returns jsonb
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_at timestamptz := private.lock_user(p_user_id, p_at);
  v_assigned public.user_cohorts;
  v_variant text;
  v_replayed boolean;
begin
  if v_at is null then
    return private.refuse('user_not_found');
  end if;
  perform private.settle_credits(p_user_id, v_at);
  select * into v_assigned from public.user_cohorts as u where u.user_id = p_user_id;
  if p_slug is null then
    v_replayed := coalesce(v_assigned.source not in ('manual', 'join_code', 'domain'), true);
    if not v_replayed then
      -- As when the user leaves: the domain of the address does not bring him back.
      update private.user_details as d set left_cohort = v_assigned.slug where d.user_id = p_user_id;
      perform private.move_cohort(p_user_id, null, null, null, false, v_at);
    end if;
    perform private.stick_experiment(p_user_id, v_at);
  else
    perform private.stick_experiment(p_user_id, v_at);
    perform from public.cohorts as c where c.slug = p_slug and c.kind = 'experiment' for share;
    -- Who was in the experiment before keeps the variant.
    select coalesce(
             (select s.variant from private.sticky_cohorts as s where s.user_id = p_user_id and s.slug = c.slug),
             private.cohort_variant(c.variants, c.variant_salt, p_user_id))
      into v_variant
      from public.cohorts as c
     where c.slug = p_slug;
    if not found then
      return private.refuse('unknown_cohort', jsonb_build_object('slug', p_slug));
    end if;
    v_replayed := coalesce(v_assigned.slug = p_slug and v_assigned.source = 'manual' and v_assigned.is_locked = p_is_locked, false);
    if not v_replayed
       and not private.move_cohort(
         p_user_id, p_slug, 'manual', v_variant, p_is_locked, case when v_assigned.slug = p_slug then v_assigned.assigned_at else v_at end) then
      return private.refuse('cohort_full');
    end if;
    update private.user_details as d set left_cohort = null where d.user_id = p_user_id and d.left_cohort is not null;
  end if;
  if not v_replayed then
    perform private.audit(p_user_id, 'assign_cohort', jsonb_build_object('cohort', p_slug, 'locked', p_slug is not null and p_is_locked), v_at);
  end if;
  return jsonb_build_object('ok', true, 'user_id', p_user_id, 'assigned', p_slug, 'locked', p_slug is not null and p_is_locked)
    || private.cohort_answer(p_user_id, v_at)
    || jsonb_build_object('replayed', v_replayed);
end;
$$;
revoke all on function private.assign_cohort(uuid, text, boolean, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.assign_cohort(uuid, text, boolean, timestamptz) is 'assign_cohort at a given time.';
commit;
