-- 2 (Sizes): client addresses. One bucket a subscriber, however his address is written.
begin;
select plan(19);

create function pg_temp.hmac(p_address text) returns bytea language plpgsql as $$
begin
  perform set_config('request.headers', jsonb_build_object('x-real-ip', p_address)::text, true);
  return private.client_address_hmac('x-real-ip', sha256('key'));
end $$;

select is(pg_temp.hmac(v), pg_temp.hmac('192.0.2.7'), format('%s is 192.0.2.7', v))
  from unnest(array['192.0.2.7:443', '::ffff:192.0.2.7', '::FFFF:c000:207', '[::ffff:192.0.2.7]:443', ' 192.0.2.7 ', 'forged, 192.0.2.7:1']) as v;
select is(pg_temp.hmac(v), pg_temp.hmac('2001:db8:1:2::'), format('%s is of 2001:db8:1:2::/64', v))
  from unnest(array['2001:db8:1:2::1', '2001:DB8:1:2::FFFF', '2001:0db8:0001:0002:0000:0000:0000:0001', '[2001:db8:1:2::9]', '[2001:db8:1:2::9]:443', '2001:db8:1:2::9%eth0']) as v;
select isnt(pg_temp.hmac('192.0.2.8'), pg_temp.hmac('192.0.2.7'), 'another IPv4 address is another');
select isnt(pg_temp.hmac('2001:db8:1:3::1'), pg_temp.hmac('2001:db8:1:2::1'), 'another /64 is another');
select isnt(pg_temp.hmac('::1'), pg_temp.hmac('::ffff:0.0.0.1'), 'an IPv6 address is no IPv4 address');
select isnt(pg_temp.hmac('unknown'), pg_temp.hmac('192.0.2.7'), 'what is no address is a name');
select is(pg_temp.hmac('Unknown'), pg_temp.hmac('unknown'), 'in whatever case');
select is(pg_temp.hmac('1.2.3.4.5:x]'), pg_temp.hmac('1.2.3.4.5:X]'), 'and fails nothing');
select is(pg_temp.hmac(' '), null, 'nothing is no address');
select * from finish();
rollback;
