-- Deploy functions/cohorts/join_cohort: stamped from functions/cohorts/join_cohort.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
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
  return private.join_cohort(private.target_user(null), p_code, private.verified_email(), now());
end;
$$;
revoke all on function public.join_cohort(text) from public, anon, authenticated, service_role, dochub_admin;
grant execute on function public.join_cohort(text) to authenticated;
comment on function public.join_cohort(text) is 'Makes the caller a member of an institution, by its code or by the domain of the verified e-mail address.
p_code: the code that the institution hands out; case, spaces and dashes do not matter. Left out, the institution whose e-mail domain is that of the caller''s address, which the token must say is verified. (ensure_profile does that by itself at sign-in; call it here when the user left and wants to come back, or when a seat may have become free.)
Answer: {ok, cohort: {slug, name, kind, splash, variant}, source, replayed}; source is join_code or domain (manual when an administrator had put the user there). Its plan and courses are in my_entitlements and handshake at once. Already a member: the same answer with "replayed": true, and no second seat. Somebody is in one institution at a time: joining another leaves the first and gives its seat back.
Refusals, the first that applies: too_many_attempts (429; details.retry_after seconds; codes not found are counted a user and a client address), code_not_found (404; unknown, replaced, or of an institution that has not begun or is over: no telling which; without p_code: no institution has this domain), cohort_locked (409; an administrator fixed the caller''s cohort), cohort_full (409; nothing changes), user_not_found (404; the account was erased). PT400 for a bad argument and for any query parameter that filters or selects from the answer, PT405 for GET.
Example: POST /rpc/join_cohort {"p_code": "lake-side-7"}.';

create or replace function private.join_cohort(p_user_id uuid, p_code text, p_email text, p_at timestamptz)
returns jsonb
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_at timestamptz := private.lock_user(p_user_id, p_at);
  v_wait integer;
  v_slug text;
  v_found text;
  v_assigned public.user_cohorts;
begin
  if v_at is null then
    return private.refuse('user_not_found');
  end if;
  -- Before the throttle's and the cohorts' locks: it may take claims, which come first in the lock order.
  perform private.settle_credits(p_user_id, v_at);
  if p_code is not null then
    v_wait := private.throttle_wait('join_code', p_user_id, v_at);
    if v_wait > 0 then
      return private.refuse('too_many_attempts', jsonb_build_object('retry_after', v_wait));
    end if;
  end if;

  -- First without locks, to find which rows to lock; under them it must be found again, else the code was replaced meanwhile.
  v_slug := private.institution(p_code, p_email, v_at);
  select * into v_assigned from public.user_cohorts as u where u.user_id = p_user_id;
  perform from public.cohorts as c
    where v_slug is not null and c.slug in (v_slug, v_assigned.slug) and c.kind = 'institution' order by c.slug for no key update;
  v_found := private.institution(p_code, p_email, v_at);
  -- One refusal, equal to the last byte, for a code that is unknown and one whose institution is over or has not begun.
  if v_slug is null or v_found is distinct from v_slug then
    if p_code is not null then
      return private.refuse_attempt('join_code', p_user_id, 'code_not_found', v_at);
    end if;
    return private.refuse('code_not_found');
  elsif v_assigned.slug = v_slug then
    -- Who proves membership by the code no longer depends on the address.
    update public.user_cohorts as u set source = 'join_code' where u.user_id = p_user_id and u.source = 'domain' and p_code is not null;
  elsif v_assigned.is_locked then
    return private.refuse('cohort_locked');
  else
    perform private.stick_experiment(p_user_id, v_at);
    if not private.move_cohort(p_user_id, v_slug, case when p_code is null then 'domain' else 'join_code' end, null, false, v_at) then
      return private.refuse('cohort_full');
    end if;
  end if;
  update private.user_details as d set left_cohort = null where d.user_id = p_user_id and d.left_cohort is not null;
  return jsonb_build_object('ok', true) || private.cohort_answer(p_user_id, v_at)
    || jsonb_build_object('replayed', coalesce(v_assigned.slug = v_slug, false));
end;
$$;
revoke all on function private.join_cohort(uuid, text, text, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.join_cohort(uuid, text, text, timestamptz) is 'join_cohort at a given time; p_email is the caller''s verified address, NULL when there is none.';

create or replace function private.institution(p_code text, p_email text, p_at timestamptz)
returns text
language plpgsql
stable
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_code text := private.normalise_code(p_code);
begin
  if p_code is not null then
    return (
      select c.slug
        from private.cohort_join_codes as j
        join public.cohorts as c on c.slug = j.slug
       where j.code_sha256 = encode(sha256(convert_to(v_code, 'UTF8')), 'hex')
         and c.kind = 'institution' and c.starts_at <= p_at and p_at < c.ends_at);
  end if;
  return (
    select c.slug
      from public.cohorts as c
     where c.domain = substring(p_email from '[^@]*$')
       and c.kind = 'institution' and c.starts_at <= p_at and p_at < c.ends_at);
end;
$$;
revoke all on function private.institution(text, text, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.institution(text, text, timestamptz) is 'The running institution that a join code opens, or without a code that whose domain is the one of a verified address (lower case; the domain itself, nothing below it); NULL when there is none.';

create or replace function private.join_by_domain(p_user_id uuid, p_email text, p_at timestamptz)
returns void
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_slug text := private.institution(null, p_email, p_at);
  v_assigned record;
  v_ends boolean;
begin
  select u.slug, u.source, u.is_locked, c.domain, u.is_locked or (c.starts_at <= p_at and p_at < c.ends_at) as is_running
    into v_assigned
    from public.user_cohorts as u
    join public.cohorts as c on c.slug = u.slug
   where u.user_id = p_user_id;
  -- Only a verified address that is another ends it: a token without one says nothing of the address.
  v_ends := coalesce(v_assigned.source = 'domain' and v_assigned.domain <> substring(p_email from '[^@]*$'), false);
  if not v_ends
     and (v_slug is null
          or (v_assigned.source in ('manual', 'join_code', 'domain') and v_assigned.is_running)
          or v_slug = (select d.left_cohort from private.user_details as d where d.user_id = p_user_id)) then
    return;
  end if;
  perform private.settle_credits(p_user_id, p_at);
  if v_ends then
    -- The one that ends and the one that begins, in the order of their slugs, as private.move_cohort does for one change.
    perform from public.cohorts as c where c.slug in (v_slug, v_assigned.slug) and c.kind = 'institution' order by c.slug for no key update;
    perform private.move_cohort(p_user_id, null, null, null, false, p_at);
  end if;
  perform private.stick_experiment(p_user_id, p_at);
  if v_slug is not null and v_slug is distinct from (select d.left_cohort from private.user_details as d where d.user_id = p_user_id) then
    perform private.move_cohort(p_user_id, v_slug, 'domain', null, false, p_at);
  end if;
end;
$$;
revoke all on function private.join_by_domain(uuid, text, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.join_by_domain(uuid, text, timestamptz) is 'What the verified address says about membership, at each ensure_profile: a membership by domain ends when the address is in another domain, and who is in no institution, nor put somewhere by an administrator, enters the running one with the domain of the address. Without a free seat, or after the user left it, nothing happens. Called under the user''s lock.';

create or replace function public.leave_cohort()
returns jsonb
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform private.assert_writable();
  return private.leave_cohort(private.target_user(null), now());
end;
$$;
revoke all on function public.leave_cohort() from public, anon, authenticated, service_role, dochub_admin;
grant execute on function public.leave_cohort() to authenticated;
comment on function public.leave_cohort() is 'Takes the caller out of the institution, or of the cohort that an administrator chose without fixing it. The seat is given back, plan and courses of the cohort end at once (credits of this week stay), and the experiment counts again that the caller was in before, with the same variant.
Answer: {ok, left: slug or null, cohort: {slug, name, kind, splash, variant} or null, source}: cohort is the one that counts now. Nothing to leave: left is null, so that repeating the call is harmless. Experiments cannot be left.
Who leaves an institution is not brought back by the domain of the e-mail address at the next sign-in; join_cohort does.
Refusals: cohort_locked (409; an administrator fixed it), user_not_found (404; the account was erased). PT405 for GET.
Example: POST /rpc/leave_cohort.';

create or replace function private.leave_cohort(p_user_id uuid, p_at timestamptz)
returns jsonb
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_at timestamptz := private.lock_user(p_user_id, p_at);
  v_assigned public.user_cohorts;
begin
  if v_at is null then
    return private.refuse('user_not_found');
  end if;
  perform private.settle_credits(p_user_id, v_at);
  select * into v_assigned from public.user_cohorts as u where u.user_id = p_user_id;
  if v_assigned.is_locked then
    return private.refuse('cohort_locked');
  elsif v_assigned.source in ('manual', 'join_code', 'domain') then
    update private.user_details as d set left_cohort = v_assigned.slug where d.user_id = p_user_id;
    perform private.move_cohort(p_user_id, null, null, null, false, v_at);
  end if;
  perform private.stick_experiment(p_user_id, v_at);
  return jsonb_build_object('ok', true, 'left', case when v_assigned.source in ('manual', 'join_code', 'domain') then v_assigned.slug end)
    || private.cohort_answer(p_user_id, v_at);
end;
$$;
revoke all on function private.leave_cohort(uuid, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.leave_cohort(uuid, timestamptz) is 'leave_cohort at a given time.';

create or replace function private.leave_cohort_seat(p_user_id uuid, p_at timestamptz)
returns void
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
begin
  perform private.move_cohort(p_user_id, null, null, null, false, p_at);
  delete from private.sticky_cohorts as s where s.user_id = p_user_id;
end;
$$;
revoke all on function private.leave_cohort_seat(uuid, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.leave_cohort_seat(uuid, timestamptz) is 'The part of an erasure that is about cohorts: gives the user''s seat back and forgets the cohort and the experiments. Called under the user''s lock, at the place of cohorts in the lock order.';
commit;
