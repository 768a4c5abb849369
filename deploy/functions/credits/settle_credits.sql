-- Deploy functions/credits/settle_credits: stamped from functions/credits/settle_credits.sql; edit that file, then `make stamp`.
begin;
set local role dochub_owner;
create or replace function private.settle_credits(p_user_id uuid, p_at timestamptz)
returns void
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
begin
  perform private.settle_holds(p_user_id, p_at);
  perform private.settle_week(p_user_id, p_at);
end;
$$;
revoke all on function private.settle_credits(uuid, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.settle_credits(uuid, timestamptz) is 'Writes down what time has done to a user''s credits until p_at: holds and promotional credits that expired, a new week, the allowance that the plans give in it. Called under the user''s lock, first of every function that changes credits or entitlements.';
commit;
