-- A new version of a content file of 1 kB; every phone has to hear of it.
-- @role service_role
-- @each
\set file random(1, 8)
\set key random(1, 1000000000000)
-- @define content
select jsonb_build_object('key', '#', 'items', (
         select jsonb_agg(jsonb_build_object('id', i, 'text', md5('published' || i))) from generate_series(1, 16) as i))::text
-- @ours
-- call publish_manifest
'{"p_name": "bench-' || :file || '.json", "p_content": ' || replace(:content, '#', :key::text) || '}'
-- @same
-- transaction
update private.sync_generations as g set generation = g.generation + 1 where g.scope = 'content';
insert into public.master_manifests (name, version, content, sha256)
select 'bench-' || :file || '.json',
       (select coalesce(max(v.version), 0) + 1 from public.master_manifests as v where v.name = 'bench-' || :file || '.json'),
       c.content, encode(sha256(convert_to(c.content::text, 'UTF8')), 'hex')
  from (select replace(:content, '#', :key::text)::jsonb as content) as c;
-- @bare
-- transaction
update bench.files as f
   set version = f.version + 1, content = replace(:content, '#', :key::text)::jsonb
 where f.name = 'bench-' || :file || '.json';
-- @rises 1
select count(*) from public.master_manifests
-- @expect
(:body::jsonb ->> 'ok')::boolean
-- @prepare
create table bench.files (name text primary key, version bigint not null, content jsonb not null);
insert into bench.files select 'bench-' || f || '.json', 0, '{}' from generate_series(1, 8) as f;
