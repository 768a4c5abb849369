create or replace function private.cohort_argument(p_spec jsonb, p_stored public.cohorts)
returns public.cohorts
language plpgsql
stable
parallel unsafe
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_spec jsonb := private.json_object_argument('p_spec', p_spec, 65536, array[
    'slug', 'name', 'kind', 'splash', 'salt', 'variant_salt', 'bucket_from', 'bucket_to', 'variants', 'seats', 'domain',
    'starts_at', 'ends_at', 'grants']);
  v_grants jsonb := private.json_object_argument('grants', coalesce(v_spec -> 'grants', '{}'), 65536, array['plan', 'courses']);
  v_row public.cohorts := p_stored;
begin
  v_row.slug := private.json_required_text(v_spec, 'slug', 64);
  if v_row.slug !~ '^[a-z0-9][a-z0-9-]{1,63}$' then
    raise sqlstate 'PT400' using message = 'slug must be 2 to 64 lower-case letters, digits and dashes, the first not a dash';
  end if;
  -- A key that is absent leaves what is stored, null takes it away.
  if p_stored.slug is null or p_spec ? 'name' then
    v_row.name := private.json_required_text(v_spec, 'name', 200);
  end if;
  if p_stored.slug is null or p_spec ? 'kind' then
    v_row.kind := private.json_choice(v_spec, 'kind', array['institution', 'experiment']);
  end if;
  if p_spec ? 'splash' then
    if v_spec ? 'splash' and (jsonb_typeof(v_spec -> 'splash') <> 'object' or length((v_spec -> 'splash')::text) > 16384) then
      raise sqlstate 'PT400' using message = 'splash must be a JSON object of at most 16384 characters';
    end if;
    v_row.splash := v_spec -> 'splash';
  end if;
  if p_stored.slug is null or p_spec ? 'variants' then
    v_row.variants := private.cohort_variants(v_spec);
  end if;
  if p_spec ? 'salt' then
    v_row.salt := private.json_text(v_spec, 'salt', 100);
  end if;
  if p_spec ? 'variant_salt' then
    v_row.variant_salt := private.json_text(v_spec, 'variant_salt', 100);
  end if;
  if p_spec ? 'bucket_from' then
    v_row.bucket_from := private.json_integer(v_spec, 'bucket_from', 0, 10000);
  end if;
  if p_spec ? 'bucket_to' then
    v_row.bucket_to := private.json_integer(v_spec, 'bucket_to', 0, 10000);
  end if;
  if p_spec ? 'seats' then
    v_row.seats := private.json_integer(v_spec, 'seats', 0, 2147483647);
  end if;
  if p_spec ? 'domain' then
    v_row.domain := lower(private.json_text(v_spec, 'domain', 253) collate "C");
    if v_row.domain !~ '^[a-z0-9]([a-z0-9-]{0,62})(\.[a-z0-9]([a-z0-9-]{0,62}))+$' or v_row.domain ~ '-(\.|$)' then
      raise sqlstate 'PT400' using message = 'domain must be a domain name such as example.com, without @', hint = 'International names in their ASCII form (xn--…).';
    end if;
  end if;
  if p_stored.slug is null or p_spec ? 'starts_at' then
    v_row.starts_at := coalesce(private.json_timestamp(v_spec, 'starts_at'), '-infinity');
  end if;
  if p_stored.slug is null or p_spec ? 'ends_at' then
    v_row.ends_at := coalesce(private.json_timestamp(v_spec, 'ends_at'), 'infinity');
  end if;
  if p_stored.slug is null or (p_spec ? 'grants' and (not v_spec ? 'grants' or v_spec -> 'grants' ? 'plan')) then
    v_row.grant_plan := private.json_text(v_grants, 'plan', 64);
    if v_row.grant_plan in ('free', '') then
      raise sqlstate 'PT400' using message = 'grants.plan must be a plan above free';
    end if;
  end if;
  if p_stored.slug is null or (p_spec ? 'grants' and (not v_spec ? 'grants' or v_spec -> 'grants' ? 'courses')) then
    v_row.grant_courses := array(select distinct c from unnest(private.json_text_array(v_grants, 'courses', 500, 200)) as c order by c);
  end if;

  if v_row.kind <> p_stored.kind then
    return v_row;  -- save_cohort refuses it, which says more than what does not fit the other kind.
  elsif v_row.kind = 'institution' then
    if v_row.salt is not null or v_row.variant_salt is not null or v_row.bucket_from is not null or v_row.bucket_to is not null or v_row.variants <> '[]' then
      raise sqlstate 'PT400' using message = 'salt, variant_salt, bucket_from, bucket_to and variants are for experiments';
    end if;
  else
    v_row.salt := coalesce(v_row.salt, v_row.slug || '/enrol');
    v_row.variant_salt := coalesce(v_row.variant_salt, v_row.slug || '/variant');
    v_row.bucket_from := coalesce(v_row.bucket_from, 0);
    if v_row.seats is not null or v_row.domain is not null then
      raise sqlstate 'PT400' using message = 'seats and domain are for institutions';
    elsif v_row.bucket_to is null then
      raise sqlstate 'PT400' using message = 'bucket_to is missing', hint = '1000 enrols a tenth of all users when bucket_from is 0.';
    elsif v_row.bucket_to < v_row.bucket_from then
      raise sqlstate 'PT400' using message = 'bucket_to is below bucket_from';
    elsif '' in (v_row.salt, v_row.variant_salt) or v_row.salt = v_row.variant_salt then
      raise sqlstate 'PT400' using message = 'salt and variant_salt must differ and not be empty';
    end if;
  end if;
  if v_row.ends_at <= v_row.starts_at then
    raise sqlstate 'PT400' using message = 'ends_at must be after starts_at';
  end if;
  return v_row;
end;
$$;
revoke all on function private.cohort_argument(jsonb, public.cohorts) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.cohort_argument(jsonb, public.cohorts) is 'The row that save_cohorts specification makes of the stored one (all NULL: a new one), its shape checked (PT400).';
