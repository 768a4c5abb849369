-- Deploy functions/store/owned_courses: stamped from functions/store/owned_courses.sql; edit that file, then `make stamp`.
begin;
set local role dochub_owner;
create or replace function private.owned_courses(p_user_id uuid, p_at timestamptz)
returns table (course_code text, source text, since timestamptz)
language plpgsql
stable
security invoker
set search_path = pg_catalog, pg_temp
as $$
begin
  return query
    select distinct on (o.course_code) o.course_code, o.source, o.since
      from (
        select c.course_code, c.source, c.purchased_at as since, 1 as place
          from public.course_purchases as c
         where c.user_id = p_user_id and c.revoked_at is null and c.validation = 'valid'
           and (c.environment = 'production' or exists (select from public.user_profile as u where u.user_id = p_user_id and u.is_tester))
         union all
        select g.course_code, 'cohort', m.member_since, 2
          from private.user_cohort(p_user_id, p_at) as m
          join public.cohorts as c on c.slug = m.slug
         cross join lateral unnest(c.grant_courses) as g (course_code)
         where m.member_since <= p_at and p_at < c.ends_at) as o
     order by o.course_code, o.place;
end;
$$;
revoke all on function private.owned_courses(uuid, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.owned_courses(uuid, timestamptz) is 'Courses that a user has at a time, by code: valid purchases (sandbox ones for testers only) and what the cohort grants; since when.';
commit;
