-- Deploy functions/credits/settle_holds: stamped from functions/credits/settle_holds.sql; edit that file, then `make stamp`.
begin;
set local role dochub_owner;
create or replace function private.settle_holds(p_user_id uuid, p_at timestamptz)
returns void
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_hold private.credit_holds;
begin
  for v_hold in
    select * from private.credit_holds as h
     where h.user_id = p_user_id and h.status = 'held' and h.expires_at <= p_at
     order by h.expires_at, h.hold_id
  loop
    -- Each at its own moment, so that it makes no difference when somebody looks.
    perform private.settle_week(p_user_id, v_hold.expires_at);
    perform private.give_back(p_user_id, v_hold, 'release', v_hold.weekly, v_hold.promotional_split, v_hold.bank, true, v_hold.expires_at);
    update private.credit_holds as h
       set status = 'expired', settled_at = p_at
     where h.user_id = p_user_id and h.hold_id = v_hold.hold_id;
  end loop;
end;
$$;
revoke all on function private.settle_holds(uuid, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.settle_holds(uuid, timestamptz) is 'Writes down the holds of a user that expired until p_at, each as of the moment it expired.';
commit;
