-- How often an operation may fail, or be called. Base data; a deployment changes it by ordinary SQL as dochub_owner.
create table private.throttle_limits (
  operation   text not null,
  attempts    integer not null,
  per         interval not null,
  constraint throttle_limits_pkey primary key (operation),
  constraint throttle_limits_operation_check check (operation ~ '^[a-z][a-z_]{2,31}$'),
  constraint throttle_limits_attempts_check check (attempts between 1 and 100000),
  constraint throttle_limits_per_check check (per >= interval '1 second')
);
comment on table private.throttle_limits is 'Limits of the throttled operations: so many attempts a user within so long; a client address has settings.address_bucket_factor times as many.';
comment on column private.throttle_limits.operation is 'Name of the operation, one of the rows below.';
comment on column private.throttle_limits.attempts is 'Counted attempts that a user has at once (the size of the bucket).';
comment on column private.throttle_limits.per is 'Time in which an empty bucket fills up again, evenly.';

insert into private.throttle_limits (operation, attempts, per) values
  ('discount_code', 10, interval '15 minutes'),
  ('register_device', 60, interval '1 hour'),
  ('join_code', 10, interval '15 minutes'),
  ('referral_code', 10, interval '15 minutes'),
  ('record_plays', 120, interval '1 hour'),
  ('log_events', 1000, interval '1 hour'),
  ('log_feedback', 60, interval '1 hour'),
  ('visitor_events', 100, interval '1 hour'),
  ('visitor_feedback', 10, interval '1 hour'),
  ('all_visitors', 2500, interval '1 hour'),
  ('kept_refusal', 120, interval '1 hour'),
  ('custom_course_link', 10, interval '15 minutes');
