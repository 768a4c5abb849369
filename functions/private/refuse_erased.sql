create or replace function private.refuse_erased()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_erased_at timestamptz;
begin
  -- An erasure under way holds this row: whoever inserted without waiting would leave a row behind it.
  select p.erased_at into v_erased_at from public.user_profile as p where p.user_id = new.user_id for key share;
  if v_erased_at is not null then
    raise sqlstate 'PT403' using
      message = 'this account was erased',
      hint = 'Sign out and forget the token.';
  end if;
  return new;
end;
$$;
revoke all on function private.refuse_erased() from public, anon, authenticated, service_role, dochub_admin;
comment on function private.refuse_erased() is 'Trigger of the tables into which clients insert directly: refuses (403) rows of an erased user, also those of a request that began before the erasure.';
