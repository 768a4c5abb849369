-- Phones of the first :pool users. Each syncs, then a file is published, then each syncs again: request_before is what it sends when the
-- publication is news to it, request_now when it has it; cookie, held and so on are the same, as columns for the limits.

create table bench.phones (
  n               integer primary key,
  user_id         uuid not null,
  request_before  text not null,
  held_before     jsonb not null,
  request_now     text,
  cookie_now      text,
  held_now        bytea
) with (fillfactor = 50);
-- A cache as one would lay it out by hand: what says that nothing changed apart from what is long.
create table bench.heads (
  user_id             uuid not null references public.user_profile on delete cascade,
  platform            text not null,
  app_version         text not null,
  locale              text not null,
  cookie              text not null,
  held                bytea not null,
  content_generation  bigint not null,
  user_generation     bigint not null,
  valid_until         timestamptz not null,
  primary key (user_id, platform, app_version, locale)
);
create table bench.bodies (
  user_id      uuid not null references public.user_profile on delete cascade,
  platform     text not null,
  app_version  text not null,
  locale       text not null,
  files        jsonb not null,
  body         jsonb not null,
  primary key (user_id, platform, app_version, locale)
);

create function bench.answer(p_user_id uuid) returns jsonb language plpgsql as $$
begin
  perform set_config('request.jwt.claims', jsonb_build_object('role', 'authenticated', 'sub', p_user_id)::text, true);
  return public.handshake('{"schema": 3, "platform": "ios", "app_version": "1.4.2", "locale": "en"}');
end;
$$;

create function bench.request(p_answer jsonb) returns text stable language sql
begin atomic
  select jsonb_build_object(
           'schema', 3, 'platform', 'ios', 'app_version', '1.4.2', 'locale', 'en', 'cookie', p_answer ->> 'cookie',
           'manifests', (select jsonb_object_agg(f ->> 'name', f ->> 'sha256') from jsonb_array_elements(p_answer -> 'changed') as f),
           'custom_courses', (
             select coalesce(jsonb_object_agg(c ->> 'custom_course_id', c ->> 'sha256'), '{}')
               from jsonb_array_elements(p_answer -> 'custom_courses') as c))::text;
end;

-- A piece of the phones, in a transaction and a session of its own: each handshake holds a lock to the end of its transaction, and a session
-- keeps plans that it made when the cache was small.
create function bench.sync_phones(p_round integer, p_from integer, p_to integer) returns void language plpgsql as $$
declare
  v_user record;
  v_answer jsonb;
  v_request text;
  v_held bytea;
begin
  for v_user in select u.n, u.user_id from bench.users as u where u.n between p_from and p_to loop
    v_answer := bench.answer(v_user.user_id);
    v_request := bench.request(v_answer);
    if p_round = 1 then
      insert into bench.phones (n, user_id, request_before, held_before)
      values (v_user.n, v_user.user_id, v_request, v_request::jsonb -> 'manifests');
      continue;
    end if;
    v_held := sha256(convert_to(v_request::jsonb ->> 'manifests', 'UTF8'));
    update bench.phones as p
       set request_now = v_request, cookie_now = v_answer ->> 'cookie', held_now = v_held
     where p.n = v_user.n;
    insert into bench.heads
    select v_user.user_id, 'ios', '1.4.2', 'en', v_answer ->> 'cookie', v_held, g.generation, s.generation, 'infinity'
      from private.sync_generations as g cross join private.user_sync as s
     where g.scope = 'content' and s.user_id = v_user.user_id;
    insert into bench.bodies
    select v_user.user_id, 'ios', '1.4.2', 'en',
           (select jsonb_object_agg(f ->> 'name', jsonb_build_object('version', f -> 'version', 'sha256', f ->> 'sha256'))
              from jsonb_array_elements(v_answer -> 'changed') as f),
           v_answer - 'changed' - 'cookie' - 'credits' - 'server_time';
  end loop;
end;
$$;
