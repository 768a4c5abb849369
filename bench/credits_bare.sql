-- What deduct_credits is measured against: the same transaction around an update of one row, and the writes that any
-- ledger needs (one entry, one idempotency key) left out.
\set user random(1, 1000)
\set key random(1, 1000000000000)
begin;
select set_config('search_path', 'public', true), set_config('role', 'postgres', true),
       set_config('request.jwt.claims', '{"role": "authenticated", "sub": "be000000-0000-4000-8000-' || lpad(:user::text, 12, '0') || '"}', true),
       set_config('request.method', 'POST', true), set_config('request.path', '/rpc/deduct_credits', true),
       set_config('request.headers', '{"accept": "*/*"}', true), set_config('request.cookies', '{}', true);
update bench.balances set bank = bank - 1 where user_id = ('be000000-0000-4000-8000-' || lpad(:user::text, 12, '0'))::uuid and bank >= 1 returning bank;
commit;
