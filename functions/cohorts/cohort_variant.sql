create or replace function private.cohort_variant(p_variants jsonb, p_variant_salt text, p_user_id uuid)
returns text
language plpgsql
immutable
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_bucket bigint := private.cohort_bucket(p_variant_salt, p_user_id);
begin
  -- The first variant whose share ends beyond the bucket. A share of weight 0 is empty.
  return (
    select w.variant
      from (select e ->> 'slug' as variant, n, sum((e ->> 'weight')::integer) over (order by n) as share_end,
                   sum((e ->> 'weight')::integer) over () as total
              from jsonb_array_elements(p_variants) with ordinality as a (e, n)) as w
     where v_bucket * w.total < w.share_end * 10000
     order by w.n
     limit 1);
end;
$$;
revoke all on function private.cohort_variant(jsonb, text, uuid) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.cohort_variant(jsonb, text, uuid) is 'Variant of an experiment that a user falls into, NULL when it has none: the bucket by the variant salt lies in one of the consecutive shares, as wide as their weights, into which [0, 10,000) is cut. Of a share that ends within a bucket, the bucket belongs to it.';
