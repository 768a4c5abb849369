create or replace function public.join_cohort(p_code text default null)
returns jsonb
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform private.assert_writable();
  perform private.assert_unfiltered();
  if length(p_code) > 200 then
    raise sqlstate 'PT400' using message = 'p_code must have at most 200 characters';
  end if;
  return private.join_institution(private.target_user(null), p_code, private.verified_email(), now());
end;
$$;
revoke all on function public.join_cohort(text) from public, anon, authenticated, service_role, dochub_admin;
grant execute on function public.join_cohort(text) to authenticated;
comment on function public.join_cohort(text) is 'Makes the caller a member of an institution, by its code or by the domain of the verified e-mail address.
p_code: the code that the institution hands out; case, spaces and dashes do not matter. Left out, the institution whose e-mail domain is that of the caller''s address, which the token must say is verified. (ensure_profile does that by itself at sign-in; call it here when the user left and wants to come back, or when a seat may have become free.)
Answer: {ok, cohort: {slug, name, kind, splash, variant}, source, replayed}; source is join_code or domain (manual when an administrator had put the user there). Its plan and courses are in my_entitlements and handshake at once. Already a member: the same answer with "replayed": true, and no second seat. Somebody is in one institution at a time: joining another leaves the first and gives its seat back.
Refusals, the first that applies: too_many_attempts (429; details.retry_after seconds; codes not found are counted a user and a client address), code_not_found (404; unknown, replaced, or of an institution that has not begun or is over: no telling which; without p_code: no institution has this domain), cohort_locked (409; an administrator fixed the caller''s cohort), cohort_full (409; nothing changes), user_not_found (404; the account was erased). PT400 for a bad argument and for any query parameter that filters or selects from the answer, PT405 for GET.
Example: POST /rpc/join_cohort {"p_code": "lake-side-7"}.';
