-- Verify schema/public/master_manifests: stamped from schema/public/master_manifests.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
set local search_path = pg_catalog, pg_temp;
set local quote_all_identifiers = off;
do $verify$
declare
  v_tables regclass[] := '{public.master_manifests}';
  v_expected text[] := array[
    'public.master_manifests: owner dochub_owner',
    'column public.master_manifests.manifest_id: uuid not null',
    'column public.master_manifests.name: text not null',
    'column public.master_manifests.version: integer not null',
    'column public.master_manifests.content: jsonb not null',
    'column public.master_manifests.sha256: text not null',
    'column public.master_manifests.audience: text not null',
    'column public.master_manifests.priority: integer not null',
    'column public.master_manifests.platform: text',
    'column public.master_manifests.min_app_version: text',
    'column public.master_manifests.max_app_version: text',
    'column public.master_manifests.effective_at: timestamp with time zone not null',
    'column public.master_manifests.retired_at: timestamp with time zone not null',
    'column public.master_manifests.published_at: timestamp with time zone not null',
    'constraint master_manifests_pkey on public.master_manifests: primary key',
    'constraint master_manifests_name_version_key on public.master_manifests: unique',
    'constraint master_manifests_name_check on public.master_manifests: check',
    'constraint master_manifests_version_check on public.master_manifests: check',
    'constraint master_manifests_content_check on public.master_manifests: check',
    'constraint master_manifests_sha256_check on public.master_manifests: check',
    'constraint master_manifests_audience_check on public.master_manifests: check',
    'constraint master_manifests_priority_check on public.master_manifests: check',
    'constraint master_manifests_platform_check on public.master_manifests: check',
    'constraint master_manifests_min_app_version_check on public.master_manifests: check',
    'constraint master_manifests_max_app_version_check on public.master_manifests: check',
    'constraint master_manifests_window_check on public.master_manifests: check',
    'index public.master_manifests_name_idx: valid t',
    'index public.master_manifests_best_idx: valid t',
    'index public.master_manifests_effective_at_idx: valid t',
    'index public.master_manifests_retired_at_idx: valid t'];
  v_found text[] := array(
    select format('%s: owner %s', oid::regclass, relowner::regrole) from pg_class where oid = any (v_tables)
    union all
    select format('column %s.%s: ', attrelid::regclass, attname)
        || format_type(atttypid, atttypmod) || case when attnotnull then ' not null' else '' end
      from pg_attribute where attrelid = any (v_tables) and attnum > 0 and not attisdropped
    union all
    select format('constraint %s on %s: ', conname, conrelid::regclass)
        || lower(substring(pg_get_constraintdef(oid) from '^\w+(?: KEY)?'))
      from pg_constraint where conrelid = any (v_tables)
    union all
    select format('index %s: valid %s', indexrelid::regclass, indisvalid) from pg_index where indrelid = any (v_tables)
    union all
    select format('trigger %s on %s: tgenabled %s', tgname, tgrelid::regclass, tgenabled)
      from pg_trigger where tgrelid = any (v_tables) and not tgisinternal);
  v_difference text := (
    select string_agg(line, E'\n' order by substr(line, 3), line) from (
      select '- ' || e from unnest(v_expected) as e where e <> all (v_found)
      union all select '+ ' || f from unnest(v_found) as f where f <> all (v_expected)
        and split_part(f, ': ', 1) in (select split_part(e, ': ', 1) from unnest(v_expected) as e)) as d (line));
begin
  if v_difference <> '' then
    raise exception E'- is expected, + is found:\n%', v_difference;
  end if;
end
$verify$;
rollback;
