-- Deploy functions/cohorts/set_join_code: stamped from functions/cohorts/set_join_code.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
create or replace function public.set_join_code(p_cohort text, p_code text default null)
returns jsonb
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_code text := case when p_code is null then private.generated_code() else private.normalise_code(p_code) end;
  v_sha256 text := encode(sha256(convert_to(v_code, 'UTF8')), 'hex');
  v_kind text;
begin
  perform private.assert_writable();
  if p_cohort is null or length(p_cohort) > 64 then
    raise sqlstate 'PT400' using message = 'p_cohort must be the slug of a cohort';
  elsif length(p_code) > 200 or v_code is null or length(v_code) < 6 then
    raise sqlstate 'PT400' using
      message = 'p_code must be 6 to 32 characters of A–Z and 0–9',
      hint = 'Case, spaces and dashes do not matter. Leave it out to have one made.';
  end if;
  -- Whoever joins holds this lock: from the end of this transaction on the old code opens nothing.
  select c.kind into v_kind from public.cohorts as c where c.slug = p_cohort for no key update;
  if not found then
    return private.refuse('unknown_cohort', jsonb_build_object('slug', p_cohort));
  elsif v_kind <> 'institution' then
    return private.refuse('not_an_institution');
  elsif exists (select 1 from private.cohort_join_codes as j where j.code_sha256 = v_sha256 and j.slug <> p_cohort) then
    return private.refuse('code_exists');
  end if;
  -- Two cohorts that are given the same code at this very moment: the second one gets 23505, HTTP 409.
  insert into private.cohort_join_codes as j (code_sha256, slug, set_at)
  values (v_sha256, p_cohort, now())
  on conflict (slug) do update set code_sha256 = excluded.code_sha256, set_at = excluded.set_at
    where j.code_sha256 <> excluded.code_sha256;
  return jsonb_build_object('ok', true, 'cohort', p_cohort, 'code', v_code);
end;
$$;
revoke all on function public.set_join_code(text, text) from public, anon, authenticated, service_role, dochub_admin;
grant execute on function public.set_join_code(text, text) to service_role, dochub_admin;
comment on function public.set_join_code(text, text) is 'Sets the code by which users join an institution (join_cohort). One a cohort: the code before it stops working at once, members stay.
p_cohort: slug of the institution. p_code: 6–32 of A–Z and 0–9 after spaces and dashes are dropped, in any case; left out, one of 14 random characters is made (more than 60 random bits). A code that may be guessed or passed on lets anybody in as long as there are seats. To close an institution to newcomers, have a code made and tell nobody.
Answer: {ok, cohort, code}: the code as it is compared. It is kept as a hash only: note it down, nothing tells it again.
Refusals: unknown_cohort (422; details.slug), not_an_institution (422), code_exists (409; another institution has this code). PT400 for a bad argument.
Example: POST /rpc/set_join_code {"p_cohort": "lakeside-clinic", "p_code": "LAKE-SIDE-7"}.';
commit;
