-- Deploy functions/maintenance/log_partitions: stamped from functions/maintenance/log_partitions.sql; edit that file, then `make stamp`.
begin;
set local role dochub_owner;
create or replace function private.log_partitions(p_parent regclass)
returns table (partition regclass, starts_at timestamptz, ends_at timestamptz)
language plpgsql
stable
security invoker
set search_path = pg_catalog, pg_temp
as $$
begin
  -- pg_get_expr writes a bound as this session reads it, whatever its time zone and date style.
  return query
    select c.oid::regclass, substring(b.bound from 'FROM \(''([^'']+)''')::timestamptz, substring(b.bound from 'TO \(''([^'']+)''')::timestamptz
      from pg_inherits as i
      join pg_class as c on c.oid = i.inhrelid
     cross join lateral (select pg_get_expr(c.relpartbound, c.oid)) as b (bound)
     where i.inhparent = p_parent and b.bound <> 'DEFAULT';
end;
$$;
revoke all on function private.log_partitions(regclass) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.log_partitions(regclass) is 'The partitions of a log table but for the default one, with their bounds [starts_at, ends_at).';
commit;
