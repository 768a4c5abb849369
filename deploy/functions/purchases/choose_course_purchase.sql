-- Deploy functions/purchases/choose_course_purchase: stamped from functions/purchases/choose_course_purchase.sql; edit that file, then `make stamp`.
begin;
set local role dochub_owner;
create or replace function private.choose_course_purchase(p_user_id uuid, p_course_code text)
returns void
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_chosen uuid;
begin
  -- One of production before one of the sandbox, which counts for testers only; then the one that gives the course now.
  select c.purchase_id into v_chosen
    from public.course_purchases as c
   where c.user_id = p_user_id and c.course_code = p_course_code and c.revoked_at is null
   order by c.environment = 'sandbox', c.validation = 'invalid', c.purchased_at, c.purchase_id
   limit 1;
  update public.course_purchases as c
     set validation = 'invalid'
   where c.user_id = p_user_id and c.course_code = p_course_code and c.revoked_at is null
     and c.validation <> 'invalid' and c.purchase_id <> v_chosen;
  update public.course_purchases as c
     set validation = 'valid'
   where c.user_id = p_user_id and c.purchase_id = v_chosen and c.validation = 'invalid';
end;
$$;
revoke all on function private.choose_course_purchase(uuid, text) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.choose_course_purchase(uuid, text) is 'Makes one of a user''s purchases of a course that are not refunded the valid one, and the others invalid: a course that was paid for twice stays while one payment does. Called under the user''s lock after every change of these purchases.';
commit;
