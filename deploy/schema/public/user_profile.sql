-- Deploy schema/public/user_profile: stamped from schema/public/user_profile.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
-- User accounts.
create table public.user_profile (
  user_id        uuid not null,
  email          text,
  is_email_verified boolean not null default false,
  first_name     text,
  last_name      text,
  display_name   text,
  locale         text,
  devices        jsonb not null default '[]',
  referral_code  text,
  role           text not null default 'user',
  is_tester      boolean not null default false,
  is_anonymous   boolean not null default false,
  created_at     timestamptz not null default now(),
  updated_at     timestamptz not null default now(),
  erased_at      timestamptz,
  constraint user_profile_pkey primary key (user_id),
  constraint user_profile_email_check check (length(email) between 3 and 320),
  constraint user_profile_is_email_verified_check check (email is not null or not is_email_verified),
  constraint user_profile_first_name_check check (length(first_name) <= 100),
  constraint user_profile_last_name_check check (length(last_name) <= 100),
  constraint user_profile_display_name_check check (length(display_name) <= 100),
  constraint user_profile_locale_check check (locale ~ '^[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8}){0,3}$'),
  constraint user_profile_devices_check check (jsonb_typeof(devices) = 'array' and jsonb_array_length(devices) <= 10 and length(devices::text) <= 16384),
  constraint user_profile_referral_code_check check (referral_code ~ '^[A-Z0-9]{4,32}$'),
  constraint user_profile_role_check check (role in ('user', 'admin')),
  constraint user_profile_erased_check check (
    erased_at is null
    or (email is null and first_name is null and last_name is null and display_name is null and locale is null
        and devices = '[]' and referral_code is null and role = 'user' and not is_tester)
  )
);
comment on table public.user_profile is 'User accounts: names, e-mail, devices, referral code, role. Made by ensure_profile after sign-in; one row a user, own row only. After erasure the row stays as a tombstone with nothing personal in it.';
comment on column public.user_profile.user_id is 'The user: sub of the JWT, a random uuid. It is the pseudonym that stays after erasure.';
comment on column public.user_profile.email is 'E-mail address as the JWT gave it, verified or not. Set by ensure_profile, never by the client.';
comment on column public.user_profile.is_email_verified is 'Whether the JWT says that the address is verified; only then is it claimed and matched.';
comment on column public.user_profile.first_name is 'First name, up to 100 characters. The user may change it directly.';
comment on column public.user_profile.last_name is 'Last name, up to 100 characters. The user may change it directly.';
comment on column public.user_profile.display_name is 'Name shown in the app, up to 100 characters. The user may change it directly.';
comment on column public.user_profile.locale is 'BCP 47 language tag, such as en or de-AT. The user may change it directly.';
comment on column public.user_profile.devices is 'Registered devices, at most 10: [{device_id, platform, model, os_version, app_version, first_seen_at, last_seen_at}]. Push tokens are not here.';
comment on column public.user_profile.referral_code is 'The user''s own referral code, once my_referral_code() made it.';
comment on column public.user_profile.role is 'user or admin. A dochub_admin token is honoured only while this is admin.';
comment on column public.user_profile.is_tester is 'Whether sandbox purchases entitle this user (App Review, staff).';
comment on column public.user_profile.is_anonymous is 'Whether the account is from anonymous sign-in; such users have no weekly credits.';
comment on column public.user_profile.created_at is 'When the account was made here.';
comment on column public.user_profile.updated_at is 'When the row last changed.';
comment on column public.user_profile.erased_at is 'When the account was erased; NULL for a live account.';

create trigger user_profile_unsettle after update of is_anonymous, is_tester, erased_at on public.user_profile
  for each row when (old.is_anonymous is distinct from new.is_anonymous or old.is_tester is distinct from new.is_tester
    or old.erased_at is distinct from new.erased_at)
  execute function private.unsettle_credits();
create trigger user_profile_claim after insert on public.user_profile
  for each row execute function private.claim_account_token();
create trigger user_profile_touch before update on public.user_profile
  for each row when (old.* is distinct from new.*) execute function private.touch_updated_at();
create trigger user_profile_sync after update of is_tester on public.user_profile
  for each row when (old.is_tester is distinct from new.is_tester) execute function private.bump_user_sync();
commit;
