-- Deploy functions/cohorts/cohort_answer: stamped from functions/cohorts/cohort_answer.sql; edit that file, then `make stamp`.
begin;
set local role dochub_owner;
create or replace function private.cohort_answer(p_user_id uuid, p_at timestamptz)
returns jsonb
language plpgsql
stable
security invoker
set search_path = pg_catalog, pg_temp
as $$
begin
  return coalesce((
    select jsonb_build_object(
             'cohort', jsonb_build_object('slug', c.slug, 'name', c.name, 'kind', c.kind, 'splash', c.splash, 'variant', u.variant),
             'source', u.source)
      from private.user_cohort(p_user_id, p_at) as u
      join public.cohorts as c on c.slug = u.slug), '{"cohort": null, "source": null}');
end;
$$;
revoke all on function private.cohort_answer(uuid, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.cohort_answer(uuid, timestamptz) is 'Part of an answer that says which cohort counts for a user at a time: {cohort: {slug, name, kind, splash, variant} or null, source}.';
commit;
