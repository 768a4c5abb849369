-- The schema that the plan deploys, on PostgreSQL 18; written by `make stamp`. Nothing reads it but reviewers.

CREATE SCHEMA private;

CREATE FUNCTION private.account_sha256(p_user_id uuid) RETURNS text
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.adjust_credits(p_user_id uuid, p_amount integer, p_idempotency_key text, p_reason text, p_at timestamp with time zone) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.app_version_parts(p_version text) RETURNS integer[]
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.apple_event(p_notification jsonb) RETURNS jsonb
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.apply_apple_notification(p_notification jsonb, p_at timestamp with time zone) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.apply_google_notification(p_notification jsonb, p_purchase jsonb, p_at timestamp with time zone) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.apply_store_event(p_event jsonb, p_at timestamp with time zone) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.apply_store_events(p_events jsonb, p_at timestamp with time zone) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.apply_stripe_event(p_event jsonb, p_at timestamp with time zone) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.assert_credit_arguments(p_amount integer, p_reason text) RETURNS integer
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.assert_discount_arguments(p_code text, p_product_type text, p_product_id text, p_amount_micros bigint, p_currency text) RETURNS void
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.assert_hashes(p_object jsonb, p_key text, p_max_items integer) RETURNS void
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.assert_play_counts(p_device_id text, p_counts jsonb) RETURNS void
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.assert_unfiltered() RETURNS void
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET standard_conforming_strings TO 'on';

CREATE FUNCTION private.assert_writable() RETURNS void
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.assign_cohort(p_user_id uuid, p_slug text, p_is_locked boolean, p_at timestamp with time zone) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.audit(p_user_id uuid, p_action text, p_details jsonb, p_at timestamp with time zone) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.balance_after(p_user_id uuid, p_entry_no bigint) RETURNS jsonb
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.balance_answer(p_weekly_allowance integer, p_weekly_used integer, p_promotional integer, p_bank integer, p_held integer, p_debt integer, p_resets_at timestamp with time zone) RETURNS jsonb
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.bind_events(p_user_id uuid, p_at timestamp with time zone) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.bound_events(p_user_id uuid, p_store text, p_environment text) RETURNS jsonb
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.bucket_room(p_arrival_at timestamp with time zone, p_per interval, p_step interval, p_at timestamp with time zone) RETURNS integer
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.bump_entitlement() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.bump_user_sync() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.caller_class() RETURNS text
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.canonical_sha256(p_json jsonb) RETURNS text
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.cap_descendants(p_code text, p_expires_at timestamp with time zone) RETURNS text[]
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.check_discount(p_user_id uuid, p_code text, p_product_type text, p_product_id text, p_amount_micros bigint, p_currency text, p_at timestamp with time zone, p_may_take_lapsed boolean DEFAULT true, OUT answer jsonb, OUT is_stranger boolean, OUT is_unknown boolean, OUT takes_lapsed boolean, OUT benefit_kind text, OUT benefit_value bigint, OUT benefit_hundredths integer, OUT benefit_currency text, OUT lifespan_days integer, OUT amount_micros bigint, OUT amount_due_micros bigint, OUT currency text, OUT price_source text, OUT course_code text, OUT terms_of timestamp with time zone) RETURNS record
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.choose_course_purchase(p_user_id uuid, p_course_code text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.claim_account(p_account_sha256 text, p_user_id uuid DEFAULT NULL::uuid, p_is_awaited boolean DEFAULT false) RETURNS uuid
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.claim_account_token() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.claim_allowance(p_user_id uuid, p_store text, p_environment text, p_original_transaction_id text, p_week_of date, p_is_drawn boolean, p_known_as text[] DEFAULT NULL::text[]) RETURNS boolean
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.claim_custom_course_link(p_user_id uuid, p_token text, p_email text, p_at timestamp with time zone) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.claim_email(p_user_id uuid, p_email text, p_at timestamp with time zone) RETURNS boolean
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.claim_receipt(p_store text, p_environment text, p_receipts text[], p_user_id uuid DEFAULT NULL::uuid, p_kind text DEFAULT NULL::text, p_original_transaction_id text DEFAULT NULL::text, p_at timestamp with time zone DEFAULT NULL::timestamp with time zone, p_is_taken_over boolean DEFAULT false, p_is_given_up boolean DEFAULT false, p_is_locked boolean DEFAULT false) RETURNS TABLE(receipt text, holder uuid, kind text, original text, is_new boolean)
    LANGUAGE plpgsql ROWS 4
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_generic_plan';

CREATE FUNCTION private.claim_referral_code(p_referral_code text, p_user_id uuid DEFAULT NULL::uuid, p_at timestamp with time zone DEFAULT NULL::timestamp with time zone) RETURNS uuid
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.claim_referral_payment(p_store text, p_environment text, p_transaction_id text, p_user_id uuid DEFAULT NULL::uuid, p_at timestamp with time zone DEFAULT NULL::timestamp with time zone) RETURNS uuid
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.claims() RETURNS jsonb
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.claw_back_reward(p_store text, p_environment text, p_transaction_id text, p_at timestamp with time zone) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.client_address_hmac(p_header text, p_key bytea) RETURNS bytea
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.cohort_answer(p_user_id uuid, p_at timestamp with time zone) RETURNS jsonb
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE TABLE public.cohorts (
    slug text NOT NULL,
    name text NOT NULL,
    kind text NOT NULL,
    splash jsonb,
    salt text,
    variant_salt text,
    bucket_from integer,
    bucket_to integer,
    variants jsonb DEFAULT '[]'::jsonb NOT NULL,
    seats integer,
    seats_taken integer DEFAULT 0 NOT NULL,
    domain text,
    grant_plan text,
    grant_courses text[] DEFAULT '{}'::text[] NOT NULL,
    starts_at timestamp with time zone DEFAULT '-infinity'::timestamp with time zone NOT NULL,
    ends_at timestamp with time zone DEFAULT 'infinity'::timestamp with time zone NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT cohorts_buckets_check CHECK ((((kind = 'experiment'::text) = ((salt IS NOT NULL) AND (bucket_from IS NOT NULL) AND (bucket_to IS NOT NULL))) AND ((bucket_from >= 0) AND (bucket_from <= 10000)) AND ((bucket_to >= bucket_from) AND (bucket_to <= 10000)))),
    CONSTRAINT cohorts_domain_check CHECK ((domain ~ '^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$'::text)),
    CONSTRAINT cohorts_grant_courses_check CHECK ((cardinality(grant_courses) <= 500)),
    CONSTRAINT cohorts_grant_plan_check CHECK ((grant_plan <> 'free'::text)),
    CONSTRAINT cohorts_kind_check CHECK ((kind = ANY (ARRAY['institution'::text, 'experiment'::text]))),
    CONSTRAINT cohorts_name_check CHECK (((length(name) >= 1) AND (length(name) <= 200))),
    CONSTRAINT cohorts_salt_check CHECK (((length(salt) >= 1) AND (length(salt) <= 100))),
    CONSTRAINT cohorts_seats_check CHECK ((seats >= 0)),
    CONSTRAINT cohorts_seats_taken_check CHECK (((seats_taken >= 0) AND ((seats IS NULL) OR (seats_taken <= seats)))),
    CONSTRAINT cohorts_slug_check CHECK ((slug ~ '^[a-z0-9][a-z0-9-]{1,63}$'::text)),
    CONSTRAINT cohorts_splash_check CHECK (((jsonb_typeof(splash) = 'object'::text) AND (length((splash)::text) <= 16384))),
    CONSTRAINT cohorts_variant_salt_check CHECK ((((length(variant_salt) >= 1) AND (length(variant_salt) <= 100)) AND (variant_salt <> salt))),
    CONSTRAINT cohorts_variants_check CHECK (((jsonb_typeof(variants) = 'array'::text) AND (length((variants)::text) <= 8192) AND ((variants = '[]'::jsonb) OR (variant_salt IS NOT NULL)))),
    CONSTRAINT cohorts_window_check CHECK ((ends_at > starts_at))
);
ALTER TABLE ONLY public.cohorts FORCE ROW LEVEL SECURITY;

CREATE FUNCTION private.cohort_argument(p_spec jsonb, p_stored public.cohorts) RETURNS public.cohorts
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.cohort_bucket(p_salt text, p_user_id uuid) RETURNS integer
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.cohort_variant(p_variants jsonb, p_variant_salt text, p_user_id uuid) RETURNS text
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.cohort_variants(p_spec jsonb) RETURNS jsonb
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.connected_events(p_event jsonb, p_is_look boolean DEFAULT false, OUT users uuid[], OUT receipts text[], OUT awaited text[], OUT accounts jsonb, OUT events jsonb, OUT is_contested boolean, OUT is_subscription boolean, OUT is_of_another_kind boolean) RETURNS record
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.consumption_report(p_user_id uuid, p_transaction_id text, p_store text, p_environment text, p_at timestamp with time zone) RETURNS jsonb
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.count_attempt(p_operation text, p_user_id uuid, p_at timestamp with time zone) RETURNS integer
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.count_waiting(p_filter record) RETURNS bigint
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.course_argument(p_course jsonb, OUT custom_course_id uuid, OUT title text, OUT status text, OUT course jsonb, OUT audio jsonb, OUT hold_id uuid) RETURNS record
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.credit_balance(p_user_id uuid, p_at timestamp with time zone) RETURNS jsonb
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.credit_state(p_user_id uuid, p_at timestamp with time zone, OUT weekly_allowance integer, OUT weekly_used integer, OUT promotional integer, OUT bank integer, OUT held integer, OUT debt integer, OUT resets_at timestamp with time zone) RETURNS record
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.credit_week(p_week_start timestamp with time zone, p_week_ends_at timestamp with time zone, p_time_zone text, p_at timestamp with time zone, OUT week_start timestamp with time zone, OUT week_ends_at timestamp with time zone, OUT week_of date) RETURNS record
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.current_user_id() RETURNS uuid
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.deduct_credits(p_user_id uuid, p_amount integer, p_idempotency_key text, p_reason text, p_at timestamp with time zone) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.device_argument(p_device jsonb) RETURNS jsonb
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE TABLE public.discount_codes (
    code text NOT NULL,
    product_type text NOT NULL,
    product_ids text[] DEFAULT '{}'::text[] NOT NULL,
    benefit_kind text NOT NULL,
    benefit_value bigint NOT NULL,
    benefit_currency text,
    lifespan_days integer,
    starts_at timestamp with time zone DEFAULT '-infinity'::timestamp with time zone NOT NULL,
    expires_at timestamp with time zone DEFAULT 'infinity'::timestamp with time zone NOT NULL,
    max_redemptions integer,
    times_redeemed integer DEFAULT 0 NOT NULL,
    first_time_only boolean DEFAULT false NOT NULL,
    min_amount_micros bigint,
    currency text,
    audience_cohort text,
    audience_user_id uuid,
    parent_code text,
    depth integer DEFAULT 1 NOT NULL,
    owner_user_id uuid,
    is_active boolean DEFAULT true NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    benefit_hundredths integer,
    note text,
    CONSTRAINT discount_codes_terms_check CHECK ((((length(code) >= 4) AND (length(code) <= 32)) AND (translate(code, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'::text, ''::text) = ''::text) AND (product_type = ANY (ARRAY['course'::text, 'custom_course'::text, 'subscription'::text, 'credits'::text, 'any'::text])) AND (cardinality(product_ids) <= 500) AND ((product_type <> 'any'::text) OR (product_ids = '{}'::text[])) AND (benefit_kind = ANY (ARRAY['percent'::text, 'amount'::text, 'free_days'::text, 'credits'::text])) AND ((benefit_value >=
CASE
    WHEN (benefit_hundredths IS NULL) THEN 1
    ELSE 0
END) AND (benefit_value <=
CASE benefit_kind
    WHEN 'percent'::text THEN (100)::bigint
    WHEN 'free_days'::text THEN (3660)::bigint
    WHEN 'credits'::text THEN (1000000)::bigint
    ELSE benefit_value
END)) AND ((benefit_hundredths >= 1) AND (benefit_hundredths <= 99)) AND ((benefit_hundredths IS NULL) OR ((benefit_kind = 'percent'::text) AND (benefit_value < 100))) AND (length(benefit_currency) = 3) AND (translate(benefit_currency, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'::text, ''::text) = ''::text) AND ((benefit_kind = 'amount'::text) = (benefit_currency IS NOT NULL)) AND ((lifespan_days >= 1) AND (lifespan_days <= 3660)) AND (expires_at >= starts_at) AND (times_redeemed >= 0) AND (max_redemptions >= 0) AND (min_amount_micros >= 0) AND (length(currency) = 3) AND (translate(currency, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'::text, ''::text) = ''::text) AND ((min_amount_micros IS NULL) = (currency IS NULL)) AND ((depth >= 1) AND (depth <= 5)) AND ((depth = 1) = (parent_code IS NULL)) AND (parent_code <> code) AND ((length(note) >= 1) AND (length(note) <= 500))))
)
WITH (fillfactor='70', autovacuum_vacuum_scale_factor='0.02', autovacuum_analyze_scale_factor='0.05');
ALTER TABLE ONLY public.discount_codes FORCE ROW LEVEL SECURITY;

CREATE FUNCTION private.discount_argument(p_spec jsonb) RETURNS public.discount_codes
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.discount_benefit(p_kind text, p_value bigint, p_hundredths integer, p_currency text) RETURNS jsonb
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.discount_price(p_product_type text, p_product_id text, p_amount_micros bigint, p_currency text, OUT is_in_currency boolean, OUT amount_micros bigint, OUT currency text, OUT course_code text, OUT decimals integer) RETURNS record
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.discount_spec(p_code public.discount_codes) RETURNS jsonb
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.discount_unknown(p_code public.discount_codes) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.dollar_bucket(p_micros numeric, p_is_known boolean) RETURNS integer
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.drop_expired_logs(p_keep interval) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.drop_logs(p_before timestamp with time zone, p_ids_before timestamp with time zone) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET lock_timeout TO '100ms';

CREATE FUNCTION private.drop_policies(p_table regclass) RETURNS SETOF name
    LANGUAGE plpgsql ROWS 10
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.ensure_log_partitions(p_ahead interval) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.ensure_user(p_user_id uuid, p_at timestamp with time zone) RETURNS boolean
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.entitlement(p_user_id uuid, p_at timestamp with time zone, p_lists_all boolean DEFAULT false, OUT erased_at timestamp with time zone, OUT entitlements jsonb, OUT courses jsonb, OUT custom_courses jsonb, OUT cohort jsonb, OUT cohort_kind text, OUT member_since timestamp with time zone, OUT subscriptions jsonb) RETURNS record
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.entitlement_periods(p_user_id uuid, p_at timestamp with time zone, p_since timestamp with time zone DEFAULT '-infinity'::timestamp with time zone) RETURNS TABLE(plan text, plan_rank integer, weekly_credits integer, source text, environment text, original_transaction_id text, transaction_id text, starts_at timestamp with time zone, ends_at timestamp with time zone)
    LANGUAGE plpgsql STABLE ROWS 2
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.entitles_until(p_events jsonb) RETURNS timestamp with time zone
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.erase_user(p_user_id uuid, p_action text, p_at timestamp with time zone) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.etag_matches(p_if_none_match text, p_etag text) RETURNS boolean
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.event_answer(p_disposition text, p_user_id uuid, p_environment text, p_at timestamp with time zone, p_state text DEFAULT NULL::text) RETURNS jsonb
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.event_argument(p_event jsonb, OUT store text, OUT environment text, OUT notification_id text, OUT event_type text, OUT occurred_at timestamp with time zone, OUT user_id uuid, OUT transaction_id text, OUT original_transaction_id text, OUT product_id text, OUT plan text, OUT token_sha256 text, OUT linked_token_sha256 text, OUT purchased_at timestamp with time zone, OUT expires_at timestamp with time zone, OUT grace_expires_at timestamp with time zone, OUT revoked_at timestamp with time zone, OUT price_micros bigint, OUT currency text, OUT will_renew boolean, OUT pending_product_id text, OUT cancel_reason text, OUT resumes_at timestamp with time zone, OUT is_known boolean, OUT is_refund boolean, OUT kind text, OUT account_token text, OUT quantity integer, OUT refund_percentage integer, OUT refund_id text, OUT refund_is_total boolean, OUT receipts text[], OUT payload jsonb, OUT redemption_id uuid, OUT account_id uuid, OUT account_sha256 text, OUT is_delivery boolean, OUT is_again boolean) RETURNS record
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.event_claims(p_store text, p_environment text, p_receipts text[], p_user_id uuid DEFAULT NULL::uuid, p_original_transaction_id text DEFAULT NULL::text, p_at timestamp with time zone DEFAULT NULL::timestamp with time zone, OUT receipts text[], OUT holders uuid[], OUT kinds text[], OUT originals text[], OUT made text[]) RETURNS record
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.event_lines(p_event jsonb) RETURNS jsonb[]
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.event_owner(p_event record, p_holders uuid[]) RETURNS uuid
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.event_rows(p_events jsonb) RETURNS TABLE(notification_id text, event_type text, occurred_at timestamp with time zone, recorded_at timestamp with time zone, transaction_id text, original_transaction_id text, product_id text, plan text, token_sha256 text, linked_token_sha256 text, purchased_at timestamp with time zone, expires_at timestamp with time zone, grace_expires_at timestamp with time zone, revoked_at timestamp with time zone, price_micros bigint, currency text, will_renew boolean, pending_product_id text, cancel_reason text, resumes_at timestamp with time zone, refund_percentage integer, disposition text, n bigint, subscription_id text, is_attached boolean)
    LANGUAGE plpgsql STABLE ROWS 50
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.events_for(p_account_sha256 text) RETURNS jsonb[]
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.explain_cohort(p_user_id uuid, p_at timestamp with time zone) RETURNS jsonb
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.explain_entitlement(p_user_id uuid, p_at timestamp with time zone) RETURNS jsonb
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.export_my_data(p_user_id uuid) RETURNS jsonb
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET "TimeZone" TO 'UTC';

CREATE FUNCTION private.find_purchase(p_store text, p_environment text, p_receipts text[], OUT receipts text[], OUT purchases text[], OUT holders uuid[], OUT kinds text[], OUT waiting text, OUT is_whole boolean) RETURNS record
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.first_payment(p_user_id uuid, OUT store text, OUT environment text, OUT transaction_id text, OUT paid_at timestamp with time zone) RETURNS record
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.first_suspicion(p_text text, p_from integer) RETURNS integer
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.fold_attributes(p_events jsonb, p_lines jsonb) RETURNS TABLE(subscription_id text, will_renew boolean, is_in_billing_retry boolean, paused_at timestamp with time zone, resumes_at timestamp with time zone, pending_product_id text, cancel_reason text, attributes_at timestamp with time zone, attributes_notification_id text, is_tangled boolean)
    LANGUAGE plpgsql STABLE ROWS 5
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.fold_event(p_event record, p_user_id uuid, p_receipts text[], p_originals text[], p_at timestamp with time zone, OUT is_folded boolean, OUT state text, OUT subscription_id text) RETURNS record
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.fold_events(p_user_id uuid, p_store text, p_environment text, p_pending jsonb DEFAULT '[]'::jsonb) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.fold_lines(p_events jsonb) RETURNS TABLE(subscription_id text, transaction_id text, product_id text, plan text, token_sha256 text, linked_token_sha256 text, purchased_at timestamp with time zone, expires_at timestamp with time zone, grace_expires_at timestamp with time zone, price_micros bigint, currency text, revoked_at timestamp with time zone, replaced_at timestamp with time zone, recorded_at timestamp with time zone, reported_expires_at timestamp with time zone, ended_at timestamp with time zone, reported_grace_at timestamp with time zone, is_implied boolean)
    LANGUAGE plpgsql STABLE ROWS 20
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.fold_subscription(p_user_id uuid, p_at timestamp with time zone DEFAULT NULL::timestamp with time zone) RETURNS text
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.fulfil_redemption(p_user_id uuid, p_redemption_id uuid, p_at timestamp with time zone) RETURNS text
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.generated_code() RETURNS text
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.give_back(p_user_id uuid, p_kind text, p_hold_id uuid, p_amount integer, p_held_week timestamp with time zone, p_weekly integer, p_promotional_split jsonb, p_bank integer, p_is_made_good boolean, p_week_start timestamp with time zone, p_resets_at timestamp with time zone, p_debt integer, p_at timestamp with time zone) RETURNS bigint
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.give_discount_credits(p_user_id uuid, p_redemption_id uuid, p_amount integer, p_expires_at timestamp with time zone, p_at timestamp with time zone) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.give_free_days(p_user_id uuid, p_redemption_id uuid, p_code text, p_days integer, p_at timestamp with time zone) RETURNS timestamp with time zone
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.google_event(p_notification jsonb, p_purchase jsonb) RETURNS jsonb
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.google_price(p_money jsonb) RETURNS jsonb
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.google_product(p_about jsonb, p_purchase jsonb) RETURNS jsonb
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.google_subscription(p_about jsonb, p_purchase jsonb) RETURNS jsonb
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.google_void(p_about jsonb, p_purchase jsonb) RETURNS jsonb
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.grant_referral_reward(p_referee_id uuid, p_transaction jsonb, p_at timestamp with time zone) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.grouped_events(p_events jsonb) RETURNS jsonb
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.handshake(p_user_id uuid, p_request jsonb, p_at timestamp with time zone) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.handshake_boundaries(p_user_id uuid, p_member_since timestamp with time zone, p_at timestamp with time zone, OUT boundary_at timestamp with time zone, OUT valid_until timestamp with time zone) RETURNS record
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.handshake_build(p_user_id uuid, p_platform text, p_app_version text, p_locale text, p_at timestamp with time zone, OUT boundary_at timestamp with time zone, OUT valid_until timestamp with time zone, OUT cookie_end text, OUT manifests_sha256 bytea, OUT custom_courses_sha256 bytea, OUT manifests jsonb, OUT body jsonb, OUT held jsonb) RETURNS record
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET "TimeZone" TO 'UTC';

CREATE FUNCTION private.handshake_lock(p_user_id uuid) RETURNS boolean
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET lock_timeout TO '250ms';

CREATE FUNCTION private.handshake_request(p_request jsonb, OUT cookie text, OUT schema integer, OUT platform text, OUT app_version text, OUT locale text, OUT manifests jsonb, OUT custom_courses jsonb) RETURNS record
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.handshake_row(p_user_id uuid, p_platform text, p_app_version text, p_locale text, p_schema integer, p_request jsonb, p_at timestamp with time zone, OUT content_generation bigint, OUT cohort_generation bigint, OUT user_generation bigint, OUT schema_generation bigint, OUT cookie_end text, OUT manifests_sha256 bytea, OUT custom_courses_sha256 bytea, OUT manifests jsonb, OUT body jsonb, OUT clock_at timestamp with time zone) RETURNS record
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.has_purchased(p_user_id uuid) RETURNS boolean
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.hmac_sha256(p_key bytea, p_message bytea) RETURNS bytea
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.inbox_filter(p_filter jsonb, p_default_count integer, OUT store text, OUT environment text, OUT notification_id text, OUT waits_for text[], OUT account_sha256 text, OUT count integer, OUT after jsonb) RETURNS record
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.institution(p_code text, p_email text, p_at timestamp with time zone) RETURNS text
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.is_account_token(p_account_token text, p_user_id uuid) RETURNS boolean
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.is_card_number(p_digits text) RETURNS boolean
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.is_custom_course_product(p_store text, p_product_id text, p_course_code text) RETURNS boolean
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.is_payment_refunded(p_store text, p_environment text, p_transaction_id text) RETURNS boolean
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.is_plain_json(p_text text) RETURNS boolean
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET standard_conforming_strings TO 'on';

CREATE FUNCTION private.is_redemption_used(p_user_id uuid, p_redemption_id uuid) RETURNS boolean
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.is_secret_key(p_key text, p_type text) RETURNS boolean
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.is_time_zone(p_name text) RETURNS boolean
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET "TimeZone" TO 'UTC';

CREATE FUNCTION private.issue_custom_course_link(p_email text, p_course jsonb, p_purchase jsonb, p_ttl interval, p_at timestamp with time zone) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.join_by_domain(p_user_id uuid, p_email text, p_at timestamp with time zone) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.join_cohort(p_user_id uuid, p_code text, p_email text, p_at timestamp with time zone) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.join_receipts(p_user_id uuid, p_kind text, p_store text, p_environment text, p_purchase_transaction_id text, p_receipts text[], p_at timestamp with time zone) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.json_boolean(p_object jsonb, p_key text) RETURNS boolean
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.json_choice(p_object jsonb, p_key text, p_choices text[]) RETURNS text
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.json_integer(p_object jsonb, p_key text, p_min bigint, p_max bigint) RETURNS bigint
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.json_object_argument(p_name text, p_value jsonb, p_max_bytes integer, p_keys text[]) RETURNS jsonb
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.json_required_text(p_object jsonb, p_key text, p_max_length integer) RETURNS text
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.json_store(p_object jsonb) RETURNS text
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.json_text(p_object jsonb, p_key text, p_max_length integer) RETURNS text
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.json_text_array(p_object jsonb, p_key text, p_max_items integer, p_max_length integer) RETURNS text[]
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.json_timestamp(p_object jsonb, p_key text) RETURNS timestamp with time zone
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.json_uuid(p_object jsonb, p_key text) RETURNS uuid
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.judge_again(p_keys jsonb[], p_at timestamp with time zone) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.judged_events(p_events jsonb, p_accounts jsonb, p_live uuid[], p_environment text, p_is_contested boolean, p_at timestamp with time zone) RETURNS jsonb
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.keep_idempotent(p_user_id uuid, p_operation text, p_key_sha256 bytea, p_parameters jsonb, p_answer jsonb, p_at timestamp with time zone) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.keep_in_inbox(p_event record, p_disposition text, p_user_id uuid, p_payload jsonb, p_at timestamp with time zone, p_waits_for text DEFAULT NULL::text) RETURNS text
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.key_sha256(p_idempotency_key text) RETURNS bytea
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.leave_cohort(p_user_id uuid, p_at timestamp with time zone) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.leave_cohort_seat(p_user_id uuid, p_at timestamp with time zone) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.line_rows(p_lines jsonb) RETURNS TABLE(subscription_id text, transaction_id text, product_id text, plan text, token_sha256 text, linked_token_sha256 text, purchased_at timestamp with time zone, expires_at timestamp with time zone, grace_expires_at timestamp with time zone, price_micros bigint, currency text, revoked_at timestamp with time zone, replaced_at timestamp with time zone, recorded_at timestamp with time zone, reported_expires_at timestamp with time zone, ended_at timestamp with time zone, reported_grace_at timestamp with time zone, is_implied boolean)
    LANGUAGE plpgsql STABLE ROWS 20
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.link_sha256(p_token text) RETURNS text
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.lock_events(p_events jsonb[], p_at timestamp with time zone, p_maker uuid DEFAULT NULL::uuid) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.lock_log_tables() RETURNS boolean
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET lock_timeout TO '100ms';

CREATE FUNCTION private.lock_receipt(p_store text, p_environment text, p_receipts text[]) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.lock_user(p_user_id uuid, p_at timestamp with time zone) RETURNS timestamp with time zone
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.locked_events(p_event jsonb, p_at timestamp with time zone, OUT events jsonb, OUT live uuid[], OUT at timestamp with time zone, OUT is_contested boolean, OUT is_subscription boolean, OUT is_of_another_kind boolean) RETURNS record
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.log_context(p_value jsonb) RETURNS jsonb
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.log_events(p_events jsonb, p_user_id uuid, p_role text, p_at timestamp with time zone) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.log_partitions(p_parent regclass) RETURNS TABLE(partition regclass, starts_at timestamp with time zone, ends_at timestamp with time zone)
    LANGUAGE plpgsql STABLE ROWS 20
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.log_payload_text(p_payload jsonb) RETURNS text
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.log_room(p_operation text, p_user_id uuid, p_address_hmac bytea, p_per interval, p_attempts integer, p_factor integer, p_at timestamp with time zone) RETURNS integer
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.log_server_event(p_event jsonb, p_user_id uuid, p_at timestamp with time zone) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.log_text(p_value jsonb) RETURNS text
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.log_times(p_events jsonb, p_texts text[], p_are_usual boolean) RETURNS timestamp with time zone[]
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.make_log_partition(p_table text, p_starts_at timestamp with time zone) RETURNS bigint
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.make_log_partitions(p_ahead interval, p_at timestamp with time zone) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.manifest_options(p_options jsonb) RETURNS jsonb
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.may_become(p_from text, p_to text) RETURNS boolean
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.monday_at_or_after(p_time_zone text, p_at timestamp with time zone) RETURNS timestamp with time zone
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.monday_at_or_before(p_time_zone text, p_at timestamp with time zone) RETURNS timestamp with time zone
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.move_cohort(p_user_id uuid, p_slug text, p_source text, p_variant text, p_is_locked boolean, p_at timestamp with time zone) RETURNS boolean
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.my_courses(p_user_id uuid, p_at timestamp with time zone) RETURNS TABLE(course_code text, source text, since timestamp with time zone)
    LANGUAGE plpgsql STABLE ROWS 5
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.my_entitlements(p_user_id uuid, p_at timestamp with time zone) RETURNS jsonb
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.named_events(p_user_id uuid, p_store text, p_environment text) RETURNS jsonb
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.new_link_token() RETURNS text
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.normalise_code(p_code text) RETURNS text
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET standard_conforming_strings TO 'on';

CREATE FUNCTION private.owned_events(p_events jsonb, p_lasting text[], p_at timestamp with time zone) RETURNS jsonb
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.pack_free_days(p_user_id uuid, p_at timestamp with time zone) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.pay_debt(p_user_id uuid, p_debt integer, p_weekly integer, p_promotional_split jsonb, p_bank integer, p_at timestamp with time zone, OUT paid integer, OUT weekly integer, OUT promotional_split jsonb, OUT bank integer) RETURNS record
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.payloads(p_keys jsonb[]) RETURNS jsonb[]
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.post_bank(p_user_id uuid, p_kind text, p_credits integer, p_store text, p_environment text, p_transaction_id text, p_at timestamp with time zone) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.post_credits(p_user_id uuid, p_kind text, p_at timestamp with time zone, p_weekly_used integer DEFAULT 0, p_promotional_split jsonb DEFAULT NULL::jsonb, p_bank integer DEFAULT 0, p_held integer DEFAULT 0, p_debt integer DEFAULT 0, p_hold_id uuid DEFAULT NULL::uuid, p_store text DEFAULT NULL::text, p_environment text DEFAULT NULL::text, p_transaction_id text DEFAULT NULL::text, p_credit_id uuid DEFAULT NULL::uuid, p_reason text DEFAULT NULL::text, p_caller_class text DEFAULT NULL::text, p_key_sha256 bytea DEFAULT NULL::bytea, p_is_answered boolean DEFAULT false, p_next_change_at timestamp with time zone DEFAULT 'infinity'::timestamp with time zone) RETURNS bigint
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.pre_request() RETURNS void
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.publish_manifest(p_name text, p_content jsonb, p_options jsonb, p_at timestamp with time zone) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.purchase_argument(p_purchase jsonb, p_at timestamp with time zone, OUT store text, OUT environment text, OUT transaction_id text, OUT original_transaction_id text, OUT product_id text, OUT course_code text, OUT quantity integer, OUT price_micros bigint, OUT currency text, OUT token_sha256 text, OUT account_token text, OUT account_token_sha256 text, OUT purchased_at timestamp with time zone, OUT redemption_id uuid, OUT receipts text[]) RETURNS record
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.recall_idempotent(p_user_id uuid, p_operation text, p_key_sha256 bytea, p_parameters jsonb, p_at timestamp with time zone) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.record_course_purchase(p_user_id uuid, p_purchase jsonb, p_at timestamp with time zone) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.record_credit_purchase(p_user_id uuid, p_purchase jsonb, p_at timestamp with time zone) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.record_custom_course_purchase(p_user_id uuid, p_custom_course_id uuid, p_purchase jsonb, p_at timestamp with time zone) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.record_plays(p_user_id uuid, p_device_id text, p_counts jsonb, p_at timestamp with time zone) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.redact(p_text text) RETURNS text
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET standard_conforming_strings TO 'on';

CREATE FUNCTION private.redact_digits(p_digits text) RETURNS text
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.redact_event(p_event jsonb) RETURNS jsonb
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.redact_events(p_events jsonb, p_text text, p_found_at integer, p_are_ready boolean[]) RETURNS jsonb
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.redact_json(p_json jsonb, p_levels integer DEFAULT 32) RETURNS jsonb
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.redact_numbers(p_text text) RETURNS text
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET standard_conforming_strings TO 'on';

CREATE FUNCTION private.redact_run(p_run text) RETURNS text
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.redeem_discount(p_user_id uuid, p_code text, p_product_type text, p_idempotency_key text, p_product_id text, p_amount_micros bigint, p_currency text, p_at timestamp with time zone) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.refund(p_refund jsonb, p_kinds text[], p_at timestamp with time zone) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.refund_answer(p_store text, p_environment text, p_notification_id text, p_at timestamp with time zone) RETURNS jsonb
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.refund_event(p_event record, p_at timestamp with time zone, p_is_locked boolean DEFAULT false) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.refunded_share(p_store text, p_environment text, p_purchase_transaction_id text, p_quantity integer, p_notification_id text DEFAULT NULL::text, OUT share bigint, OUT is_matched boolean) RETURNS record
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.refuse(p_code text, p_details jsonb DEFAULT '{}'::jsonb) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.refuse_attempt(p_operation text, p_user_id uuid, p_code text, p_at timestamp with time zone) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.refuse_change() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.refuse_erased() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.refuse_identity_change() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.register_device(p_user_id uuid, p_device jsonb, p_at timestamp with time zone) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET "TimeZone" TO 'UTC';

CREATE FUNCTION private.release_discount(p_user_id uuid, p_idempotency_key text, p_at timestamp with time zone) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.release_lapsed(p_user_id uuid, p_code text, p_at timestamp with time zone) RETURNS integer
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.renewal_statement(p_event_type text, p_is_past boolean, OUT renews boolean, OUT retries boolean, OUT pauses boolean, OUT names_pending boolean, OUT names_reason boolean) RETURNS record
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.repeat_taking(p_user_id uuid, p_entry_no bigint, p_amount integer, p_ttl interval) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.replay_store_events(p_filter jsonb, p_at timestamp with time zone) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.reserve_credits(p_user_id uuid, p_amount integer, p_idempotency_key text, p_ttl interval, p_reason text, p_at timestamp with time zone) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.resolve_hold(p_user_id uuid, p_hold_id uuid, p_status text, p_amount integer, p_reason text, p_at timestamp with time zone) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.resolve_manifests(p_cohort text, p_cohort_kind text, p_platform text, p_app_version text, p_at timestamp with time zone) RETURNS TABLE(name text, manifest_id uuid, version integer, sha256 text)
    LANGUAGE plpgsql STABLE ROWS 10
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_generic_plan';

CREATE FUNCTION private.retire_manifest(p_manifest_id uuid, p_at timestamp with time zone) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.reward_answer(p_referee_id uuid, p_referrer_id uuid, p_credit_id uuid, p_replayed boolean) RETURNS jsonb
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.roll_week(p_user_id uuid, p_at timestamp with time zone, OUT week_start timestamp with time zone, OUT resets_at timestamp with time zone, OUT debt integer, OUT next_period_at timestamp with time zone) RETURNS record
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.run_maintenance() RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.same_person_evidence(p_user_id uuid, p_other_id uuid) RETURNS text
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.save_custom_course(p_user_id uuid, p_course jsonb, p_at timestamp with time zone) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.set_course_refund(p_user_id uuid, p_store text, p_environment text, p_transaction_id text, p_percentage integer, p_at timestamp with time zone) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.set_tester(p_user_id uuid, p_is_tester boolean, p_at timestamp with time zone) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.set_time_zone(p_user_id uuid, p_time_zone text, p_at timestamp with time zone) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.set_user_role(p_user_id uuid, p_role text, p_at timestamp with time zone) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.settle_credits(p_user_id uuid, p_at timestamp with time zone, OUT week_start timestamp with time zone, OUT resets_at timestamp with time zone, OUT weekly_peak integer, OUT weekly_used integer, OUT promotional integer, OUT bank integer, OUT held integer, OUT debt integer) RETURNS record
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.settle_ownership(p_store text, p_environment text, p_events jsonb, p_live uuid[], p_is_contested boolean, p_at timestamp with time zone) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.settle_purchase(p_user_id uuid, p_store text, p_environment text, p_purchase_transaction_id text, p_receipts text[], p_at timestamp with time zone) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.stick_experiment(p_user_id uuid, p_at timestamp with time zone) RETURNS boolean
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.store_event_type(p_store text, p_type text, p_subtype text) RETURNS text
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.store_inbox_report(p_filter jsonb, p_at timestamp with time zone) RETURNS jsonb
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.store_time(p_name text, p_value jsonb, p_per_second integer) RETURNS text
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.stored_balance(p_user_id uuid, p_at timestamp with time zone) RETURNS jsonb
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.stripe_account(p_references text[]) RETURNS text
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.stripe_events(p_event jsonb) RETURNS jsonb
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.stripe_id(p_reference jsonb) RETURNS text
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.stripe_invoice(p_base jsonb, p_invoice jsonb) RETURNS jsonb
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.stripe_invoice_subscription(p_invoice jsonb) RETURNS text
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.stripe_money_back(p_base jsonb, p_object jsonb) RETURNS jsonb
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.stripe_payments_told(p_event jsonb) RETURNS jsonb
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.stripe_price(p_amount jsonb, p_currency text) RETURNS jsonb
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.stripe_product(p_price jsonb, p_product jsonb, p_metadata jsonb) RETURNS text
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.stripe_refund(p_event jsonb) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.stripe_session(p_base jsonb, p_session jsonb) RETURNS jsonb
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.stripe_subscription(p_base jsonb, p_subscription jsonb, p_previous jsonb) RETURNS jsonb
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.stripe_transactions(p_transactions jsonb) RETURNS jsonb
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE TABLE public.subscriptions (
    user_id uuid NOT NULL,
    plan text NOT NULL,
    product_id text NOT NULL,
    store text NOT NULL,
    environment text NOT NULL,
    transaction_id text NOT NULL,
    original_transaction_id text NOT NULL,
    token_sha256 text,
    started_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    grace_expires_at timestamp with time zone,
    will_renew boolean NOT NULL,
    pending_product_id text,
    cancel_reason text,
    is_in_billing_retry boolean DEFAULT false NOT NULL,
    paused_at timestamp with time zone,
    resumes_at timestamp with time zone,
    revoked_at timestamp with time zone,
    price_micros bigint,
    currency text,
    CONSTRAINT subscriptions_values_check CHECK ((((length(store) >= 1) AND (length(store) <= 32)) AND (environment = ANY (ARRAY['production'::text, 'sandbox'::text])) AND ((length(product_id) >= 1) AND (length(product_id) <= 200)) AND ((length(transaction_id) >= 1) AND (length(transaction_id) <= 200)) AND ((length(original_transaction_id) >= 1) AND (length(original_transaction_id) <= 200)) AND (length(token_sha256) = 64) AND ((length(pending_product_id) >= 1) AND (length(pending_product_id) <= 200)) AND ((length(cancel_reason) >= 1) AND (length(cancel_reason) <= 200)) AND (price_micros >= 0) AND ((price_micros IS NULL) = (currency IS NULL)) AND (length(currency) = 3)))
)
WITH (fillfactor='70', autovacuum_vacuum_scale_factor='0.02', autovacuum_analyze_scale_factor='0.05');
ALTER TABLE ONLY public.subscriptions FORCE ROW LEVEL SECURITY;

CREATE FUNCTION private.subscription_state(p_subscription public.subscriptions, p_at timestamp with time zone) RETURNS text
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.subscription_state_of(p_started_at timestamp with time zone, p_expires_at timestamp with time zone, p_grace_expires_at timestamp with time zone, p_paused_at timestamp with time zone, p_revoked_at timestamp with time zone, p_is_in_billing_retry boolean, p_at timestamp with time zone) RETURNS text
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.suspicions(p_text text) RETURNS integer[]
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET standard_conforming_strings TO 'on';

CREATE FUNCTION private.take_back_redemption(p_user_id uuid, p_redemption_id uuid, p_code text, p_at timestamp with time zone, OUT credits integer, OUT free_days_ended boolean, OUT course_code text) RETURNS record
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.take_connected_event(p_event record, p_at timestamp with time zone) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.take_credits(p_user_id uuid, p_kind text, p_amount integer, p_idempotency_key text, p_ttl interval, p_reason text, p_at timestamp with time zone) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.take_event(p_event record, p_looks_first boolean, p_at timestamp with time zone) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.take_log_quota(p_operation text, p_user_id uuid, p_address_hmac bytea, p_per interval, p_attempts integer, p_factor integer, p_ready integer, p_places integer[], p_at timestamp with time zone, OUT taken integer, OUT retry_after integer) RETURNS record
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.take_over_purchase(p_user_id uuid, p_store text, p_environment text, p_transaction_id text, p_token_sha256 text, p_at timestamp with time zone) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.take_purchase(p_user_id uuid, p_kind text, p_store text, p_environment text, p_transaction_id text, p_receipts text[], p_at timestamp with time zone, OUT refusal text, OUT purchase_transaction_id text, OUT receipts text[], OUT is_known boolean) RETURNS record
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.take_purchase_event(p_kind text, p_event record, p_at timestamp with time zone) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE TABLE private.store_refunds (
    store text NOT NULL,
    environment text NOT NULL,
    notification_id text NOT NULL,
    purchase_transaction_id text NOT NULL,
    transaction_id text,
    token_sha256 text,
    kind text NOT NULL,
    refund_notification_id text,
    percentage integer NOT NULL,
    quantity integer,
    is_total boolean DEFAULT false NOT NULL,
    user_id uuid,
    taken_percentage integer,
    taken_credits integer,
    occurred_at timestamp with time zone NOT NULL,
    received_at timestamp with time zone NOT NULL,
    applied_at timestamp with time zone,
    CONSTRAINT store_refunds_applied_check CHECK (((applied_at IS NULL) = (taken_percentage IS NULL))),
    CONSTRAINT store_refunds_environment_check CHECK ((environment = ANY (ARRAY['production'::text, 'sandbox'::text]))),
    CONSTRAINT store_refunds_kind_check CHECK ((kind = ANY (ARRAY['refund'::text, 'chargeback'::text, 'reversal'::text]))),
    CONSTRAINT store_refunds_named_check CHECK ((num_nonnulls(transaction_id, token_sha256) > 0)),
    CONSTRAINT store_refunds_notification_id_check CHECK (((length(notification_id) >= 1) AND (length(notification_id) <= 200))),
    CONSTRAINT store_refunds_percentage_check CHECK (((percentage >= 0) AND (percentage <= 100))),
    CONSTRAINT store_refunds_purchase_transaction_id_check CHECK (((length(purchase_transaction_id) >= 1) AND (length(purchase_transaction_id) <= 200))),
    CONSTRAINT store_refunds_quantity_check CHECK (((quantity >= 1) AND (quantity <= 100))),
    CONSTRAINT store_refunds_refund_notification_id_check CHECK ((((kind = 'reversal'::text) OR (refund_notification_id IS NULL)) AND ((length(refund_notification_id) >= 1) AND (length(refund_notification_id) <= 200)))),
    CONSTRAINT store_refunds_store_check CHECK (((length(store) >= 1) AND (length(store) <= 32))),
    CONSTRAINT store_refunds_taken_check CHECK ((((taken_percentage >= 0) AND (taken_percentage <= 100)) AND (taken_credits >= 0))),
    CONSTRAINT store_refunds_token_sha256_check CHECK ((token_sha256 ~ '^[0-9a-f]{64}$'::text)),
    CONSTRAINT store_refunds_transaction_id_check CHECK (((length(transaction_id) >= 1) AND (length(transaction_id) <= 200)))
);
ALTER TABLE ONLY private.store_refunds FORCE ROW LEVEL SECURITY;

CREATE FUNCTION private.take_refund(p_refund private.store_refunds, p_kinds text[], p_at timestamp with time zone, p_is_locked boolean DEFAULT false) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.take_subscription_event(p_event record, p_looks_first boolean, p_at timestamp with time zone) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_generic_plan';

CREATE FUNCTION private.taking_parameters(p_amount integer, p_ttl interval) RETURNS jsonb
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.target_user(p_user_id uuid) RETURNS uuid
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.throttle_wait(p_operation text, p_user_id uuid, p_at timestamp with time zone) RETURNS integer
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.tidy(p_what text, p_before timestamp with time zone, p_until timestamp with time zone) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.touch_updated_at() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.transfer_subscription(p_from uuid, p_to uuid, p_receipt jsonb, p_at timestamp with time zone) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE TABLE private.store_inbox (
    store text NOT NULL,
    environment text NOT NULL,
    notification_id text NOT NULL,
    user_id uuid,
    event_type text NOT NULL,
    transaction_id text,
    original_transaction_id text,
    payload jsonb,
    disposition text NOT NULL,
    deliveries integer DEFAULT 1 NOT NULL,
    occurred_at timestamp with time zone NOT NULL,
    received_at timestamp with time zone NOT NULL,
    bound_at timestamp with time zone,
    token_sha256 text,
    linked_token_sha256 text,
    account_sha256 text,
    waits_for text,
    CONSTRAINT store_inbox_values_check CHECK ((((length(store) >= 1) AND (length(store) <= 32)) AND (environment = ANY (ARRAY['production'::text, 'sandbox'::text])) AND ((length(notification_id) >= 1) AND (length(notification_id) <= 200)) AND ((length(event_type) >= 1) AND (length(event_type) <= 64)) AND ((length(transaction_id) >= 1) AND (length(transaction_id) <= 200)) AND ((length(original_transaction_id) >= 1) AND (length(original_transaction_id) <= 200)) AND (length(token_sha256) = 64) AND (length(linked_token_sha256) = 64) AND (length(account_sha256) = 64) AND (disposition = ANY (ARRAY['applied'::text, 'stale'::text, 'ignored'::text, 'orphan'::text])) AND (deliveries > 0) AND ((bound_at IS NULL) OR (user_id IS NOT NULL)) AND ((waits_for IS NULL) OR (waits_for = ANY (ARRAY['owner'::text, 'account'::text, 'right'::text, 'purchase'::text, 'type'::text, 'product'::text]))) AND (pg_column_size(payload) <= 65536)))
);
ALTER TABLE ONLY private.store_inbox FORCE ROW LEVEL SECURITY;

CREATE FUNCTION private.unbound_events(p_user_id uuid) RETURNS SETOF private.store_inbox
    LANGUAGE plpgsql STABLE ROWS 2
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.unsettle_credits() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.unsupported_number(p_json jsonb) RETURNS text
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.use_redemption(p_user_id uuid, p_store text, p_environment text, p_transaction_id text, p_product_id text, p_redemption_id uuid, p_bought_at timestamp with time zone, p_at timestamp with time zone) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.use_referral_code(p_user_id uuid, p_code text, p_at timestamp with time zone) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.user_clock(p_user_id uuid, p_at timestamp with time zone) RETURNS timestamp with time zone
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.user_cohort(p_user_id uuid, p_at timestamp with time zone, OUT slug text, OUT kind text, OUT source text, OUT variant text, OUT member_since timestamp with time zone, OUT ends_at timestamp with time zone, OUT splash jsonb, OUT grant_plan text, OUT grant_rank integer, OUT grant_courses text[]) RETURNS record
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.user_zone(p_user_id uuid) RETURNS text
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.validate_discount(p_user_id uuid, p_code text, p_product_type text, p_product_id text, p_amount_micros bigint, p_currency text, p_at timestamp with time zone) RETURNS jsonb
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.verified_email() RETURNS text
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.waiting_events(p_filter record) RETURNS jsonb
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE TABLE public.custom_course_purchases (
    purchase_id uuid DEFAULT gen_random_uuid() NOT NULL,
    user_id uuid,
    custom_course_id uuid,
    store text NOT NULL,
    environment text NOT NULL,
    transaction_id text NOT NULL,
    original_transaction_id text NOT NULL,
    product_id text,
    token_sha256 text,
    account_token_sha256 text,
    price_micros bigint,
    currency text,
    redemption_id uuid,
    validation text DEFAULT 'pending'::text NOT NULL,
    refunded_percentage integer DEFAULT 0 NOT NULL,
    link_email text,
    link_token_sha256 text,
    link_expires_at timestamp with time zone,
    link_revoked_at timestamp with time zone,
    claimed_at timestamp with time zone,
    purchased_at timestamp with time zone NOT NULL,
    recorded_at timestamp with time zone DEFAULT now() NOT NULL,
    revoked_at timestamp with time zone,
    CONSTRAINT custom_course_purchases_account_token_sha256_check CHECK ((account_token_sha256 ~ '^[0-9a-f]{64}$'::text)),
    CONSTRAINT custom_course_purchases_currency_check CHECK ((currency ~ '^[A-Z]{3}$'::text)),
    CONSTRAINT custom_course_purchases_environment_check CHECK ((environment = ANY (ARRAY['production'::text, 'sandbox'::text]))),
    CONSTRAINT custom_course_purchases_link_check CHECK (((link_token_sha256 IS NOT NULL) OR ((link_revoked_at IS NULL) AND (claimed_at IS NULL)))),
    CONSTRAINT custom_course_purchases_link_email_check CHECK ((((length(link_email) >= 3) AND (length(link_email) <= 320)) AND (link_email = lower((link_email COLLATE "C"))))),
    CONSTRAINT custom_course_purchases_link_token_sha256_check CHECK (((link_token_sha256 ~ '^[0-9a-f]{64}$'::text) AND ((link_token_sha256 IS NULL) = (link_expires_at IS NULL)))),
    CONSTRAINT custom_course_purchases_original_transaction_id_check CHECK (((length(original_transaction_id) >= 1) AND (length(original_transaction_id) <= 200))),
    CONSTRAINT custom_course_purchases_owner_check CHECK (((user_id IS NOT NULL) OR ((custom_course_id IS NULL) AND (claimed_at IS NULL)))),
    CONSTRAINT custom_course_purchases_price_check CHECK (((price_micros >= 0) AND ((price_micros IS NULL) = (currency IS NULL)))),
    CONSTRAINT custom_course_purchases_product_id_check CHECK (((length(product_id) >= 1) AND (length(product_id) <= 200))),
    CONSTRAINT custom_course_purchases_refunded_percentage_check CHECK (((refunded_percentage >= 0) AND (refunded_percentage <= 100))),
    CONSTRAINT custom_course_purchases_store_check CHECK (((length(store) >= 1) AND (length(store) <= 32))),
    CONSTRAINT custom_course_purchases_token_sha256_check CHECK ((token_sha256 ~ '^[0-9a-f]{64}$'::text)),
    CONSTRAINT custom_course_purchases_transaction_id_check CHECK (((length(transaction_id) >= 1) AND (length(transaction_id) <= 200))),
    CONSTRAINT custom_course_purchases_validation_check CHECK (((validation = ANY (ARRAY['pending'::text, 'valid'::text, 'invalid'::text, 'revoked'::text])) AND ((validation = 'revoked'::text) = (revoked_at IS NOT NULL))))
);
ALTER TABLE ONLY public.custom_course_purchases FORCE ROW LEVEL SECURITY;

CREATE FUNCTION private.waiting_links(p_user_id uuid) RETURNS SETOF public.custom_course_purchases
    LANGUAGE plpgsql STABLE ROWS 2
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION private.weekly_allowance(p_user_id uuid, p_week_start timestamp with time zone, p_week_of date, p_at timestamp with time zone, p_is_drawn boolean, OUT allowance integer, OUT next_period_at timestamp with time zone) RETURNS record
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION public.adjust_credits(p_user_id uuid, p_amount integer, p_idempotency_key text, p_reason text DEFAULT NULL::text) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION public.apply_apple_notification(p_notification jsonb) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION public.apply_google_notification(p_notification jsonb, p_purchase jsonb DEFAULT NULL::jsonb) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION public.apply_store_event(p_event jsonb) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION public.apply_stripe_event(p_event jsonb) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION public.assign_cohort(p_user_id uuid, p_cohort text DEFAULT NULL::text, p_lock boolean DEFAULT NULL::boolean) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION public.claim_custom_course_link(p_token text) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION public.commit_credits(p_hold_id uuid, p_amount integer, p_user_id uuid DEFAULT NULL::uuid) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION public.consumption_report(p_user_id uuid, p_transaction_id text DEFAULT NULL::text, p_store text DEFAULT NULL::text, p_environment text DEFAULT NULL::text) RETURNS jsonb
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION public.create_discount_code(p_spec jsonb) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION public.credit_balance(p_user_id uuid DEFAULT NULL::uuid) RETURNS jsonb
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION public.deduct_credits(p_amount integer, p_idempotency_key text, p_reason text DEFAULT NULL::text, p_user_id uuid DEFAULT NULL::uuid) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION public.discount_chain(p_code text) RETURNS jsonb
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION public.ensure_profile(p_profile jsonb DEFAULT NULL::jsonb) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION public.entitled(p_subscription public.subscriptions) RETURNS boolean
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION public.erase_my_account(p_confirm text) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION public.erase_user(p_user_id uuid) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION public.explain_cohort(p_user_id uuid DEFAULT NULL::uuid) RETURNS jsonb
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION public.explain_entitlement(p_user_id uuid DEFAULT NULL::uuid) RETURNS jsonb
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION public.export_my_data() RETURNS jsonb
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION public.grant_referral_reward(p_referee_id uuid, p_transaction jsonb) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION public.handshake(p_request jsonb DEFAULT NULL::jsonb) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION public.issue_custom_course_link(p_email text, p_course jsonb, p_purchase jsonb, p_ttl interval DEFAULT NULL::interval) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION public.join_cohort(p_code text DEFAULT NULL::text) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION public.leave_cohort() RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION public.log_events(p_events jsonb) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION public.log_server_event(p_event jsonb) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION public.my_courses() RETURNS jsonb
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION public.my_entitlements() RETURNS jsonb
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION public.my_referral_code() RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION public.peek_custom_course_link(p_token text) RETURNS jsonb
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION public.publish_manifest(p_name text, p_content jsonb, p_options jsonb DEFAULT NULL::jsonb) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION public.record_course_purchase(p_user_id uuid, p_purchase jsonb) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION public.record_credit_purchase(p_user_id uuid, p_purchase jsonb) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION public.record_custom_course_purchase(p_user_id uuid, p_custom_course_id uuid, p_purchase jsonb) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION public.record_plays(p_device_id text, p_counts jsonb) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION public.redeem_discount(p_code text, p_product_type text, p_idempotency_key text, p_product_id text DEFAULT NULL::text, p_amount_micros bigint DEFAULT NULL::bigint, p_currency text DEFAULT NULL::text) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION public.refund_course_purchase(p_refund jsonb) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION public.refund_credit_purchase(p_refund jsonb) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION public.register_device(p_device jsonb) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION public.release_credits(p_hold_id uuid, p_reason text, p_user_id uuid DEFAULT NULL::uuid) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION public.release_discount(p_user_id uuid, p_idempotency_key text) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION public.replay_store_events(p_filter jsonb DEFAULT NULL::jsonb) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION public.reserve_credits(p_amount integer, p_idempotency_key text, p_ttl interval DEFAULT NULL::interval, p_reason text DEFAULT NULL::text, p_user_id uuid DEFAULT NULL::uuid) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION public.retire_manifest(p_manifest_id uuid) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION public.save_cohort(p_spec jsonb) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION public.save_custom_course(p_user_id uuid, p_course jsonb) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION public.set_join_code(p_cohort text, p_code text DEFAULT NULL::text) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION public.set_tester(p_user_id uuid, p_is_tester boolean) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION public.set_user_role(p_user_id uuid, p_role text) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION public.state(p_subscription public.subscriptions) RETURNS text
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION public.store_inbox_report(p_filter jsonb DEFAULT NULL::jsonb) RETURNS jsonb
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION public.transfer_subscription(p_from uuid, p_to uuid, p_receipt jsonb) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION public.update_discount_code(p_code text, p_spec jsonb) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION public.use_referral_code(p_code text) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE FUNCTION public.validate_discount(p_code text, p_product_type text, p_product_id text DEFAULT NULL::text, p_amount_micros bigint DEFAULT NULL::bigint, p_currency text DEFAULT NULL::text) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp';

CREATE TABLE private.account_claims (
    account_sha256 text NOT NULL,
    user_id uuid,
    CONSTRAINT account_claims_account_sha256_check CHECK ((length(account_sha256) = 64))
);
ALTER TABLE ONLY private.account_claims FORCE ROW LEVEL SECURITY;

CREATE UNLOGGED TABLE private.address_throttles (
    address_hmac bytea NOT NULL,
    operation text NOT NULL,
    theoretical_arrival_at timestamp with time zone DEFAULT '-infinity'::timestamp with time zone NOT NULL,
    CONSTRAINT address_throttles_address_hmac_check CHECK ((length(address_hmac) = 32))
)
WITH (fillfactor='70', autovacuum_vacuum_scale_factor='0.02', autovacuum_analyze_scale_factor='0.05');
ALTER TABLE ONLY private.address_throttles FORCE ROW LEVEL SECURITY;

CREATE TABLE private.allowance_claims (
    store text NOT NULL,
    environment text NOT NULL,
    original_transaction_id text NOT NULL,
    week_of date NOT NULL,
    user_id uuid NOT NULL
);
ALTER TABLE ONLY private.allowance_claims FORCE ROW LEVEL SECURITY;

CREATE TABLE public.app_logs (
    received_at timestamp with time zone DEFAULT now() NOT NULL,
    log_id uuid DEFAULT gen_random_uuid() NOT NULL,
    user_id uuid,
    role text NOT NULL,
    event_id text,
    kind text NOT NULL,
    level text NOT NULL,
    code text,
    message text,
    is_truncated boolean DEFAULT false NOT NULL,
    context jsonb,
    session_id text,
    app_version text,
    platform text,
    client_ts timestamp with time zone,
    CONSTRAINT app_logs_values_check CHECK ((((length(role) >= 1) AND (length(role) <= 63)) AND (kind = ANY (ARRAY['log'::text, 'error'::text, 'feedback'::text])) AND (level = ANY (ARRAY['debug'::text, 'info'::text, 'warning'::text, 'error'::text, 'fatal'::text])) AND ((event_id IS NULL) OR ((length(event_id) >= 1) AND (length(event_id) <= 128))) AND ((code IS NULL) OR (length(code) <= 100)) AND ((message IS NULL) OR (length(message) <= 8192)) AND ((context IS NULL) OR (length((context)::text) <= 65536)) AND ((session_id IS NULL) OR (length(session_id) <= 128)) AND ((app_version IS NULL) OR (length(app_version) <= 32)) AND ((platform IS NULL) OR (length(platform) <= 32))))
)
PARTITION BY RANGE (received_at);
ALTER TABLE ONLY public.app_logs FORCE ROW LEVEL SECURITY;

CREATE TABLE private.app_logs_default (
    received_at timestamp with time zone DEFAULT now() CONSTRAINT app_logs_received_at_not_null NOT NULL,
    log_id uuid DEFAULT gen_random_uuid() CONSTRAINT app_logs_log_id_not_null NOT NULL,
    user_id uuid,
    role text CONSTRAINT app_logs_role_not_null NOT NULL,
    event_id text,
    kind text CONSTRAINT app_logs_kind_not_null NOT NULL,
    level text CONSTRAINT app_logs_level_not_null NOT NULL,
    code text,
    message text,
    is_truncated boolean DEFAULT false CONSTRAINT app_logs_is_truncated_not_null NOT NULL,
    context jsonb,
    session_id text,
    app_version text,
    platform text,
    client_ts timestamp with time zone,
    CONSTRAINT app_logs_values_check CHECK ((((length(role) >= 1) AND (length(role) <= 63)) AND (kind = ANY (ARRAY['log'::text, 'error'::text, 'feedback'::text])) AND (level = ANY (ARRAY['debug'::text, 'info'::text, 'warning'::text, 'error'::text, 'fatal'::text])) AND ((event_id IS NULL) OR ((length(event_id) >= 1) AND (length(event_id) <= 128))) AND ((code IS NULL) OR (length(code) <= 100)) AND ((message IS NULL) OR (length(message) <= 8192)) AND ((context IS NULL) OR (length((context)::text) <= 65536)) AND ((session_id IS NULL) OR (length(session_id) <= 128)) AND ((app_version IS NULL) OR (length(app_version) <= 32)) AND ((platform IS NULL) OR (length(platform) <= 32))))
);
ALTER TABLE ONLY private.app_logs_default FORCE ROW LEVEL SECURITY;

CREATE TABLE private.audit_log (
    user_id uuid NOT NULL,
    entry_id uuid DEFAULT gen_random_uuid() NOT NULL,
    at timestamp with time zone NOT NULL,
    action text NOT NULL,
    actor_id uuid,
    actor_class text NOT NULL,
    details jsonb DEFAULT '{}'::jsonb NOT NULL,
    CONSTRAINT audit_log_action_check CHECK ((action ~ '^[a-z][a-z_]{2,63}$'::text)),
    CONSTRAINT audit_log_actor_class_check CHECK ((actor_class = ANY (ARRAY['client'::text, 'admin'::text, 'service'::text]))),
    CONSTRAINT audit_log_details_check CHECK (((jsonb_typeof(details) = 'object'::text) AND (length((details)::text) <= 4096)))
);
ALTER TABLE ONLY private.audit_log FORCE ROW LEVEL SECURITY;

CREATE TABLE private.cohort_join_codes (
    code_sha256 text NOT NULL,
    slug text NOT NULL,
    set_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT cohort_join_codes_code_sha256_check CHECK ((code_sha256 ~ '^[0-9a-f]{64}$'::text))
);
ALTER TABLE ONLY private.cohort_join_codes FORCE ROW LEVEL SECURITY;

CREATE TABLE private.credit_holds (
    user_id uuid NOT NULL,
    hold_id uuid DEFAULT gen_random_uuid() NOT NULL,
    amount integer NOT NULL,
    weekly integer NOT NULL,
    promotional integer NOT NULL,
    bank integer NOT NULL,
    promotional_split jsonb,
    week_start timestamp with time zone NOT NULL,
    status text DEFAULT 'held'::text NOT NULL,
    committed_amount integer,
    release_reason text,
    resolved_entry_no bigint,
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    settled_at timestamp with time zone,
    CONSTRAINT credit_holds_values_check CHECK ((((amount >= 1) AND (amount <= 1000000)) AND (amount = ((weekly + promotional) + bank)) AND (((weekly | promotional) | bank) >= 0) AND ((promotional_split IS NULL) OR (jsonb_typeof(promotional_split) = 'object'::text)) AND (expires_at > created_at) AND (
CASE status
    WHEN 'held'::text THEN ((settled_at IS NULL) AND (committed_amount IS NULL) AND (release_reason IS NULL))
    WHEN 'committed'::text THEN ((settled_at IS NOT NULL) AND ((committed_amount >= 0) AND (committed_amount <= amount)) AND (release_reason IS NULL))
    WHEN 'released'::text THEN ((settled_at IS NOT NULL) AND (committed_amount IS NULL) AND (release_reason = ANY (ARRAY['failed'::text, 'canceled'::text, 'timeout'::text])))
    WHEN 'expired'::text THEN ((settled_at IS NOT NULL) AND (committed_amount IS NULL) AND (release_reason IS NULL))
    ELSE false
END IS TRUE)))
)
WITH (fillfactor='80', autovacuum_vacuum_scale_factor='0.02', autovacuum_analyze_scale_factor='0.05');
ALTER TABLE ONLY private.credit_holds FORCE ROW LEVEL SECURITY;

CREATE TABLE private.credit_ledger (
    user_id uuid NOT NULL,
    entry_no bigint NOT NULL,
    occurred_at timestamp with time zone NOT NULL,
    week_start timestamp with time zone NOT NULL,
    resets_at timestamp with time zone,
    weekly_allowance integer,
    weekly_used integer DEFAULT 0 NOT NULL,
    promotional integer DEFAULT 0 NOT NULL,
    bank integer DEFAULT 0 NOT NULL,
    held integer DEFAULT 0 NOT NULL,
    debt integer DEFAULT 0 NOT NULL,
    kind text NOT NULL,
    caller_class text,
    key_sha256 bytea,
    promotional_split jsonb,
    hold_id uuid,
    credit_id uuid,
    store text,
    environment text,
    transaction_id text,
    CONSTRAINT credit_ledger_values_check CHECK (((entry_no > 0) AND (kind = ANY (ARRAY['week'::text, 'spend'::text, 'hold'::text, 'commit'::text, 'release'::text, 'purchase'::text, 'refund'::text, 'reversal'::text, 'grant'::text, 'expiry'::text, 'clawback'::text, 'adjustment'::text, 'settlement'::text])) AND ((kind = 'week'::text) OR (((((weekly_used | promotional) | bank) | held) | debt) <> 0)) AND ((promotional_split IS NULL) OR (jsonb_typeof(promotional_split) = 'object'::text)) AND ((key_sha256 IS NULL) = (caller_class IS NULL)) AND ((key_sha256 IS NULL) OR ((length(key_sha256) = 32) AND (caller_class = ANY (ARRAY['client'::text, 'admin'::text, 'service'::text]))))))
)
WITH (autovacuum_vacuum_insert_scale_factor='0.02', autovacuum_analyze_scale_factor='0.02');
ALTER TABLE ONLY private.credit_ledger FORCE ROW LEVEL SECURITY;

CREATE TABLE private.credit_reasons (
    user_id uuid NOT NULL,
    entry_no bigint NOT NULL,
    reason text NOT NULL,
    CONSTRAINT credit_reasons_reason_check CHECK (((length(reason) >= 1) AND (length(reason) <= 200)))
);
ALTER TABLE ONLY private.credit_reasons FORCE ROW LEVEL SECURITY;

CREATE TABLE private.currencies (
    currency text NOT NULL,
    decimals integer NOT NULL,
    stripe_decimals integer,
    CONSTRAINT currencies_currency_check CHECK ((currency ~ '^[A-Z]{3}$'::text)),
    CONSTRAINT currencies_decimals_check CHECK (((decimals >= 0) AND (decimals <= 6))),
    CONSTRAINT currencies_stripe_decimals_check CHECK (((stripe_decimals >= 0) AND (stripe_decimals <= 6)))
)
WITH (fillfactor='10');
ALTER TABLE ONLY private.currencies FORCE ROW LEVEL SECURITY;

CREATE TABLE private.device_plays (
    user_id uuid NOT NULL,
    device_id text NOT NULL,
    audio_id text NOT NULL,
    play_count bigint NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    CONSTRAINT device_plays_values_check CHECK ((((length(device_id) >= 1) AND (length(device_id) <= 128)) AND ((length(audio_id) >= 1) AND (length(audio_id) <= 200)) AND ((play_count >= 1) AND (play_count <= 1000000))))
)
WITH (fillfactor='70', autovacuum_vacuum_scale_factor='0.02', autovacuum_analyze_scale_factor='0.05');
ALTER TABLE ONLY private.device_plays FORCE ROW LEVEL SECURITY;

CREATE TABLE private.email_claims (
    email text NOT NULL,
    user_id uuid NOT NULL,
    claimed_at timestamp with time zone NOT NULL,
    CONSTRAINT email_claims_email_check CHECK ((((length(email) >= 3) AND (length(email) <= 320)) AND (email = lower((email COLLATE "C")))))
);
ALTER TABLE ONLY private.email_claims FORCE ROW LEVEL SECURITY;

CREATE TABLE private.error_codes (
    code text NOT NULL,
    http_status integer NOT NULL,
    message text NOT NULL,
    hint text NOT NULL,
    CONSTRAINT error_codes_code_check CHECK ((code ~ '^[a-z][a-z0-9_]{2,63}$'::text)),
    CONSTRAINT error_codes_http_status_check CHECK ((((http_status >= 400) AND (http_status <= 499)) OR (http_status = 503)))
);
ALTER TABLE ONLY private.error_codes FORCE ROW LEVEL SECURITY;

CREATE TABLE private.idempotency_keys (
    user_id uuid NOT NULL,
    operation text NOT NULL,
    caller_class text NOT NULL,
    key_sha256 bytea NOT NULL,
    parameters jsonb NOT NULL,
    answer jsonb NOT NULL,
    created_at timestamp with time zone NOT NULL,
    kept_until timestamp with time zone NOT NULL,
    CONSTRAINT idempotency_keys_values_check CHECK ((((length(operation) >= 3) AND (length(operation) <= 64)) AND (translate(operation, 'abcdefghijklmnopqrstuvwxyz_'::text, ''::text) = ''::text) AND ("left"(operation, 1) <> '_'::text) AND (caller_class = ANY (ARRAY['client'::text, 'admin'::text, 'service'::text])) AND (length(key_sha256) = 32) AND (jsonb_typeof(answer) = 'object'::text)))
);
ALTER TABLE ONLY private.idempotency_keys FORCE ROW LEVEL SECURITY;

CREATE TABLE private.pending_custom_courses (
    purchase_id uuid NOT NULL,
    custom_course_id uuid DEFAULT gen_random_uuid() NOT NULL,
    title text NOT NULL,
    status text NOT NULL,
    course jsonb NOT NULL,
    audio jsonb NOT NULL,
    sha256 text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT pending_custom_courses_audio_check CHECK (((jsonb_typeof(audio) = 'array'::text) AND (octet_length((audio)::text) <= 1048576))),
    CONSTRAINT pending_custom_courses_course_check CHECK (((jsonb_typeof(course) = 'object'::text) AND (octet_length((course)::text) <= 1048576))),
    CONSTRAINT pending_custom_courses_sha256_check CHECK ((sha256 ~ '^[0-9a-f]{64}$'::text)),
    CONSTRAINT pending_custom_courses_status_check CHECK ((status = ANY (ARRAY['queued'::text, 'generating'::text, 'ready'::text, 'failed'::text]))),
    CONSTRAINT pending_custom_courses_title_check CHECK (((length(title) >= 1) AND (length(title) <= 200)))
);
ALTER TABLE ONLY private.pending_custom_courses FORCE ROW LEVEL SECURITY;

CREATE TABLE private.plans (
    plan text NOT NULL,
    plan_rank integer NOT NULL,
    weekly_credits integer NOT NULL,
    CONSTRAINT plans_plan_check CHECK ((plan ~ '^[a-z][a-z0-9_]{1,31}$'::text)),
    CONSTRAINT plans_weekly_credits_check CHECK (((weekly_credits >= 0) AND (weekly_credits <= 1000000)))
);
ALTER TABLE ONLY private.plans FORCE ROW LEVEL SECURITY;

CREATE TABLE private.push_tokens (
    user_id uuid NOT NULL,
    device_id text NOT NULL,
    push_token text NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    CONSTRAINT push_tokens_device_id_check CHECK (((length(device_id) >= 1) AND (length(device_id) <= 128))),
    CONSTRAINT push_tokens_push_token_check CHECK (((length(push_token) >= 1) AND (length(push_token) <= 4096)))
);
ALTER TABLE ONLY private.push_tokens FORCE ROW LEVEL SECURITY;

CREATE TABLE private.receipt_claims (
    store text NOT NULL,
    environment text NOT NULL,
    transaction_id text NOT NULL,
    user_id uuid,
    kind text,
    original_transaction_id text,
    claimed_at timestamp with time zone,
    CONSTRAINT receipt_claims_values_check CHECK ((((length(store) >= 1) AND (length(store) <= 32)) AND (environment = ANY (ARRAY['production'::text, 'sandbox'::text])) AND ((length(transaction_id) >= 1) AND (length(transaction_id) <= 200)) AND ((length(original_transaction_id) >= 1) AND (length(original_transaction_id) <= 200)) AND ((kind IS NULL) OR (kind = ANY (ARRAY['subscription'::text, 'credits'::text, 'course'::text, 'custom_course'::text]))) AND ((kind IS NULL) = (original_transaction_id IS NULL)) AND ((kind IS NULL) = (claimed_at IS NULL)) AND ((kind IS NULL) <= (user_id IS NULL)) AND ((user_id IS NOT NULL) OR (kind IS NULL) OR (kind = 'custom_course'::text))))
);
ALTER TABLE ONLY private.receipt_claims FORCE ROW LEVEL SECURITY;

CREATE UNLOGGED TABLE private.recent_log_events (
    user_id uuid NOT NULL,
    address_hmac bytea NOT NULL,
    event_sha256 bytea NOT NULL,
    received_at timestamp with time zone NOT NULL,
    CONSTRAINT recent_log_events_values_check CHECK (((length(address_hmac) = ANY (ARRAY[0, 32])) AND (length(event_sha256) = 32)))
);
ALTER TABLE ONLY private.recent_log_events FORCE ROW LEVEL SECURITY;

CREATE TABLE private.referral_clawbacks (
    user_id uuid NOT NULL,
    credit_id uuid NOT NULL,
    refunded_at timestamp with time zone NOT NULL,
    settled_at timestamp with time zone,
    taken_credits integer,
    CONSTRAINT referral_clawbacks_taken_credits_check CHECK (((taken_credits >= 0) AND ((taken_credits IS NULL) = (settled_at IS NULL))))
);
ALTER TABLE ONLY private.referral_clawbacks FORCE ROW LEVEL SECURITY;

CREATE TABLE private.referral_code_claims (
    referral_code text NOT NULL,
    user_id uuid NOT NULL,
    claimed_at timestamp with time zone NOT NULL,
    CONSTRAINT referral_code_claims_referral_code_check CHECK ((referral_code ~ '^[A-Z0-9]{4,32}$'::text))
);
ALTER TABLE ONLY private.referral_code_claims FORCE ROW LEVEL SECURITY;

CREATE TABLE private.referral_payment_claims (
    store text NOT NULL,
    environment text NOT NULL,
    transaction_id text NOT NULL,
    user_id uuid NOT NULL,
    claimed_at timestamp with time zone NOT NULL,
    CONSTRAINT referral_payment_claims_environment_check CHECK ((environment = 'production'::text)),
    CONSTRAINT referral_payment_claims_store_check CHECK (((length(store) >= 1) AND (length(store) <= 32))),
    CONSTRAINT referral_payment_claims_transaction_id_check CHECK (((length(transaction_id) >= 1) AND (length(transaction_id) <= 200)))
);
ALTER TABLE ONLY private.referral_payment_claims FORCE ROW LEVEL SECURITY;

CREATE TABLE private.referrals (
    user_id uuid NOT NULL,
    referrer_id uuid NOT NULL,
    referred_at timestamp with time zone NOT NULL,
    credit_id uuid,
    store text,
    environment text,
    transaction_id text,
    amount_micros bigint,
    currency text,
    paid_at timestamp with time zone,
    rewarded_at timestamp with time zone,
    CONSTRAINT referrals_amount_micros_check CHECK ((amount_micros > 0)),
    CONSTRAINT referrals_currency_check CHECK ((currency ~ '^[A-Z]{3}$'::text)),
    CONSTRAINT referrals_environment_check CHECK ((environment = 'production'::text)),
    CONSTRAINT referrals_referrer_id_check CHECK ((referrer_id <> user_id)),
    CONSTRAINT referrals_reward_check CHECK ((num_nulls(credit_id, store, environment, transaction_id, amount_micros, currency, paid_at, rewarded_at) = ANY (ARRAY[0, 8]))),
    CONSTRAINT referrals_store_check CHECK (((length(store) >= 1) AND (length(store) <= 32))),
    CONSTRAINT referrals_transaction_id_check CHECK (((length(transaction_id) >= 1) AND (length(transaction_id) <= 200)))
);
ALTER TABLE ONLY private.referrals FORCE ROW LEVEL SECURITY;

CREATE TABLE public.server_logs (
    received_at timestamp with time zone DEFAULT now() NOT NULL,
    log_id uuid DEFAULT gen_random_uuid() NOT NULL,
    user_id uuid,
    function_name text NOT NULL,
    request_id text,
    level text NOT NULL,
    message text,
    is_truncated boolean DEFAULT false NOT NULL,
    context jsonb,
    status integer,
    duration_ms bigint,
    environment text,
    CONSTRAINT server_logs_context_check CHECK ((length((context)::text) <= 65536)),
    CONSTRAINT server_logs_duration_ms_check CHECK ((duration_ms >= 0)),
    CONSTRAINT server_logs_environment_check CHECK ((length(environment) <= 32)),
    CONSTRAINT server_logs_function_name_check CHECK (((length(function_name) >= 1) AND (length(function_name) <= 100))),
    CONSTRAINT server_logs_level_check CHECK ((level = ANY (ARRAY['debug'::text, 'info'::text, 'warning'::text, 'error'::text, 'fatal'::text]))),
    CONSTRAINT server_logs_message_check CHECK ((length(message) <= 8192)),
    CONSTRAINT server_logs_request_id_check CHECK ((length(request_id) <= 128)),
    CONSTRAINT server_logs_status_check CHECK (((status >= 100) AND (status <= 599)))
)
PARTITION BY RANGE (received_at);
ALTER TABLE ONLY public.server_logs FORCE ROW LEVEL SECURITY;

CREATE TABLE private.server_logs_default (
    received_at timestamp with time zone DEFAULT now() CONSTRAINT server_logs_received_at_not_null NOT NULL,
    log_id uuid DEFAULT gen_random_uuid() CONSTRAINT server_logs_log_id_not_null NOT NULL,
    user_id uuid,
    function_name text CONSTRAINT server_logs_function_name_not_null NOT NULL,
    request_id text,
    level text CONSTRAINT server_logs_level_not_null NOT NULL,
    message text,
    is_truncated boolean DEFAULT false CONSTRAINT server_logs_is_truncated_not_null NOT NULL,
    context jsonb,
    status integer,
    duration_ms bigint,
    environment text,
    CONSTRAINT server_logs_context_check CHECK ((length((context)::text) <= 65536)),
    CONSTRAINT server_logs_duration_ms_check CHECK ((duration_ms >= 0)),
    CONSTRAINT server_logs_environment_check CHECK ((length(environment) <= 32)),
    CONSTRAINT server_logs_function_name_check CHECK (((length(function_name) >= 1) AND (length(function_name) <= 100))),
    CONSTRAINT server_logs_level_check CHECK ((level = ANY (ARRAY['debug'::text, 'info'::text, 'warning'::text, 'error'::text, 'fatal'::text]))),
    CONSTRAINT server_logs_message_check CHECK ((length(message) <= 8192)),
    CONSTRAINT server_logs_request_id_check CHECK ((length(request_id) <= 128)),
    CONSTRAINT server_logs_status_check CHECK (((status >= 100) AND (status <= 599)))
);
ALTER TABLE ONLY private.server_logs_default FORCE ROW LEVEL SECURITY;

CREATE TABLE private.settings (
    singleton boolean DEFAULT true NOT NULL,
    claim_email_path text[] DEFAULT '{email}'::text[] NOT NULL,
    claim_email_verified_path text[] DEFAULT '{email_verified}'::text[] NOT NULL,
    claim_anonymous_path text[] DEFAULT '{is_anonymous}'::text[] NOT NULL,
    client_address_header text,
    client_address_key bytea DEFAULT sha256((uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()))) NOT NULL,
    address_bucket_factor integer DEFAULT 20 NOT NULL,
    refusals_kept_for interval DEFAULT '30 days'::interval NOT NULL,
    refund_window interval DEFAULT '14 days'::interval NOT NULL,
    referral_window interval DEFAULT '30 days'::interval NOT NULL,
    referral_reward_credits integer DEFAULT 10 NOT NULL,
    referral_reward_lifetime interval DEFAULT '365 days'::interval NOT NULL,
    referral_rewards_per_period integer DEFAULT 10 NOT NULL,
    referral_period interval DEFAULT '30 days'::interval NOT NULL,
    logs_kept_for interval DEFAULT '90 days'::interval NOT NULL,
    log_partitions_ahead interval DEFAULT '28 days'::interval NOT NULL,
    log_event_ids_kept_for interval DEFAULT '7 days'::interval NOT NULL,
    log_default_rows integer DEFAULT 20000 NOT NULL,
    maintenance_budget interval DEFAULT '00:01:00'::interval NOT NULL,
    unclaimed_courses_kept_for interval DEFAULT '365 days'::interval NOT NULL,
    handshake_rows_per_user integer DEFAULT 10 NOT NULL,
    second_account_moves boolean DEFAULT false NOT NULL,
    CONSTRAINT settings_address_bucket_factor_check CHECK (((address_bucket_factor >= 1) AND (address_bucket_factor <= 1000))),
    CONSTRAINT settings_claim_anonymous_path_check CHECK ((((cardinality(claim_anonymous_path) >= 1) AND (cardinality(claim_anonymous_path) <= 8)) AND (claim_anonymous_path[1] <> 'user_metadata'::text))),
    CONSTRAINT settings_claim_email_path_check CHECK ((((cardinality(claim_email_path) >= 1) AND (cardinality(claim_email_path) <= 8)) AND (claim_email_path[1] <> 'user_metadata'::text))),
    CONSTRAINT settings_claim_email_verified_path_check CHECK ((((cardinality(claim_email_verified_path) >= 1) AND (cardinality(claim_email_verified_path) <= 8)) AND (claim_email_verified_path[1] <> 'user_metadata'::text))),
    CONSTRAINT settings_client_address_header_check CHECK ((client_address_header ~ '^[a-z0-9-]{1,64}$'::text)),
    CONSTRAINT settings_client_address_key_check CHECK ((length(client_address_key) >= 32)),
    CONSTRAINT settings_handshake_rows_per_user_check CHECK (((handshake_rows_per_user >= 1) AND (handshake_rows_per_user <= 100))),
    CONSTRAINT settings_log_default_rows_check CHECK ((log_default_rows >= 0)),
    CONSTRAINT settings_log_event_ids_kept_for_check CHECK ((log_event_ids_kept_for >= '01:00:00'::interval)),
    CONSTRAINT settings_log_partitions_ahead_check CHECK (((log_partitions_ahead >= '00:00:00'::interval) AND (log_partitions_ahead <= '366 days'::interval))),
    CONSTRAINT settings_logs_kept_for_check CHECK ((logs_kept_for >= '1 day'::interval)),
    CONSTRAINT settings_maintenance_budget_check CHECK (((maintenance_budget >= '00:00:00'::interval) AND (maintenance_budget <= '01:00:00'::interval))),
    CONSTRAINT settings_referral_period_check CHECK ((referral_period >= '00:00:01'::interval)),
    CONSTRAINT settings_referral_reward_credits_check CHECK (((referral_reward_credits >= 1) AND (referral_reward_credits <= 1000000))),
    CONSTRAINT settings_referral_reward_lifetime_check CHECK ((referral_reward_lifetime >= '1 day'::interval)),
    CONSTRAINT settings_referral_rewards_per_period_check CHECK ((referral_rewards_per_period >= 0)),
    CONSTRAINT settings_referral_window_check CHECK ((referral_window >= '00:00:00'::interval)),
    CONSTRAINT settings_refund_window_check CHECK ((refund_window >= '00:00:00'::interval)),
    CONSTRAINT settings_refusals_kept_for_check CHECK ((refusals_kept_for >= '1 day'::interval)),
    CONSTRAINT settings_singleton_check CHECK (singleton),
    CONSTRAINT settings_unclaimed_courses_kept_for_check CHECK ((unclaimed_courses_kept_for >= '30 days'::interval))
);
ALTER TABLE ONLY private.settings FORCE ROW LEVEL SECURITY;

CREATE TABLE private.sticky_cohorts (
    user_id uuid NOT NULL,
    slug text NOT NULL,
    variant text,
    assigned_at timestamp with time zone NOT NULL,
    CONSTRAINT sticky_cohorts_variant_check CHECK (((length(variant) >= 1) AND (length(variant) <= 64)))
);
ALTER TABLE ONLY private.sticky_cohorts FORCE ROW LEVEL SECURITY;

CREATE TABLE private.store_event_types (
    store text NOT NULL,
    native_type text NOT NULL,
    native_subtype text DEFAULT ''::text NOT NULL,
    message text,
    native_code integer,
    event_type text,
    CONSTRAINT store_event_types_event_type_check CHECK ((event_type = ANY (ARRAY['started'::text, 'renewed'::text, 'recovered'::text, 'canceled'::text, 'uncanceled'::text, 'grace'::text, 'billing_retry'::text, 'paused'::text, 'product_changed'::text, 'price_changed'::text, 'extended'::text, 'expired'::text, 'refunded'::text, 'revoked'::text, 'refund_reversed'::text, 'snapshot'::text, 'test'::text]))),
    CONSTRAINT store_event_types_message_check CHECK ((((length(message) >= 1) AND (length(message) <= 64)) AND ((native_code IS NULL) OR (message IS NOT NULL)))),
    CONSTRAINT store_event_types_native_subtype_check CHECK ((length(native_subtype) <= 64)),
    CONSTRAINT store_event_types_native_type_check CHECK (((length(native_type) >= 1) AND (length(native_type) <= 64)))
);
ALTER TABLE ONLY private.store_event_types FORCE ROW LEVEL SECURITY;

CREATE TABLE private.store_prices (
    store text NOT NULL,
    product_id text NOT NULL,
    currency text NOT NULL,
    price_micros bigint NOT NULL,
    CONSTRAINT store_prices_price_micros_check CHECK ((price_micros >= 0))
);
ALTER TABLE ONLY private.store_prices FORCE ROW LEVEL SECURITY;

CREATE TABLE private.store_products (
    store text NOT NULL,
    product_id text NOT NULL,
    kind text NOT NULL,
    plan text,
    credits integer,
    course_code text,
    billing_period interval,
    price_micros bigint NOT NULL,
    currency text NOT NULL,
    is_active boolean DEFAULT true NOT NULL,
    CONSTRAINT store_products_credits_check CHECK (((credits >= 1) AND (credits <= 1000000))),
    CONSTRAINT store_products_kind_check CHECK ((kind = ANY (ARRAY['subscription'::text, 'credits'::text, 'course'::text, 'custom_course'::text]))),
    CONSTRAINT store_products_kind_columns_check CHECK ((((kind = 'subscription'::text) = (plan IS NOT NULL)) AND ((kind = 'credits'::text) = (credits IS NOT NULL)) AND ((kind = 'course'::text) = (course_code IS NOT NULL)) AND ((kind = 'subscription'::text) OR (billing_period IS NULL)))),
    CONSTRAINT store_products_price_micros_check CHECK ((price_micros >= 0)),
    CONSTRAINT store_products_product_id_check CHECK (((length(product_id) >= 1) AND (length(product_id) <= 200)))
);
ALTER TABLE ONLY private.store_products FORCE ROW LEVEL SECURITY;

CREATE TABLE private.store_subscriptions (
    user_id uuid NOT NULL,
    store text NOT NULL,
    environment text NOT NULL,
    original_transaction_id text NOT NULL,
    will_renew boolean NOT NULL,
    pending_product_id text,
    cancel_reason text,
    is_in_billing_retry boolean DEFAULT false NOT NULL,
    paused_at timestamp with time zone,
    resumes_at timestamp with time zone,
    attributes_at timestamp with time zone NOT NULL,
    attributes_notification_id text DEFAULT ''::text NOT NULL,
    is_tangled boolean DEFAULT false NOT NULL,
    CONSTRAINT store_subscriptions_values_check CHECK ((((length(store) >= 1) AND (length(store) <= 32)) AND (environment = ANY (ARRAY['production'::text, 'sandbox'::text])) AND ((length(original_transaction_id) >= 1) AND (length(original_transaction_id) <= 200)) AND ((length(pending_product_id) >= 1) AND (length(pending_product_id) <= 200)) AND ((length(cancel_reason) >= 1) AND (length(cancel_reason) <= 200)) AND (length(attributes_notification_id) <= 200)))
)
WITH (fillfactor='70', autovacuum_vacuum_scale_factor='0.02', autovacuum_analyze_scale_factor='0.05');
ALTER TABLE ONLY private.store_subscriptions FORCE ROW LEVEL SECURITY;

CREATE TABLE private.store_transactions (
    user_id uuid NOT NULL,
    store text NOT NULL,
    environment text NOT NULL,
    transaction_id text NOT NULL,
    original_transaction_id text NOT NULL,
    product_id text NOT NULL,
    plan text NOT NULL,
    token_sha256 text,
    linked_token_sha256 text,
    purchased_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    grace_expires_at timestamp with time zone,
    price_micros bigint,
    currency text,
    revoked_at timestamp with time zone,
    replaced_at timestamp with time zone,
    redemption_id uuid,
    recorded_at timestamp with time zone NOT NULL,
    reported_expires_at timestamp with time zone,
    ended_at timestamp with time zone,
    reported_grace_at timestamp with time zone,
    CONSTRAINT store_transactions_values_check CHECK ((((length(store) >= 1) AND (length(store) <= 32)) AND (environment = ANY (ARRAY['production'::text, 'sandbox'::text])) AND ((length(transaction_id) >= 1) AND (length(transaction_id) <= 200)) AND ((length(original_transaction_id) >= 1) AND (length(original_transaction_id) <= 200)) AND ((length(product_id) >= 1) AND (length(product_id) <= 200)) AND (plan <> 'free'::text) AND (length(token_sha256) = 64) AND (length(linked_token_sha256) = 64) AND (expires_at >= purchased_at) AND (price_micros >= 0) AND ((price_micros IS NULL) = (currency IS NULL)) AND (length(currency) = 3)))
);
ALTER TABLE ONLY private.store_transactions FORCE ROW LEVEL SECURITY;

CREATE TABLE private.stores (
    store text NOT NULL,
    course_source text DEFAULT 'store'::text NOT NULL,
    CONSTRAINT stores_course_source_check CHECK ((course_source = ANY (ARRAY['store'::text, 'web'::text]))),
    CONSTRAINT stores_store_check CHECK (((store ~ '^[a-z][a-z0-9_]{1,31}$'::text) AND (store <> 'code'::text)))
);
ALTER TABLE ONLY private.stores FORCE ROW LEVEL SECURITY;

CREATE TABLE private.stripe_payments (
    payment_id text NOT NULL,
    transaction_id text,
    amount_micros bigint,
    CONSTRAINT stripe_payments_amount_micros_check CHECK ((amount_micros >= 0)),
    CONSTRAINT stripe_payments_payment_id_check CHECK (((length(payment_id) >= 1) AND (length(payment_id) <= 200))),
    CONSTRAINT stripe_payments_transaction_id_check CHECK (((length(transaction_id) >= 1) AND (length(transaction_id) <= 200)))
);
ALTER TABLE ONLY private.stripe_payments FORCE ROW LEVEL SECURITY;

CREATE TABLE private.sync_generations (
    scope text NOT NULL,
    generation bigint DEFAULT 1 NOT NULL,
    CONSTRAINT sync_generations_generation_check CHECK ((generation > 0)),
    CONSTRAINT sync_generations_scope_check CHECK ((scope = ANY (ARRAY['content'::text, 'cohort'::text, 'schema'::text, 'entitlement'::text])))
);
ALTER TABLE ONLY private.sync_generations FORCE ROW LEVEL SECURITY;

CREATE TABLE private.throttle_limits (
    operation text NOT NULL,
    attempts integer NOT NULL,
    per interval NOT NULL,
    CONSTRAINT throttle_limits_attempts_check CHECK (((attempts >= 1) AND (attempts <= 100000))),
    CONSTRAINT throttle_limits_operation_check CHECK ((operation ~ '^[a-z][a-z_]{2,31}$'::text)),
    CONSTRAINT throttle_limits_per_check CHECK ((per >= '00:00:01'::interval))
);
ALTER TABLE ONLY private.throttle_limits FORCE ROW LEVEL SECURITY;

CREATE TABLE private.user_details (
    user_id uuid NOT NULL,
    time_zone text DEFAULT 'UTC'::text NOT NULL,
    left_cohort text,
    CONSTRAINT user_details_left_cohort_check CHECK (((length(left_cohort) >= 1) AND (length(left_cohort) <= 64))),
    CONSTRAINT user_details_time_zone_check CHECK (((length(time_zone) >= 1) AND (length(time_zone) <= 64)))
);
ALTER TABLE ONLY private.user_details FORCE ROW LEVEL SECURITY;

CREATE TABLE private.user_sync (
    user_id uuid NOT NULL,
    generation bigint DEFAULT 1 NOT NULL,
    CONSTRAINT user_sync_generation_check CHECK ((generation > 0))
)
WITH (fillfactor='70', autovacuum_vacuum_scale_factor='0.02', autovacuum_analyze_scale_factor='0.05');
ALTER TABLE ONLY private.user_sync FORCE ROW LEVEL SECURITY;

CREATE UNLOGGED TABLE private.user_throttles (
    user_id uuid NOT NULL,
    operation text NOT NULL,
    theoretical_arrival_at timestamp with time zone DEFAULT '-infinity'::timestamp with time zone NOT NULL
)
WITH (fillfactor='70', autovacuum_vacuum_scale_factor='0.02', autovacuum_analyze_scale_factor='0.05');
ALTER TABLE ONLY private.user_throttles FORCE ROW LEVEL SECURITY;

CREATE TABLE public.ai_credit_purchases (
    user_id uuid NOT NULL,
    store text NOT NULL,
    environment text NOT NULL,
    transaction_id text NOT NULL,
    original_transaction_id text NOT NULL,
    product_id text NOT NULL,
    quantity integer DEFAULT 1 NOT NULL,
    credits integer NOT NULL,
    price_micros bigint,
    currency text,
    token_sha256 text,
    account_token_sha256 text,
    redemption_id uuid,
    refunded_percentage integer DEFAULT 0 NOT NULL,
    refunded_credits integer DEFAULT 0 NOT NULL,
    purchased_at timestamp with time zone NOT NULL,
    recorded_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT ai_credit_purchases_account_token_sha256_check CHECK ((account_token_sha256 ~ '^[0-9a-f]{64}$'::text)),
    CONSTRAINT ai_credit_purchases_credits_check CHECK (((credits >= 0) AND (credits <= 100000000))),
    CONSTRAINT ai_credit_purchases_currency_check CHECK ((currency ~ '^[A-Z]{3}$'::text)),
    CONSTRAINT ai_credit_purchases_environment_check CHECK ((environment = ANY (ARRAY['production'::text, 'sandbox'::text]))),
    CONSTRAINT ai_credit_purchases_original_transaction_id_check CHECK (((length(original_transaction_id) >= 1) AND (length(original_transaction_id) <= 200))),
    CONSTRAINT ai_credit_purchases_price_check CHECK (((price_micros >= 0) AND ((price_micros IS NULL) = (currency IS NULL)))),
    CONSTRAINT ai_credit_purchases_product_id_check CHECK (((length(product_id) >= 1) AND (length(product_id) <= 200))),
    CONSTRAINT ai_credit_purchases_quantity_check CHECK (((quantity >= 1) AND (quantity <= 100))),
    CONSTRAINT ai_credit_purchases_refunded_credits_check CHECK (((refunded_credits >= 0) AND (refunded_credits <= credits))),
    CONSTRAINT ai_credit_purchases_refunded_percentage_check CHECK (((refunded_percentage >= 0) AND (refunded_percentage <= 100))),
    CONSTRAINT ai_credit_purchases_store_check CHECK (((length(store) >= 1) AND (length(store) <= 32))),
    CONSTRAINT ai_credit_purchases_token_sha256_check CHECK ((token_sha256 ~ '^[0-9a-f]{64}$'::text)),
    CONSTRAINT ai_credit_purchases_transaction_id_check CHECK (((length(transaction_id) >= 1) AND (length(transaction_id) <= 200)))
);
ALTER TABLE ONLY public.ai_credit_purchases FORCE ROW LEVEL SECURITY;

CREATE TABLE public.ai_usage (
    user_id uuid NOT NULL,
    week_start timestamp with time zone DEFAULT private.monday_at_or_before('UTC'::text, now()) NOT NULL,
    week_ends_at timestamp with time zone DEFAULT private.monday_at_or_after('UTC'::text, (now() + '00:00:00.000001'::interval)) NOT NULL,
    weekly_peak integer DEFAULT 0 NOT NULL,
    weekly_used integer DEFAULT 0 NOT NULL,
    bank integer DEFAULT 0 NOT NULL,
    held integer DEFAULT 0 NOT NULL,
    debt integer DEFAULT 0 NOT NULL,
    last_entry_no bigint DEFAULT 0 NOT NULL,
    clock_at timestamp with time zone DEFAULT now() NOT NULL,
    promotional integer DEFAULT 0 NOT NULL,
    resets_at timestamp with time zone,
    next_change_at timestamp with time zone DEFAULT '-infinity'::timestamp with time zone NOT NULL,
    facts_generation bigint DEFAULT 0 NOT NULL,
    CONSTRAINT ai_usage_values_check CHECK ((((((((weekly_peak | weekly_used) | bank) | held) | debt) | promotional) >= 0) AND (last_entry_no >= 0) AND (week_ends_at > week_start)))
)
WITH (fillfactor='70', autovacuum_vacuum_scale_factor='0.02', autovacuum_analyze_scale_factor='0.05');
ALTER TABLE ONLY public.ai_usage FORCE ROW LEVEL SECURITY;

CREATE TABLE public.analytics (
    user_id uuid DEFAULT private.current_user_id() NOT NULL,
    analytics_id uuid DEFAULT gen_random_uuid() NOT NULL,
    course_code text,
    custom_course_id uuid,
    voice text,
    induction text,
    background text,
    deepening text,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT analytics_background_check CHECK (((length(background) >= 1) AND (length(background) <= 100))),
    CONSTRAINT analytics_course_check CHECK ((num_nonnulls(course_code, custom_course_id) = 1)),
    CONSTRAINT analytics_deepening_check CHECK (((length(deepening) >= 1) AND (length(deepening) <= 100))),
    CONSTRAINT analytics_induction_check CHECK (((length(induction) >= 1) AND (length(induction) <= 100))),
    CONSTRAINT analytics_voice_check CHECK (((length(voice) >= 1) AND (length(voice) <= 100)))
);
ALTER TABLE ONLY public.analytics FORCE ROW LEVEL SECURITY;

CREATE TABLE public.audio_usage (
    user_id uuid NOT NULL,
    audio_id text NOT NULL,
    play_count bigint NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT audio_usage_values_check CHECK ((((length(audio_id) >= 1) AND (length(audio_id) <= 200)) AND (play_count >= 0)))
)
WITH (fillfactor='70', autovacuum_vacuum_scale_factor='0.02', autovacuum_analyze_scale_factor='0.05');
ALTER TABLE ONLY public.audio_usage FORCE ROW LEVEL SECURITY;

CREATE TABLE public.cached_handshake_responses (
    user_id uuid NOT NULL,
    platform text NOT NULL,
    app_version text NOT NULL,
    locale text NOT NULL,
    content_generation bigint NOT NULL,
    cohort_generation bigint NOT NULL,
    user_generation bigint NOT NULL,
    schema_generation bigint NOT NULL,
    boundary_at timestamp with time zone NOT NULL,
    valid_until timestamp with time zone NOT NULL,
    builds bigint DEFAULT 1 NOT NULL,
    built_at timestamp with time zone NOT NULL,
    cookie_end text NOT NULL,
    manifests_sha256 bytea NOT NULL,
    custom_courses_sha256 bytea NOT NULL,
    manifests jsonb NOT NULL,
    body jsonb NOT NULL,
    next_request_sha256 bytea,
    CONSTRAINT cached_handshake_responses_row_check CHECK (((length(platform) <= 16) AND (length(app_version) <= 32) AND (length(locale) <= 35) AND (jsonb_typeof(manifests) = 'object'::text) AND (jsonb_typeof(body) = 'object'::text) AND (builds > 0) AND (valid_until > boundary_at)))
)
WITH (fillfactor='80', toast_tuple_target='4080', autovacuum_vacuum_scale_factor='0.02', autovacuum_analyze_scale_factor='0.05');
ALTER TABLE ONLY public.cached_handshake_responses FORCE ROW LEVEL SECURITY;

CREATE TABLE public.course_purchases (
    user_id uuid NOT NULL,
    purchase_id uuid DEFAULT gen_random_uuid() NOT NULL,
    course_code text NOT NULL,
    source text NOT NULL,
    validation text DEFAULT 'pending'::text NOT NULL,
    store text,
    environment text DEFAULT 'production'::text NOT NULL,
    transaction_id text,
    original_transaction_id text,
    product_id text,
    token_sha256 text,
    account_token_sha256 text,
    price_micros bigint,
    currency text,
    redemption_id uuid,
    refunded_percentage integer DEFAULT 0 NOT NULL,
    purchased_at timestamp with time zone NOT NULL,
    recorded_at timestamp with time zone DEFAULT now() NOT NULL,
    revoked_at timestamp with time zone,
    CONSTRAINT course_purchases_account_token_sha256_check CHECK ((account_token_sha256 ~ '^[0-9a-f]{64}$'::text)),
    CONSTRAINT course_purchases_currency_check CHECK ((currency ~ '^[A-Z]{3}$'::text)),
    CONSTRAINT course_purchases_environment_check CHECK ((environment = ANY (ARRAY['production'::text, 'sandbox'::text]))),
    CONSTRAINT course_purchases_original_transaction_id_check CHECK (((length(original_transaction_id) >= 1) AND (length(original_transaction_id) <= 200))),
    CONSTRAINT course_purchases_price_check CHECK (((price_micros >= 0) AND ((price_micros IS NULL) = (currency IS NULL)))),
    CONSTRAINT course_purchases_product_id_check CHECK (((length(product_id) >= 1) AND (length(product_id) <= 200))),
    CONSTRAINT course_purchases_refunded_percentage_check CHECK (((refunded_percentage >= 0) AND (refunded_percentage <= 100))),
    CONSTRAINT course_purchases_source_check CHECK ((source = ANY (ARRAY['store'::text, 'web'::text, 'code'::text, 'grant'::text, 'cohort'::text, 'migration'::text]))),
    CONSTRAINT course_purchases_store_check CHECK ((((length(store) >= 1) AND (length(store) <= 32)) AND ((source <> ALL (ARRAY['store'::text, 'web'::text])) OR (store IS NOT NULL)))),
    CONSTRAINT course_purchases_token_sha256_check CHECK ((token_sha256 ~ '^[0-9a-f]{64}$'::text)),
    CONSTRAINT course_purchases_transaction_id_check CHECK ((((length(transaction_id) >= 1) AND (length(transaction_id) <= 200)) AND ((store IS NULL) = (transaction_id IS NULL)))),
    CONSTRAINT course_purchases_validation_check CHECK (((validation = ANY (ARRAY['pending'::text, 'valid'::text, 'invalid'::text, 'revoked'::text])) AND ((validation = 'revoked'::text) = (revoked_at IS NOT NULL))))
);
ALTER TABLE ONLY public.course_purchases FORCE ROW LEVEL SECURITY;

CREATE TABLE public.courses (
    course_code text NOT NULL,
    title text NOT NULL,
    subtitle text,
    description text,
    category text,
    language text DEFAULT 'en'::text NOT NULL,
    price_micros bigint NOT NULL,
    currency text NOT NULL,
    status text DEFAULT 'draft'::text NOT NULL,
    icon_url text,
    audio jsonb DEFAULT '[]'::jsonb NOT NULL,
    workbooks jsonb DEFAULT '[]'::jsonb NOT NULL,
    sort_order integer DEFAULT 0 NOT NULL,
    published_at timestamp with time zone,
    retired_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT courses_audio_check CHECK (((jsonb_typeof(audio) = 'array'::text) AND (length((audio)::text) <= 1048576))),
    CONSTRAINT courses_category_check CHECK (((length(category) >= 1) AND (length(category) <= 64))),
    CONSTRAINT courses_course_code_check CHECK ((course_code ~ '^[A-Za-z0-9][A-Za-z0-9_.-]{1,63}$'::text)),
    CONSTRAINT courses_description_check CHECK ((length(description) <= 10000)),
    CONSTRAINT courses_icon_url_check CHECK (((icon_url ~ '^https://'::text) AND (length(icon_url) <= 2000))),
    CONSTRAINT courses_language_check CHECK ((language ~ '^[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8}){0,3}$'::text)),
    CONSTRAINT courses_price_micros_check CHECK ((price_micros >= 0)),
    CONSTRAINT courses_status_check CHECK ((status = ANY (ARRAY['draft'::text, 'published'::text, 'retired'::text]))),
    CONSTRAINT courses_subtitle_check CHECK ((length(subtitle) <= 300)),
    CONSTRAINT courses_title_check CHECK (((length(title) >= 1) AND (length(title) <= 200))),
    CONSTRAINT courses_workbooks_check CHECK (((jsonb_typeof(workbooks) = 'array'::text) AND (length((workbooks)::text) <= 262144)))
);
ALTER TABLE ONLY public.courses FORCE ROW LEVEL SECURITY;

CREATE TABLE public.custom_courses (
    user_id uuid NOT NULL,
    custom_course_id uuid DEFAULT gen_random_uuid() NOT NULL,
    title text NOT NULL,
    status text DEFAULT 'queued'::text NOT NULL,
    course jsonb NOT NULL,
    audio jsonb DEFAULT '[]'::jsonb NOT NULL,
    sha256 text NOT NULL,
    hold_id uuid,
    archived_at timestamp with time zone,
    revoked_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT custom_courses_audio_check CHECK (((jsonb_typeof(audio) = 'array'::text) AND (octet_length((audio)::text) <= 1048576))),
    CONSTRAINT custom_courses_course_check CHECK (((jsonb_typeof(course) = 'object'::text) AND (octet_length((course)::text) <= 1048576))),
    CONSTRAINT custom_courses_sha256_check CHECK ((sha256 ~ '^[0-9a-f]{64}$'::text)),
    CONSTRAINT custom_courses_status_check CHECK ((status = ANY (ARRAY['queued'::text, 'generating'::text, 'ready'::text, 'failed'::text]))),
    CONSTRAINT custom_courses_title_check CHECK (((length(title) >= 1) AND (length(title) <= 200)))
);
ALTER TABLE ONLY public.custom_courses FORCE ROW LEVEL SECURITY;

CREATE TABLE public.manifest_cohorts (
    manifest_id uuid NOT NULL,
    slug text NOT NULL,
    mode text DEFAULT 'include'::text NOT NULL,
    CONSTRAINT manifest_cohorts_mode_check CHECK ((mode = ANY (ARRAY['include'::text, 'exclude'::text])))
);
ALTER TABLE ONLY public.manifest_cohorts FORCE ROW LEVEL SECURITY;

CREATE TABLE public.master_manifests (
    manifest_id uuid DEFAULT gen_random_uuid() NOT NULL,
    name text NOT NULL,
    version integer NOT NULL,
    content jsonb NOT NULL,
    sha256 text NOT NULL,
    audience text DEFAULT 'global'::text NOT NULL,
    priority integer DEFAULT 0 NOT NULL,
    platform text,
    min_app_version text,
    max_app_version text,
    effective_at timestamp with time zone DEFAULT now() NOT NULL,
    retired_at timestamp with time zone DEFAULT 'infinity'::timestamp with time zone NOT NULL,
    published_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT master_manifests_audience_check CHECK ((audience = ANY (ARRAY['global'::text, 'cohort'::text]))),
    CONSTRAINT master_manifests_content_check CHECK ((length((content)::text) <= 1048576)),
    CONSTRAINT master_manifests_max_app_version_check CHECK ((max_app_version ~ '^[0-9]{1,6}(\.[0-9]{1,6}){0,3}$'::text)),
    CONSTRAINT master_manifests_min_app_version_check CHECK ((min_app_version ~ '^[0-9]{1,6}(\.[0-9]{1,6}){0,3}$'::text)),
    CONSTRAINT master_manifests_name_check CHECK ((name ~ '^[A-Za-z0-9][A-Za-z0-9_.-]{0,99}$'::text)),
    CONSTRAINT master_manifests_platform_check CHECK ((platform = ANY (ARRAY['ios'::text, 'android'::text, 'web'::text]))),
    CONSTRAINT master_manifests_priority_check CHECK (((priority >= '-1000'::integer) AND (priority <= 1000))),
    CONSTRAINT master_manifests_sha256_check CHECK ((sha256 ~ '^[0-9a-f]{64}$'::text)),
    CONSTRAINT master_manifests_version_check CHECK ((version > 0)),
    CONSTRAINT master_manifests_window_check CHECK ((retired_at >= effective_at))
);
ALTER TABLE ONLY public.master_manifests FORCE ROW LEVEL SECURITY;

CREATE TABLE public.referral_credits (
    user_id uuid NOT NULL,
    credit_id uuid DEFAULT gen_random_uuid() NOT NULL,
    source text NOT NULL,
    amount integer NOT NULL,
    remaining integer NOT NULL,
    redemption_id uuid,
    hold_id uuid,
    level integer DEFAULT 1 NOT NULL,
    granted_at timestamp with time zone DEFAULT now() NOT NULL,
    vests_at timestamp with time zone,
    vested_at timestamp with time zone,
    expires_at timestamp with time zone DEFAULT 'infinity'::timestamp with time zone NOT NULL,
    clawed_back_at timestamp with time zone,
    CONSTRAINT referral_credits_amount_check CHECK (((amount >= 1) AND (amount <= 1000000))),
    CONSTRAINT referral_credits_expires_at_check CHECK ((expires_at > granted_at)),
    CONSTRAINT referral_credits_level_check CHECK (((level >= 1) AND (level <= 5))),
    CONSTRAINT referral_credits_remaining_check CHECK ((((remaining >= 0) AND (remaining <= amount)) AND ((vested_at IS NOT NULL) OR (remaining = 0)) AND ((clawed_back_at IS NULL) OR (remaining = 0)))),
    CONSTRAINT referral_credits_source_check CHECK ((source = ANY (ARRAY['referral'::text, 'discount'::text, 'goodwill'::text])))
);
ALTER TABLE ONLY public.referral_credits FORCE ROW LEVEL SECURITY;

CREATE TABLE public.subscription_events (
    user_id uuid NOT NULL,
    event_id uuid DEFAULT gen_random_uuid() NOT NULL,
    store text NOT NULL,
    environment text NOT NULL,
    notification_id text NOT NULL,
    event_type text NOT NULL,
    disposition text NOT NULL,
    transaction_id text,
    original_transaction_id text,
    product_id text,
    state text,
    occurred_at timestamp with time zone NOT NULL,
    recorded_at timestamp with time zone DEFAULT now() NOT NULL,
    plan text,
    token_sha256 text,
    linked_token_sha256 text,
    purchased_at timestamp with time zone,
    expires_at timestamp with time zone,
    grace_expires_at timestamp with time zone,
    revoked_at timestamp with time zone,
    price_micros bigint,
    currency text,
    will_renew boolean,
    pending_product_id text,
    cancel_reason text,
    resumes_at timestamp with time zone,
    refund_percentage integer,
    CONSTRAINT subscription_events_values_check CHECK ((((length(store) >= 1) AND (length(store) <= 32)) AND (environment = ANY (ARRAY['production'::text, 'sandbox'::text])) AND ((length(notification_id) >= 1) AND (length(notification_id) <= 200)) AND (event_type = ANY (ARRAY['started'::text, 'renewed'::text, 'recovered'::text, 'canceled'::text, 'uncanceled'::text, 'grace'::text, 'billing_retry'::text, 'paused'::text, 'product_changed'::text, 'price_changed'::text, 'extended'::text, 'expired'::text, 'refunded'::text, 'revoked'::text, 'refund_reversed'::text, 'snapshot'::text, 'transferred_in'::text, 'transferred_out'::text])) AND (disposition = ANY (ARRAY['applied'::text, 'stale'::text, 'ignored'::text])) AND ((state IS NULL) OR (state = ANY (ARRAY['pending'::text, 'active'::text, 'grace'::text, 'billing_retry'::text, 'paused'::text, 'expired'::text, 'revoked'::text]))) AND ((length(transaction_id) >= 1) AND (length(transaction_id) <= 200)) AND ((length(original_transaction_id) >= 1) AND (length(original_transaction_id) <= 200)) AND ((length(product_id) >= 1) AND (length(product_id) <= 200)) AND ((length(plan) >= 1) AND (length(plan) <= 32)) AND (length(token_sha256) = 64) AND (length(linked_token_sha256) = 64) AND (price_micros >= 0) AND ((price_micros IS NULL) = (currency IS NULL)) AND (length(currency) = 3) AND ((length(pending_product_id) >= 1) AND (length(pending_product_id) <= 200)) AND ((length(cancel_reason) >= 1) AND (length(cancel_reason) <= 200)) AND ((refund_percentage >= 0) AND (refund_percentage <= 100))))
);
ALTER TABLE ONLY public.subscription_events FORCE ROW LEVEL SECURITY;

CREATE TABLE public.user_cohorts (
    user_id uuid NOT NULL,
    slug text NOT NULL,
    source text NOT NULL,
    variant text,
    is_locked boolean DEFAULT false NOT NULL,
    assigned_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT user_cohorts_source_check CHECK ((source = ANY (ARRAY['manual'::text, 'join_code'::text, 'domain'::text, 'sticky'::text, 'bucket'::text]))),
    CONSTRAINT user_cohorts_variant_check CHECK (((length(variant) >= 1) AND (length(variant) <= 64)))
);
ALTER TABLE ONLY public.user_cohorts FORCE ROW LEVEL SECURITY;

CREATE TABLE public.user_discounts (
    user_id uuid NOT NULL,
    code text NOT NULL,
    redemption_id uuid DEFAULT gen_random_uuid() NOT NULL,
    product_type text NOT NULL,
    product_id text,
    benefit_kind text NOT NULL,
    benefit_value bigint NOT NULL,
    benefit_currency text,
    amount_micros bigint,
    amount_off_micros bigint,
    amount_due_micros bigint,
    currency text,
    redeemed_at timestamp with time zone DEFAULT now() NOT NULL,
    grant_expires_at timestamp with time zone DEFAULT 'infinity'::timestamp with time zone NOT NULL,
    fulfilled_at timestamp with time zone,
    released_at timestamp with time zone,
    price_source text,
    benefit_hundredths integer,
    CONSTRAINT user_discounts_terms_check CHECK (((product_type = ANY (ARRAY['course'::text, 'custom_course'::text, 'subscription'::text, 'credits'::text, 'any'::text])) AND ((length(product_id) >= 1) AND (length(product_id) <= 200)) AND (benefit_kind = ANY (ARRAY['percent'::text, 'amount'::text, 'free_days'::text, 'credits'::text])) AND (benefit_value >=
CASE
    WHEN (benefit_hundredths IS NULL) THEN 1
    ELSE 0
END) AND ((benefit_hundredths >= 1) AND (benefit_hundredths <= 99)) AND (benefit_currency ~ '^[A-Z]{3}$'::text) AND (currency ~ '^[A-Z]{3}$'::text) AND (((amount_micros IS NULL) AND (amount_off_micros IS NULL) AND (amount_due_micros IS NULL)) OR ((amount_micros >= 0) AND ((amount_off_micros >= 0) AND (amount_off_micros <= amount_micros)) AND (amount_due_micros = (amount_micros - amount_off_micros)) AND (currency IS NOT NULL))) AND (price_source = ANY (ARRAY['database'::text, 'client'::text])) AND (grant_expires_at > redeemed_at)))
);
ALTER TABLE ONLY public.user_discounts FORCE ROW LEVEL SECURITY;

CREATE TABLE public.user_profile (
    user_id uuid NOT NULL,
    email text,
    is_email_verified boolean DEFAULT false NOT NULL,
    first_name text,
    last_name text,
    display_name text,
    locale text,
    devices jsonb DEFAULT '[]'::jsonb NOT NULL,
    referral_code text,
    role text DEFAULT 'user'::text NOT NULL,
    is_tester boolean DEFAULT false NOT NULL,
    is_anonymous boolean DEFAULT false NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    erased_at timestamp with time zone,
    CONSTRAINT user_profile_devices_check CHECK (((jsonb_typeof(devices) = 'array'::text) AND (jsonb_array_length(devices) <= 10) AND (length((devices)::text) <= 16384))),
    CONSTRAINT user_profile_display_name_check CHECK ((length(display_name) <= 100)),
    CONSTRAINT user_profile_email_check CHECK (((length(email) >= 3) AND (length(email) <= 320))),
    CONSTRAINT user_profile_erased_check CHECK (((erased_at IS NULL) OR ((email IS NULL) AND (first_name IS NULL) AND (last_name IS NULL) AND (display_name IS NULL) AND (locale IS NULL) AND (devices = '[]'::jsonb) AND (referral_code IS NULL) AND (role = 'user'::text) AND (NOT is_tester)))),
    CONSTRAINT user_profile_first_name_check CHECK ((length(first_name) <= 100)),
    CONSTRAINT user_profile_is_email_verified_check CHECK (((email IS NOT NULL) OR (NOT is_email_verified))),
    CONSTRAINT user_profile_last_name_check CHECK ((length(last_name) <= 100)),
    CONSTRAINT user_profile_locale_check CHECK ((locale ~ '^[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8}){0,3}$'::text)),
    CONSTRAINT user_profile_referral_code_check CHECK ((referral_code ~ '^[A-Z0-9]{4,32}$'::text)),
    CONSTRAINT user_profile_role_check CHECK ((role = ANY (ARRAY['user'::text, 'admin'::text])))
);
ALTER TABLE ONLY public.user_profile FORCE ROW LEVEL SECURITY;
ALTER TABLE ONLY public.app_logs ATTACH PARTITION private.app_logs_default DEFAULT;
ALTER TABLE ONLY public.server_logs ATTACH PARTITION private.server_logs_default DEFAULT;
ALTER TABLE ONLY private.account_claims
    ADD CONSTRAINT account_claims_pkey PRIMARY KEY (account_sha256);
ALTER TABLE ONLY private.address_throttles
    ADD CONSTRAINT address_throttles_pkey PRIMARY KEY (address_hmac, operation);
ALTER TABLE ONLY private.allowance_claims
    ADD CONSTRAINT allowance_claims_pkey PRIMARY KEY (store, environment, original_transaction_id, week_of);
ALTER TABLE ONLY public.app_logs
    ADD CONSTRAINT app_logs_pkey PRIMARY KEY (received_at, log_id);
ALTER TABLE ONLY private.app_logs_default
    ADD CONSTRAINT app_logs_default_pkey PRIMARY KEY (received_at, log_id);
ALTER TABLE ONLY private.audit_log
    ADD CONSTRAINT audit_log_pkey PRIMARY KEY (user_id, entry_id);
ALTER TABLE ONLY private.cohort_join_codes
    ADD CONSTRAINT cohort_join_codes_pkey PRIMARY KEY (code_sha256);
ALTER TABLE ONLY private.cohort_join_codes
    ADD CONSTRAINT cohort_join_codes_slug_key UNIQUE (slug);
ALTER TABLE ONLY private.credit_holds
    ADD CONSTRAINT credit_holds_pkey PRIMARY KEY (user_id, hold_id);
ALTER TABLE ONLY private.credit_ledger
    ADD CONSTRAINT credit_ledger_pkey PRIMARY KEY (user_id, entry_no);
ALTER TABLE ONLY private.credit_reasons
    ADD CONSTRAINT credit_reasons_pkey PRIMARY KEY (user_id, entry_no);
ALTER TABLE ONLY private.currencies
    ADD CONSTRAINT currencies_pkey PRIMARY KEY (currency);
ALTER TABLE ONLY private.device_plays
    ADD CONSTRAINT device_plays_pkey PRIMARY KEY (user_id, audio_id, device_id);
ALTER TABLE ONLY private.email_claims
    ADD CONSTRAINT email_claims_pkey PRIMARY KEY (email);
ALTER TABLE ONLY private.error_codes
    ADD CONSTRAINT error_codes_pkey PRIMARY KEY (code);
ALTER TABLE ONLY private.idempotency_keys
    ADD CONSTRAINT idempotency_keys_pkey PRIMARY KEY (user_id, operation, caller_class, key_sha256);
ALTER TABLE ONLY private.pending_custom_courses
    ADD CONSTRAINT pending_custom_courses_pkey PRIMARY KEY (purchase_id);
ALTER TABLE ONLY private.plans
    ADD CONSTRAINT plans_pkey PRIMARY KEY (plan);
ALTER TABLE ONLY private.plans
    ADD CONSTRAINT plans_plan_rank_key UNIQUE (plan_rank);
ALTER TABLE ONLY private.push_tokens
    ADD CONSTRAINT push_tokens_pkey PRIMARY KEY (user_id, device_id);
ALTER TABLE ONLY private.receipt_claims
    ADD CONSTRAINT receipt_claims_pkey PRIMARY KEY (store, environment, transaction_id);
ALTER TABLE ONLY private.recent_log_events
    ADD CONSTRAINT recent_log_events_pkey PRIMARY KEY (user_id, address_hmac, event_sha256);
ALTER TABLE ONLY private.referral_clawbacks
    ADD CONSTRAINT referral_clawbacks_pkey PRIMARY KEY (user_id, credit_id);
ALTER TABLE ONLY private.referral_code_claims
    ADD CONSTRAINT referral_code_claims_pkey PRIMARY KEY (referral_code);
ALTER TABLE ONLY private.referral_payment_claims
    ADD CONSTRAINT referral_payment_claims_pkey PRIMARY KEY (store, environment, transaction_id);
ALTER TABLE ONLY private.referrals
    ADD CONSTRAINT referrals_pkey PRIMARY KEY (user_id);
ALTER TABLE ONLY public.server_logs
    ADD CONSTRAINT server_logs_pkey PRIMARY KEY (received_at, log_id);
ALTER TABLE ONLY private.server_logs_default
    ADD CONSTRAINT server_logs_default_pkey PRIMARY KEY (received_at, log_id);
ALTER TABLE ONLY private.settings
    ADD CONSTRAINT settings_pkey PRIMARY KEY (singleton);
ALTER TABLE ONLY private.sticky_cohorts
    ADD CONSTRAINT sticky_cohorts_pkey PRIMARY KEY (user_id, slug);
ALTER TABLE ONLY private.store_event_types
    ADD CONSTRAINT store_event_types_message_key UNIQUE (store, message, native_code);
ALTER TABLE ONLY private.store_event_types
    ADD CONSTRAINT store_event_types_pkey PRIMARY KEY (store, native_type, native_subtype);
ALTER TABLE ONLY private.store_inbox
    ADD CONSTRAINT store_inbox_pkey PRIMARY KEY (store, environment, notification_id);
ALTER TABLE ONLY private.store_prices
    ADD CONSTRAINT store_prices_pkey PRIMARY KEY (store, product_id, currency);
ALTER TABLE ONLY private.store_products
    ADD CONSTRAINT store_products_pkey PRIMARY KEY (store, product_id);
ALTER TABLE ONLY private.store_refunds
    ADD CONSTRAINT store_refunds_pkey PRIMARY KEY (store, environment, notification_id);
ALTER TABLE ONLY private.store_subscriptions
    ADD CONSTRAINT store_subscriptions_pkey PRIMARY KEY (user_id, store, environment, original_transaction_id);
ALTER TABLE ONLY private.store_transactions
    ADD CONSTRAINT store_transactions_pkey PRIMARY KEY (user_id, store, environment, transaction_id, product_id);
ALTER TABLE ONLY private.stores
    ADD CONSTRAINT stores_pkey PRIMARY KEY (store);
ALTER TABLE ONLY private.stripe_payments
    ADD CONSTRAINT stripe_payments_pkey PRIMARY KEY (payment_id);
ALTER TABLE ONLY private.sync_generations
    ADD CONSTRAINT sync_generations_pkey PRIMARY KEY (scope);
ALTER TABLE ONLY private.throttle_limits
    ADD CONSTRAINT throttle_limits_pkey PRIMARY KEY (operation);
ALTER TABLE ONLY private.user_details
    ADD CONSTRAINT user_details_pkey PRIMARY KEY (user_id);
ALTER TABLE ONLY private.user_sync
    ADD CONSTRAINT user_sync_pkey PRIMARY KEY (user_id);
ALTER TABLE ONLY private.user_throttles
    ADD CONSTRAINT user_throttles_pkey PRIMARY KEY (user_id, operation);
ALTER TABLE ONLY public.ai_credit_purchases
    ADD CONSTRAINT ai_credit_purchases_pkey PRIMARY KEY (user_id, store, environment, transaction_id);
ALTER TABLE ONLY public.ai_usage
    ADD CONSTRAINT ai_usage_pkey PRIMARY KEY (user_id);
ALTER TABLE ONLY public.analytics
    ADD CONSTRAINT analytics_course_key UNIQUE NULLS NOT DISTINCT (user_id, course_code, custom_course_id);
ALTER TABLE ONLY public.analytics
    ADD CONSTRAINT analytics_pkey PRIMARY KEY (user_id, analytics_id);
ALTER TABLE ONLY public.audio_usage
    ADD CONSTRAINT audio_usage_pkey PRIMARY KEY (user_id, audio_id);
ALTER TABLE ONLY public.cached_handshake_responses
    ADD CONSTRAINT cached_handshake_responses_pkey PRIMARY KEY (user_id, platform, app_version, locale);
ALTER TABLE ONLY public.cohorts
    ADD CONSTRAINT cohorts_pkey PRIMARY KEY (slug);
ALTER TABLE ONLY public.course_purchases
    ADD CONSTRAINT course_purchases_pkey PRIMARY KEY (user_id, purchase_id);
ALTER TABLE ONLY public.courses
    ADD CONSTRAINT courses_pkey PRIMARY KEY (course_code);
ALTER TABLE ONLY public.custom_course_purchases
    ADD CONSTRAINT custom_course_purchases_pkey PRIMARY KEY (purchase_id);
ALTER TABLE ONLY public.custom_courses
    ADD CONSTRAINT custom_courses_pkey PRIMARY KEY (user_id, custom_course_id);
ALTER TABLE ONLY public.discount_codes
    ADD CONSTRAINT discount_codes_pkey PRIMARY KEY (code);
ALTER TABLE ONLY public.manifest_cohorts
    ADD CONSTRAINT manifest_cohorts_pkey PRIMARY KEY (manifest_id, slug);
ALTER TABLE ONLY public.master_manifests
    ADD CONSTRAINT master_manifests_name_version_key UNIQUE (name, version);
ALTER TABLE ONLY public.master_manifests
    ADD CONSTRAINT master_manifests_pkey PRIMARY KEY (manifest_id);
ALTER TABLE ONLY public.referral_credits
    ADD CONSTRAINT referral_credits_pkey PRIMARY KEY (user_id, credit_id);
ALTER TABLE ONLY public.subscription_events
    ADD CONSTRAINT subscription_events_notification_key UNIQUE (user_id, store, environment, notification_id);
ALTER TABLE ONLY public.subscription_events
    ADD CONSTRAINT subscription_events_pkey PRIMARY KEY (user_id, event_id);
ALTER TABLE ONLY public.subscriptions
    ADD CONSTRAINT subscriptions_pkey PRIMARY KEY (user_id);
ALTER TABLE ONLY public.user_cohorts
    ADD CONSTRAINT user_cohorts_pkey PRIMARY KEY (user_id);
ALTER TABLE ONLY public.user_discounts
    ADD CONSTRAINT user_discounts_pkey PRIMARY KEY (user_id, code);
ALTER TABLE ONLY public.user_discounts
    ADD CONSTRAINT user_discounts_redemption_key UNIQUE (user_id, redemption_id);
ALTER TABLE ONLY public.user_profile
    ADD CONSTRAINT user_profile_pkey PRIMARY KEY (user_id);

CREATE INDEX address_throttles_operation_idx ON private.address_throttles USING btree (operation);

CREATE INDEX allowance_claims_user_id_idx ON private.allowance_claims USING btree (user_id);

CREATE INDEX app_logs_user_id_idx ON ONLY public.app_logs USING btree (user_id, received_at);

CREATE INDEX app_logs_default_user_id_received_at_idx ON private.app_logs_default USING btree (user_id, received_at);

CREATE INDEX credit_holds_open_idx ON private.credit_holds USING btree (user_id, expires_at) WHERE (status = 'held'::text);

CREATE UNIQUE INDEX credit_ledger_idempotency_key ON private.credit_ledger USING btree (user_id, key_sha256, kind, caller_class) WHERE (key_sha256 IS NOT NULL);

CREATE INDEX email_claims_user_id_idx ON private.email_claims USING btree (user_id);

CREATE INDEX idempotency_keys_kept_until_idx ON private.idempotency_keys USING btree (kept_until) WHERE (kept_until < 'infinity'::timestamp with time zone);

CREATE INDEX receipt_claims_original_idx ON private.receipt_claims USING btree (store, environment, original_transaction_id);

CREATE INDEX receipt_claims_user_id_idx ON private.receipt_claims USING btree (user_id);

CREATE INDEX recent_log_events_received_at_idx ON private.recent_log_events USING btree (received_at);

CREATE INDEX referral_clawbacks_open_idx ON private.referral_clawbacks USING btree (user_id, refunded_at) WHERE (settled_at IS NULL);

CREATE INDEX referral_code_claims_user_id_idx ON private.referral_code_claims USING btree (user_id);

CREATE INDEX referral_payment_claims_user_id_idx ON private.referral_payment_claims USING btree (user_id);

CREATE INDEX server_logs_user_id_idx ON ONLY public.server_logs USING btree (user_id, received_at);

CREATE INDEX server_logs_default_user_id_received_at_idx ON private.server_logs_default USING btree (user_id, received_at);

CREATE INDEX sticky_cohorts_slug_idx ON private.sticky_cohorts USING btree (slug, variant);

CREATE INDEX store_inbox_orphan_linked_token_idx ON private.store_inbox USING btree (store, environment, linked_token_sha256) WHERE (disposition = 'orphan'::text);

CREATE INDEX store_inbox_orphan_original_idx ON private.store_inbox USING btree (store, environment, original_transaction_id) WHERE (disposition = 'orphan'::text);

CREATE INDEX store_inbox_orphan_token_idx ON private.store_inbox USING btree (store, environment, token_sha256) WHERE (disposition = 'orphan'::text);

CREATE INDEX store_inbox_orphan_transaction_idx ON private.store_inbox USING btree (store, environment, transaction_id) WHERE (disposition = 'orphan'::text);

CREATE INDEX store_inbox_refund_idx ON private.store_inbox USING btree (store, environment, transaction_id) WHERE (event_type = ANY (ARRAY['refunded'::text, 'revoked'::text, 'refund_reversed'::text]));

CREATE INDEX store_inbox_unbound_account_idx ON private.store_inbox USING btree (account_sha256) WHERE ((user_id IS NULL) AND (payload IS NOT NULL));

CREATE INDEX store_inbox_unbound_original_idx ON private.store_inbox USING btree (store, environment, original_transaction_id) WHERE ((user_id IS NULL) AND (payload IS NOT NULL));

CREATE INDEX store_inbox_unbound_transaction_idx ON private.store_inbox USING btree (store, environment, transaction_id) WHERE ((user_id IS NULL) AND (payload IS NOT NULL));

CREATE INDEX store_inbox_user_id_idx ON private.store_inbox USING btree (user_id);

CREATE INDEX store_inbox_waiting_idx ON private.store_inbox USING btree (received_at, store, environment, notification_id) WHERE (waits_for IS NOT NULL);

CREATE INDEX store_prices_currency_idx ON private.store_prices USING btree (currency);

CREATE INDEX store_products_course_code_idx ON private.store_products USING btree (course_code);

CREATE INDEX store_products_currency_idx ON private.store_products USING btree (currency);

CREATE INDEX store_products_plan_idx ON private.store_products USING btree (plan);

CREATE INDEX store_refunds_purchase_idx ON private.store_refunds USING btree (store, environment, purchase_transaction_id);

CREATE INDEX store_refunds_token_idx ON private.store_refunds USING btree (store, environment, token_sha256) WHERE (token_sha256 IS NOT NULL);

CREATE INDEX store_refunds_transaction_idx ON private.store_refunds USING btree (store, environment, transaction_id);

CREATE INDEX store_refunds_user_id_idx ON private.store_refunds USING btree (user_id);

CREATE INDEX store_transactions_ends_idx ON private.store_transactions USING btree (user_id, GREATEST(expires_at, grace_expires_at));

CREATE INDEX store_transactions_linked_idx ON private.store_transactions USING btree (user_id, linked_token_sha256) WHERE (linked_token_sha256 IS NOT NULL);

CREATE INDEX store_transactions_original_idx ON private.store_transactions USING btree (user_id, store, environment, original_transaction_id, purchased_at, transaction_id COLLATE "C");

CREATE INDEX store_transactions_plan_idx ON private.store_transactions USING btree (plan);

CREATE INDEX user_throttles_operation_idx ON private.user_throttles USING btree (operation);

CREATE INDEX analytics_course_code_idx ON public.analytics USING btree (course_code);

CREATE INDEX analytics_custom_course_idx ON public.analytics USING btree (user_id, custom_course_id);

CREATE UNIQUE INDEX cohorts_domain_key ON public.cohorts USING btree (domain);

CREATE INDEX cohorts_grant_plan_idx ON public.cohorts USING btree (grant_plan);

CREATE INDEX course_purchases_course_code_idx ON public.course_purchases USING btree (course_code);

CREATE UNIQUE INDEX course_purchases_live_key ON public.course_purchases USING btree (user_id, course_code) WHERE ((revoked_at IS NULL) AND (validation <> 'invalid'::text));

CREATE INDEX courses_currency_idx ON public.courses USING btree (currency);

CREATE INDEX courses_status_idx ON public.courses USING btree (status, sort_order);

CREATE INDEX custom_course_purchases_link_email_idx ON public.custom_course_purchases USING btree (link_email) WHERE (user_id IS NULL);

CREATE UNIQUE INDEX custom_course_purchases_link_token_key ON public.custom_course_purchases USING btree (link_token_sha256);

CREATE UNIQUE INDEX custom_course_purchases_receipt_key ON public.custom_course_purchases USING btree (store, environment, transaction_id);

CREATE INDEX custom_course_purchases_user_id_idx ON public.custom_course_purchases USING btree (user_id, custom_course_id);

CREATE INDEX custom_courses_hold_idx ON public.custom_courses USING btree (user_id, hold_id);

CREATE INDEX discount_codes_audience_cohort_idx ON public.discount_codes USING btree (audience_cohort);

CREATE INDEX discount_codes_owner_user_id_idx ON public.discount_codes USING btree (owner_user_id);

CREATE INDEX discount_codes_parent_code_idx ON public.discount_codes USING btree (parent_code);

CREATE INDEX manifest_cohorts_slug_idx ON public.manifest_cohorts USING btree (slug);

CREATE INDEX master_manifests_best_idx ON public.master_manifests USING btree (name, audience, priority DESC, version DESC);

CREATE INDEX master_manifests_effective_at_idx ON public.master_manifests USING btree (effective_at);

CREATE INDEX master_manifests_name_idx ON public.master_manifests USING btree (name, retired_at);

CREATE INDEX master_manifests_retired_at_idx ON public.master_manifests USING btree (retired_at);

CREATE INDEX referral_credits_burn_idx ON public.referral_credits USING btree (user_id, expires_at, credit_id) WHERE (remaining > 0);

CREATE INDEX referral_credits_pending_idx ON public.referral_credits USING btree (user_id, vests_at) WHERE ((vested_at IS NULL) AND (clawed_back_at IS NULL));

CREATE INDEX referral_credits_redemption_idx ON public.referral_credits USING btree (user_id, redemption_id) WHERE (redemption_id IS NOT NULL);

CREATE INDEX subscription_events_occurred_idx ON public.subscription_events USING btree (user_id, occurred_at);

CREATE INDEX subscriptions_plan_idx ON public.subscriptions USING btree (plan);

CREATE INDEX user_cohorts_slug_idx ON public.user_cohorts USING btree (slug);

CREATE INDEX user_discounts_code_idx ON public.user_discounts USING btree (code);

CREATE INDEX user_discounts_lapsing_idx ON public.user_discounts USING btree (code, grant_expires_at) WHERE ((released_at IS NULL) AND (fulfilled_at IS NULL) AND (grant_expires_at < 'infinity'::timestamp with time zone));
ALTER INDEX public.app_logs_pkey ATTACH PARTITION private.app_logs_default_pkey;
ALTER INDEX public.app_logs_user_id_idx ATTACH PARTITION private.app_logs_default_user_id_received_at_idx;
ALTER INDEX public.server_logs_pkey ATTACH PARTITION private.server_logs_default_pkey;
ALTER INDEX public.server_logs_user_id_idx ATTACH PARTITION private.server_logs_default_user_id_received_at_idx;

CREATE TRIGGER audit_log_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON private.audit_log FOR EACH STATEMENT EXECUTE FUNCTION private.refuse_change();

CREATE TRIGGER credit_ledger_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON private.credit_ledger FOR EACH STATEMENT EXECUTE FUNCTION private.refuse_change();

CREATE TRIGGER plans_facts AFTER INSERT OR DELETE OR UPDATE ON private.plans FOR EACH STATEMENT EXECUTE FUNCTION private.bump_entitlement();

CREATE TRIGGER sticky_cohorts_unsettle AFTER INSERT OR DELETE OR UPDATE ON private.sticky_cohorts FOR EACH ROW EXECUTE FUNCTION private.unsettle_credits();

CREATE TRIGGER store_subscriptions_unsettle AFTER INSERT OR DELETE OR UPDATE ON private.store_subscriptions FOR EACH ROW EXECUTE FUNCTION private.unsettle_credits();

CREATE TRIGGER store_transactions_unsettle AFTER INSERT OR DELETE OR UPDATE ON private.store_transactions FOR EACH ROW EXECUTE FUNCTION private.unsettle_credits();

CREATE TRIGGER user_details_unsettle AFTER UPDATE OF time_zone ON private.user_details FOR EACH ROW WHEN ((old.time_zone IS DISTINCT FROM new.time_zone)) EXECUTE FUNCTION private.unsettle_credits();

CREATE TRIGGER analytics_live BEFORE INSERT ON public.analytics FOR EACH ROW EXECUTE FUNCTION private.refuse_erased();

CREATE TRIGGER analytics_touch BEFORE UPDATE ON public.analytics FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE FUNCTION private.touch_updated_at();

CREATE TRIGGER cohorts_facts AFTER INSERT OR DELETE OR UPDATE OF slug, kind, salt, bucket_from, bucket_to, grant_plan, starts_at, ends_at ON public.cohorts FOR EACH STATEMENT EXECUTE FUNCTION private.bump_entitlement();

CREATE TRIGGER cohorts_touch BEFORE UPDATE ON public.cohorts FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE FUNCTION private.touch_updated_at();

CREATE TRIGGER course_purchases_identity BEFORE UPDATE ON public.course_purchases FOR EACH ROW EXECUTE FUNCTION private.refuse_identity_change('user_id', 'purchase_id', 'course_code', 'source', 'store', 'environment', 'transaction_id', 'original_transaction_id');

CREATE TRIGGER course_purchases_sync AFTER INSERT OR DELETE OR UPDATE ON public.course_purchases FOR EACH ROW EXECUTE FUNCTION private.bump_user_sync();

CREATE TRIGGER courses_touch BEFORE UPDATE ON public.courses FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE FUNCTION private.touch_updated_at();

CREATE TRIGGER custom_course_purchases_identity BEFORE UPDATE ON public.custom_course_purchases FOR EACH ROW EXECUTE FUNCTION private.refuse_identity_change('purchase_id', 'store', 'environment', 'transaction_id', 'original_transaction_id');

CREATE TRIGGER custom_courses_sync AFTER INSERT OR DELETE OR UPDATE ON public.custom_courses FOR EACH ROW EXECUTE FUNCTION private.bump_user_sync();

CREATE TRIGGER custom_courses_touch BEFORE UPDATE ON public.custom_courses FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE FUNCTION private.touch_updated_at();

CREATE TRIGGER discount_codes_touch BEFORE UPDATE OF product_type, product_ids, benefit_kind, benefit_value, benefit_hundredths, benefit_currency, lifespan_days, starts_at, expires_at, max_redemptions, first_time_only, min_amount_micros, currency, audience_cohort, audience_user_id, parent_code, depth, owner_user_id, is_active ON public.discount_codes FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE FUNCTION private.touch_updated_at();

CREATE TRIGGER referral_credits_unsettle AFTER INSERT OR DELETE ON public.referral_credits FOR EACH ROW EXECUTE FUNCTION private.unsettle_credits();

CREATE TRIGGER referral_credits_unsettle_more AFTER UPDATE ON public.referral_credits FOR EACH ROW WHEN ((new.remaining >= old.remaining)) EXECUTE FUNCTION private.unsettle_credits();

CREATE TRIGGER subscription_events_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.subscription_events FOR EACH STATEMENT EXECUTE FUNCTION private.refuse_change();

CREATE TRIGGER subscriptions_sync AFTER INSERT OR DELETE OR UPDATE ON public.subscriptions FOR EACH ROW EXECUTE FUNCTION private.bump_user_sync();

CREATE TRIGGER user_cohorts_sync AFTER INSERT OR DELETE OR UPDATE ON public.user_cohorts FOR EACH ROW EXECUTE FUNCTION private.bump_user_sync();

CREATE TRIGGER user_cohorts_unsettle AFTER INSERT OR DELETE OR UPDATE ON public.user_cohorts FOR EACH ROW EXECUTE FUNCTION private.unsettle_credits();

CREATE TRIGGER user_discounts_sync AFTER INSERT OR DELETE ON public.user_discounts FOR EACH ROW EXECUTE FUNCTION private.bump_user_sync();

CREATE TRIGGER user_discounts_sync_change AFTER UPDATE ON public.user_discounts FOR EACH ROW WHEN ((((old.released_at IS NULL) AND (new.released_at >= new.grant_expires_at)) IS NOT TRUE)) EXECUTE FUNCTION private.bump_user_sync();

CREATE TRIGGER user_profile_claim AFTER INSERT ON public.user_profile FOR EACH ROW EXECUTE FUNCTION private.claim_account_token();

CREATE TRIGGER user_profile_sync AFTER UPDATE OF is_tester ON public.user_profile FOR EACH ROW WHEN ((old.is_tester IS DISTINCT FROM new.is_tester)) EXECUTE FUNCTION private.bump_user_sync();

CREATE TRIGGER user_profile_touch BEFORE UPDATE ON public.user_profile FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE FUNCTION private.touch_updated_at();

CREATE TRIGGER user_profile_unsettle AFTER UPDATE OF is_anonymous, is_tester, erased_at ON public.user_profile FOR EACH ROW WHEN (((old.is_anonymous IS DISTINCT FROM new.is_anonymous) OR (old.is_tester IS DISTINCT FROM new.is_tester) OR (old.erased_at IS DISTINCT FROM new.erased_at))) EXECUTE FUNCTION private.unsettle_credits();
ALTER TABLE ONLY private.address_throttles
    ADD CONSTRAINT address_throttles_operation_fkey FOREIGN KEY (operation) REFERENCES private.throttle_limits(operation) ON DELETE CASCADE;
ALTER TABLE ONLY private.audit_log
    ADD CONSTRAINT audit_log_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.user_profile(user_id) ON DELETE RESTRICT;
ALTER TABLE ONLY private.cohort_join_codes
    ADD CONSTRAINT cohort_join_codes_slug_fkey FOREIGN KEY (slug) REFERENCES public.cohorts(slug) ON DELETE CASCADE;
ALTER TABLE ONLY private.credit_holds
    ADD CONSTRAINT credit_holds_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.user_profile(user_id) ON DELETE RESTRICT;
ALTER TABLE ONLY private.credit_ledger
    ADD CONSTRAINT credit_ledger_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.user_profile(user_id) ON DELETE RESTRICT;
ALTER TABLE ONLY private.credit_reasons
    ADD CONSTRAINT credit_reasons_entry_fkey FOREIGN KEY (user_id, entry_no) REFERENCES private.credit_ledger(user_id, entry_no) ON DELETE CASCADE;
ALTER TABLE ONLY private.device_plays
    ADD CONSTRAINT device_plays_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.user_profile(user_id) ON DELETE CASCADE;
ALTER TABLE ONLY private.idempotency_keys
    ADD CONSTRAINT idempotency_keys_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.user_profile(user_id) ON DELETE RESTRICT;
ALTER TABLE ONLY private.push_tokens
    ADD CONSTRAINT push_tokens_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.user_profile(user_id) ON DELETE CASCADE;
ALTER TABLE ONLY private.referral_clawbacks
    ADD CONSTRAINT referral_clawbacks_credit_fkey FOREIGN KEY (user_id, credit_id) REFERENCES public.referral_credits(user_id, credit_id) ON DELETE RESTRICT;
ALTER TABLE ONLY private.referrals
    ADD CONSTRAINT referrals_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.user_profile(user_id) ON DELETE RESTRICT;
ALTER TABLE ONLY private.sticky_cohorts
    ADD CONSTRAINT sticky_cohorts_slug_fkey FOREIGN KEY (slug) REFERENCES public.cohorts(slug) ON DELETE CASCADE;
ALTER TABLE ONLY private.sticky_cohorts
    ADD CONSTRAINT sticky_cohorts_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.user_profile(user_id) ON DELETE CASCADE;
ALTER TABLE ONLY private.store_event_types
    ADD CONSTRAINT store_event_types_store_fkey FOREIGN KEY (store) REFERENCES private.stores(store) ON DELETE RESTRICT;
ALTER TABLE ONLY private.store_prices
    ADD CONSTRAINT store_prices_currency_fkey FOREIGN KEY (currency) REFERENCES private.currencies(currency) ON DELETE RESTRICT;
ALTER TABLE ONLY private.store_prices
    ADD CONSTRAINT store_prices_product_fkey FOREIGN KEY (store, product_id) REFERENCES private.store_products(store, product_id) ON DELETE RESTRICT;
ALTER TABLE ONLY private.store_products
    ADD CONSTRAINT store_products_course_code_fkey FOREIGN KEY (course_code) REFERENCES public.courses(course_code) ON DELETE RESTRICT;
ALTER TABLE ONLY private.store_products
    ADD CONSTRAINT store_products_currency_fkey FOREIGN KEY (currency) REFERENCES private.currencies(currency) ON DELETE RESTRICT;
ALTER TABLE ONLY private.store_products
    ADD CONSTRAINT store_products_plan_fkey FOREIGN KEY (plan) REFERENCES private.plans(plan) ON DELETE RESTRICT;
ALTER TABLE ONLY private.store_products
    ADD CONSTRAINT store_products_store_fkey FOREIGN KEY (store) REFERENCES private.stores(store) ON DELETE RESTRICT;
ALTER TABLE ONLY private.store_subscriptions
    ADD CONSTRAINT store_subscriptions_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.user_profile(user_id) ON DELETE RESTRICT;
ALTER TABLE ONLY private.store_transactions
    ADD CONSTRAINT store_transactions_plan_fkey FOREIGN KEY (plan) REFERENCES private.plans(plan) ON DELETE RESTRICT;
ALTER TABLE ONLY private.store_transactions
    ADD CONSTRAINT store_transactions_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.user_profile(user_id) ON DELETE RESTRICT;
ALTER TABLE ONLY private.user_details
    ADD CONSTRAINT user_details_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.user_profile(user_id) ON DELETE CASCADE;
ALTER TABLE ONLY private.user_sync
    ADD CONSTRAINT user_sync_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.user_profile(user_id) ON DELETE CASCADE;
ALTER TABLE ONLY private.user_throttles
    ADD CONSTRAINT user_throttles_operation_fkey FOREIGN KEY (operation) REFERENCES private.throttle_limits(operation) ON DELETE CASCADE;
ALTER TABLE ONLY private.user_throttles
    ADD CONSTRAINT user_throttles_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.user_profile(user_id) ON DELETE CASCADE;
ALTER TABLE ONLY public.ai_credit_purchases
    ADD CONSTRAINT ai_credit_purchases_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.user_profile(user_id) ON DELETE RESTRICT;
ALTER TABLE ONLY public.ai_usage
    ADD CONSTRAINT ai_usage_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.user_profile(user_id) ON DELETE RESTRICT;
ALTER TABLE ONLY public.analytics
    ADD CONSTRAINT analytics_course_code_fkey FOREIGN KEY (course_code) REFERENCES public.courses(course_code) ON DELETE CASCADE;
ALTER TABLE ONLY public.analytics
    ADD CONSTRAINT analytics_custom_course_fkey FOREIGN KEY (user_id, custom_course_id) REFERENCES public.custom_courses(user_id, custom_course_id) ON DELETE CASCADE;
ALTER TABLE ONLY public.analytics
    ADD CONSTRAINT analytics_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.user_profile(user_id) ON DELETE CASCADE;
ALTER TABLE ONLY public.audio_usage
    ADD CONSTRAINT audio_usage_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.user_profile(user_id) ON DELETE CASCADE;
ALTER TABLE ONLY public.cached_handshake_responses
    ADD CONSTRAINT cached_handshake_responses_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.user_profile(user_id) ON DELETE CASCADE;
ALTER TABLE ONLY public.cohorts
    ADD CONSTRAINT cohorts_grant_plan_fkey FOREIGN KEY (grant_plan) REFERENCES private.plans(plan) ON DELETE RESTRICT;
ALTER TABLE ONLY public.course_purchases
    ADD CONSTRAINT course_purchases_course_code_fkey FOREIGN KEY (course_code) REFERENCES public.courses(course_code) ON DELETE RESTRICT;
ALTER TABLE ONLY public.course_purchases
    ADD CONSTRAINT course_purchases_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.user_profile(user_id) ON DELETE RESTRICT;
ALTER TABLE ONLY public.courses
    ADD CONSTRAINT courses_currency_fkey FOREIGN KEY (currency) REFERENCES private.currencies(currency) ON DELETE RESTRICT;
ALTER TABLE ONLY public.custom_course_purchases
    ADD CONSTRAINT custom_course_purchases_course_fkey FOREIGN KEY (user_id, custom_course_id) REFERENCES public.custom_courses(user_id, custom_course_id) ON DELETE RESTRICT;
ALTER TABLE ONLY public.custom_course_purchases
    ADD CONSTRAINT custom_course_purchases_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.user_profile(user_id) ON DELETE RESTRICT;
ALTER TABLE ONLY public.custom_courses
    ADD CONSTRAINT custom_courses_hold_fkey FOREIGN KEY (user_id, hold_id) REFERENCES private.credit_holds(user_id, hold_id) ON DELETE RESTRICT;
ALTER TABLE ONLY public.custom_courses
    ADD CONSTRAINT custom_courses_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.user_profile(user_id) ON DELETE CASCADE;
ALTER TABLE ONLY public.discount_codes
    ADD CONSTRAINT discount_codes_audience_cohort_fkey FOREIGN KEY (audience_cohort) REFERENCES public.cohorts(slug) ON DELETE RESTRICT;
ALTER TABLE ONLY public.discount_codes
    ADD CONSTRAINT discount_codes_parent_code_fkey FOREIGN KEY (parent_code) REFERENCES public.discount_codes(code) ON DELETE RESTRICT;
ALTER TABLE ONLY public.manifest_cohorts
    ADD CONSTRAINT manifest_cohorts_manifest_id_fkey FOREIGN KEY (manifest_id) REFERENCES public.master_manifests(manifest_id) ON DELETE CASCADE;
ALTER TABLE ONLY public.manifest_cohorts
    ADD CONSTRAINT manifest_cohorts_slug_fkey FOREIGN KEY (slug) REFERENCES public.cohorts(slug) ON DELETE CASCADE;
ALTER TABLE ONLY public.referral_credits
    ADD CONSTRAINT referral_credits_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.user_profile(user_id) ON DELETE RESTRICT;
ALTER TABLE ONLY public.subscription_events
    ADD CONSTRAINT subscription_events_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.user_profile(user_id) ON DELETE RESTRICT;
ALTER TABLE ONLY public.subscriptions
    ADD CONSTRAINT subscriptions_plan_fkey FOREIGN KEY (plan) REFERENCES private.plans(plan) ON DELETE RESTRICT;
ALTER TABLE ONLY public.subscriptions
    ADD CONSTRAINT subscriptions_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.user_profile(user_id) ON DELETE RESTRICT;
ALTER TABLE ONLY public.user_cohorts
    ADD CONSTRAINT user_cohorts_slug_fkey FOREIGN KEY (slug) REFERENCES public.cohorts(slug) ON DELETE CASCADE;
ALTER TABLE ONLY public.user_cohorts
    ADD CONSTRAINT user_cohorts_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.user_profile(user_id) ON DELETE CASCADE;
ALTER TABLE ONLY public.user_discounts
    ADD CONSTRAINT user_discounts_code_fkey FOREIGN KEY (code) REFERENCES public.discount_codes(code) ON DELETE RESTRICT;
ALTER TABLE ONLY public.user_discounts
    ADD CONSTRAINT user_discounts_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.user_profile(user_id) ON DELETE RESTRICT;
ALTER TABLE private.account_claims ENABLE ROW LEVEL SECURITY;

CREATE POLICY account_claims_insert_owner ON private.account_claims FOR INSERT TO dochub_owner WITH CHECK (true);

CREATE POLICY account_claims_select_all ON private.account_claims FOR SELECT TO dochub_owner, dochub_backup USING (true);

CREATE POLICY account_claims_update_owner ON private.account_claims FOR UPDATE TO dochub_owner USING (true) WITH CHECK (true);
ALTER TABLE private.address_throttles ENABLE ROW LEVEL SECURITY;

CREATE POLICY address_throttles_delete_owner ON private.address_throttles FOR DELETE TO dochub_owner USING (true);

CREATE POLICY address_throttles_insert_owner ON private.address_throttles FOR INSERT TO dochub_owner WITH CHECK (true);

CREATE POLICY address_throttles_select_all ON private.address_throttles FOR SELECT TO dochub_owner, dochub_backup USING (true);

CREATE POLICY address_throttles_update_owner ON private.address_throttles FOR UPDATE TO dochub_owner USING (true) WITH CHECK (true);
ALTER TABLE private.allowance_claims ENABLE ROW LEVEL SECURITY;

CREATE POLICY allowance_claims_insert_owner ON private.allowance_claims FOR INSERT TO dochub_owner WITH CHECK (true);

CREATE POLICY allowance_claims_select_all ON private.allowance_claims FOR SELECT TO dochub_owner, dochub_backup USING (true);
ALTER TABLE private.app_logs_default ENABLE ROW LEVEL SECURITY;

CREATE POLICY app_logs_default_delete_owner ON private.app_logs_default FOR DELETE TO dochub_owner USING (true);

CREATE POLICY app_logs_default_select_all ON private.app_logs_default FOR SELECT TO dochub_owner, dochub_backup USING (true);
ALTER TABLE private.audit_log ENABLE ROW LEVEL SECURITY;

CREATE POLICY audit_log_insert_owner ON private.audit_log FOR INSERT TO dochub_owner WITH CHECK (true);

CREATE POLICY audit_log_select_all ON private.audit_log FOR SELECT TO dochub_owner, dochub_backup USING (true);
ALTER TABLE private.cohort_join_codes ENABLE ROW LEVEL SECURITY;

CREATE POLICY cohort_join_codes_insert_owner ON private.cohort_join_codes FOR INSERT TO dochub_owner WITH CHECK (true);

CREATE POLICY cohort_join_codes_select_all ON private.cohort_join_codes FOR SELECT TO dochub_owner, dochub_backup USING (true);

CREATE POLICY cohort_join_codes_update_owner ON private.cohort_join_codes FOR UPDATE TO dochub_owner USING (true) WITH CHECK (true);
ALTER TABLE private.credit_holds ENABLE ROW LEVEL SECURITY;

CREATE POLICY credit_holds_insert_owner ON private.credit_holds FOR INSERT TO dochub_owner WITH CHECK (true);

CREATE POLICY credit_holds_select_all ON private.credit_holds FOR SELECT TO dochub_owner, dochub_backup USING (true);

CREATE POLICY credit_holds_update_owner ON private.credit_holds FOR UPDATE TO dochub_owner USING (true) WITH CHECK (true);
ALTER TABLE private.credit_ledger ENABLE ROW LEVEL SECURITY;

CREATE POLICY credit_ledger_insert_owner ON private.credit_ledger FOR INSERT TO dochub_owner WITH CHECK (true);

CREATE POLICY credit_ledger_select_all ON private.credit_ledger FOR SELECT TO dochub_owner, dochub_backup USING (true);
ALTER TABLE private.credit_reasons ENABLE ROW LEVEL SECURITY;

CREATE POLICY credit_reasons_delete_owner ON private.credit_reasons FOR DELETE TO dochub_owner USING (true);

CREATE POLICY credit_reasons_insert_owner ON private.credit_reasons FOR INSERT TO dochub_owner WITH CHECK (true);

CREATE POLICY credit_reasons_select_all ON private.credit_reasons FOR SELECT TO dochub_owner, dochub_backup USING (true);
ALTER TABLE private.currencies ENABLE ROW LEVEL SECURITY;

CREATE POLICY currencies_insert_owner ON private.currencies FOR INSERT TO dochub_owner WITH CHECK (true);

CREATE POLICY currencies_select_all ON private.currencies FOR SELECT TO dochub_owner, dochub_backup USING (true);

CREATE POLICY currencies_update_owner ON private.currencies FOR UPDATE TO dochub_owner USING (true) WITH CHECK (true);
ALTER TABLE private.device_plays ENABLE ROW LEVEL SECURITY;

CREATE POLICY device_plays_delete_owner ON private.device_plays FOR DELETE TO dochub_owner USING (true);

CREATE POLICY device_plays_insert_owner ON private.device_plays FOR INSERT TO dochub_owner WITH CHECK (true);

CREATE POLICY device_plays_select_all ON private.device_plays FOR SELECT TO dochub_owner, dochub_backup USING (true);

CREATE POLICY device_plays_update_owner ON private.device_plays FOR UPDATE TO dochub_owner USING (true) WITH CHECK (true);
ALTER TABLE private.email_claims ENABLE ROW LEVEL SECURITY;

CREATE POLICY email_claims_delete_owner ON private.email_claims FOR DELETE TO dochub_owner USING (true);

CREATE POLICY email_claims_insert_owner ON private.email_claims FOR INSERT TO dochub_owner WITH CHECK (true);

CREATE POLICY email_claims_select_all ON private.email_claims FOR SELECT TO dochub_owner, dochub_backup USING (true);

CREATE POLICY email_claims_update_owner ON private.email_claims FOR UPDATE TO dochub_owner USING (true) WITH CHECK (true);
ALTER TABLE private.error_codes ENABLE ROW LEVEL SECURITY;

CREATE POLICY error_codes_insert_owner ON private.error_codes FOR INSERT TO dochub_owner WITH CHECK (true);

CREATE POLICY error_codes_select_all ON private.error_codes FOR SELECT TO dochub_owner, dochub_backup USING (true);

CREATE POLICY error_codes_update_owner ON private.error_codes FOR UPDATE TO dochub_owner USING (true) WITH CHECK (true);
ALTER TABLE private.idempotency_keys ENABLE ROW LEVEL SECURITY;

CREATE POLICY idempotency_keys_delete_owner ON private.idempotency_keys FOR DELETE TO dochub_owner USING (true);

CREATE POLICY idempotency_keys_insert_owner ON private.idempotency_keys FOR INSERT TO dochub_owner WITH CHECK (true);

CREATE POLICY idempotency_keys_select_all ON private.idempotency_keys FOR SELECT TO dochub_owner, dochub_backup USING (true);

CREATE POLICY idempotency_keys_update_owner ON private.idempotency_keys FOR UPDATE TO dochub_owner USING (true) WITH CHECK (true);
ALTER TABLE private.pending_custom_courses ENABLE ROW LEVEL SECURITY;

CREATE POLICY pending_custom_courses_delete_owner ON private.pending_custom_courses FOR DELETE TO dochub_owner USING (true);

CREATE POLICY pending_custom_courses_insert_owner ON private.pending_custom_courses FOR INSERT TO dochub_owner WITH CHECK (true);

CREATE POLICY pending_custom_courses_select_all ON private.pending_custom_courses FOR SELECT TO dochub_owner, dochub_backup USING (true);

CREATE POLICY pending_custom_courses_update_owner ON private.pending_custom_courses FOR UPDATE TO dochub_owner USING (true) WITH CHECK (true);
ALTER TABLE private.plans ENABLE ROW LEVEL SECURITY;

CREATE POLICY plans_insert_owner ON private.plans FOR INSERT TO dochub_owner WITH CHECK (true);

CREATE POLICY plans_select_all ON private.plans FOR SELECT TO dochub_owner, dochub_backup USING (true);

CREATE POLICY plans_update_owner ON private.plans FOR UPDATE TO dochub_owner USING (true) WITH CHECK (true);
ALTER TABLE private.push_tokens ENABLE ROW LEVEL SECURITY;

CREATE POLICY push_tokens_delete_owner ON private.push_tokens FOR DELETE TO dochub_owner USING (true);

CREATE POLICY push_tokens_insert_owner ON private.push_tokens FOR INSERT TO dochub_owner WITH CHECK (true);

CREATE POLICY push_tokens_select_all ON private.push_tokens FOR SELECT TO dochub_owner, dochub_backup USING (true);

CREATE POLICY push_tokens_update_owner ON private.push_tokens FOR UPDATE TO dochub_owner USING (true) WITH CHECK (true);
ALTER TABLE private.receipt_claims ENABLE ROW LEVEL SECURITY;

CREATE POLICY receipt_claims_insert_owner ON private.receipt_claims FOR INSERT TO dochub_owner WITH CHECK (true);

CREATE POLICY receipt_claims_select_all ON private.receipt_claims FOR SELECT TO dochub_owner, dochub_backup USING (true);

CREATE POLICY receipt_claims_update_owner ON private.receipt_claims FOR UPDATE TO dochub_owner USING (true) WITH CHECK (true);
ALTER TABLE private.recent_log_events ENABLE ROW LEVEL SECURITY;

CREATE POLICY recent_log_events_delete_owner ON private.recent_log_events FOR DELETE TO dochub_owner USING (true);

CREATE POLICY recent_log_events_insert_owner ON private.recent_log_events FOR INSERT TO dochub_owner WITH CHECK (true);

CREATE POLICY recent_log_events_select_all ON private.recent_log_events FOR SELECT TO dochub_owner, dochub_backup USING (true);
ALTER TABLE private.referral_clawbacks ENABLE ROW LEVEL SECURITY;

CREATE POLICY referral_clawbacks_insert_owner ON private.referral_clawbacks FOR INSERT TO dochub_owner WITH CHECK (true);

CREATE POLICY referral_clawbacks_select_all ON private.referral_clawbacks FOR SELECT TO dochub_owner, dochub_backup USING (true);

CREATE POLICY referral_clawbacks_update_owner ON private.referral_clawbacks FOR UPDATE TO dochub_owner USING (true) WITH CHECK (true);
ALTER TABLE private.referral_code_claims ENABLE ROW LEVEL SECURITY;

CREATE POLICY referral_code_claims_delete_owner ON private.referral_code_claims FOR DELETE TO dochub_owner USING (true);

CREATE POLICY referral_code_claims_insert_owner ON private.referral_code_claims FOR INSERT TO dochub_owner WITH CHECK (true);

CREATE POLICY referral_code_claims_select_all ON private.referral_code_claims FOR SELECT TO dochub_owner, dochub_backup USING (true);
ALTER TABLE private.referral_payment_claims ENABLE ROW LEVEL SECURITY;

CREATE POLICY referral_payment_claims_insert_owner ON private.referral_payment_claims FOR INSERT TO dochub_owner WITH CHECK (true);

CREATE POLICY referral_payment_claims_select_all ON private.referral_payment_claims FOR SELECT TO dochub_owner, dochub_backup USING (true);
ALTER TABLE private.referrals ENABLE ROW LEVEL SECURITY;

CREATE POLICY referrals_insert_owner ON private.referrals FOR INSERT TO dochub_owner WITH CHECK (true);

CREATE POLICY referrals_select_all ON private.referrals FOR SELECT TO dochub_owner, dochub_backup USING (true);

CREATE POLICY referrals_update_owner ON private.referrals FOR UPDATE TO dochub_owner USING (true) WITH CHECK (true);
ALTER TABLE private.server_logs_default ENABLE ROW LEVEL SECURITY;

CREATE POLICY server_logs_default_delete_owner ON private.server_logs_default FOR DELETE TO dochub_owner USING (true);

CREATE POLICY server_logs_default_select_all ON private.server_logs_default FOR SELECT TO dochub_owner, dochub_backup USING (true);
ALTER TABLE private.settings ENABLE ROW LEVEL SECURITY;

CREATE POLICY settings_select_all ON private.settings FOR SELECT TO dochub_owner, dochub_backup USING (true);

CREATE POLICY settings_update_owner ON private.settings FOR UPDATE TO dochub_owner USING (true) WITH CHECK (true);
ALTER TABLE private.sticky_cohorts ENABLE ROW LEVEL SECURITY;

CREATE POLICY sticky_cohorts_delete_owner ON private.sticky_cohorts FOR DELETE TO dochub_owner USING (true);

CREATE POLICY sticky_cohorts_insert_owner ON private.sticky_cohorts FOR INSERT TO dochub_owner WITH CHECK (true);

CREATE POLICY sticky_cohorts_select_all ON private.sticky_cohorts FOR SELECT TO dochub_owner, dochub_backup USING (true);

CREATE POLICY sticky_cohorts_update_owner ON private.sticky_cohorts FOR UPDATE TO dochub_owner USING (true) WITH CHECK (true);
ALTER TABLE private.store_event_types ENABLE ROW LEVEL SECURITY;

CREATE POLICY store_event_types_insert_owner ON private.store_event_types FOR INSERT TO dochub_owner WITH CHECK (true);

CREATE POLICY store_event_types_select_all ON private.store_event_types FOR SELECT TO dochub_owner, dochub_backup USING (true);

CREATE POLICY store_event_types_update_owner ON private.store_event_types FOR UPDATE TO dochub_owner USING (true) WITH CHECK (true);
ALTER TABLE private.store_inbox ENABLE ROW LEVEL SECURITY;

CREATE POLICY store_inbox_insert_owner ON private.store_inbox FOR INSERT TO dochub_owner WITH CHECK (true);

CREATE POLICY store_inbox_select_all ON private.store_inbox FOR SELECT TO dochub_owner, dochub_backup USING (true);

CREATE POLICY store_inbox_update_owner ON private.store_inbox FOR UPDATE TO dochub_owner USING (true) WITH CHECK (true);
ALTER TABLE private.store_prices ENABLE ROW LEVEL SECURITY;

CREATE POLICY store_prices_delete_owner ON private.store_prices FOR DELETE TO dochub_owner USING (true);

CREATE POLICY store_prices_insert_owner ON private.store_prices FOR INSERT TO dochub_owner WITH CHECK (true);

CREATE POLICY store_prices_select_all ON private.store_prices FOR SELECT TO dochub_owner, dochub_backup USING (true);

CREATE POLICY store_prices_update_owner ON private.store_prices FOR UPDATE TO dochub_owner USING (true) WITH CHECK (true);
ALTER TABLE private.store_products ENABLE ROW LEVEL SECURITY;

CREATE POLICY store_products_delete_owner ON private.store_products FOR DELETE TO dochub_owner USING (true);

CREATE POLICY store_products_insert_owner ON private.store_products FOR INSERT TO dochub_owner WITH CHECK (true);

CREATE POLICY store_products_select_all ON private.store_products FOR SELECT TO dochub_owner, dochub_backup USING (true);

CREATE POLICY store_products_update_owner ON private.store_products FOR UPDATE TO dochub_owner USING (true) WITH CHECK (true);
ALTER TABLE private.store_refunds ENABLE ROW LEVEL SECURITY;

CREATE POLICY store_refunds_insert_owner ON private.store_refunds FOR INSERT TO dochub_owner WITH CHECK (true);

CREATE POLICY store_refunds_select_all ON private.store_refunds FOR SELECT TO dochub_owner, dochub_backup USING (true);

CREATE POLICY store_refunds_update_owner ON private.store_refunds FOR UPDATE TO dochub_owner USING (true) WITH CHECK (true);
ALTER TABLE private.store_subscriptions ENABLE ROW LEVEL SECURITY;

CREATE POLICY store_subscriptions_delete_owner ON private.store_subscriptions FOR DELETE TO dochub_owner USING (true);

CREATE POLICY store_subscriptions_insert_owner ON private.store_subscriptions FOR INSERT TO dochub_owner WITH CHECK (true);

CREATE POLICY store_subscriptions_select_all ON private.store_subscriptions FOR SELECT TO dochub_owner, dochub_backup USING (true);

CREATE POLICY store_subscriptions_update_owner ON private.store_subscriptions FOR UPDATE TO dochub_owner USING (true) WITH CHECK (true);
ALTER TABLE private.store_transactions ENABLE ROW LEVEL SECURITY;

CREATE POLICY store_transactions_delete_owner ON private.store_transactions FOR DELETE TO dochub_owner USING (true);

CREATE POLICY store_transactions_insert_owner ON private.store_transactions FOR INSERT TO dochub_owner WITH CHECK (true);

CREATE POLICY store_transactions_select_all ON private.store_transactions FOR SELECT TO dochub_owner, dochub_backup USING (true);

CREATE POLICY store_transactions_update_owner ON private.store_transactions FOR UPDATE TO dochub_owner USING (true) WITH CHECK (true);
ALTER TABLE private.stores ENABLE ROW LEVEL SECURITY;

CREATE POLICY stores_insert_owner ON private.stores FOR INSERT TO dochub_owner WITH CHECK (true);

CREATE POLICY stores_select_all ON private.stores FOR SELECT TO dochub_owner, dochub_backup USING (true);

CREATE POLICY stores_update_owner ON private.stores FOR UPDATE TO dochub_owner USING (true) WITH CHECK (true);
ALTER TABLE private.stripe_payments ENABLE ROW LEVEL SECURITY;

CREATE POLICY stripe_payments_insert_owner ON private.stripe_payments FOR INSERT TO dochub_owner WITH CHECK (true);

CREATE POLICY stripe_payments_select_all ON private.stripe_payments FOR SELECT TO dochub_owner, dochub_backup USING (true);

CREATE POLICY stripe_payments_update_owner ON private.stripe_payments FOR UPDATE TO dochub_owner USING (true) WITH CHECK (true);
ALTER TABLE private.sync_generations ENABLE ROW LEVEL SECURITY;

CREATE POLICY sync_generations_select_all ON private.sync_generations FOR SELECT TO dochub_owner, dochub_backup USING (true);

CREATE POLICY sync_generations_update_owner ON private.sync_generations FOR UPDATE TO dochub_owner USING (true) WITH CHECK (true);
ALTER TABLE private.throttle_limits ENABLE ROW LEVEL SECURITY;

CREATE POLICY throttle_limits_insert_owner ON private.throttle_limits FOR INSERT TO dochub_owner WITH CHECK (true);

CREATE POLICY throttle_limits_select_all ON private.throttle_limits FOR SELECT TO dochub_owner, dochub_backup USING (true);

CREATE POLICY throttle_limits_update_owner ON private.throttle_limits FOR UPDATE TO dochub_owner USING (true) WITH CHECK (true);
ALTER TABLE private.user_details ENABLE ROW LEVEL SECURITY;

CREATE POLICY user_details_insert_owner ON private.user_details FOR INSERT TO dochub_owner WITH CHECK (true);

CREATE POLICY user_details_select_all ON private.user_details FOR SELECT TO dochub_owner, dochub_backup USING (true);

CREATE POLICY user_details_update_owner ON private.user_details FOR UPDATE TO dochub_owner USING (true) WITH CHECK (true);
ALTER TABLE private.user_sync ENABLE ROW LEVEL SECURITY;

CREATE POLICY user_sync_insert_owner ON private.user_sync FOR INSERT TO dochub_owner WITH CHECK (true);

CREATE POLICY user_sync_select_all ON private.user_sync FOR SELECT TO dochub_owner, dochub_backup USING (true);

CREATE POLICY user_sync_update_owner ON private.user_sync FOR UPDATE TO dochub_owner USING (true) WITH CHECK (true);
ALTER TABLE private.user_throttles ENABLE ROW LEVEL SECURITY;

CREATE POLICY user_throttles_delete_owner ON private.user_throttles FOR DELETE TO dochub_owner USING (true);

CREATE POLICY user_throttles_insert_owner ON private.user_throttles FOR INSERT TO dochub_owner WITH CHECK (true);

CREATE POLICY user_throttles_select_all ON private.user_throttles FOR SELECT TO dochub_owner, dochub_backup USING (true);

CREATE POLICY user_throttles_update_owner ON private.user_throttles FOR UPDATE TO dochub_owner USING (true) WITH CHECK (true);
ALTER TABLE public.ai_credit_purchases ENABLE ROW LEVEL SECURITY;

CREATE POLICY ai_credit_purchases_insert_owner ON public.ai_credit_purchases FOR INSERT TO dochub_owner WITH CHECK (true);

CREATE POLICY ai_credit_purchases_select_all ON public.ai_credit_purchases FOR SELECT TO dochub_owner, dochub_backup, dochub_admin, service_role USING (true);

CREATE POLICY ai_credit_purchases_select_own ON public.ai_credit_purchases FOR SELECT TO authenticated USING ((user_id = ( SELECT private.current_user_id() AS current_user_id)));

CREATE POLICY ai_credit_purchases_update_owner ON public.ai_credit_purchases FOR UPDATE TO dochub_owner USING (true) WITH CHECK (true);
ALTER TABLE public.ai_usage ENABLE ROW LEVEL SECURITY;

CREATE POLICY ai_usage_insert_owner ON public.ai_usage FOR INSERT TO dochub_owner WITH CHECK (true);

CREATE POLICY ai_usage_select_all ON public.ai_usage FOR SELECT TO dochub_owner, dochub_backup, dochub_admin, service_role USING (true);

CREATE POLICY ai_usage_select_own ON public.ai_usage FOR SELECT TO authenticated USING ((user_id = ( SELECT private.current_user_id() AS current_user_id)));

CREATE POLICY ai_usage_update_owner ON public.ai_usage FOR UPDATE TO dochub_owner USING (true) WITH CHECK (true);
ALTER TABLE public.analytics ENABLE ROW LEVEL SECURITY;

CREATE POLICY analytics_delete_own ON public.analytics FOR DELETE TO authenticated USING ((user_id = ( SELECT private.current_user_id() AS current_user_id)));

CREATE POLICY analytics_delete_owner ON public.analytics FOR DELETE TO dochub_owner USING (true);

CREATE POLICY analytics_insert_own ON public.analytics FOR INSERT TO authenticated WITH CHECK ((user_id = ( SELECT private.current_user_id() AS current_user_id)));

CREATE POLICY analytics_select_all ON public.analytics FOR SELECT TO dochub_owner, dochub_backup, dochub_admin, service_role USING (true);

CREATE POLICY analytics_select_own ON public.analytics FOR SELECT TO authenticated USING ((user_id = ( SELECT private.current_user_id() AS current_user_id)));

CREATE POLICY analytics_update_own ON public.analytics FOR UPDATE TO authenticated USING ((user_id = ( SELECT private.current_user_id() AS current_user_id))) WITH CHECK ((user_id = ( SELECT private.current_user_id() AS current_user_id)));
ALTER TABLE public.app_logs ENABLE ROW LEVEL SECURITY;

CREATE POLICY app_logs_delete_owner ON public.app_logs FOR DELETE TO dochub_owner USING (true);

CREATE POLICY app_logs_insert_owner ON public.app_logs FOR INSERT TO dochub_owner WITH CHECK (true);

CREATE POLICY app_logs_select_all ON public.app_logs FOR SELECT TO dochub_owner, dochub_backup, dochub_admin, service_role USING (true);
ALTER TABLE public.audio_usage ENABLE ROW LEVEL SECURITY;

CREATE POLICY audio_usage_delete_owner ON public.audio_usage FOR DELETE TO dochub_owner USING (true);

CREATE POLICY audio_usage_insert_owner ON public.audio_usage FOR INSERT TO dochub_owner WITH CHECK (true);

CREATE POLICY audio_usage_select_all ON public.audio_usage FOR SELECT TO dochub_owner, dochub_backup, dochub_admin, service_role USING (true);

CREATE POLICY audio_usage_select_own ON public.audio_usage FOR SELECT TO authenticated USING ((user_id = ( SELECT private.current_user_id() AS current_user_id)));

CREATE POLICY audio_usage_update_owner ON public.audio_usage FOR UPDATE TO dochub_owner USING (true) WITH CHECK (true);
ALTER TABLE public.cached_handshake_responses ENABLE ROW LEVEL SECURITY;

CREATE POLICY cached_handshake_responses_delete_owner ON public.cached_handshake_responses FOR DELETE TO dochub_owner USING (true);

CREATE POLICY cached_handshake_responses_insert_owner ON public.cached_handshake_responses FOR INSERT TO dochub_owner WITH CHECK (true);

CREATE POLICY cached_handshake_responses_select_all ON public.cached_handshake_responses FOR SELECT TO dochub_owner, dochub_backup, service_role USING (true);

CREATE POLICY cached_handshake_responses_update_owner ON public.cached_handshake_responses FOR UPDATE TO dochub_owner USING (true) WITH CHECK (true);
ALTER TABLE public.cohorts ENABLE ROW LEVEL SECURITY;

CREATE POLICY cohorts_insert_owner ON public.cohorts FOR INSERT TO dochub_owner WITH CHECK (true);

CREATE POLICY cohorts_select_all ON public.cohorts FOR SELECT TO dochub_owner, dochub_backup, dochub_admin, service_role USING (true);

CREATE POLICY cohorts_update_owner ON public.cohorts FOR UPDATE TO dochub_owner USING (true) WITH CHECK (true);
ALTER TABLE public.course_purchases ENABLE ROW LEVEL SECURITY;

CREATE POLICY course_purchases_insert_owner ON public.course_purchases FOR INSERT TO dochub_owner WITH CHECK (true);

CREATE POLICY course_purchases_select_all ON public.course_purchases FOR SELECT TO dochub_owner, dochub_backup, dochub_admin, service_role USING (true);

CREATE POLICY course_purchases_select_own ON public.course_purchases FOR SELECT TO authenticated USING ((user_id = ( SELECT private.current_user_id() AS current_user_id)));

CREATE POLICY course_purchases_update_owner ON public.course_purchases FOR UPDATE TO dochub_owner USING (true) WITH CHECK (true);
ALTER TABLE public.courses ENABLE ROW LEVEL SECURITY;

CREATE POLICY courses_delete_all ON public.courses FOR DELETE TO dochub_owner, dochub_admin, service_role USING (true);

CREATE POLICY courses_insert_all ON public.courses FOR INSERT TO dochub_owner, dochub_admin, service_role WITH CHECK (true);

CREATE POLICY courses_select_all ON public.courses FOR SELECT TO dochub_owner, dochub_backup, dochub_admin, service_role USING (true);

CREATE POLICY courses_select_published ON public.courses FOR SELECT TO anon, authenticated USING ((status = 'published'::text));

CREATE POLICY courses_update_all ON public.courses FOR UPDATE TO dochub_owner, dochub_admin, service_role USING (true) WITH CHECK (true);
ALTER TABLE public.custom_course_purchases ENABLE ROW LEVEL SECURITY;

CREATE POLICY custom_course_purchases_insert_owner ON public.custom_course_purchases FOR INSERT TO dochub_owner WITH CHECK (true);

CREATE POLICY custom_course_purchases_select_all ON public.custom_course_purchases FOR SELECT TO dochub_owner, dochub_backup, dochub_admin, service_role USING (true);

CREATE POLICY custom_course_purchases_select_own ON public.custom_course_purchases FOR SELECT TO authenticated USING ((user_id = ( SELECT private.current_user_id() AS current_user_id)));

CREATE POLICY custom_course_purchases_update_owner ON public.custom_course_purchases FOR UPDATE TO dochub_owner USING (true) WITH CHECK (true);
ALTER TABLE public.custom_courses ENABLE ROW LEVEL SECURITY;

CREATE POLICY custom_courses_delete_owner ON public.custom_courses FOR DELETE TO dochub_owner USING (true);

CREATE POLICY custom_courses_insert_owner ON public.custom_courses FOR INSERT TO dochub_owner WITH CHECK (true);

CREATE POLICY custom_courses_select_all ON public.custom_courses FOR SELECT TO dochub_owner, dochub_backup, dochub_admin, service_role USING (true);

CREATE POLICY custom_courses_select_own ON public.custom_courses FOR SELECT TO authenticated USING ((user_id = ( SELECT private.current_user_id() AS current_user_id)));

CREATE POLICY custom_courses_update_own ON public.custom_courses FOR UPDATE TO authenticated USING ((user_id = ( SELECT private.current_user_id() AS current_user_id))) WITH CHECK ((user_id = ( SELECT private.current_user_id() AS current_user_id)));

CREATE POLICY custom_courses_update_owner ON public.custom_courses FOR UPDATE TO dochub_owner USING (true) WITH CHECK (true);
ALTER TABLE public.discount_codes ENABLE ROW LEVEL SECURITY;

CREATE POLICY discount_codes_insert_owner ON public.discount_codes FOR INSERT TO dochub_owner WITH CHECK (true);

CREATE POLICY discount_codes_select_all ON public.discount_codes FOR SELECT TO dochub_owner, dochub_backup, dochub_admin, service_role USING (true);

CREATE POLICY discount_codes_update_owner ON public.discount_codes FOR UPDATE TO dochub_owner USING (true) WITH CHECK (true);
ALTER TABLE public.manifest_cohorts ENABLE ROW LEVEL SECURITY;

CREATE POLICY manifest_cohorts_insert_owner ON public.manifest_cohorts FOR INSERT TO dochub_owner WITH CHECK (true);

CREATE POLICY manifest_cohorts_select_all ON public.manifest_cohorts FOR SELECT TO dochub_owner, dochub_backup, dochub_admin, service_role USING (true);
ALTER TABLE public.master_manifests ENABLE ROW LEVEL SECURITY;

CREATE POLICY master_manifests_insert_owner ON public.master_manifests FOR INSERT TO dochub_owner WITH CHECK (true);

CREATE POLICY master_manifests_select_all ON public.master_manifests FOR SELECT TO dochub_owner, dochub_backup, dochub_admin, service_role USING (true);

CREATE POLICY master_manifests_update_owner ON public.master_manifests FOR UPDATE TO dochub_owner USING (true) WITH CHECK (true);
ALTER TABLE public.referral_credits ENABLE ROW LEVEL SECURITY;

CREATE POLICY referral_credits_insert_owner ON public.referral_credits FOR INSERT TO dochub_owner WITH CHECK (true);

CREATE POLICY referral_credits_select_all ON public.referral_credits FOR SELECT TO dochub_owner, dochub_backup, dochub_admin, service_role USING (true);

CREATE POLICY referral_credits_select_own ON public.referral_credits FOR SELECT TO authenticated USING ((user_id = ( SELECT private.current_user_id() AS current_user_id)));

CREATE POLICY referral_credits_update_owner ON public.referral_credits FOR UPDATE TO dochub_owner USING (true) WITH CHECK (true);
ALTER TABLE public.server_logs ENABLE ROW LEVEL SECURITY;

CREATE POLICY server_logs_delete_owner ON public.server_logs FOR DELETE TO dochub_owner USING (true);

CREATE POLICY server_logs_insert_owner ON public.server_logs FOR INSERT TO dochub_owner WITH CHECK (true);

CREATE POLICY server_logs_select_all ON public.server_logs FOR SELECT TO dochub_owner, dochub_backup, dochub_admin, service_role USING (true);
ALTER TABLE public.subscription_events ENABLE ROW LEVEL SECURITY;

CREATE POLICY subscription_events_insert_owner ON public.subscription_events FOR INSERT TO dochub_owner WITH CHECK (true);

CREATE POLICY subscription_events_select_all ON public.subscription_events FOR SELECT TO dochub_owner, dochub_backup, dochub_admin, service_role USING (true);

CREATE POLICY subscription_events_select_own ON public.subscription_events FOR SELECT TO authenticated USING ((user_id = ( SELECT private.current_user_id() AS current_user_id)));
ALTER TABLE public.subscriptions ENABLE ROW LEVEL SECURITY;

CREATE POLICY subscriptions_delete_owner ON public.subscriptions FOR DELETE TO dochub_owner USING (true);

CREATE POLICY subscriptions_insert_owner ON public.subscriptions FOR INSERT TO dochub_owner WITH CHECK (true);

CREATE POLICY subscriptions_select_all ON public.subscriptions FOR SELECT TO dochub_owner, dochub_backup, dochub_admin, service_role USING (true);

CREATE POLICY subscriptions_select_own ON public.subscriptions FOR SELECT TO authenticated USING ((user_id = ( SELECT private.current_user_id() AS current_user_id)));

CREATE POLICY subscriptions_update_owner ON public.subscriptions FOR UPDATE TO dochub_owner USING (true) WITH CHECK (true);
ALTER TABLE public.user_cohorts ENABLE ROW LEVEL SECURITY;

CREATE POLICY user_cohorts_delete_owner ON public.user_cohorts FOR DELETE TO dochub_owner USING (true);

CREATE POLICY user_cohorts_insert_owner ON public.user_cohorts FOR INSERT TO dochub_owner WITH CHECK (true);

CREATE POLICY user_cohorts_select_all ON public.user_cohorts FOR SELECT TO dochub_owner, dochub_backup, dochub_admin, service_role USING (true);

CREATE POLICY user_cohorts_select_own ON public.user_cohorts FOR SELECT TO authenticated USING ((user_id = ( SELECT private.current_user_id() AS current_user_id)));

CREATE POLICY user_cohorts_update_owner ON public.user_cohorts FOR UPDATE TO dochub_owner USING (true) WITH CHECK (true);
ALTER TABLE public.user_discounts ENABLE ROW LEVEL SECURITY;

CREATE POLICY user_discounts_insert_owner ON public.user_discounts FOR INSERT TO dochub_owner WITH CHECK (true);

CREATE POLICY user_discounts_select_all ON public.user_discounts FOR SELECT TO dochub_owner, dochub_backup, dochub_admin, service_role USING (true);

CREATE POLICY user_discounts_select_own ON public.user_discounts FOR SELECT TO authenticated USING ((user_id = ( SELECT private.current_user_id() AS current_user_id)));

CREATE POLICY user_discounts_update_owner ON public.user_discounts FOR UPDATE TO dochub_owner USING (true) WITH CHECK (true);
ALTER TABLE public.user_profile ENABLE ROW LEVEL SECURITY;

CREATE POLICY user_profile_insert_owner ON public.user_profile FOR INSERT TO dochub_owner WITH CHECK (true);

CREATE POLICY user_profile_select_all ON public.user_profile FOR SELECT TO dochub_owner, dochub_backup, dochub_admin, service_role USING (true);

CREATE POLICY user_profile_select_own ON public.user_profile FOR SELECT TO authenticated USING ((user_id = ( SELECT private.current_user_id() AS current_user_id)));

CREATE POLICY user_profile_update_own ON public.user_profile FOR UPDATE TO authenticated USING ((user_id = ( SELECT private.current_user_id() AS current_user_id))) WITH CHECK ((user_id = ( SELECT private.current_user_id() AS current_user_id)));

CREATE POLICY user_profile_update_owner ON public.user_profile FOR UPDATE TO dochub_owner USING (true) WITH CHECK (true);
GRANT USAGE ON SCHEMA private TO anon;
GRANT USAGE ON SCHEMA private TO authenticated;
GRANT USAGE ON SCHEMA private TO service_role;
GRANT USAGE ON SCHEMA private TO dochub_admin;
GRANT USAGE ON SCHEMA private TO dochub_backup;
GRANT ALL ON SCHEMA public TO dochub_owner;
GRANT USAGE ON SCHEMA public TO anon;
GRANT USAGE ON SCHEMA public TO authenticated;
GRANT USAGE ON SCHEMA public TO service_role;
GRANT USAGE ON SCHEMA public TO dochub_admin;
GRANT USAGE ON SCHEMA public TO dochub_backup;
REVOKE ALL ON FUNCTION private.account_sha256(p_user_id uuid) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.adjust_credits(p_user_id uuid, p_amount integer, p_idempotency_key text, p_reason text, p_at timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.app_version_parts(p_version text) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.apple_event(p_notification jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.apply_apple_notification(p_notification jsonb, p_at timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.apply_google_notification(p_notification jsonb, p_purchase jsonb, p_at timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.apply_store_event(p_event jsonb, p_at timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.apply_store_events(p_events jsonb, p_at timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.apply_stripe_event(p_event jsonb, p_at timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.assert_credit_arguments(p_amount integer, p_reason text) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.assert_discount_arguments(p_code text, p_product_type text, p_product_id text, p_amount_micros bigint, p_currency text) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.assert_hashes(p_object jsonb, p_key text, p_max_items integer) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.assert_play_counts(p_device_id text, p_counts jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.assert_unfiltered() FROM PUBLIC;
REVOKE ALL ON FUNCTION private.assert_writable() FROM PUBLIC;
REVOKE ALL ON FUNCTION private.assign_cohort(p_user_id uuid, p_slug text, p_is_locked boolean, p_at timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.audit(p_user_id uuid, p_action text, p_details jsonb, p_at timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.balance_after(p_user_id uuid, p_entry_no bigint) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.balance_answer(p_weekly_allowance integer, p_weekly_used integer, p_promotional integer, p_bank integer, p_held integer, p_debt integer, p_resets_at timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.bind_events(p_user_id uuid, p_at timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.bound_events(p_user_id uuid, p_store text, p_environment text) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.bucket_room(p_arrival_at timestamp with time zone, p_per interval, p_step interval, p_at timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.bump_entitlement() FROM PUBLIC;
REVOKE ALL ON FUNCTION private.bump_user_sync() FROM PUBLIC;
REVOKE ALL ON FUNCTION private.caller_class() FROM PUBLIC;
REVOKE ALL ON FUNCTION private.canonical_sha256(p_json jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.cap_descendants(p_code text, p_expires_at timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.check_discount(p_user_id uuid, p_code text, p_product_type text, p_product_id text, p_amount_micros bigint, p_currency text, p_at timestamp with time zone, p_may_take_lapsed boolean, OUT answer jsonb, OUT is_stranger boolean, OUT is_unknown boolean, OUT takes_lapsed boolean, OUT benefit_kind text, OUT benefit_value bigint, OUT benefit_hundredths integer, OUT benefit_currency text, OUT lifespan_days integer, OUT amount_micros bigint, OUT amount_due_micros bigint, OUT currency text, OUT price_source text, OUT course_code text, OUT terms_of timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.choose_course_purchase(p_user_id uuid, p_course_code text) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.claim_account(p_account_sha256 text, p_user_id uuid, p_is_awaited boolean) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.claim_account_token() FROM PUBLIC;
REVOKE ALL ON FUNCTION private.claim_allowance(p_user_id uuid, p_store text, p_environment text, p_original_transaction_id text, p_week_of date, p_is_drawn boolean, p_known_as text[]) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.claim_custom_course_link(p_user_id uuid, p_token text, p_email text, p_at timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.claim_email(p_user_id uuid, p_email text, p_at timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.claim_receipt(p_store text, p_environment text, p_receipts text[], p_user_id uuid, p_kind text, p_original_transaction_id text, p_at timestamp with time zone, p_is_taken_over boolean, p_is_given_up boolean, p_is_locked boolean) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.claim_referral_code(p_referral_code text, p_user_id uuid, p_at timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.claim_referral_payment(p_store text, p_environment text, p_transaction_id text, p_user_id uuid, p_at timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.claims() FROM PUBLIC;
REVOKE ALL ON FUNCTION private.claw_back_reward(p_store text, p_environment text, p_transaction_id text, p_at timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.client_address_hmac(p_header text, p_key bytea) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.cohort_answer(p_user_id uuid, p_at timestamp with time zone) FROM PUBLIC;
GRANT SELECT ON TABLE public.cohorts TO dochub_admin;
GRANT SELECT ON TABLE public.cohorts TO service_role;
GRANT SELECT ON TABLE public.cohorts TO dochub_backup;
REVOKE ALL ON FUNCTION private.cohort_argument(p_spec jsonb, p_stored public.cohorts) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.cohort_bucket(p_salt text, p_user_id uuid) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.cohort_variant(p_variants jsonb, p_variant_salt text, p_user_id uuid) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.cohort_variants(p_spec jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.connected_events(p_event jsonb, p_is_look boolean, OUT users uuid[], OUT receipts text[], OUT awaited text[], OUT accounts jsonb, OUT events jsonb, OUT is_contested boolean, OUT is_subscription boolean, OUT is_of_another_kind boolean) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.consumption_report(p_user_id uuid, p_transaction_id text, p_store text, p_environment text, p_at timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.count_attempt(p_operation text, p_user_id uuid, p_at timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.count_waiting(p_filter record) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.course_argument(p_course jsonb, OUT custom_course_id uuid, OUT title text, OUT status text, OUT course jsonb, OUT audio jsonb, OUT hold_id uuid) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.credit_balance(p_user_id uuid, p_at timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.credit_state(p_user_id uuid, p_at timestamp with time zone, OUT weekly_allowance integer, OUT weekly_used integer, OUT promotional integer, OUT bank integer, OUT held integer, OUT debt integer, OUT resets_at timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.credit_week(p_week_start timestamp with time zone, p_week_ends_at timestamp with time zone, p_time_zone text, p_at timestamp with time zone, OUT week_start timestamp with time zone, OUT week_ends_at timestamp with time zone, OUT week_of date) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.current_user_id() FROM PUBLIC;
GRANT ALL ON FUNCTION private.current_user_id() TO authenticated;
REVOKE ALL ON FUNCTION private.deduct_credits(p_user_id uuid, p_amount integer, p_idempotency_key text, p_reason text, p_at timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.device_argument(p_device jsonb) FROM PUBLIC;
GRANT SELECT ON TABLE public.discount_codes TO dochub_admin;
GRANT SELECT ON TABLE public.discount_codes TO service_role;
GRANT SELECT ON TABLE public.discount_codes TO dochub_backup;
REVOKE ALL ON FUNCTION private.discount_argument(p_spec jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.discount_benefit(p_kind text, p_value bigint, p_hundredths integer, p_currency text) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.discount_price(p_product_type text, p_product_id text, p_amount_micros bigint, p_currency text, OUT is_in_currency boolean, OUT amount_micros bigint, OUT currency text, OUT course_code text, OUT decimals integer) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.discount_spec(p_code public.discount_codes) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.discount_unknown(p_code public.discount_codes) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.dollar_bucket(p_micros numeric, p_is_known boolean) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.drop_expired_logs(p_keep interval) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.drop_logs(p_before timestamp with time zone, p_ids_before timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.drop_policies(p_table regclass) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.ensure_log_partitions(p_ahead interval) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.ensure_user(p_user_id uuid, p_at timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.entitlement(p_user_id uuid, p_at timestamp with time zone, p_lists_all boolean, OUT erased_at timestamp with time zone, OUT entitlements jsonb, OUT courses jsonb, OUT custom_courses jsonb, OUT cohort jsonb, OUT cohort_kind text, OUT member_since timestamp with time zone, OUT subscriptions jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.entitlement_periods(p_user_id uuid, p_at timestamp with time zone, p_since timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.entitles_until(p_events jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.erase_user(p_user_id uuid, p_action text, p_at timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.etag_matches(p_if_none_match text, p_etag text) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.event_answer(p_disposition text, p_user_id uuid, p_environment text, p_at timestamp with time zone, p_state text) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.event_argument(p_event jsonb, OUT store text, OUT environment text, OUT notification_id text, OUT event_type text, OUT occurred_at timestamp with time zone, OUT user_id uuid, OUT transaction_id text, OUT original_transaction_id text, OUT product_id text, OUT plan text, OUT token_sha256 text, OUT linked_token_sha256 text, OUT purchased_at timestamp with time zone, OUT expires_at timestamp with time zone, OUT grace_expires_at timestamp with time zone, OUT revoked_at timestamp with time zone, OUT price_micros bigint, OUT currency text, OUT will_renew boolean, OUT pending_product_id text, OUT cancel_reason text, OUT resumes_at timestamp with time zone, OUT is_known boolean, OUT is_refund boolean, OUT kind text, OUT account_token text, OUT quantity integer, OUT refund_percentage integer, OUT refund_id text, OUT refund_is_total boolean, OUT receipts text[], OUT payload jsonb, OUT redemption_id uuid, OUT account_id uuid, OUT account_sha256 text, OUT is_delivery boolean, OUT is_again boolean) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.event_claims(p_store text, p_environment text, p_receipts text[], p_user_id uuid, p_original_transaction_id text, p_at timestamp with time zone, OUT receipts text[], OUT holders uuid[], OUT kinds text[], OUT originals text[], OUT made text[]) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.event_lines(p_event jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.event_owner(p_event record, p_holders uuid[]) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.event_rows(p_events jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.events_for(p_account_sha256 text) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.explain_cohort(p_user_id uuid, p_at timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.explain_entitlement(p_user_id uuid, p_at timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.export_my_data(p_user_id uuid) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.find_purchase(p_store text, p_environment text, p_receipts text[], OUT receipts text[], OUT purchases text[], OUT holders uuid[], OUT kinds text[], OUT waiting text, OUT is_whole boolean) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.first_payment(p_user_id uuid, OUT store text, OUT environment text, OUT transaction_id text, OUT paid_at timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.first_suspicion(p_text text, p_from integer) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.fold_attributes(p_events jsonb, p_lines jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.fold_event(p_event record, p_user_id uuid, p_receipts text[], p_originals text[], p_at timestamp with time zone, OUT is_folded boolean, OUT state text, OUT subscription_id text) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.fold_events(p_user_id uuid, p_store text, p_environment text, p_pending jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.fold_lines(p_events jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.fold_subscription(p_user_id uuid, p_at timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.fulfil_redemption(p_user_id uuid, p_redemption_id uuid, p_at timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.generated_code() FROM PUBLIC;
REVOKE ALL ON FUNCTION private.give_back(p_user_id uuid, p_kind text, p_hold_id uuid, p_amount integer, p_held_week timestamp with time zone, p_weekly integer, p_promotional_split jsonb, p_bank integer, p_is_made_good boolean, p_week_start timestamp with time zone, p_resets_at timestamp with time zone, p_debt integer, p_at timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.give_discount_credits(p_user_id uuid, p_redemption_id uuid, p_amount integer, p_expires_at timestamp with time zone, p_at timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.give_free_days(p_user_id uuid, p_redemption_id uuid, p_code text, p_days integer, p_at timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.google_event(p_notification jsonb, p_purchase jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.google_price(p_money jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.google_product(p_about jsonb, p_purchase jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.google_subscription(p_about jsonb, p_purchase jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.google_void(p_about jsonb, p_purchase jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.grant_referral_reward(p_referee_id uuid, p_transaction jsonb, p_at timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.grouped_events(p_events jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.handshake(p_user_id uuid, p_request jsonb, p_at timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.handshake_boundaries(p_user_id uuid, p_member_since timestamp with time zone, p_at timestamp with time zone, OUT boundary_at timestamp with time zone, OUT valid_until timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.handshake_build(p_user_id uuid, p_platform text, p_app_version text, p_locale text, p_at timestamp with time zone, OUT boundary_at timestamp with time zone, OUT valid_until timestamp with time zone, OUT cookie_end text, OUT manifests_sha256 bytea, OUT custom_courses_sha256 bytea, OUT manifests jsonb, OUT body jsonb, OUT held jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.handshake_lock(p_user_id uuid) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.handshake_request(p_request jsonb, OUT cookie text, OUT schema integer, OUT platform text, OUT app_version text, OUT locale text, OUT manifests jsonb, OUT custom_courses jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.handshake_row(p_user_id uuid, p_platform text, p_app_version text, p_locale text, p_schema integer, p_request jsonb, p_at timestamp with time zone, OUT content_generation bigint, OUT cohort_generation bigint, OUT user_generation bigint, OUT schema_generation bigint, OUT cookie_end text, OUT manifests_sha256 bytea, OUT custom_courses_sha256 bytea, OUT manifests jsonb, OUT body jsonb, OUT clock_at timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.has_purchased(p_user_id uuid) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.hmac_sha256(p_key bytea, p_message bytea) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.inbox_filter(p_filter jsonb, p_default_count integer, OUT store text, OUT environment text, OUT notification_id text, OUT waits_for text[], OUT account_sha256 text, OUT count integer, OUT after jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.institution(p_code text, p_email text, p_at timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.is_account_token(p_account_token text, p_user_id uuid) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.is_card_number(p_digits text) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.is_custom_course_product(p_store text, p_product_id text, p_course_code text) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.is_payment_refunded(p_store text, p_environment text, p_transaction_id text) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.is_plain_json(p_text text) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.is_redemption_used(p_user_id uuid, p_redemption_id uuid) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.is_secret_key(p_key text, p_type text) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.is_time_zone(p_name text) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.issue_custom_course_link(p_email text, p_course jsonb, p_purchase jsonb, p_ttl interval, p_at timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.join_by_domain(p_user_id uuid, p_email text, p_at timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.join_cohort(p_user_id uuid, p_code text, p_email text, p_at timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.join_receipts(p_user_id uuid, p_kind text, p_store text, p_environment text, p_purchase_transaction_id text, p_receipts text[], p_at timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.json_boolean(p_object jsonb, p_key text) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.json_choice(p_object jsonb, p_key text, p_choices text[]) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.json_integer(p_object jsonb, p_key text, p_min bigint, p_max bigint) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.json_object_argument(p_name text, p_value jsonb, p_max_bytes integer, p_keys text[]) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.json_required_text(p_object jsonb, p_key text, p_max_length integer) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.json_store(p_object jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.json_text(p_object jsonb, p_key text, p_max_length integer) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.json_text_array(p_object jsonb, p_key text, p_max_items integer, p_max_length integer) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.json_timestamp(p_object jsonb, p_key text) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.json_uuid(p_object jsonb, p_key text) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.judge_again(p_keys jsonb[], p_at timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.judged_events(p_events jsonb, p_accounts jsonb, p_live uuid[], p_environment text, p_is_contested boolean, p_at timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.keep_idempotent(p_user_id uuid, p_operation text, p_key_sha256 bytea, p_parameters jsonb, p_answer jsonb, p_at timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.keep_in_inbox(p_event record, p_disposition text, p_user_id uuid, p_payload jsonb, p_at timestamp with time zone, p_waits_for text) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.key_sha256(p_idempotency_key text) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.leave_cohort(p_user_id uuid, p_at timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.leave_cohort_seat(p_user_id uuid, p_at timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.line_rows(p_lines jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.link_sha256(p_token text) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.lock_events(p_events jsonb[], p_at timestamp with time zone, p_maker uuid) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.lock_log_tables() FROM PUBLIC;
REVOKE ALL ON FUNCTION private.lock_receipt(p_store text, p_environment text, p_receipts text[]) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.lock_user(p_user_id uuid, p_at timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.locked_events(p_event jsonb, p_at timestamp with time zone, OUT events jsonb, OUT live uuid[], OUT at timestamp with time zone, OUT is_contested boolean, OUT is_subscription boolean, OUT is_of_another_kind boolean) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.log_context(p_value jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.log_events(p_events jsonb, p_user_id uuid, p_role text, p_at timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.log_partitions(p_parent regclass) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.log_payload_text(p_payload jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.log_room(p_operation text, p_user_id uuid, p_address_hmac bytea, p_per interval, p_attempts integer, p_factor integer, p_at timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.log_server_event(p_event jsonb, p_user_id uuid, p_at timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.log_text(p_value jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.log_times(p_events jsonb, p_texts text[], p_are_usual boolean) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.make_log_partition(p_table text, p_starts_at timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.make_log_partitions(p_ahead interval, p_at timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.manifest_options(p_options jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.may_become(p_from text, p_to text) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.monday_at_or_after(p_time_zone text, p_at timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.monday_at_or_before(p_time_zone text, p_at timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.move_cohort(p_user_id uuid, p_slug text, p_source text, p_variant text, p_is_locked boolean, p_at timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.my_courses(p_user_id uuid, p_at timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.my_entitlements(p_user_id uuid, p_at timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.named_events(p_user_id uuid, p_store text, p_environment text) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.new_link_token() FROM PUBLIC;
REVOKE ALL ON FUNCTION private.normalise_code(p_code text) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.owned_events(p_events jsonb, p_lasting text[], p_at timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.pack_free_days(p_user_id uuid, p_at timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.pay_debt(p_user_id uuid, p_debt integer, p_weekly integer, p_promotional_split jsonb, p_bank integer, p_at timestamp with time zone, OUT paid integer, OUT weekly integer, OUT promotional_split jsonb, OUT bank integer) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.payloads(p_keys jsonb[]) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.post_bank(p_user_id uuid, p_kind text, p_credits integer, p_store text, p_environment text, p_transaction_id text, p_at timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.post_credits(p_user_id uuid, p_kind text, p_at timestamp with time zone, p_weekly_used integer, p_promotional_split jsonb, p_bank integer, p_held integer, p_debt integer, p_hold_id uuid, p_store text, p_environment text, p_transaction_id text, p_credit_id uuid, p_reason text, p_caller_class text, p_key_sha256 bytea, p_is_answered boolean, p_next_change_at timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.pre_request() FROM PUBLIC;
GRANT ALL ON FUNCTION private.pre_request() TO anon;
GRANT ALL ON FUNCTION private.pre_request() TO authenticated;
GRANT ALL ON FUNCTION private.pre_request() TO service_role;
GRANT ALL ON FUNCTION private.pre_request() TO dochub_admin;
REVOKE ALL ON FUNCTION private.publish_manifest(p_name text, p_content jsonb, p_options jsonb, p_at timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.purchase_argument(p_purchase jsonb, p_at timestamp with time zone, OUT store text, OUT environment text, OUT transaction_id text, OUT original_transaction_id text, OUT product_id text, OUT course_code text, OUT quantity integer, OUT price_micros bigint, OUT currency text, OUT token_sha256 text, OUT account_token text, OUT account_token_sha256 text, OUT purchased_at timestamp with time zone, OUT redemption_id uuid, OUT receipts text[]) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.recall_idempotent(p_user_id uuid, p_operation text, p_key_sha256 bytea, p_parameters jsonb, p_at timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.record_course_purchase(p_user_id uuid, p_purchase jsonb, p_at timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.record_credit_purchase(p_user_id uuid, p_purchase jsonb, p_at timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.record_custom_course_purchase(p_user_id uuid, p_custom_course_id uuid, p_purchase jsonb, p_at timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.record_plays(p_user_id uuid, p_device_id text, p_counts jsonb, p_at timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.redact(p_text text) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.redact_digits(p_digits text) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.redact_event(p_event jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.redact_events(p_events jsonb, p_text text, p_found_at integer, p_are_ready boolean[]) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.redact_json(p_json jsonb, p_levels integer) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.redact_numbers(p_text text) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.redact_run(p_run text) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.redeem_discount(p_user_id uuid, p_code text, p_product_type text, p_idempotency_key text, p_product_id text, p_amount_micros bigint, p_currency text, p_at timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.refund(p_refund jsonb, p_kinds text[], p_at timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.refund_answer(p_store text, p_environment text, p_notification_id text, p_at timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.refund_event(p_event record, p_at timestamp with time zone, p_is_locked boolean) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.refunded_share(p_store text, p_environment text, p_purchase_transaction_id text, p_quantity integer, p_notification_id text, OUT share bigint, OUT is_matched boolean) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.refuse(p_code text, p_details jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.refuse_attempt(p_operation text, p_user_id uuid, p_code text, p_at timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.refuse_change() FROM PUBLIC;
REVOKE ALL ON FUNCTION private.refuse_erased() FROM PUBLIC;
REVOKE ALL ON FUNCTION private.refuse_identity_change() FROM PUBLIC;
REVOKE ALL ON FUNCTION private.register_device(p_user_id uuid, p_device jsonb, p_at timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.release_discount(p_user_id uuid, p_idempotency_key text, p_at timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.release_lapsed(p_user_id uuid, p_code text, p_at timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.renewal_statement(p_event_type text, p_is_past boolean, OUT renews boolean, OUT retries boolean, OUT pauses boolean, OUT names_pending boolean, OUT names_reason boolean) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.repeat_taking(p_user_id uuid, p_entry_no bigint, p_amount integer, p_ttl interval) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.replay_store_events(p_filter jsonb, p_at timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.reserve_credits(p_user_id uuid, p_amount integer, p_idempotency_key text, p_ttl interval, p_reason text, p_at timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.resolve_hold(p_user_id uuid, p_hold_id uuid, p_status text, p_amount integer, p_reason text, p_at timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.resolve_manifests(p_cohort text, p_cohort_kind text, p_platform text, p_app_version text, p_at timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.retire_manifest(p_manifest_id uuid, p_at timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.reward_answer(p_referee_id uuid, p_referrer_id uuid, p_credit_id uuid, p_replayed boolean) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.roll_week(p_user_id uuid, p_at timestamp with time zone, OUT week_start timestamp with time zone, OUT resets_at timestamp with time zone, OUT debt integer, OUT next_period_at timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.run_maintenance() FROM PUBLIC;
REVOKE ALL ON FUNCTION private.same_person_evidence(p_user_id uuid, p_other_id uuid) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.save_custom_course(p_user_id uuid, p_course jsonb, p_at timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.set_course_refund(p_user_id uuid, p_store text, p_environment text, p_transaction_id text, p_percentage integer, p_at timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.set_tester(p_user_id uuid, p_is_tester boolean, p_at timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.set_time_zone(p_user_id uuid, p_time_zone text, p_at timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.set_user_role(p_user_id uuid, p_role text, p_at timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.settle_credits(p_user_id uuid, p_at timestamp with time zone, OUT week_start timestamp with time zone, OUT resets_at timestamp with time zone, OUT weekly_peak integer, OUT weekly_used integer, OUT promotional integer, OUT bank integer, OUT held integer, OUT debt integer) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.settle_ownership(p_store text, p_environment text, p_events jsonb, p_live uuid[], p_is_contested boolean, p_at timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.settle_purchase(p_user_id uuid, p_store text, p_environment text, p_purchase_transaction_id text, p_receipts text[], p_at timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.stick_experiment(p_user_id uuid, p_at timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.store_event_type(p_store text, p_type text, p_subtype text) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.store_inbox_report(p_filter jsonb, p_at timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.store_time(p_name text, p_value jsonb, p_per_second integer) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.stored_balance(p_user_id uuid, p_at timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.stripe_account(p_references text[]) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.stripe_events(p_event jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.stripe_id(p_reference jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.stripe_invoice(p_base jsonb, p_invoice jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.stripe_invoice_subscription(p_invoice jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.stripe_money_back(p_base jsonb, p_object jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.stripe_payments_told(p_event jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.stripe_price(p_amount jsonb, p_currency text) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.stripe_product(p_price jsonb, p_product jsonb, p_metadata jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.stripe_refund(p_event jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.stripe_session(p_base jsonb, p_session jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.stripe_subscription(p_base jsonb, p_subscription jsonb, p_previous jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.stripe_transactions(p_transactions jsonb) FROM PUBLIC;
GRANT SELECT ON TABLE public.subscriptions TO authenticated;
GRANT SELECT ON TABLE public.subscriptions TO dochub_admin;
GRANT SELECT ON TABLE public.subscriptions TO service_role;
GRANT SELECT ON TABLE public.subscriptions TO dochub_backup;
REVOKE ALL ON FUNCTION private.subscription_state(p_subscription public.subscriptions, p_at timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION private.subscription_state(p_subscription public.subscriptions, p_at timestamp with time zone) TO authenticated;
GRANT ALL ON FUNCTION private.subscription_state(p_subscription public.subscriptions, p_at timestamp with time zone) TO dochub_admin;
GRANT ALL ON FUNCTION private.subscription_state(p_subscription public.subscriptions, p_at timestamp with time zone) TO service_role;
REVOKE ALL ON FUNCTION private.subscription_state_of(p_started_at timestamp with time zone, p_expires_at timestamp with time zone, p_grace_expires_at timestamp with time zone, p_paused_at timestamp with time zone, p_revoked_at timestamp with time zone, p_is_in_billing_retry boolean, p_at timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION private.subscription_state_of(p_started_at timestamp with time zone, p_expires_at timestamp with time zone, p_grace_expires_at timestamp with time zone, p_paused_at timestamp with time zone, p_revoked_at timestamp with time zone, p_is_in_billing_retry boolean, p_at timestamp with time zone) TO authenticated;
GRANT ALL ON FUNCTION private.subscription_state_of(p_started_at timestamp with time zone, p_expires_at timestamp with time zone, p_grace_expires_at timestamp with time zone, p_paused_at timestamp with time zone, p_revoked_at timestamp with time zone, p_is_in_billing_retry boolean, p_at timestamp with time zone) TO dochub_admin;
GRANT ALL ON FUNCTION private.subscription_state_of(p_started_at timestamp with time zone, p_expires_at timestamp with time zone, p_grace_expires_at timestamp with time zone, p_paused_at timestamp with time zone, p_revoked_at timestamp with time zone, p_is_in_billing_retry boolean, p_at timestamp with time zone) TO service_role;
REVOKE ALL ON FUNCTION private.suspicions(p_text text) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.take_back_redemption(p_user_id uuid, p_redemption_id uuid, p_code text, p_at timestamp with time zone, OUT credits integer, OUT free_days_ended boolean, OUT course_code text) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.take_connected_event(p_event record, p_at timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.take_credits(p_user_id uuid, p_kind text, p_amount integer, p_idempotency_key text, p_ttl interval, p_reason text, p_at timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.take_event(p_event record, p_looks_first boolean, p_at timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.take_log_quota(p_operation text, p_user_id uuid, p_address_hmac bytea, p_per interval, p_attempts integer, p_factor integer, p_ready integer, p_places integer[], p_at timestamp with time zone, OUT taken integer, OUT retry_after integer) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.take_over_purchase(p_user_id uuid, p_store text, p_environment text, p_transaction_id text, p_token_sha256 text, p_at timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.take_purchase(p_user_id uuid, p_kind text, p_store text, p_environment text, p_transaction_id text, p_receipts text[], p_at timestamp with time zone, OUT refusal text, OUT purchase_transaction_id text, OUT receipts text[], OUT is_known boolean) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.take_purchase_event(p_kind text, p_event record, p_at timestamp with time zone) FROM PUBLIC;
GRANT SELECT ON TABLE private.store_refunds TO dochub_backup;
REVOKE ALL ON FUNCTION private.take_refund(p_refund private.store_refunds, p_kinds text[], p_at timestamp with time zone, p_is_locked boolean) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.take_subscription_event(p_event record, p_looks_first boolean, p_at timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.taking_parameters(p_amount integer, p_ttl interval) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.target_user(p_user_id uuid) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.throttle_wait(p_operation text, p_user_id uuid, p_at timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.tidy(p_what text, p_before timestamp with time zone, p_until timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.touch_updated_at() FROM PUBLIC;
REVOKE ALL ON FUNCTION private.transfer_subscription(p_from uuid, p_to uuid, p_receipt jsonb, p_at timestamp with time zone) FROM PUBLIC;
GRANT SELECT ON TABLE private.store_inbox TO dochub_backup;
REVOKE ALL ON FUNCTION private.unbound_events(p_user_id uuid) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.unsettle_credits() FROM PUBLIC;
REVOKE ALL ON FUNCTION private.unsupported_number(p_json jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.use_redemption(p_user_id uuid, p_store text, p_environment text, p_transaction_id text, p_product_id text, p_redemption_id uuid, p_bought_at timestamp with time zone, p_at timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.use_referral_code(p_user_id uuid, p_code text, p_at timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.user_clock(p_user_id uuid, p_at timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.user_cohort(p_user_id uuid, p_at timestamp with time zone, OUT slug text, OUT kind text, OUT source text, OUT variant text, OUT member_since timestamp with time zone, OUT ends_at timestamp with time zone, OUT splash jsonb, OUT grant_plan text, OUT grant_rank integer, OUT grant_courses text[]) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.user_zone(p_user_id uuid) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.validate_discount(p_user_id uuid, p_code text, p_product_type text, p_product_id text, p_amount_micros bigint, p_currency text, p_at timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.verified_email() FROM PUBLIC;
REVOKE ALL ON FUNCTION private.waiting_events(p_filter record) FROM PUBLIC;
GRANT SELECT ON TABLE public.custom_course_purchases TO authenticated;
GRANT SELECT ON TABLE public.custom_course_purchases TO dochub_admin;
GRANT SELECT ON TABLE public.custom_course_purchases TO service_role;
GRANT SELECT ON TABLE public.custom_course_purchases TO dochub_backup;
REVOKE ALL ON FUNCTION private.waiting_links(p_user_id uuid) FROM PUBLIC;
REVOKE ALL ON FUNCTION private.weekly_allowance(p_user_id uuid, p_week_start timestamp with time zone, p_week_of date, p_at timestamp with time zone, p_is_drawn boolean, OUT allowance integer, OUT next_period_at timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION public.adjust_credits(p_user_id uuid, p_amount integer, p_idempotency_key text, p_reason text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.adjust_credits(p_user_id uuid, p_amount integer, p_idempotency_key text, p_reason text) TO service_role;
GRANT ALL ON FUNCTION public.adjust_credits(p_user_id uuid, p_amount integer, p_idempotency_key text, p_reason text) TO dochub_admin;
REVOKE ALL ON FUNCTION public.apply_apple_notification(p_notification jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION public.apply_apple_notification(p_notification jsonb) TO service_role;
REVOKE ALL ON FUNCTION public.apply_google_notification(p_notification jsonb, p_purchase jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION public.apply_google_notification(p_notification jsonb, p_purchase jsonb) TO service_role;
REVOKE ALL ON FUNCTION public.apply_store_event(p_event jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION public.apply_store_event(p_event jsonb) TO service_role;
REVOKE ALL ON FUNCTION public.apply_stripe_event(p_event jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION public.apply_stripe_event(p_event jsonb) TO service_role;
REVOKE ALL ON FUNCTION public.assign_cohort(p_user_id uuid, p_cohort text, p_lock boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION public.assign_cohort(p_user_id uuid, p_cohort text, p_lock boolean) TO service_role;
GRANT ALL ON FUNCTION public.assign_cohort(p_user_id uuid, p_cohort text, p_lock boolean) TO dochub_admin;
REVOKE ALL ON FUNCTION public.claim_custom_course_link(p_token text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.claim_custom_course_link(p_token text) TO authenticated;
REVOKE ALL ON FUNCTION public.commit_credits(p_hold_id uuid, p_amount integer, p_user_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.commit_credits(p_hold_id uuid, p_amount integer, p_user_id uuid) TO service_role;
REVOKE ALL ON FUNCTION public.consumption_report(p_user_id uuid, p_transaction_id text, p_store text, p_environment text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.consumption_report(p_user_id uuid, p_transaction_id text, p_store text, p_environment text) TO service_role;
REVOKE ALL ON FUNCTION public.create_discount_code(p_spec jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION public.create_discount_code(p_spec jsonb) TO service_role;
GRANT ALL ON FUNCTION public.create_discount_code(p_spec jsonb) TO dochub_admin;
REVOKE ALL ON FUNCTION public.credit_balance(p_user_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.credit_balance(p_user_id uuid) TO authenticated;
GRANT ALL ON FUNCTION public.credit_balance(p_user_id uuid) TO service_role;
GRANT ALL ON FUNCTION public.credit_balance(p_user_id uuid) TO dochub_admin;
REVOKE ALL ON FUNCTION public.deduct_credits(p_amount integer, p_idempotency_key text, p_reason text, p_user_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.deduct_credits(p_amount integer, p_idempotency_key text, p_reason text, p_user_id uuid) TO authenticated;
GRANT ALL ON FUNCTION public.deduct_credits(p_amount integer, p_idempotency_key text, p_reason text, p_user_id uuid) TO service_role;
REVOKE ALL ON FUNCTION public.discount_chain(p_code text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.discount_chain(p_code text) TO service_role;
GRANT ALL ON FUNCTION public.discount_chain(p_code text) TO dochub_admin;
REVOKE ALL ON FUNCTION public.ensure_profile(p_profile jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION public.ensure_profile(p_profile jsonb) TO authenticated;
REVOKE ALL ON FUNCTION public.entitled(p_subscription public.subscriptions) FROM PUBLIC;
GRANT ALL ON FUNCTION public.entitled(p_subscription public.subscriptions) TO authenticated;
GRANT ALL ON FUNCTION public.entitled(p_subscription public.subscriptions) TO dochub_admin;
GRANT ALL ON FUNCTION public.entitled(p_subscription public.subscriptions) TO service_role;
REVOKE ALL ON FUNCTION public.erase_my_account(p_confirm text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.erase_my_account(p_confirm text) TO authenticated;
REVOKE ALL ON FUNCTION public.erase_user(p_user_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.erase_user(p_user_id uuid) TO service_role;
GRANT ALL ON FUNCTION public.erase_user(p_user_id uuid) TO dochub_admin;
REVOKE ALL ON FUNCTION public.explain_cohort(p_user_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.explain_cohort(p_user_id uuid) TO service_role;
GRANT ALL ON FUNCTION public.explain_cohort(p_user_id uuid) TO dochub_admin;
REVOKE ALL ON FUNCTION public.explain_entitlement(p_user_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.explain_entitlement(p_user_id uuid) TO service_role;
GRANT ALL ON FUNCTION public.explain_entitlement(p_user_id uuid) TO dochub_admin;
REVOKE ALL ON FUNCTION public.export_my_data() FROM PUBLIC;
GRANT ALL ON FUNCTION public.export_my_data() TO authenticated;
REVOKE ALL ON FUNCTION public.grant_referral_reward(p_referee_id uuid, p_transaction jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION public.grant_referral_reward(p_referee_id uuid, p_transaction jsonb) TO service_role;
GRANT ALL ON FUNCTION public.grant_referral_reward(p_referee_id uuid, p_transaction jsonb) TO dochub_admin;
REVOKE ALL ON FUNCTION public.handshake(p_request jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION public.handshake(p_request jsonb) TO authenticated;
REVOKE ALL ON FUNCTION public.issue_custom_course_link(p_email text, p_course jsonb, p_purchase jsonb, p_ttl interval) FROM PUBLIC;
GRANT ALL ON FUNCTION public.issue_custom_course_link(p_email text, p_course jsonb, p_purchase jsonb, p_ttl interval) TO service_role;
REVOKE ALL ON FUNCTION public.join_cohort(p_code text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.join_cohort(p_code text) TO authenticated;
REVOKE ALL ON FUNCTION public.leave_cohort() FROM PUBLIC;
GRANT ALL ON FUNCTION public.leave_cohort() TO authenticated;
REVOKE ALL ON FUNCTION public.log_events(p_events jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION public.log_events(p_events jsonb) TO anon;
GRANT ALL ON FUNCTION public.log_events(p_events jsonb) TO authenticated;
REVOKE ALL ON FUNCTION public.log_server_event(p_event jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION public.log_server_event(p_event jsonb) TO service_role;
REVOKE ALL ON FUNCTION public.my_courses() FROM PUBLIC;
GRANT ALL ON FUNCTION public.my_courses() TO authenticated;
REVOKE ALL ON FUNCTION public.my_entitlements() FROM PUBLIC;
GRANT ALL ON FUNCTION public.my_entitlements() TO authenticated;
REVOKE ALL ON FUNCTION public.my_referral_code() FROM PUBLIC;
GRANT ALL ON FUNCTION public.my_referral_code() TO authenticated;
REVOKE ALL ON FUNCTION public.peek_custom_course_link(p_token text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.peek_custom_course_link(p_token text) TO anon;
GRANT ALL ON FUNCTION public.peek_custom_course_link(p_token text) TO authenticated;
REVOKE ALL ON FUNCTION public.publish_manifest(p_name text, p_content jsonb, p_options jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION public.publish_manifest(p_name text, p_content jsonb, p_options jsonb) TO dochub_admin;
GRANT ALL ON FUNCTION public.publish_manifest(p_name text, p_content jsonb, p_options jsonb) TO service_role;
REVOKE ALL ON FUNCTION public.record_course_purchase(p_user_id uuid, p_purchase jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION public.record_course_purchase(p_user_id uuid, p_purchase jsonb) TO service_role;
REVOKE ALL ON FUNCTION public.record_credit_purchase(p_user_id uuid, p_purchase jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION public.record_credit_purchase(p_user_id uuid, p_purchase jsonb) TO service_role;
REVOKE ALL ON FUNCTION public.record_custom_course_purchase(p_user_id uuid, p_custom_course_id uuid, p_purchase jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION public.record_custom_course_purchase(p_user_id uuid, p_custom_course_id uuid, p_purchase jsonb) TO service_role;
REVOKE ALL ON FUNCTION public.record_plays(p_device_id text, p_counts jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION public.record_plays(p_device_id text, p_counts jsonb) TO authenticated;
REVOKE ALL ON FUNCTION public.redeem_discount(p_code text, p_product_type text, p_idempotency_key text, p_product_id text, p_amount_micros bigint, p_currency text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.redeem_discount(p_code text, p_product_type text, p_idempotency_key text, p_product_id text, p_amount_micros bigint, p_currency text) TO authenticated;
REVOKE ALL ON FUNCTION public.refund_course_purchase(p_refund jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION public.refund_course_purchase(p_refund jsonb) TO service_role;
REVOKE ALL ON FUNCTION public.refund_credit_purchase(p_refund jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION public.refund_credit_purchase(p_refund jsonb) TO service_role;
REVOKE ALL ON FUNCTION public.register_device(p_device jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION public.register_device(p_device jsonb) TO authenticated;
REVOKE ALL ON FUNCTION public.release_credits(p_hold_id uuid, p_reason text, p_user_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.release_credits(p_hold_id uuid, p_reason text, p_user_id uuid) TO service_role;
REVOKE ALL ON FUNCTION public.release_discount(p_user_id uuid, p_idempotency_key text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.release_discount(p_user_id uuid, p_idempotency_key text) TO service_role;
GRANT ALL ON FUNCTION public.release_discount(p_user_id uuid, p_idempotency_key text) TO dochub_admin;
REVOKE ALL ON FUNCTION public.replay_store_events(p_filter jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION public.replay_store_events(p_filter jsonb) TO service_role;
GRANT ALL ON FUNCTION public.replay_store_events(p_filter jsonb) TO dochub_admin;
REVOKE ALL ON FUNCTION public.reserve_credits(p_amount integer, p_idempotency_key text, p_ttl interval, p_reason text, p_user_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.reserve_credits(p_amount integer, p_idempotency_key text, p_ttl interval, p_reason text, p_user_id uuid) TO service_role;
REVOKE ALL ON FUNCTION public.retire_manifest(p_manifest_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.retire_manifest(p_manifest_id uuid) TO dochub_admin;
GRANT ALL ON FUNCTION public.retire_manifest(p_manifest_id uuid) TO service_role;
REVOKE ALL ON FUNCTION public.save_cohort(p_spec jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION public.save_cohort(p_spec jsonb) TO service_role;
GRANT ALL ON FUNCTION public.save_cohort(p_spec jsonb) TO dochub_admin;
REVOKE ALL ON FUNCTION public.save_custom_course(p_user_id uuid, p_course jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION public.save_custom_course(p_user_id uuid, p_course jsonb) TO service_role;
REVOKE ALL ON FUNCTION public.set_join_code(p_cohort text, p_code text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.set_join_code(p_cohort text, p_code text) TO service_role;
GRANT ALL ON FUNCTION public.set_join_code(p_cohort text, p_code text) TO dochub_admin;
REVOKE ALL ON FUNCTION public.set_tester(p_user_id uuid, p_is_tester boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION public.set_tester(p_user_id uuid, p_is_tester boolean) TO service_role;
GRANT ALL ON FUNCTION public.set_tester(p_user_id uuid, p_is_tester boolean) TO dochub_admin;
REVOKE ALL ON FUNCTION public.set_user_role(p_user_id uuid, p_role text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.set_user_role(p_user_id uuid, p_role text) TO service_role;
GRANT ALL ON FUNCTION public.set_user_role(p_user_id uuid, p_role text) TO dochub_admin;
REVOKE ALL ON FUNCTION public.state(p_subscription public.subscriptions) FROM PUBLIC;
GRANT ALL ON FUNCTION public.state(p_subscription public.subscriptions) TO authenticated;
GRANT ALL ON FUNCTION public.state(p_subscription public.subscriptions) TO dochub_admin;
GRANT ALL ON FUNCTION public.state(p_subscription public.subscriptions) TO service_role;
REVOKE ALL ON FUNCTION public.store_inbox_report(p_filter jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION public.store_inbox_report(p_filter jsonb) TO service_role;
GRANT ALL ON FUNCTION public.store_inbox_report(p_filter jsonb) TO dochub_admin;
REVOKE ALL ON FUNCTION public.transfer_subscription(p_from uuid, p_to uuid, p_receipt jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION public.transfer_subscription(p_from uuid, p_to uuid, p_receipt jsonb) TO service_role;
GRANT ALL ON FUNCTION public.transfer_subscription(p_from uuid, p_to uuid, p_receipt jsonb) TO dochub_admin;
REVOKE ALL ON FUNCTION public.update_discount_code(p_code text, p_spec jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION public.update_discount_code(p_code text, p_spec jsonb) TO service_role;
GRANT ALL ON FUNCTION public.update_discount_code(p_code text, p_spec jsonb) TO dochub_admin;
REVOKE ALL ON FUNCTION public.use_referral_code(p_code text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.use_referral_code(p_code text) TO authenticated;
REVOKE ALL ON FUNCTION public.validate_discount(p_code text, p_product_type text, p_product_id text, p_amount_micros bigint, p_currency text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.validate_discount(p_code text, p_product_type text, p_product_id text, p_amount_micros bigint, p_currency text) TO authenticated;
GRANT SELECT ON TABLE private.account_claims TO dochub_backup;
GRANT SELECT ON TABLE private.address_throttles TO dochub_backup;
GRANT SELECT ON TABLE private.allowance_claims TO dochub_backup;
GRANT SELECT ON TABLE public.app_logs TO dochub_admin;
GRANT SELECT ON TABLE public.app_logs TO service_role;
GRANT SELECT ON TABLE public.app_logs TO dochub_backup;
GRANT SELECT ON TABLE private.app_logs_default TO dochub_backup;
REVOKE ALL ON TABLE private.audit_log FROM dochub_owner;
GRANT SELECT,INSERT,REFERENCES,TRIGGER,MAINTAIN ON TABLE private.audit_log TO dochub_owner;
GRANT SELECT ON TABLE private.audit_log TO dochub_backup;
GRANT UPDATE(user_id) ON TABLE private.audit_log TO dochub_owner;
GRANT SELECT ON TABLE private.cohort_join_codes TO dochub_backup;
GRANT SELECT ON TABLE private.credit_holds TO dochub_backup;
REVOKE ALL ON TABLE private.credit_ledger FROM dochub_owner;
GRANT SELECT,INSERT,REFERENCES,TRIGGER,MAINTAIN ON TABLE private.credit_ledger TO dochub_owner;
GRANT SELECT ON TABLE private.credit_ledger TO dochub_backup;
GRANT UPDATE(user_id) ON TABLE private.credit_ledger TO dochub_owner;
GRANT SELECT ON TABLE private.credit_reasons TO dochub_backup;
GRANT SELECT ON TABLE private.currencies TO dochub_backup;
GRANT SELECT ON TABLE private.device_plays TO dochub_backup;
GRANT SELECT ON TABLE private.email_claims TO dochub_backup;
GRANT SELECT ON TABLE private.error_codes TO dochub_backup;
GRANT SELECT ON TABLE private.idempotency_keys TO dochub_backup;
GRANT SELECT ON TABLE private.pending_custom_courses TO dochub_backup;
GRANT SELECT ON TABLE private.plans TO dochub_backup;
GRANT SELECT ON TABLE private.push_tokens TO dochub_backup;
GRANT SELECT ON TABLE private.receipt_claims TO dochub_backup;
GRANT SELECT ON TABLE private.recent_log_events TO dochub_backup;
GRANT SELECT ON TABLE private.referral_clawbacks TO dochub_backup;
GRANT SELECT ON TABLE private.referral_code_claims TO dochub_backup;
GRANT SELECT ON TABLE private.referral_payment_claims TO dochub_backup;
GRANT SELECT ON TABLE private.referrals TO dochub_backup;
GRANT SELECT ON TABLE public.server_logs TO dochub_admin;
GRANT SELECT ON TABLE public.server_logs TO service_role;
GRANT SELECT ON TABLE public.server_logs TO dochub_backup;
GRANT SELECT ON TABLE private.server_logs_default TO dochub_backup;
GRANT SELECT ON TABLE private.settings TO dochub_backup;
GRANT SELECT ON TABLE private.sticky_cohorts TO dochub_backup;
GRANT SELECT ON TABLE private.store_event_types TO dochub_backup;
GRANT SELECT ON TABLE private.store_prices TO dochub_backup;
GRANT SELECT ON TABLE private.store_products TO dochub_backup;
GRANT SELECT ON TABLE private.store_subscriptions TO dochub_backup;
GRANT SELECT ON TABLE private.store_transactions TO dochub_backup;
GRANT SELECT ON TABLE private.stores TO dochub_backup;
GRANT SELECT ON TABLE private.stripe_payments TO dochub_backup;
GRANT SELECT ON TABLE private.sync_generations TO dochub_backup;
GRANT SELECT ON TABLE private.throttle_limits TO dochub_backup;
GRANT SELECT ON TABLE private.user_details TO dochub_backup;
GRANT SELECT ON TABLE private.user_sync TO dochub_backup;
GRANT SELECT ON TABLE private.user_throttles TO dochub_backup;
GRANT SELECT ON TABLE public.ai_credit_purchases TO authenticated;
GRANT SELECT ON TABLE public.ai_credit_purchases TO dochub_admin;
GRANT SELECT ON TABLE public.ai_credit_purchases TO service_role;
GRANT SELECT ON TABLE public.ai_credit_purchases TO dochub_backup;
GRANT SELECT ON TABLE public.ai_usage TO authenticated;
GRANT SELECT ON TABLE public.ai_usage TO dochub_admin;
GRANT SELECT ON TABLE public.ai_usage TO service_role;
GRANT SELECT ON TABLE public.ai_usage TO dochub_backup;
GRANT SELECT,DELETE ON TABLE public.analytics TO authenticated;
GRANT SELECT ON TABLE public.analytics TO dochub_admin;
GRANT SELECT ON TABLE public.analytics TO service_role;
GRANT SELECT ON TABLE public.analytics TO dochub_backup;
GRANT INSERT(user_id),UPDATE(user_id) ON TABLE public.analytics TO authenticated;
GRANT INSERT(analytics_id),UPDATE(analytics_id) ON TABLE public.analytics TO authenticated;
GRANT INSERT(course_code),UPDATE(course_code) ON TABLE public.analytics TO authenticated;
GRANT INSERT(custom_course_id),UPDATE(custom_course_id) ON TABLE public.analytics TO authenticated;
GRANT INSERT(voice),UPDATE(voice) ON TABLE public.analytics TO authenticated;
GRANT INSERT(induction),UPDATE(induction) ON TABLE public.analytics TO authenticated;
GRANT INSERT(background),UPDATE(background) ON TABLE public.analytics TO authenticated;
GRANT INSERT(deepening),UPDATE(deepening) ON TABLE public.analytics TO authenticated;
GRANT SELECT ON TABLE public.audio_usage TO authenticated;
GRANT SELECT ON TABLE public.audio_usage TO dochub_admin;
GRANT SELECT ON TABLE public.audio_usage TO service_role;
GRANT SELECT ON TABLE public.audio_usage TO dochub_backup;
GRANT SELECT ON TABLE public.cached_handshake_responses TO service_role;
GRANT SELECT ON TABLE public.cached_handshake_responses TO dochub_backup;
GRANT SELECT ON TABLE public.course_purchases TO authenticated;
GRANT SELECT ON TABLE public.course_purchases TO dochub_admin;
GRANT SELECT ON TABLE public.course_purchases TO service_role;
GRANT SELECT ON TABLE public.course_purchases TO dochub_backup;
GRANT SELECT ON TABLE public.courses TO anon;
GRANT SELECT ON TABLE public.courses TO authenticated;
GRANT SELECT ON TABLE public.courses TO dochub_backup;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.courses TO dochub_admin;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.courses TO service_role;
GRANT SELECT ON TABLE public.custom_courses TO authenticated;
GRANT SELECT ON TABLE public.custom_courses TO dochub_admin;
GRANT SELECT ON TABLE public.custom_courses TO service_role;
GRANT SELECT ON TABLE public.custom_courses TO dochub_backup;
GRANT UPDATE(title) ON TABLE public.custom_courses TO authenticated;
GRANT UPDATE(archived_at) ON TABLE public.custom_courses TO authenticated;
GRANT SELECT ON TABLE public.manifest_cohorts TO dochub_admin;
GRANT SELECT ON TABLE public.manifest_cohorts TO service_role;
GRANT SELECT ON TABLE public.manifest_cohorts TO dochub_backup;
GRANT SELECT ON TABLE public.master_manifests TO dochub_admin;
GRANT SELECT ON TABLE public.master_manifests TO service_role;
GRANT SELECT ON TABLE public.master_manifests TO dochub_backup;
GRANT SELECT ON TABLE public.referral_credits TO authenticated;
GRANT SELECT ON TABLE public.referral_credits TO dochub_admin;
GRANT SELECT ON TABLE public.referral_credits TO service_role;
GRANT SELECT ON TABLE public.referral_credits TO dochub_backup;
REVOKE ALL ON TABLE public.subscription_events FROM dochub_owner;
GRANT SELECT,INSERT,REFERENCES,TRIGGER,MAINTAIN ON TABLE public.subscription_events TO dochub_owner;
GRANT SELECT ON TABLE public.subscription_events TO authenticated;
GRANT SELECT ON TABLE public.subscription_events TO dochub_admin;
GRANT SELECT ON TABLE public.subscription_events TO service_role;
GRANT SELECT ON TABLE public.subscription_events TO dochub_backup;
GRANT UPDATE(user_id) ON TABLE public.subscription_events TO dochub_owner;
GRANT SELECT ON TABLE public.user_cohorts TO authenticated;
GRANT SELECT ON TABLE public.user_cohorts TO dochub_admin;
GRANT SELECT ON TABLE public.user_cohorts TO service_role;
GRANT SELECT ON TABLE public.user_cohorts TO dochub_backup;
GRANT SELECT ON TABLE public.user_discounts TO authenticated;
GRANT SELECT ON TABLE public.user_discounts TO dochub_admin;
GRANT SELECT ON TABLE public.user_discounts TO service_role;
GRANT SELECT ON TABLE public.user_discounts TO dochub_backup;
GRANT SELECT ON TABLE public.user_profile TO authenticated;
GRANT SELECT ON TABLE public.user_profile TO dochub_admin;
GRANT SELECT ON TABLE public.user_profile TO service_role;
GRANT SELECT ON TABLE public.user_profile TO dochub_backup;
GRANT UPDATE(first_name) ON TABLE public.user_profile TO authenticated;
GRANT UPDATE(last_name) ON TABLE public.user_profile TO authenticated;
GRANT UPDATE(display_name) ON TABLE public.user_profile TO authenticated;
GRANT UPDATE(locale) ON TABLE public.user_profile TO authenticated;
ALTER DEFAULT PRIVILEGES FOR ROLE dochub_owner REVOKE ALL ON TYPES FROM PUBLIC;
ALTER DEFAULT PRIVILEGES FOR ROLE dochub_owner REVOKE ALL ON FUNCTIONS FROM PUBLIC;
