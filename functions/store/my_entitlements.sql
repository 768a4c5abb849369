create or replace function public.my_entitlements()
returns jsonb
language plpgsql
stable
parallel unsafe
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_user_id uuid := private.target_user(null);
begin
  if exists (select from public.user_profile as p where p.user_id = v_user_id and p.erased_at is not null) then
    return private.refuse('user_not_found');
  end if;
  return jsonb_build_object('ok', true)
    || private.entitlements(v_user_id, now())
    || jsonb_build_object(
      'courses', (select coalesce(jsonb_agg(o.course_code order by o.course_code), '[]') from private.owned_courses(v_user_id, now()) as o),
      'custom_courses', (select coalesce(jsonb_agg(c.custom_course_id order by c.created_at, c.custom_course_id), '[]')
                           from public.custom_courses as c where c.user_id = v_user_id and c.revoked_at is null));
end;
$$;
revoke all on function public.my_entitlements() from public, anon, authenticated, service_role, dochub_admin;
grant execute on function public.my_entitlements() to authenticated;
comment on function public.my_entitlements() is 'What the caller may use now: {ok, plan, state, entitled, source, environment, expires_at, will_renew, courses: [code], custom_courses: [id]}. plan is what counts (free when nothing entitles); state is that of the subscription (active when a cohort gives the plan), null when there never was one; source is apple, google, stripe, web, code or cohort; expires_at null: no end is known. Refusal: user_not_found (404, the account was erased). Example: GET or POST /rpc/my_entitlements.';
