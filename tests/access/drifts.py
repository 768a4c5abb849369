"""What somebody may do by hand to a deployed database, beside its rights, and the lines that tell of it, whole."""

DRIFTS: dict[str, list[str]] = {
    "alter table public.courses add column secret text": [
        "more: table public.courses: the package has no column secret (text); anon, authenticated, dochub_admin, dochub_backup, service_role may read it -> alter table public.courses drop column secret;",
    ],
    "alter table private.settings add column hint text not null default 'x'": [
        "more: table private.settings: the package has no column hint (text); dochub_backup may read it -> alter table private.settings drop column hint;",
    ],
    "alter table public.courses drop column icon_url": [
        "less: table public.courses: there is no column icon_url -> alter table public.courses add column icon_url text; comment on column public.courses.icon_url is 'https address of the icon.';",
        "less: table public.courses: there is no constraint courses_icon_url_check: CHECK (((icon_url ~ '^https://'::text) AND (length(icon_url) <= 2000))) -> alter table public.courses add constraint courses_icon_url_check CHECK (((icon_url ~ '^https://'::text) AND (length(icon_url) <= 2000)));",
    ],
    "alter table public.user_profile rename column display_name to nickname": [
        "less: table public.user_profile: there is no column display_name -> alter table public.user_profile add column display_name text; comment on column public.user_profile.display_name is 'Name shown in the app, up to 100 characters. The user may change it directly.';",
        "more: table public.user_profile: authenticated has UPDATE (nickname) -> revoke update (nickname) on public.user_profile from authenticated;",
        "less: table public.user_profile: authenticated has no UPDATE (display_name) -> grant update (display_name) on public.user_profile to authenticated;",
        "different: table public.user_profile: constraint user_profile_display_name_check is CHECK ((length(nickname) <= 100)), not CHECK ((length(display_name) <= 100)) -> alter table public.user_profile drop constraint user_profile_display_name_check, add constraint user_profile_display_name_check CHECK ((length(display_name) <= 100));",
        "different: table public.user_profile: constraint user_profile_erased_check is CHECK (((erased_at IS NULL) OR ((email IS NULL) AND (first_name IS NULL) AND (last_name IS NULL) AND (nickname IS NULL) AND (locale IS NULL) AND (devices = '[]'::jsonb) AND (referral_code IS NULL) AND (role = 'user'::text) AND (NOT is_tester)))), not CHECK (((erased_at IS NULL) OR ((email IS NULL) AND (first_name IS NULL) AND (last_name IS NULL) AND (display_name IS NULL) AND (locale IS NULL) AND (devices = '[]'::jsonb) AND (referral_code IS NULL) AND (role = 'user'::text) AND (NOT is_tester)))) -> alter table public.user_profile drop constraint user_profile_erased_check, add constraint user_profile_erased_check CHECK (((erased_at IS NULL) OR ((email IS NULL) AND (first_name IS NULL) AND (last_name IS NULL) AND (display_name IS NULL) AND (locale IS NULL) AND (devices = '[]'::jsonb) AND (referral_code IS NULL) AND (role = 'user'::text) AND (NOT is_tester))));",
        "more: table public.user_profile: the package has no column nickname (text); authenticated, dochub_admin, dochub_backup, service_role may read it -> alter table public.user_profile drop column nickname;",
    ],
    "alter table public.courses alter column title type varchar(200)": [
        "different: table public.courses: column title is character varying(200), not text -> alter table public.courses alter column title type text using title::text;",
        "different: table public.courses: constraint courses_title_check is CHECK (((length((title)::text) >= 1) AND (length((title)::text) <= 200))), not CHECK (((length(title) >= 1) AND (length(title) <= 200))) -> alter table public.courses drop constraint courses_title_check, add constraint courses_title_check CHECK (((length(title) >= 1) AND (length(title) <= 200)));",
    ],
    "alter table public.ai_usage alter column bank type bigint": [
        "different: table public.ai_usage: column bank is bigint, not integer -> alter table public.ai_usage alter column bank type integer using bank::integer;",
        "different: table public.ai_usage: constraint ai_usage_values_check is CHECK (((((((((weekly_peak | weekly_used))::bigint | bank) | (held)::bigint) | (debt)::bigint) | (promotional)::bigint) >= 0) AND (last_entry_no >= 0) AND (week_ends_at > week_start))), not CHECK ((((((((weekly_peak | weekly_used) | bank) | held) | debt) | promotional) >= 0) AND (last_entry_no >= 0) AND (week_ends_at > week_start))) -> alter table public.ai_usage drop constraint ai_usage_values_check, add constraint ai_usage_values_check CHECK ((((((((weekly_peak | weekly_used) | bank) | held) | debt) | promotional) >= 0) AND (last_entry_no >= 0) AND (week_ends_at > week_start)));",
    ],
    'alter table public.courses alter column title type text collate "C"': [
        'different: table public.courses: column title is text collate "C", not text -> alter table public.courses alter column title type text using title::text;',
    ],
    "alter table public.courses alter column title drop not null": [
        "less: table public.courses: column title may be NULL -> alter table public.courses alter column title set not null;",
    ],
    "alter table public.user_profile alter column locale set not null": [
        "more: table public.user_profile: column locale may not be NULL -> alter table public.user_profile alter column locale drop not null;",
    ],
    "alter table public.courses alter column status drop default": [
        "less: table public.courses: column status has no default 'draft'::text -> alter table public.courses alter column status set default 'draft'::text;",
    ],
    "alter table public.courses alter column status set default 'published'": [
        "different: table public.courses: column status has the default 'published'::text, not 'draft'::text -> alter table public.courses alter column status set default 'draft'::text;",
    ],
    "alter table public.courses alter column currency set default 'USD'": [
        "more: table public.courses: column currency has the default 'USD'::text -> alter table public.courses alter column currency drop default;",
    ],
    "alter table public.custom_courses alter column title set storage external": [
        "different: table public.custom_courses: column title is stored external, not extended -> alter table public.custom_courses alter column title set storage extended;",
    ],
    "alter table public.courses alter column title set statistics 500": [
        "different: table public.courses: column title has the statistics target 500, not -1 -> alter table public.courses alter column title set statistics -1;",
    ],
    "alter table public.analytics alter column user_id drop default": [
        "less: table public.analytics: column user_id has no default private.current_user_id() -> alter table public.analytics alter column user_id set default private.current_user_id();",
    ],
    "comment on column public.courses.title is 'Name'": [
        "different: table public.courses: the comment on column title is not the package's -> comment on column public.courses.title is 'Title, up to 200 characters.';",
    ],
    "comment on column public.courses.title is null": [
        "less: table public.courses: column title has no comment -> comment on column public.courses.title is 'Title, up to 200 characters.';",
    ],
    "comment on table public.courses is null": [
        "less: table public.courses: it has no comment -> comment on table public.courses is 'Master course catalog: codes, titles, prices, audio, icons, workbooks. Everyone reads the published ones; retired courses stay with those who own them (my_courses()).';",
    ],
    "comment on schema private is 'mine'": [
        "different: schema private: the comment on it is not the package's -> comment on schema private is 'Helpers and internal tables of DocHub. PostgREST does not serve it.';",
    ],
    "comment on policy courses_select_published on public.courses is null": [
        "less: table public.courses: policy courses_select_published has no comment -> comment on policy courses_select_published on public.courses is 'Everybody sees what is on sale; retired courses that users own come from my_courses().';",
    ],
    "comment on function public.entitled is 'Yes'": [
        (
            "different: function public.entitled(public.subscriptions): the comment on it is not the package's"
            " -> comment on function public.entitled(public.subscriptions) is e'Computed field of subscriptions: whether it entitles to its plan now.\\n"
            "Not revoked, not paused, and before the later of expires_at and grace_expires_at.\\n"
            "A cohort may entitle without a subscription: my_entitlements() answers for all sources.';"
        ),
    ],
    "alter table public.courses drop constraint courses_price_micros_check": [
        "less: table public.courses: there is no constraint courses_price_micros_check: CHECK ((price_micros >= 0)) -> alter table public.courses add constraint courses_price_micros_check CHECK ((price_micros >= 0));",
    ],
    "alter table public.courses drop constraint courses_price_micros_check; alter table public.courses add constraint courses_price_micros_check check (price_micros > -5)": [
        "different: table public.courses: constraint courses_price_micros_check is CHECK ((price_micros > '-5'::integer)), not CHECK ((price_micros >= 0)) -> alter table public.courses drop constraint courses_price_micros_check, add constraint courses_price_micros_check CHECK ((price_micros >= 0));",
    ],
    "alter table public.courses add constraint mine check (price_micros < 100)": [
        "more: table public.courses: the package has no constraint mine: CHECK ((price_micros < 100)) -> alter table public.courses drop constraint mine;",
    ],
    "alter table public.courses drop constraint courses_price_micros_check; alter table public.courses add constraint courses_price_micros_check check (price_micros >= 0) not valid": [
        "less: table public.courses: constraint courses_price_micros_check is not validated -> alter table public.courses validate constraint courses_price_micros_check;",
    ],
    "alter table public.course_purchases drop constraint course_purchases_course_code_fkey": [
        "less: table public.course_purchases: there is no constraint course_purchases_course_code_fkey: FOREIGN KEY (course_code) REFERENCES public.courses(course_code) ON DELETE RESTRICT -> alter table public.course_purchases add constraint course_purchases_course_code_fkey FOREIGN KEY (course_code) REFERENCES public.courses(course_code) ON DELETE RESTRICT;",
    ],
    "alter table private.idempotency_keys drop constraint idempotency_keys_user_id_fkey; alter table private.idempotency_keys add constraint idempotency_keys_user_id_fkey foreign key (user_id) references public.user_profile (user_id) on delete cascade": [
        "different: table private.idempotency_keys: constraint idempotency_keys_user_id_fkey is FOREIGN KEY (user_id) REFERENCES public.user_profile(user_id) ON DELETE CASCADE, not FOREIGN KEY (user_id) REFERENCES public.user_profile(user_id) ON DELETE RESTRICT -> alter table private.idempotency_keys drop constraint idempotency_keys_user_id_fkey, add constraint idempotency_keys_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.user_profile(user_id) ON DELETE RESTRICT;",
    ],
    "alter table private.idempotency_keys drop constraint idempotency_keys_user_id_fkey; alter table private.idempotency_keys add constraint idempotency_keys_user_id_fkey foreign key (user_id) references public.user_profile (user_id) on delete restrict deferrable": [
        "different: table private.idempotency_keys: constraint idempotency_keys_user_id_fkey is FOREIGN KEY (user_id) REFERENCES public.user_profile(user_id) ON DELETE RESTRICT DEFERRABLE, not FOREIGN KEY (user_id) REFERENCES public.user_profile(user_id) ON DELETE RESTRICT -> alter table private.idempotency_keys drop constraint idempotency_keys_user_id_fkey, add constraint idempotency_keys_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.user_profile(user_id) ON DELETE RESTRICT;",
    ],
    "alter table private.idempotency_keys drop constraint idempotency_keys_pkey": [
        "less: table private.idempotency_keys: there is no constraint idempotency_keys_pkey: PRIMARY KEY (user_id, operation, caller_class, key_sha256) -> alter table private.idempotency_keys add constraint idempotency_keys_pkey PRIMARY KEY (user_id, operation, caller_class, key_sha256);",
    ],
    "alter table private.plans drop constraint plans_pkey cascade": [
        "less: table private.plans: there is no constraint plans_pkey: PRIMARY KEY (plan) -> alter table private.plans add constraint plans_pkey PRIMARY KEY (plan);",
        "less: table private.store_products: there is no constraint store_products_plan_fkey: FOREIGN KEY (plan) REFERENCES private.plans(plan) ON DELETE RESTRICT -> alter table private.store_products add constraint store_products_plan_fkey FOREIGN KEY (plan) REFERENCES private.plans(plan) ON DELETE RESTRICT;",
        "less: table private.store_transactions: there is no constraint store_transactions_plan_fkey: FOREIGN KEY (plan) REFERENCES private.plans(plan) ON DELETE RESTRICT -> alter table private.store_transactions add constraint store_transactions_plan_fkey FOREIGN KEY (plan) REFERENCES private.plans(plan) ON DELETE RESTRICT;",
        "less: table public.cohorts: there is no constraint cohorts_grant_plan_fkey: FOREIGN KEY (grant_plan) REFERENCES private.plans(plan) ON DELETE RESTRICT -> alter table public.cohorts add constraint cohorts_grant_plan_fkey FOREIGN KEY (grant_plan) REFERENCES private.plans(plan) ON DELETE RESTRICT;",
        "less: table public.subscriptions: there is no constraint subscriptions_plan_fkey: FOREIGN KEY (plan) REFERENCES private.plans(plan) ON DELETE RESTRICT -> alter table public.subscriptions add constraint subscriptions_plan_fkey FOREIGN KEY (plan) REFERENCES private.plans(plan) ON DELETE RESTRICT;",
    ],
    "alter table private.plans add constraint plans_weekly_unique unique (weekly_credits)": [
        "more: table private.plans: the package has no constraint plans_weekly_unique: UNIQUE (weekly_credits) -> alter table private.plans drop constraint plans_weekly_unique;",
    ],
    "alter table private.idempotency_keys rename constraint idempotency_keys_values_check to other_check": [
        "more: table private.idempotency_keys: the package has no constraint other_check: CHECK ((((length(operation) >= 3) AND (length(operation) <= 64)) AND (translate(operation, 'abcdefghijklmnopqrstuvwxyz_'::text, ''::text) = ''::text) AND (\"left\"(operation, 1) <> '_'::text) AND (caller_class = ANY (ARRAY['client'::text, 'admin'::text, 'service'::text])) AND (length(key_sha256) = 32) AND (jsonb_typeof(answer) = 'object'::text))) -> alter table private.idempotency_keys drop constraint other_check;",
        "less: table private.idempotency_keys: there is no constraint idempotency_keys_values_check: CHECK ((((length(operation) >= 3) AND (length(operation) <= 64)) AND (translate(operation, 'abcdefghijklmnopqrstuvwxyz_'::text, ''::text) = ''::text) AND (\"left\"(operation, 1) <> '_'::text) AND (caller_class = ANY (ARRAY['client'::text, 'admin'::text, 'service'::text])) AND (length(key_sha256) = 32) AND (jsonb_typeof(answer) = 'object'::text))) -> alter table private.idempotency_keys add constraint idempotency_keys_values_check CHECK ((((length(operation) >= 3) AND (length(operation) <= 64)) AND (translate(operation, 'abcdefghijklmnopqrstuvwxyz_'::text, ''::text) = ''::text) AND (\"left\"(operation, 1) <> '_'::text) AND (caller_class = ANY (ARRAY['client'::text, 'admin'::text, 'service'::text])) AND (length(key_sha256) = 32) AND (jsonb_typeof(answer) = 'object'::text)));",
    ],
    "drop index private.store_products_plan_idx": [
        "less: table private.store_products: there is no index private.store_products_plan_idx -> CREATE INDEX store_products_plan_idx ON private.store_products USING btree (plan);",
    ],
    "drop index private.idempotency_keys_kept_until_idx; create index idempotency_keys_kept_until_idx on private.idempotency_keys (kept_until)": [
        "different: table private.idempotency_keys: index private.idempotency_keys_kept_until_idx is CREATE INDEX idempotency_keys_kept_until_idx ON private.idempotency_keys USING btree (kept_until), not CREATE INDEX idempotency_keys_kept_until_idx ON private.idempotency_keys USING btree (kept_until) WHERE (kept_until < 'infinity'::timestamp with time zone) -> drop index private.idempotency_keys_kept_until_idx; CREATE INDEX idempotency_keys_kept_until_idx ON private.idempotency_keys USING btree (kept_until) WHERE (kept_until < 'infinity'::timestamp with time zone);",
    ],
    "create unique index courses_title_idx on public.courses (title)": [
        "more: table public.courses: the package has no unique index public.courses_title_idx -> drop index public.courses_title_idx;",
    ],
    "create index courses_title_idx on public.courses (title)": [
        "note: table public.courses: the package has no index public.courses_title_idx -> drop index public.courses_title_idx;",
    ],
    "update pg_index set indisvalid = false where indexrelid = 'private.store_products_plan_idx'::regclass": [
        "less: table private.store_products: index private.store_products_plan_idx is not valid -> reindex index private.store_products_plan_idx;",
    ],
    "update pg_index set indisvalid = false where indexrelid = 'private.plans_pkey'::regclass": [
        "less: table private.plans: index private.plans_pkey is not valid -> reindex index private.plans_pkey;",
    ],
    "alter index private.store_products_plan_idx rename to plan_idx": [
        "less: table private.store_products: there is no index private.store_products_plan_idx -> CREATE INDEX store_products_plan_idx ON private.store_products USING btree (plan);",
        "note: table private.store_products: the package has no index private.plan_idx -> drop index private.plan_idx;",
    ],
    "alter index private.store_products_plan_idx set (fillfactor = 50)": [
        "different: table private.store_products: index private.store_products_plan_idx is CREATE INDEX store_products_plan_idx ON private.store_products USING btree (plan) WITH (fillfactor='50'), not CREATE INDEX store_products_plan_idx ON private.store_products USING btree (plan) -> drop index private.store_products_plan_idx; CREATE INDEX store_products_plan_idx ON private.store_products USING btree (plan);",
    ],
    "alter table private.email_claims set unlogged": [
        "less: table private.email_claims: is UNLOGGED: a crash empties it, and no standby has it -> alter table private.email_claims set logged;",
    ],
    "alter table private.user_throttles set logged": [
        "more: table private.user_throttles: is logged, not UNLOGGED -> alter table private.user_throttles set unlogged;",
    ],
    "alter table private.email_claims set (fillfactor = 50)": [
        "more: table private.email_claims: has fillfactor = 50 -> alter table private.email_claims reset (fillfactor);",
    ],
    "alter table private.email_claims set (autovacuum_enabled = off)": [
        "more: table private.email_claims: has autovacuum_enabled = off -> alter table private.email_claims reset (autovacuum_enabled);",
    ],
    "alter table private.email_claims replica identity full": [
        "different: table private.email_claims: its replica identity is full, not default -> alter table private.email_claims replica identity default;",
    ],
    "alter function private.credit_balance volatile": [
        "different: function private.credit_balance(uuid,timestamp with time zone): is VOLATILE, not STABLE -> alter function private.credit_balance(uuid,timestamp with time zone) stable;",
    ],
    "alter function private.credit_balance parallel safe": [
        "different: function private.credit_balance(uuid,timestamp with time zone): is PARALLEL SAFE, not PARALLEL UNSAFE -> alter function private.credit_balance(uuid,timestamp with time zone) parallel unsafe;",
    ],
    "alter function public.handshake strict": [
        "different: function public.handshake(jsonb): is STRICT, not CALLED ON NULL INPUT -> alter function public.handshake(jsonb) called on null input;",
    ],
    "alter function public.handshake cost 1": [
        "different: function public.handshake(jsonb): is COST 1, not COST 100 -> alter function public.handshake(jsonb) cost 100;",
    ],
    "alter function private.log_partitions rows 5000": [
        "different: function private.log_partitions(regclass): is ROWS 5000, not ROWS 20 -> alter function private.log_partitions(regclass) rows 20;",
    ],
    "drop function private.hmac_sha256(bytea, bytea); create function private.hmac_sha256(p_key bytea, p_message bytea) returns text language plpgsql immutable set search_path = pg_catalog, pg_temp as 'begin return null; end'; alter function private.hmac_sha256 owner to dochub_owner; revoke all on function private.hmac_sha256 from public": [
        "different: function private.hmac_sha256(bytea,bytea): is (p_key bytea, p_message bytea) returns text, not (p_key bytea, p_message bytea) returns bytea",
        "less: function private.hmac_sha256(bytea,bytea): it has no comment -> comment on function private.hmac_sha256(bytea,bytea) is 'HMAC-SHA-256 (RFC 2104) of a message under a key, 32 bytes; written out because pgcrypto is not everywhere.';",
        "different: function private.hmac_sha256(bytea,bytea): its body is not the one of functions/kernel/throttle.sql -> \\i deploy/functions/kernel/throttle.sql",
    ],
    "update private.error_codes set http_status = 418 where code = 'insufficient_credits'": [
        "different: table private.error_codes: row (code = 'insufficient_credits') has http_status = '418', not '402' -> update private.error_codes set http_status = '402' where code = 'insufficient_credits';",
    ],
    "update private.error_codes set hint = 'Don''t \\ do it.', message = 'No' where code = 'insufficient_credits'": [
        "different: table private.error_codes: row (code = 'insufficient_credits') has message = 'No', not 'There are not enough credits.'; hint = e'Don''t \\\\ do it.', not 'details has what is available, what is needed and when the weekly allowance resets.' -> update private.error_codes set message = 'There are not enough credits.', hint = 'details has what is available, what is needed and when the weekly allowance resets.' where code = 'insufficient_credits';",
    ],
    "delete from private.error_codes where code = 'too_many_events'": [
        "less: table private.error_codes: there is no row (code = 'too_many_events') -> insert into private.error_codes (code, http_status, message, hint) values ('too_many_events', '429', 'Too many log events.', 'Keep them and send them again after retry_after seconds.');",
    ],
    "update private.plans set weekly_credits = 99 where plan = 'premium'": [
        "note: table private.plans: row (plan = 'premium') has weekly_credits = '99', not '30' -> update private.plans set weekly_credits = '30' where plan = 'premium';",
    ],
    "update private.settings set client_address_header = 'x-real-ip', refund_window = '3 days'": [
        "note: table private.settings: its row has client_address_header = 'x-real-ip', not null; refund_window = '3 days', not '14 days' -> update private.settings set client_address_header = null, refund_window = '14 days' where singleton = 'true';",
    ],
    "delete from private.throttle_limits where operation = 'join_code'": [
        "note: table private.throttle_limits: there is no row (operation = 'join_code') -> insert into private.throttle_limits (operation, attempts, per) values ('join_code', '10', '00:15:00');",
    ],
    "delete from private.store_event_types where native_type = (select min(native_type) from private.store_event_types)": [
        "less: table private.store_event_types: there is no row (store = 'apple', native_type = 'CONSUMPTION_REQUEST', native_subtype = '') -> insert into private.store_event_types (store, native_type, native_subtype, message, native_code, event_type) values ('apple', 'CONSUMPTION_REQUEST', '', null, null, null);",
    ],
    "drop table private.sync_generations": [
        "less: table private.sync_generations: does not exist; `dochub status` tells whether it should",
    ],
    "drop function public.my_entitlements": [
        "less: function public.my_entitlements: does not exist; `dochub status` tells whether it should -> \\i deploy/functions/entitlement/my_entitlements.sql",
    ],
    "alter table public.courses add column secret text; grant select (secret) on public.courses to anon": [
        "more: table public.courses: anon has SELECT (secret) -> revoke select (secret) on public.courses from anon;",
        "more: table public.courses: the package has no column secret (text); anon, authenticated, dochub_admin, dochub_backup, service_role may read it -> alter table public.courses drop column secret;",
    ],
    "alter table private.settings add column secret text; grant select (secret) on private.settings to anon": [
        "more: table private.settings: anon has SELECT (secret) -> revoke select (secret) on private.settings from anon;",
        "more: table private.settings: the package has no column secret (text); anon, dochub_backup may read it -> alter table private.settings drop column secret;",
    ],
    "alter table public.cohorts drop constraint cohorts_pkey cascade": [
        "less: table public.cohorts: there is no constraint cohorts_pkey: PRIMARY KEY (slug) -> alter table public.cohorts add constraint cohorts_pkey PRIMARY KEY (slug);",
        "less: table private.cohort_join_codes: there is no constraint cohort_join_codes_slug_fkey: FOREIGN KEY (slug) REFERENCES public.cohorts(slug) ON DELETE CASCADE -> alter table private.cohort_join_codes add constraint cohort_join_codes_slug_fkey FOREIGN KEY (slug) REFERENCES public.cohorts(slug) ON DELETE CASCADE;",
        "less: table private.sticky_cohorts: there is no constraint sticky_cohorts_slug_fkey: FOREIGN KEY (slug) REFERENCES public.cohorts(slug) ON DELETE CASCADE -> alter table private.sticky_cohorts add constraint sticky_cohorts_slug_fkey FOREIGN KEY (slug) REFERENCES public.cohorts(slug) ON DELETE CASCADE;",
        "less: table public.discount_codes: there is no constraint discount_codes_audience_cohort_fkey: FOREIGN KEY (audience_cohort) REFERENCES public.cohorts(slug) ON DELETE RESTRICT -> alter table public.discount_codes add constraint discount_codes_audience_cohort_fkey FOREIGN KEY (audience_cohort) REFERENCES public.cohorts(slug) ON DELETE RESTRICT;",
        "less: table public.manifest_cohorts: there is no constraint manifest_cohorts_slug_fkey: FOREIGN KEY (slug) REFERENCES public.cohorts(slug) ON DELETE CASCADE -> alter table public.manifest_cohorts add constraint manifest_cohorts_slug_fkey FOREIGN KEY (slug) REFERENCES public.cohorts(slug) ON DELETE CASCADE;",
        "less: table public.user_cohorts: there is no constraint user_cohorts_slug_fkey: FOREIGN KEY (slug) REFERENCES public.cohorts(slug) ON DELETE CASCADE -> alter table public.user_cohorts add constraint user_cohorts_slug_fkey FOREIGN KEY (slug) REFERENCES public.cohorts(slug) ON DELETE CASCADE;",
    ],
    "insert into private.error_codes (code, http_status, message, hint) values ('coffee', 418, 'Tea', 'Milk')": [
        "more: table private.error_codes: the package has no row (code = 'coffee') -> alter table private.error_codes no force row level security; delete from private.error_codes where code = 'coffee'; alter table private.error_codes force row level security;",
    ],
    "insert into private.plans (plan, weekly_credits, plan_rank) select 'gold', 100, 9": [
        "note: table private.plans: the package has no row (plan = 'gold') -> alter table private.plans no force row level security; delete from private.plans where plan = 'gold'; alter table private.plans force row level security;",
    ],
    "update private.stores set course_source = 'web' where store = 'apple'": [
        "note: table private.stores: row (store = 'apple') has course_source = 'web', not 'store' -> update private.stores set course_source = 'store' where store = 'apple';",
    ],
    "alter table private.app_logs_default set unlogged": [
        "less: table private.app_logs_default: is UNLOGGED: a crash empties it, and no standby has it -> alter table private.app_logs_default set logged;",
    ],
    "alter table public.app_logs alter column kind drop not null": [
        "less: table public.app_logs: column kind may be NULL -> alter table public.app_logs alter column kind set not null;",
    ],
    "alter table public.server_logs drop constraint server_logs_pkey": [
        "less: table public.server_logs: there is no constraint server_logs_pkey: PRIMARY KEY (received_at, log_id) -> alter table public.server_logs add constraint server_logs_pkey PRIMARY KEY (received_at, log_id);",
    ],
    "create unique index on private.email_claims (user_id)": [
        "more: table private.email_claims: the package has no unique index private.email_claims_user_id_idx1 -> drop index private.email_claims_user_id_idx1;",
    ],
    "alter table public.custom_courses alter column custom_course_id drop default": [
        "less: table public.custom_courses: column custom_course_id has no default gen_random_uuid() -> alter table public.custom_courses alter column custom_course_id set default gen_random_uuid();",
    ],
}
