-- Deploy functions/cohorts/move_cohort: stamped from functions/cohorts/move_cohort.sql; edit that file, then `make stamp`.
begin;
set local role dochub_owner;
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
    if not found and exists (select from public.cohorts as c where c.slug = p_slug and c.kind = 'institution') then
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
commit;
