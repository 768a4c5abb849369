-- Deploy functions/cohorts/save_cohort: stamped from functions/cohorts/save_cohort.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
create or replace function public.save_cohort(p_spec jsonb)
returns jsonb
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_stored public.cohorts;
  v_is_new boolean;
  v_row public.cohorts;
  v_unknown text;
  v_changed boolean;
begin
  perform private.assert_writable();
  -- A second time when somebody else makes the same cohort, or takes the domain, at this very moment.
  for v_try in 1 .. 2 loop
    select * into v_stored from public.cohorts as c where c.slug = p_spec ->> 'slug' for no key update;
    v_is_new := not found;
    v_row := private.cohort_argument(p_spec, v_stored);
    if v_row.kind <> v_stored.kind then
      return private.refuse('cohort_conflict', jsonb_build_object('field', 'kind', 'stored', v_stored.kind));
    elsif v_row.grant_plan is not null and not exists (select 1 from private.plans as p where p.plan = v_row.grant_plan) then
      return private.refuse('unknown_plan', jsonb_build_object('plan', v_row.grant_plan));
    end if;
    select g into v_unknown
      from unnest(v_row.grant_courses) as g
     where not exists (select 1 from public.courses as c where c.course_code = g)
     order by g
     limit 1;
    if found then
      return private.refuse('unknown_product', jsonb_build_object('product_id', v_unknown));
    end if;
    select c.slug into v_unknown from public.cohorts as c where c.domain = v_row.domain and c.slug <> v_row.slug;
    if found then
      return private.refuse('domain_in_use', jsonb_build_object('slug', v_unknown, 'domain', v_row.domain));
    end if;
    exit when not v_is_new;

    insert into public.cohorts as c (
      slug, name, kind, splash, salt, variant_salt, bucket_from, bucket_to, variants, seats, domain, grant_plan, grant_courses, starts_at, ends_at)
    values (
      v_row.slug, v_row.name, v_row.kind, v_row.splash, v_row.salt, v_row.variant_salt, v_row.bucket_from, v_row.bucket_to, v_row.variants,
      v_row.seats, v_row.domain, v_row.grant_plan, v_row.grant_courses, v_row.starts_at, v_row.ends_at)
    on conflict do nothing
    returning c.* into v_row;
    exit when found;
  end loop;

  if not v_is_new then
    -- Whom this could move, or leave with a variant that is no more.
    select s.variant into v_unknown
      from (select t.variant from private.sticky_cohorts as t where t.slug = v_row.slug
             union all
            select u.variant from public.user_cohorts as u where u.slug = v_row.slug) as s
     where (v_row.salt, v_row.variant_salt) is distinct from (v_stored.salt, v_stored.variant_salt)
        or (exists (select 1 from jsonb_array_elements(v_stored.variants) as e where e ->> 'slug' = s.variant)
            and not exists (select 1 from jsonb_array_elements(v_row.variants) as e where e ->> 'slug' = s.variant))
     limit 1;
    if found then
      return private.refuse('cohort_conflict', case
        when v_row.salt <> v_stored.salt then jsonb_build_object('field', 'salt')
        when v_row.variant_salt is distinct from v_stored.variant_salt then jsonb_build_object('field', 'variant_salt')
        else jsonb_build_object('field', 'variants', 'variant', v_unknown) end);
    elsif v_row.seats < v_stored.seats_taken then
      return private.refuse('cohort_conflict', jsonb_build_object('field', 'seats', 'seats_taken', v_stored.seats_taken));
    end if;
    v_changed := v_row is distinct from v_stored;
    if v_changed then
      update public.cohorts as c
         set name = v_row.name, splash = v_row.splash, salt = v_row.salt, variant_salt = v_row.variant_salt,
             bucket_from = v_row.bucket_from, bucket_to = v_row.bucket_to, variants = v_row.variants,
             seats = v_row.seats, domain = v_row.domain, grant_plan = v_row.grant_plan, grant_courses = v_row.grant_courses,
             starts_at = v_row.starts_at, ends_at = v_row.ends_at
       where c.slug = v_row.slug;
    end if;
  end if;
  -- Every cached handshake is out of date: only when there is a reason.
  if v_is_new or v_changed then
    update private.sync_generations as g set generation = g.generation + 1 where g.scope = 'cohort';
  end if;
  return jsonb_build_object(
    'ok', true,
    'created', v_is_new,
    'changed', v_is_new or v_changed,
    'slug', v_row.slug,
    'name', v_row.name,
    'kind', v_row.kind,
    'splash', v_row.splash,
    'salt', v_row.salt,
    'variant_salt', v_row.variant_salt,
    'bucket_from', v_row.bucket_from,
    'bucket_to', v_row.bucket_to,
    'variants', v_row.variants,
    'seats', v_row.seats,
    'seats_taken', v_row.seats_taken,
    'domain', v_row.domain,
    'starts_at', nullif(v_row.starts_at, '-infinity'),
    'ends_at', nullif(v_row.ends_at, 'infinity'),
    'grants', jsonb_build_object('plan', v_row.grant_plan, 'courses', to_jsonb(v_row.grant_courses)));
end;
$$;
revoke all on function public.save_cohort(jsonb) from public, anon, authenticated, service_role, dochub_admin;
grant execute on function public.save_cohort(jsonb) to service_role, dochub_admin;
comment on function public.save_cohort(jsonb) is 'Makes a cohort, or changes the one of that slug.
p_spec: {slug, name, kind: institution|experiment, splash, starts_at, ends_at, grants: {plan, courses}}; for institutions {seats, domain}; for experiments {salt, variant_salt, bucket_from, bucket_to, variants: [{slug, weight}]}. A new cohort needs slug, name and kind, an experiment bucket_to. Of one that exists, a key that is absent keeps what is stored, and null takes it away (back to the default).
slug: 2–64 lower-case letters, digits, dashes. splash: any JSON object, shown by the app. starts_at, ends_at: RFC 3339, half-open; without them from always, for ever. grants: a paid plan and course codes that members have while they belong to it and it runs.
seats: how many members it may have, none for any number. domain: e-mail domain (example.com; not what is below it) whose verified addresses enter by themselves at sign-in; one institution at a time has it, running or not. Its code is set by set_join_code.
bucket_from, bucket_to: the experiment enrols users whose bucket, of 10,000, lies in [bucket_from, bucket_to); bucket_from is 0 by default. A bucket is the first four bytes of SHA-256 of "salt:user_id" modulo 10,000; another salt, another and independent draw. variant_salt, for the variants, must differ from salt; both have defaults. variants: up to 20, weights 0–10,000 of which one is not 0. Raising bucket_to moves nobody; who was found in the experiment once stays in it, with that variant, whatever becomes of buckets and weights (a weight of 0 lets nobody more in). Of overlapping experiments the one that starts first counts for a newcomer, then the lesser slug.
Answer: {ok, created, changed, seats_taken} and the specification as stored. Handshakes show a change at once.
Refusals: cohort_conflict (409; details.field: kind never changes, salt and variant_salt not while anybody is enrolled, variants none that somebody has, seats not below details.seats_taken), domain_in_use (409; details.slug has it), unknown_plan (422; details.plan), unknown_product (422; details.product_id, a course). PT400 for a bad argument.
Example: POST /rpc/save_cohort {"p_spec": {"slug": "lakeside-clinic", "name": "Lakeside Clinic", "kind": "institution", "seats": 40, "domain": "lakeside-clinic.example", "grants": {"plan": "premium", "courses": ["deep-sleep"]}}}.';

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
    if v_row.domain !~ '^[a-z0-9]([a-z0-9-]{0,62})([.][a-z0-9]([a-z0-9-]{0,62}))+$' or v_row.domain ~ '-([.]|$)' then
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
