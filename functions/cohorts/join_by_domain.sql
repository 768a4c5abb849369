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
  perform private.remember_cohort(p_user_id, p_at);
  if v_slug is not null and v_slug is distinct from (select d.left_cohort from private.user_details as d where d.user_id = p_user_id) then
    perform private.move_cohort(p_user_id, v_slug, 'domain', null, false, p_at);
  end if;
end;
$$;
revoke all on function private.join_by_domain(uuid, text, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.join_by_domain(uuid, text, timestamptz) is 'What the verified address says about membership, at each ensure_profile: a membership by domain ends when the address is in another domain, and who is in no institution, nor put somewhere by an administrator, enters the running one with the domain of the address. Without a free seat, or after the user left it, nothing happens. Called under the user''s lock.';
