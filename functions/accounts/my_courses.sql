create or replace function public.my_courses()
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
  return jsonb_build_object('ok', true, 'courses', (
    select coalesce(jsonb_agg(to_jsonb(c) || jsonb_build_object('source', o.source, 'since', o.since) order by c.sort_order, c.course_code), '[]')
      from private.owned_courses(v_user_id, now()) as o
      join public.courses as c on c.course_code = o.course_code
     where c.status <> 'draft'));
end;
$$;
revoke all on function public.my_courses() from public, anon, authenticated, service_role, dochub_admin;
grant execute on function public.my_courses() to authenticated;
comment on function public.my_courses() is 'The courses that the caller has now, whole: also those that were retired, which /courses shows to nobody any more. Answer: {ok, courses: [{course_code, title, subtitle, description, category, language, price_micros, currency, status, icon_url, audio, workbooks, sort_order, published_at, retired_at, created_at, updated_at, source, since}]}, in the order of the shop. source: store, web, code, grant, migration (a purchase or gift) or cohort (as long as the user belongs to it); since: when it was bought or given. A course that went back to being a draft is not shown. Custom courses are in /custom_courses. Reads only. Refusal: user_not_found (404, the account was erased). Example: GET or POST /rpc/my_courses.';
