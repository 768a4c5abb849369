-- Deploy functions/purchases/set_course_refund: stamped from functions/purchases/set_course_refund.sql; edit that file, then `make stamp`.
begin;
set local role dochub_owner;
create or replace function private.set_course_refund(
  p_user_id uuid, p_store text, p_environment text, p_transaction_id text, p_percentage integer, p_at timestamptz)
returns void
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_course public.course_purchases;
  v_custom public.custom_course_purchases;
begin
  select * into v_course
    from public.course_purchases as c
   where c.user_id = p_user_id and c.store = p_store and c.environment = p_environment and c.transaction_id = p_transaction_id;
  if found then
    update public.course_purchases as c
       set refunded_percentage = p_percentage,
           validation = case
             when p_percentage = 100 then 'revoked'
             when c.validation <> 'revoked' then c.validation
             -- A reversal gives the course back, but not twice.
             when exists (select from public.course_purchases as o
                           where o.user_id = p_user_id and o.course_code = c.course_code and o.purchase_id <> c.purchase_id
                             and o.revoked_at is null and o.validation <> 'invalid') then 'invalid'
             else 'valid'
           end,
           revoked_at = case when p_percentage = 100 then coalesce(c.revoked_at, p_at) end
     where c.user_id = p_user_id and c.purchase_id = v_course.purchase_id;
    return;
  end if;
  update public.custom_course_purchases as c
     set refunded_percentage = p_percentage,
         validation = case when p_percentage = 100 then 'revoked' when c.validation = 'revoked' then 'valid' else c.validation end,
         revoked_at = case when p_percentage = 100 then coalesce(c.revoked_at, p_at) end,
         link_revoked_at = case when p_percentage = 100 and c.claimed_at is null and c.link_token_sha256 is not null then coalesce(c.link_revoked_at, p_at) else c.link_revoked_at end
   where c.store = p_store and c.environment = p_environment and c.transaction_id = p_transaction_id
  returning * into strict v_custom;
  update public.custom_courses as c
     set revoked_at = v_custom.revoked_at
   where c.user_id = v_custom.user_id and c.custom_course_id = v_custom.custom_course_id;
end;
$$;
revoke all on function private.set_course_refund(uuid, text, text, text, integer, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.set_course_refund(uuid, text, text, text, integer, timestamptz) is 'Sets how much of a course''s or custom course''s purchase is refunded: at 100 % the course is revoked (and a link not claimed yet void), below it is the user''s.';
commit;
