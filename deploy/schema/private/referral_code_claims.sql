-- Deploy schema/private/referral_code_claims: stamped from schema/private/referral_code_claims.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
-- Who owns a referral code. Keyed by the code.
create table private.referral_code_claims (
  referral_code  text not null,
  user_id        uuid not null,
  claimed_at     timestamptz not null,
  constraint referral_code_claims_pkey primary key (referral_code),
  constraint referral_code_claims_referral_code_check check (referral_code ~ '^[A-Z0-9]{4,32}$')
);
create index referral_code_claims_user_id_idx on private.referral_code_claims (user_id);
comment on table private.referral_code_claims is 'Claim table of referral codes: one owner a code.';
comment on column private.referral_code_claims.referral_code is 'The code, normalised (A–Z and 0–9).';
comment on column private.referral_code_claims.user_id is 'Its owner.';
comment on column private.referral_code_claims.claimed_at is 'When it was made.';
commit;
