-- Deploy functions/store/transfer_subscription: stamped from functions/store/transfer_subscription.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
create or replace function public.transfer_subscription(p_from uuid, p_to uuid, p_receipt jsonb)
returns jsonb
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform private.assert_writable();
  return private.transfer_subscription(p_from, p_to, p_receipt, now());
end;
$$;
revoke all on function public.transfer_subscription(uuid, uuid, jsonb) from public, anon, authenticated, service_role, dochub_admin;
grant execute on function public.transfer_subscription(uuid, uuid, jsonb) to service_role, dochub_admin;
comment on function public.transfer_subscription(uuid, uuid, jsonb) is 'Hands a store subscription from one account to another, though it still entitles the first; it is noted in the audit log.
For who pays with one store account and uses another account of the app. Everything that hangs together with it goes along, also events that have waited for
this; later events about it are the new account''s. It is not undone by a late event, only by another transfer, or when its right ends and an event names
another account. The week''s allowance is not given twice.
p_from: who has it, also an erased account. p_to: who gets it. p_receipt: {store, environment, and one of transaction_id, original_transaction_id, token}.
Answer: {ok, from_user_id, to_user_id, state, entitled, already}: what p_to has now; already: p_to had it, nothing changes.
Refusals: user_not_found (404; p_to), subscription_not_found (404; p_from has none with this receipt). PT400 for a bad argument.
Example: POST /rpc/transfer_subscription {"p_from": "…", "p_to": "…", "p_receipt": {"store": "apple", "environment": "production",
"original_transaction_id": "20000…1"}}.';

create or replace function private.transfer_subscription(p_from uuid, p_to uuid, p_receipt jsonb, p_at timestamptz)
returns jsonb
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_receipt jsonb := private.json_object_argument('p_receipt', p_receipt, 32768, array[
    'store', 'environment', 'transaction_id', 'original_transaction_id', 'token']);
  v_store text := private.json_store(v_receipt);
  v_environment text := private.json_choice(v_receipt, 'environment', array['production', 'sandbox']);
  v_transaction_id text := coalesce(
    nullif(private.json_text(v_receipt, 'transaction_id', 200), ''),
    nullif(private.json_text(v_receipt, 'original_transaction_id', 200), ''),
    'token:' || encode(sha256(convert_to(nullif(private.json_text(v_receipt, 'token', 16384), ''), 'UTF8')), 'hex'));
  v_id text := 'transfer_subscription:' || gen_random_uuid();
  v_claims record;
  v_event jsonb;
  v_look record;
  v_answer jsonb;
begin
  if p_from is null or p_to is null or p_from = p_to then
    raise sqlstate 'PT400' using message = 'p_from and p_to must be two accounts';
  elsif v_transaction_id is null then
    raise sqlstate 'PT400' using message = 'transaction_id, original_transaction_id or token is missing';
  end if;
  loop
    begin
      v_event := jsonb_build_object(
        'store', v_store, 'environment', v_environment, 'notification_id', v_id, 'event_type', 'transferred_in', 'occurred_at', p_at, 'is_given', true,
        'kind', 'subscription', 'transaction_id', v_transaction_id, 'receipts', jsonb_build_array(v_transaction_id),
        'account_sha256', private.account_sha256(p_to));
      v_look := private.connected_events(v_event);
      -- It stands behind all that is known now.
      select jsonb_set(v_event, '{occurred_at}', to_jsonb(greatest(p_at, max((e.value ->> 'occurred_at')::timestamptz) + interval '1 microsecond')))
        into strict v_event
        from jsonb_array_elements(v_look.events) as e;
      v_look := private.locked_events(v_event, p_at);
      if not p_to = any (v_look.live) then
        return private.refuse('user_not_found');
      end if;
      v_claims := private.event_claims(v_store, v_environment, array[v_transaction_id]);
      if v_claims.kinds[1] is distinct from 'subscription' or v_claims.holders[1] not in (p_from, p_to) then
        return private.refuse('subscription_not_found');
      elsif v_claims.holders[1] = p_from then
        perform private.settle_ownership(v_store, v_environment, v_look.events, v_look.live, v_look.is_contested, v_look.at);
        perform private.audit(u, 'transfer_subscription', jsonb_build_object(
          'from', p_from, 'to', p_to, 'store', v_store, 'environment', v_environment, 'original_transaction_id', v_claims.originals[1]), v_look.at)
          from unnest(array[p_from, p_to]) as u;
      end if;
      v_answer := private.event_answer('applied', p_to, v_environment, private.user_clock(p_to, v_look.at));
      return jsonb_build_object(
        'ok', true,
        'from_user_id', p_from,
        'to_user_id', p_to,
        'state', v_answer -> 'state',
        'entitled', v_answer -> 'entitled',
        'already', v_claims.holders[1] = p_to);
    exception
      when sqlstate 'DH001' then
        null;
    end;
  end loop;
end;
$$;
revoke all on function private.transfer_subscription(uuid, uuid, jsonb, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.transfer_subscription(uuid, uuid, jsonb, timestamptz) is 'transfer_subscription at a given time. The transfer is an event of its own in the logs of both, which later judgments find there (ADR 20).';
commit;
