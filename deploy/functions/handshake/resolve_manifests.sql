-- Deploy functions/handshake/resolve_manifests: stamped from functions/handshake/resolve_manifests.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local role dochub_owner;
create or replace function private.resolve_manifests(p_cohort text, p_cohort_kind text, p_platform text, p_app_version text, p_at timestamptz)
returns table (name text, manifest_id uuid, version integer, sha256 text)
language plpgsql
stable
security invoker
rows 10
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
as $$
declare
  v_app_version integer[] := private.app_version_parts(p_app_version);
begin
  return query
    -- From name to name by the index, and in each name from the best version down: superseded versions are not read.
    with recursive names as (
      select (select m.name from public.master_manifests as m where m.retired_at > p_at order by m.name limit 1) as name
      union all
      select (select m.name from public.master_manifests as m where m.name > n.name and m.retired_at > p_at order by m.name limit 1)
        from names as n
       where n.name is not null)
    select distinct on (c.name) c.name, c.manifest_id, c.version, c.sha256
      from (
        select g.name, g.manifest_id, g.version, g.sha256, g.priority, 0 as place
          from names as n
         cross join lateral (
           select m.name, m.manifest_id, m.version, m.sha256, m.priority
             from public.master_manifests as m
            where m.name = n.name and m.audience = 'global'
              and m.effective_at <= p_at and p_at < m.retired_at
              and (m.platform is null or m.platform = p_platform)
              and (m.min_app_version is null or private.app_version_parts(m.min_app_version) <= v_app_version)
              and (m.max_app_version is null or private.app_version_parts(m.max_app_version) >= v_app_version)
              and not exists (
                select 1 from public.manifest_cohorts as x
                 where x.manifest_id = m.manifest_id and x.slug = p_cohort and x.mode = 'exclude')
            order by m.priority desc, m.version desc
            limit 1) as g
        union all
        select m.name, m.manifest_id, m.version, m.sha256, m.priority, case p_cohort_kind when 'institution' then 2 else 1 end
          from public.manifest_cohorts as i
          join public.master_manifests as m on m.manifest_id = i.manifest_id
         where i.slug = p_cohort and i.mode = 'include' and m.audience = 'cohort'
           and m.effective_at <= p_at and p_at < m.retired_at
           and (m.platform is null or m.platform = p_platform)
           and (m.min_app_version is null or private.app_version_parts(m.min_app_version) <= v_app_version)
           and (m.max_app_version is null or private.app_version_parts(m.max_app_version) >= v_app_version)) as c
     order by c.name, c.place desc, c.priority desc, c.version desc;
end;
$$;
revoke all on function private.resolve_manifests(text, text, text, text, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.resolve_manifests(text, text, text, text, timestamptz) is 'The version of each manifest that the members of a cohort (NULL: of none) get at a time.
In force (effective_at <= p_at < retired_at), for the platform and the app version, for everybody or for the cohort (include), and not kept from it (exclude).
An institution''s beats an experiment''s beats everybody''s; then the greater priority, then the newer version.
Without a platform, or with an app version that cannot be compared, what names a platform, or a bound of versions, does not match: it may need what the app
has not got.';

create or replace function private.app_version_parts(p_version text)
returns integer[]
language plpgsql
immutable
security invoker
set search_path = pg_catalog, pg_temp
as $$
begin
  -- A build number (1.4.2+317) says nothing about order; a pre-release (1.4.2-beta) comes before its release by rules of its own.
  if p_version ~ '^[0-9]{1,6}(\.[0-9]{1,6}){0,3}(\+.*)?$' then
    return (string_to_array(split_part(p_version, '+', 1), '.')::integer[] || array[0, 0, 0])[1:4];
  end if;
  return null;
end;
$$;
revoke all on function private.app_version_parts(text) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.app_version_parts(text) is 'The four numbers of an app version, to be compared as an array: 1.10 is {1,10,0,0}, after 1.9.3 and equal to 1.10.0.
A build number after + is left out. NULL: not a version that can be compared (empty, a pre-release such as 1.4.2-beta, words).';
commit;
