-- One deduct_credits call in a transaction as PostgREST makes it. bench/credits.py runs it and says how.
\set user random(1, 1000)
\set key random(1, 1000000000000)
begin;
select set_config('search_path', 'public', true), set_config('role', 'authenticated', true),
       set_config('request.jwt.claims', '{"role": "authenticated", "sub": "be000000-0000-4000-8000-' || lpad(:user::text, 12, '0') || '"}', true),
       set_config('request.method', 'POST', true), set_config('request.path', '/rpc/deduct_credits', true),
       set_config('request.headers', '{"accept": "*/*"}', true), set_config('request.cookies', '{}', true);
select public.deduct_credits(1, 'bench-' || :key);
commit;
