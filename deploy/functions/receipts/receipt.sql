-- Deploy functions/receipts/receipt: stamped from functions/receipts/receipt.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local role dochub_owner;
create or replace function private.choose_course_purchase(p_user_id uuid, p_course_code text)
returns void
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_chosen uuid;
begin
  -- One of production before one of the sandbox, which counts for testers only; then the earliest. The purchases alone decide, whatever was
  -- valid before, so that every order of purchases and refunds ends alike.
  select c.purchase_id into v_chosen
    from public.course_purchases as c
   where c.user_id = p_user_id and c.course_code = p_course_code and c.revoked_at is null
   order by c.environment = 'sandbox', c.purchased_at, c.store collate "C", c.transaction_id collate "C", c.purchase_id
   limit 1;
  update public.course_purchases as c
     set validation = 'invalid'
   where c.user_id = p_user_id and c.course_code = p_course_code and c.revoked_at is null
     and c.validation <> 'invalid' and c.purchase_id <> v_chosen;
  update public.course_purchases as c
     set validation = 'valid'
   where c.user_id = p_user_id and c.purchase_id = v_chosen and c.validation = 'invalid';
end;
$$;
revoke all on function private.choose_course_purchase(uuid, text) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.choose_course_purchase(uuid, text) is 'Makes one of a user''s purchases of a course that are not refunded the valid one, and the others invalid.
A course that was paid for twice stays while one payment does. Called under the user''s lock after every change of these purchases.';

create or replace function private.purchase_argument(
  p_purchase jsonb, p_at timestamptz,
  out store text, out environment text, out transaction_id text, out original_transaction_id text,
  out product_id text, out course_code text, out quantity integer, out price_micros bigint, out currency text,
  out token_sha256 text, out account_token text, out account_token_sha256 text, out purchased_at timestamptz, out redemption_id uuid,
  out receipts text[])
language plpgsql
stable
parallel unsafe
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_purchase jsonb := private.json_object_argument('p_purchase', p_purchase, 32768, array[
    'store', 'environment', 'transaction_id', 'original_transaction_id', 'product_id', 'course_code', 'quantity', 'price_micros',
    'currency', 'token', 'token_sha256', 'account_token', 'purchased_at', 'redemption_id']);
begin
  store := private.json_store(v_purchase);
  environment := private.json_choice(v_purchase, 'environment', array['production', 'sandbox']);
  token_sha256 := coalesce(
    encode(sha256(convert_to(nullif(private.json_text(v_purchase, 'token', 16384), ''), 'UTF8')), 'hex'),
    private.json_text(v_purchase, 'token_sha256', 64));
  if token_sha256 !~ '^[0-9a-f]{64}$' then
    raise sqlstate 'PT400' using message = 'token_sha256 must be SHA-256 in lower-case hex';
  end if;
  transaction_id := coalesce(nullif(private.json_text(v_purchase, 'transaction_id', 200), ''), 'token:' || token_sha256);
  if transaction_id is null then
    raise sqlstate 'PT400' using message = 'transaction_id is missing', hint = 'A purchase that has none yet is named by its token.';
  end if;
  receipts := array(
    select r from unnest(array[transaction_id, 'token:' || token_sha256]) as r where r is not null group by r order by r collate "C");
  original_transaction_id := coalesce(nullif(private.json_text(v_purchase, 'original_transaction_id', 200), ''), transaction_id);
  product_id := nullif(private.json_text(v_purchase, 'product_id', 200), '');
  course_code := nullif(private.json_text(v_purchase, 'course_code', 64), '');
  quantity := coalesce(private.json_integer(v_purchase, 'quantity', 1, 100), 1);
  price_micros := private.json_integer(v_purchase, 'price_micros', 0, 1000000000000000);
  currency := private.json_text(v_purchase, 'currency', 3);
  if (price_micros is null) <> (currency is null) or currency !~ '^[A-Z]{3}$' then
    raise sqlstate 'PT400' using message = 'price_micros and currency (ISO 4217) go together';
  end if;
  account_token := private.json_text(v_purchase, 'account_token', 200);
  -- In lower case, as is_account_token compares it.
  account_token_sha256 := encode(sha256(convert_to(lower(account_token), 'UTF8')), 'hex');
  purchased_at := coalesce(private.json_timestamp(v_purchase, 'purchased_at'), p_at);
  redemption_id := private.json_uuid(v_purchase, 'redemption_id');
end;
$$;
revoke all on function private.purchase_argument(jsonb, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.purchase_argument(jsonb, timestamptz) is 'A purchase as {store, environment, transaction_id, original_transaction_id, product_id, course_code, quantity,
price_micros, currency, token or token_sha256, account_token, purchased_at, redemption_id}, checked (PT400) and typed; tokens as SHA-256.
transaction_id is that of the purchase''s row: the one given, else token: and the hash. receipts: under what it is claimed.';

create or replace function private.claim_receipt(
  p_store text, p_environment text, p_receipts text[],
  p_user_id uuid default null, p_kind text default null, p_original_transaction_id text default null, p_at timestamptz default null,
  p_is_taken_over boolean default false, p_is_given_up boolean default false, p_is_locked boolean default false)
returns table (receipt text, holder uuid, kind text, original text, is_new boolean)
language plpgsql
volatile
security invoker
rows 4
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
as $$
declare
  v_made text[];
begin
  if p_is_locked then
    -- What nobody has locked or claimed yet gets a row that can be locked. New ones first, then the others, both in the order of their names:
    -- whoever waits for a new one has locked none that is not new.
    with made as (
      insert into private.receipt_claims (store, environment, transaction_id, user_id, kind, original_transaction_id, claimed_at)
      select p_store, p_environment, r, p_user_id, p_kind, p_original_transaction_id, case when p_kind is not null then p_at end
        from unnest(p_receipts) as r
       group by r
       order by r collate "C"
      on conflict do nothing
      returning transaction_id)
    select array_agg(m.transaction_id) into v_made from made as m;
    return query
      with locked as materialized (
        select r.transaction_id, r.user_id, r.kind, r.original_transaction_id
          from private.receipt_claims as r
         where r.store = p_store and r.environment = p_environment and r.transaction_id = any (p_receipts)
           -- What the user has is locked with the user.
           and (p_user_id is null or r.user_id is distinct from p_user_id)
         order by r.transaction_id collate "C"
           for no key update)
      select c.transaction_id, c.user_id, c.kind, c.original_transaction_id, coalesce(c.transaction_id = any (v_made), false)
        from (
          select l.transaction_id, l.user_id, l.kind, l.original_transaction_id from locked as l
           union all
          select r.transaction_id, r.user_id, r.kind, r.original_transaction_id
            from private.receipt_claims as r
           where r.store = p_store and r.environment = p_environment and r.transaction_id = any (p_receipts) and r.user_id = p_user_id) as c
       where c.kind is not null
       order by array_position(p_receipts, c.transaction_id);
    return;
  elsif p_is_taken_over then
    update private.receipt_claims as c
       set user_id = p_user_id, original_transaction_id = coalesce(p_original_transaction_id, c.original_transaction_id),
           claimed_at = coalesce(p_at, c.claimed_at)
     where c.store = p_store and c.environment = p_environment and c.transaction_id = any (p_receipts) and c.kind = p_kind;
  elsif p_is_given_up then
    update private.receipt_claims as c
       set user_id = null, kind = null, original_transaction_id = null, claimed_at = null
     where c.store = p_store and c.environment = p_environment and c.transaction_id = any (p_receipts);
  elsif p_kind is not null then
    insert into private.receipt_claims (store, environment, transaction_id, user_id, kind, original_transaction_id, claimed_at)
    select p_store, p_environment, r, p_user_id, p_kind, p_original_transaction_id, p_at
      from unnest(p_receipts) as r
    on conflict do nothing;
    update private.receipt_claims as c
       set user_id = p_user_id, kind = p_kind, original_transaction_id = p_original_transaction_id, claimed_at = p_at
     where c.store = p_store and c.environment = p_environment and c.transaction_id = any (p_receipts) and c.kind is null;
  end if;
  return query
    select c.transaction_id, c.user_id, c.kind, c.original_transaction_id, false
      from private.receipt_claims as c
     where c.store = p_store and c.environment = p_environment and c.transaction_id = any (p_receipts) and c.kind is not null
     order by array_position(p_receipts, c.transaction_id);
end;
$$;
revoke all on function private.claim_receipt(text, text, text[], uuid, text, text, timestamptz, boolean, boolean, boolean) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.claim_receipt(text, text, text[], uuid, text, text, timestamptz, boolean, boolean, boolean) is 'The claims on receipts of a store: who holds each, as what, and which subscription or purchase it belongs to.
The one way to them. With a kind (and a user) the receipts that nobody has claimed are claimed first; a claim without a user is that of a link not claimed yet.
p_is_locked: the receipts are locked until the end of the transaction, whether or not they are claimed, and those that nobody has locked or claimed before are
claimed with it (is_new). p_is_taken_over: those of that kind become the user''s, whoever had them (from p_at on), and of that subscription, where one is named.
p_is_given_up: they are nobody''s. Answers in the order of p_receipts; no row: claimed by nobody. Called under the locks of the user and of the receipts, but to
look before locking.';

create or replace function private.lock_receipt(p_store text, p_environment text, p_receipts text[])
returns void
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
begin
  perform private.claim_receipt(p_store, p_environment, p_receipts, p_is_locked => true);
end;
$$;
revoke all on function private.lock_receipt(text, text, text[]) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.lock_receipt(text, text, text[]) is 'Locks receipts until the end of the transaction, whether or not they are claimed yet.
So a purchase and a refund of it that arrive together see each other. Several are locked in the order of their names in collation C, whatever the order given:
all that a transaction needs in one call. After the users in the lock order.';

create or replace function private.is_account_token(p_account_token text, p_user_id uuid)
returns boolean
language plpgsql
immutable
security invoker
set search_path = pg_catalog, pg_temp
as $$
begin
  return lower(p_account_token) in (p_user_id::text, private.account_sha256(p_user_id));
end;
$$;
revoke all on function private.is_account_token(text, uuid) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.is_account_token(text, uuid) is 'Whether the account token that an app attached to a purchase is this user''s; NULL token: NULL.
The user''s uuid (Apple''s appAccountToken) or its SHA-256 in hex (Google''s obfuscatedExternalAccountId).';
commit;
