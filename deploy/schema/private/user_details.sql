-- Deploy schema/private/user_details: stamped from schema/private/user_details.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
-- What the functions need to know of a user and clients do not read.
create table private.user_details (
  user_id      uuid not null,
  time_zone    text not null default 'UTC',
  left_cohort  text,
  constraint user_details_pkey primary key (user_id),
  constraint user_details_user_id_fkey foreign key (user_id) references public.user_profile (user_id) on delete cascade,
  constraint user_details_time_zone_check check (length(time_zone) between 1 and 64),
  constraint user_details_left_cohort_check check (length(left_cohort) between 1 and 64)
);
comment on table private.user_details is 'Facts about a user that only functions read.';
comment on column private.user_details.user_id is 'The user.';
comment on column private.user_details.time_zone is 'Name of the user''s time zone, one of pg_timezone_names when it was stored; the credit week starts on Monday 00:00 there, of UTC while the server does not know it.';
comment on column private.user_details.left_cohort is 'Institution that the user left last: the domain of the verified address does not bring the user back into it. Joining it clears this.';

create trigger user_details_unsettle after update of time_zone on private.user_details
  for each row when (old.time_zone is distinct from new.time_zone) execute function private.unsettle_credits();
commit;
