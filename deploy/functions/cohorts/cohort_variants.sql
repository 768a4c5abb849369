-- Deploy functions/cohorts/cohort_variants: stamped from functions/cohorts/cohort_variants.sql; edit that file, then `make stamp`.
begin;
set local role dochub_owner;
create or replace function private.cohort_variants(p_spec jsonb)
returns jsonb
language plpgsql
immutable
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_variants jsonb := p_spec -> 'variants';
  v_entry jsonb;
  v_slug text;
  v_listed jsonb := '{}'::jsonb;
begin
  if v_variants is null or v_variants = 'null' then
    return '[]'::jsonb;
  elsif jsonb_typeof(v_variants) <> 'array' or jsonb_array_length(v_variants) > 20 then
    raise sqlstate 'PT400' using message = 'variants must be an array of at most 20 {slug, weight}';
  end if;
  for v_entry in select e from jsonb_array_elements(v_variants) as e loop
    v_entry := private.json_object_argument('an entry of variants', v_entry, 1024, array['slug', 'weight']);
    v_slug := private.json_required_text(v_entry, 'slug', 64);
    if v_slug !~ '^[a-z0-9][a-z0-9_-]*$' then
      raise sqlstate 'PT400' using message = 'the slug of a variant must be lower-case letters, digits, - and _';
    elsif v_listed ? v_slug then
      raise sqlstate 'PT400' using message = format('variants names %s twice', v_slug);
    elsif private.json_integer(v_entry, 'weight', 0, 10000) is null then
      raise sqlstate 'PT400' using message = format('the variant %s has no weight', v_slug);
    end if;
    v_listed := v_listed || jsonb_build_object(v_slug, v_entry -> 'weight');
  end loop;
  if v_variants <> '[]' and (select sum(w.weight::integer) from jsonb_each_text(v_listed) as w (slug, weight)) = 0 then
    raise sqlstate 'PT400' using message = 'the weights of the variants are all 0';
  end if;
  return v_variants;
end;
$$;
revoke all on function private.cohort_variants(jsonb) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.cohort_variants(jsonb) is 'Variants of save_cohorts specification, checked (PT400); [] when there are none.';
commit;
