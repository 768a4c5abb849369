-- Deploy schema/private/email_claims: stamped from schema/private/email_claims.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
-- Who holds a verified e-mail address. Keyed by the address, so that uniqueness needs no index across users.
create table private.email_claims (
  email       text not null,
  user_id     uuid not null,
  claimed_at  timestamptz not null,
  constraint email_claims_pkey primary key (email),
  constraint email_claims_email_check check (length(email) between 3 and 320 and email = lower(email collate "C"))
);
create index email_claims_user_id_idx on private.email_claims (user_id);
comment on table private.email_claims is 'Claim table of verified e-mail addresses: one user an address, case-insensitively. Unverified addresses are never here.';
comment on column private.email_claims.email is 'The address in lower case.';
comment on column private.email_claims.user_id is 'User who verified it.';
comment on column private.email_claims.claimed_at is 'When the claim was made.';
commit;
