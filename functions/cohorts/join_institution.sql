create or replace function private.join_institution(p_user_id uuid, p_code text, p_email text, p_at timestamptz)
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
      perform private.count_attempt('join_code', p_user_id, v_at);
    end if;
    return private.refuse('code_not_found');
  elsif v_assigned.slug = v_slug then
    -- Who proves membership by the code no longer depends on the address.
    update public.user_cohorts as u set source = 'join_code' where u.user_id = p_user_id and u.source = 'domain' and p_code is not null;
  elsif v_assigned.is_locked then
    return private.refuse('cohort_locked');
  else
    perform private.remember_cohort(p_user_id, v_at);
    if not private.move_cohort(p_user_id, v_slug, case when p_code is null then 'domain' else 'join_code' end, null, false, v_at) then
      return private.refuse('cohort_full');
    end if;
  end if;
  update private.user_details as d set left_cohort = null where d.user_id = p_user_id and d.left_cohort is not null;
  return jsonb_build_object('ok', true) || private.cohort_answer(p_user_id, v_at)
    || jsonb_build_object('replayed', coalesce(v_assigned.slug = v_slug, false));
end;
$$;
revoke all on function private.join_institution(uuid, text, text, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.join_institution(uuid, text, text, timestamptz) is 'join_cohort at a given time; p_email is the caller''s verified address, NULL when there is none.';
