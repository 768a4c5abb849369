create or replace function public.explain_cohort(p_user_id uuid default null)
returns jsonb
language plpgsql
stable
parallel unsafe
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_user_id uuid := private.target_user(p_user_id);
begin
  if not exists (select from public.user_profile as p where p.user_id = v_user_id and p.erased_at is null) then
    return private.refuse('user_not_found');
  end if;
  return jsonb_build_object('ok', true, 'user_id', v_user_id) || private.explain_membership(v_user_id, now());
end;
$$;
revoke all on function public.explain_cohort(uuid) from public, anon, authenticated, service_role, dochub_admin;
grant execute on function public.explain_cohort(uuid) to service_role, dochub_admin;
comment on function public.explain_cohort(uuid) is 'Why a user is in a cohort, or in none, for support staff. Reads only.
p_user_id: the caller by default.
Answer: {ok, user_id, cohort: {slug, name, kind, splash, variant} or null, source, variant, candidates: [{slug, kind, source, variant, is_locked, assigned_at, bucket, variant_bucket, bucket_from, bucket_to, starts_at, ends_at, reason}]}. source: manual, join_code, domain, sticky (an experiment that the user was found in before), bucket, null for none; this is also the order of precedence, join_code and domain alike. candidates: the cohort that counts first, then whatever else the user is or was assigned to, every experiment that is not over, and the institution of the domain of the verified address. bucket, variant_bucket: 0–9,999, of experiments; the user is in its buckets when bucket_from ≤ bucket < bucket_to. reason: counts, outranked (it would count if nothing came before it), not_started, ended, outside_buckets, left (the user left it: the address does not bring him back), full (no free seat at the last look), not_signed_in_since (the next ensure_profile lets him in).
Refusal: user_not_found (404). Example: GET /rpc/explain_cohort?p_user_id=….';
