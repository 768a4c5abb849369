create or replace function public.export_my_data()
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
  return jsonb_build_object('ok', true, 'exported_at', now(), 'tables', private.export(v_user_id));
end;
$$;
revoke all on function public.export_my_data() from public, anon, authenticated, service_role, dochub_admin;
grant execute on function public.export_my_data() to authenticated;
comment on function public.export_my_data() is 'Everything that is stored about the caller, for the caller: every row of every table that names the user, and the custom courses that wait behind a link to the user''s verified address. Answer: {ok, exported_at, tables: {"public.user_profile": [row, …], "public.course_purchases": [row, …], …}}; a row is an object of the table''s columns, as the database''s documentation describes them; a table without a row of the user''s is an empty list. It may be some megabytes: custom courses and logs are in it whole. Reads only. Refusal: user_not_found (404, the account was erased). Example: GET or POST /rpc/export_my_data.';
