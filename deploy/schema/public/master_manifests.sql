-- Deploy schema/public/master_manifests: stamped from schema/public/master_manifests.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
-- Versioned JSON content files that the app syncs.
create table public.master_manifests (
  manifest_id      uuid not null default gen_random_uuid(),
  name             text not null,
  version          integer not null,
  content          jsonb not null,
  sha256           text not null,
  audience         text not null default 'global',
  priority         integer not null default 0,
  platform         text,
  min_app_version  text,
  max_app_version  text,
  effective_at     timestamptz not null default now(),
  retired_at       timestamptz not null default 'infinity',
  published_at     timestamptz not null default now(),
  constraint master_manifests_pkey primary key (manifest_id),
  constraint master_manifests_name_version_key unique (name, version),
  constraint master_manifests_name_check check (name ~ '^[A-Za-z0-9][A-Za-z0-9_.-]{0,99}$'),
  constraint master_manifests_version_check check (version > 0),
  constraint master_manifests_content_check check (length(content::text) <= 1048576),
  constraint master_manifests_sha256_check check (sha256 ~ '^[0-9a-f]{64}$'),
  constraint master_manifests_audience_check check (audience in ('global', 'cohort')),
  constraint master_manifests_priority_check check (priority between -1000 and 1000),
  constraint master_manifests_platform_check check (platform in ('ios', 'android', 'web')),
  constraint master_manifests_min_app_version_check check (min_app_version ~ '^[0-9]{1,6}(\.[0-9]{1,6}){0,3}$'),
  constraint master_manifests_max_app_version_check check (max_app_version ~ '^[0-9]{1,6}(\.[0-9]{1,6}){0,3}$'),
  constraint master_manifests_window_check check (retired_at >= effective_at)
);
create index master_manifests_name_idx on public.master_manifests (name, retired_at);
create index master_manifests_best_idx on public.master_manifests (name, audience, priority desc, version desc);
create index master_manifests_effective_at_idx on public.master_manifests (effective_at);
create index master_manifests_retired_at_idx on public.master_manifests (retired_at);
comment on table public.master_manifests is 'JSON content files that the app syncs: shop.json, ads.json, background.json, … Every publication is a new version of its name; handshake picks one version a name for each user.';
comment on column public.master_manifests.manifest_id is 'Identifier of this version.';
comment on column public.master_manifests.name is 'File name in the app: shop.json.';
comment on column public.master_manifests.version is 'Version of the name, counted from 1.';
comment on column public.master_manifests.content is 'The JSON document, up to 1 MB as text.';
comment on column public.master_manifests.sha256 is 'SHA-256, lower-case hex, of the UTF-8 bytes of the canonical text of content: no white space but one space after each colon and comma, object keys sorted by UTF-8 length and then bytes, only integers within ±(2^53−1), no escapes beyond JSON''s own. Python: json.dumps(value, ensure_ascii=False) with the keys so sorted.';
comment on column public.master_manifests.audience is 'global, or cohort: only for the cohorts linked in manifest_cohorts.';
comment on column public.master_manifests.priority is 'Among versions for the same audience the greater priority wins, then the newer version.';
comment on column public.master_manifests.platform is 'Platform that it is for: ios, android, web; NULL: all.';
comment on column public.master_manifests.min_app_version is 'Least app version that it is for (inclusive), compared number by number.';
comment on column public.master_manifests.max_app_version is 'Greatest app version that it is for (inclusive).';
comment on column public.master_manifests.effective_at is 'From when it is served.';
comment on column public.master_manifests.retired_at is 'Until when it is served (exclusive).';
comment on column public.master_manifests.published_at is 'When it was published.';
commit;
