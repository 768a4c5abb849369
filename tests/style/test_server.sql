-- pytest.mark.gate
-- The server's minor version: below it, a cached plan can keep a policy that no longer holds (CVE-2026-14666).
begin;
select plan(2);
select cmp_ok(current_setting('server_version_num')::integer, '>=', 150000, 'the server is PostgreSQL 15 or newer');
select cmp_ok(
  current_setting('server_version_num')::integer, '>=',
  coalesce((select f.least from (values (15, 150019), (16, 160015), (17, 170011), (18, 180006)) as f (major, least)
             where f.major = current_setting('server_version_num')::integer / 10000), 0),
  'its minor version is at or above the security floor: 15.19, 16.15, 17.11, 18.6');
select * from finish();
rollback;
