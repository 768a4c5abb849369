-- One row of deployment settings, typed and commented. Base data; a deployment changes it by ordinary SQL as dochub_owner.
create table private.settings (
  singleton                  boolean not null default true,
  claim_email_path           text[] not null default '{email}',
  claim_email_verified_path  text[] not null default '{email_verified}',
  claim_anonymous_path       text[] not null default '{is_anonymous}',
  client_address_header      text,
  client_address_key         bytea not null default sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())),
  address_bucket_factor      integer not null default 20,
  refusals_kept_for          interval not null default interval '30 days',
  refund_window              interval not null default interval '14 days',
  referral_window            interval not null default interval '30 days',
  referral_reward_credits    integer not null default 10,
  referral_reward_lifetime   interval not null default interval '365 days',
  referral_rewards_per_period integer not null default 10,
  referral_period            interval not null default interval '30 days',
  logs_kept_for              interval not null default interval '90 days',
  log_partitions_ahead       interval not null default interval '28 days',
  log_event_ids_kept_for     interval not null default interval '7 days',
  log_default_rows           integer not null default 20000,
  maintenance_budget         interval not null default interval '1 minute',
  unclaimed_courses_kept_for interval not null default interval '365 days',
  handshake_rows_per_user    integer not null default 10,
  second_account_moves       boolean not null default false,
  constraint settings_pkey primary key (singleton),
  constraint settings_singleton_check check (singleton),
  constraint settings_claim_email_path_check check (cardinality(claim_email_path) between 1 and 8 and claim_email_path[1] <> 'user_metadata'),
  constraint settings_claim_email_verified_path_check check (cardinality(claim_email_verified_path) between 1 and 8 and claim_email_verified_path[1] <> 'user_metadata'),
  constraint settings_claim_anonymous_path_check check (cardinality(claim_anonymous_path) between 1 and 8 and claim_anonymous_path[1] <> 'user_metadata'),
  constraint settings_client_address_header_check check (client_address_header ~ '^[a-z0-9-]{1,64}$'),
  constraint settings_client_address_key_check check (length(client_address_key) >= 32),
  constraint settings_address_bucket_factor_check check (address_bucket_factor between 1 and 1000),
  constraint settings_refusals_kept_for_check check (refusals_kept_for >= interval '1 day'),
  constraint settings_refund_window_check check (refund_window >= interval '0'),
  constraint settings_referral_window_check check (referral_window >= interval '0'),
  constraint settings_referral_reward_credits_check check (referral_reward_credits between 1 and 1000000),
  constraint settings_referral_reward_lifetime_check check (referral_reward_lifetime >= interval '1 day'),
  constraint settings_referral_rewards_per_period_check check (referral_rewards_per_period >= 0),
  constraint settings_referral_period_check check (referral_period >= interval '1 second'),
  constraint settings_logs_kept_for_check check (logs_kept_for >= interval '1 day'),
  constraint settings_log_partitions_ahead_check check (log_partitions_ahead between interval '0' and interval '366 days'),
  constraint settings_log_event_ids_kept_for_check check (log_event_ids_kept_for >= interval '1 hour'),
  constraint settings_log_default_rows_check check (log_default_rows >= 0),
  constraint settings_maintenance_budget_check check (maintenance_budget between interval '0' and interval '1 hour'),
  constraint settings_unclaimed_courses_kept_for_check check (unclaimed_courses_kept_for >= interval '30 days'),
  constraint settings_handshake_rows_per_user_check check (handshake_rows_per_user between 1 and 100)
);
comment on table private.settings is 'Settings of this deployment: exactly one row.';
comment on column private.settings.singleton is 'Always true: the key that keeps the table at one row.';
comment on column private.settings.claim_email_path is 'Path of the e-mail address in the JWT claims. Never below user_metadata, which users write themselves.';
comment on column private.settings.claim_email_verified_path is 'Path of the boolean that says the address is verified. Only the JSON value true counts.';
comment on column private.settings.claim_anonymous_path is 'Path of the boolean that marks a user of anonymous sign-in.';
comment on column private.settings.client_address_header is 'Lower-case name of the one request header in which the proxy gives the client address, such as x-real-ip; NULL: addresses are not used. Set it only when the proxy overwrites that header; of a list the last entry counts.';
comment on column private.settings.client_address_key is 'Secret key of the HMAC under which client addresses are kept; made at deploy, at least 32 bytes.';
comment on column private.settings.address_bucket_factor is 'How many users'' worth of attempts one client address has (shared networks).';
comment on column private.settings.refusals_kept_for is 'How long a refusal is replayed for its idempotency key. Answers that moved money or credits are kept for ever.';
comment on column private.settings.refund_window is 'How long after a payment a refund is to be expected: referral rewards vest after it.';
comment on column private.settings.referral_window is 'How long after sign-up a user may enter a referral code.';
comment on column private.settings.referral_reward_credits is 'Promotional credits that a referrer gets for a referred user who pays.';
comment on column private.settings.referral_reward_lifetime is 'How long these credits last from the moment they vest.';
comment on column private.settings.referral_rewards_per_period is 'How many referral rewards a referrer gets at most within referral_period.';
comment on column private.settings.referral_period is 'The period that referral_rewards_per_period is about: the last so long, at any moment.';
comment on column private.settings.logs_kept_for is 'How long run_maintenance keeps app_logs and server_logs; whole weeks are dropped, so that a row lives up to seven days longer.';
comment on column private.settings.log_partitions_ahead is 'How far ahead run_maintenance makes log partitions.';
comment on column private.settings.log_event_ids_kept_for is 'How long an event_id is known, so that the event is dropped when it is sent again.';
comment on column private.settings.log_default_rows is 'Most rows of a default log partition that maintenance handles in one go: writers wait meanwhile. With more than these it makes no partitions and warns; see docs/maintenance.md.';
comment on column private.settings.maintenance_budget is 'About how long run_maintenance works at most; what is left then it reports, and the next run goes on.';
comment on column private.settings.unclaimed_courses_kept_for is 'How long a custom course behind a link that expired unclaimed is kept, so that the link can be issued again.';
comment on column private.settings.handshake_rows_per_user is 'Cached handshake answers kept a user; the oldest goes first.';
comment on column private.settings.second_account_moves is 'Whether a subscription moves at once when an event names another account, while it still entitles the first one; else it waits for the end of that right.';

insert into private.settings default values;
