-- Deploy schema/public/courses: stamped from schema/public/courses.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
-- Master course catalog.
create table public.courses (
  course_code   text not null,
  title         text not null,
  subtitle      text,
  description   text,
  category      text,
  language      text not null default 'en',
  price_micros  bigint not null,
  currency      text not null,
  status        text not null default 'draft',
  icon_url      text,
  audio         jsonb not null default '[]',
  workbooks     jsonb not null default '[]',
  sort_order    integer not null default 0,
  published_at  timestamptz,
  retired_at    timestamptz,
  created_at    timestamptz not null default now(),
  updated_at    timestamptz not null default now(),
  constraint courses_pkey primary key (course_code),
  constraint courses_currency_fkey foreign key (currency) references private.currencies (currency) on delete restrict,
  constraint courses_course_code_check check (course_code ~ '^[A-Za-z0-9][A-Za-z0-9_.-]{1,63}$'),
  constraint courses_title_check check (length(title) between 1 and 200),
  constraint courses_subtitle_check check (length(subtitle) <= 300),
  constraint courses_description_check check (length(description) <= 10000),
  constraint courses_category_check check (length(category) between 1 and 64),
  constraint courses_language_check check (language ~ '^[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8}){0,3}$'),
  constraint courses_price_micros_check check (price_micros >= 0),
  constraint courses_status_check check (status in ('draft', 'published', 'retired')),
  constraint courses_icon_url_check check (icon_url ~ '^https://' and length(icon_url) <= 2000),
  constraint courses_audio_check check (jsonb_typeof(audio) = 'array' and length(audio::text) <= 1048576),
  constraint courses_workbooks_check check (jsonb_typeof(workbooks) = 'array' and length(workbooks::text) <= 262144)
);
create index courses_status_idx on public.courses (status, sort_order);
create index courses_currency_idx on public.courses (currency);
comment on table public.courses is 'Master course catalog: codes, titles, prices, audio, icons, workbooks. Everyone reads the published ones; retired courses stay with those who own them (my_courses()).';
comment on column public.courses.course_code is 'Code of the course, its key everywhere.';
comment on column public.courses.title is 'Title, up to 200 characters.';
comment on column public.courses.subtitle is 'Line below the title.';
comment on column public.courses.description is 'Description for the shop, up to 10,000 characters.';
comment on column public.courses.category is 'Shelf in the shop: sleep, focus, …';
comment on column public.courses.language is 'BCP 47 tag of the audio''s language.';
comment on column public.courses.price_micros is 'Price in millionths of the currency unit: 9990000 is 9.99. 0 is a free course.';
comment on column public.courses.currency is 'ISO 4217 code of the price, one of private.currencies.';
comment on column public.courses.status is 'draft (administrators only), published, retired (not sold any more).';
comment on column public.courses.icon_url is 'https address of the icon.';
comment on column public.courses.audio is 'Audio files: [{audio_id, url, sha256, seconds}].';
comment on column public.courses.workbooks is 'Workbooks: [{title, url, sha256}].';
comment on column public.courses.sort_order is 'Place in the shop, ascending.';
comment on column public.courses.published_at is 'When it was first published.';
comment on column public.courses.retired_at is 'When it was retired.';
comment on column public.courses.created_at is 'When the row was made.';
comment on column public.courses.updated_at is 'When the row last changed.';

create trigger courses_touch before update on public.courses
  for each row when (old.* is distinct from new.*) execute function private.touch_updated_at();
commit;
