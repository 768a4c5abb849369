-- Deploy schema/private/account_claims: stamped from schema/private/account_claims.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
-- Which account an account token names: stores are given a user's id or its SHA-256, and say one of the two.
create table private.account_claims (
  account_sha256  text not null,
  user_id         uuid,
  constraint account_claims_pkey primary key (account_sha256),
  constraint account_claims_account_sha256_check check (length(account_sha256) = 64)
);
comment on table private.account_claims is 'Claim table of account tokens: the account that has this one. Made with the account and never given up; one without an account is that of a store''s event that came before it.';
comment on column private.account_claims.account_sha256 is 'SHA-256 (hex) of the user''s id in lower case.';
comment on column private.account_claims.user_id is 'The account; NULL while there is none.';
commit;
