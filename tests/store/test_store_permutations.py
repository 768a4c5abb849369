"""4.3.4: every order in which the stores' events are delivered, with repeats, ends in the same row and entitlement.

Up to four events every order is covered without trying each: for each set of events and each of them as the last, the
state after the set is compared, and that state holds all that later events look at; so by induction n * 2^(n-1)
deliveries stand for n! orders. Above four, random orders; the beginning of a history is a shorter history, so states on
the way are not looked at. `DOCHUB_ALL_ORDERS=1` delivers in each of the n! orders up to six events; `DOCHUB_HISTORIES` is
how many histories there are (60; 300 in `make test-long`).
"""

import json
import os
import random
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

ALL_ORDERS = os.environ.get("DOCHUB_ALL_ORDERS") == "1"
HISTORIES = int(os.environ.get("DOCHUB_HISTORIES", "60"))
RANDOM_ORDERS = 12 if ALL_ORDERS else 5
BY_INDUCTION = 6 if ALL_ORDERS else 4
ADA = "a0000000-0000-4000-8000-000000000001"
BEN = "b0000000-0000-4000-8000-000000000002"
DAY0 = datetime(2026, 3, 2, tzinfo=UTC)
NOW = DAY0 + timedelta(days=75)

# All that a later event, or a reader, looks at. Whether an event was stale, and whom it was bound to first, depends on when
# it came; nobody looks at it.
STATE = """
create function pg_temp.state() returns jsonb language plpgsql as $$
begin
  return jsonb_build_object(
    'subscription', (select jsonb_agg(to_jsonb(s) order by s.user_id) from public.subscriptions as s),
    'transactions', (select jsonb_agg(to_jsonb(t) order by t.user_id, t.store, t.transaction_id, t.product_id)
                       from private.store_transactions as t),
    'attributes', (select jsonb_agg(to_jsonb(s) order by s.user_id, s.store, s.original_transaction_id)
                     from private.store_subscriptions as s),
    'events', (select jsonb_agg(distinct to_jsonb(e) - '{user_id,event_id,disposition,state}'::text[])
                 from public.subscription_events as e
                where e.event_type not in ('transferred_in', 'transferred_out')
                  and not exists (select from private.store_inbox as i
                                   where (i.store, i.environment, i.notification_id) = (e.store, e.environment, e.notification_id)
                                     and i.disposition = 'orphan')),
    'claims', (select jsonb_agg(to_jsonb(c) - 'claimed_at' order by c.store, c.transaction_id)
                 from private.receipt_claims as c where c.kind is not null),
    'inbox', (select jsonb_agg(to_jsonb(i) - '{user_id,bound_at,deliveries,disposition}'::text[]
                               || jsonb_build_object('waits', i.disposition = 'orphan')
                               order by i.store, i.notification_id)
                from private.store_inbox as i));
end $$;
create function pg_temp.entitlements(p_at timestamptz) returns jsonb language plpgsql as $$
begin
  return (select jsonb_agg(private.my_entitlements(u.user_id, p_at + n * interval '20 days') order by u.user_id, n)
            from public.user_profile as u, generate_series(-3, 3) as n);
end $$;
-- An event, or {make: user_id}: the user signs up.
create function pg_temp.deliver(p_event jsonb, p_at timestamptz) returns void language plpgsql as $$
declare
  v_answer jsonb;
begin
  if p_event ? 'make' then
    insert into public.user_profile (user_id) values ((p_event ->> 'make')::uuid) on conflict do nothing;
    perform private.bind_events((p_event ->> 'make')::uuid, p_at);
    return;
  end if;
  v_answer := private.apply_store_event(p_event, p_at);
  if v_answer -> 'ok' = 'false' then
    raise exception '% to %', v_answer, p_event;
  end if;
end $$;
-- Delivers events in every order (or, by induction, once for each set and last event); {set: [distinct states]}.
create function pg_temp.orders(p_events jsonb[], p_done integer[], p_literally boolean, p_at timestamptz)
returns jsonb language plpgsql as $$
declare
  v_found jsonb := '{}';
  v_more jsonb;
  v_set text;
begin
  for i in 1 .. cardinality(p_events) loop
    continue when i = any (p_done);
    begin
      perform pg_temp.deliver(p_events[i], p_at);
      v_set := array(select d from unnest(p_done || i) as d order by d)::text;
      v_more := '{}';
      if not p_literally or cardinality(p_done) + 1 = cardinality(p_events) then
        v_more := jsonb_build_object(v_set, jsonb_build_array(pg_temp.state()));
      end if;
      if p_literally or i > all (p_done) then
        v_more := pg_temp.merged(v_more, pg_temp.orders(p_events, p_done || i, p_literally, p_at));
      end if;
      raise sqlstate 'DH999';
    exception when sqlstate 'DH999' then
      v_found := pg_temp.merged(v_found, v_more);
    end;
  end loop;
  return v_found;
end $$;
create function pg_temp.merged(p_one jsonb, p_other jsonb) returns jsonb language plpgsql immutable as $$
declare
  v_key text;
  v_state jsonb;
begin
  for v_key in select * from jsonb_object_keys(p_other) loop
    for v_state in select * from jsonb_array_elements(p_other -> v_key) loop
      if v_state <> all (array(select * from jsonb_array_elements(coalesce(p_one -> v_key, '[]')))) then
        p_one := p_one || jsonb_build_object(v_key, coalesce(p_one -> v_key, '[]') || jsonb_build_array(v_state));
      end if;
    end loop;
  end loop;
  return p_one;
end $$;
-- 4.3.4, ADR 18: what event after event has made is what all events together make; and what waits is judged as it was.
create function pg_temp.assert_folded(p_at timestamptz) returns void language plpgsql as $$
declare
  v_state jsonb := pg_temp.state();
  v_again jsonb;
  v_key text;
begin
  begin
    perform private.fold_events(s.user_id, s.store, s.environment)
       from (select distinct e.user_id, e.store, e.environment from public.subscription_events as e where e.store <> 'code') as s;
    perform private.fold_subscription(u.user_id) from public.ai_usage as u;
    perform private.judge_again(array(
      select to_jsonb(i) from private.store_inbox as i where i.disposition in ('orphan', 'ignored')), p_at);
    v_again := pg_temp.state();
    raise sqlstate 'DH999';
  exception when sqlstate 'DH999' then
    null;
  end;
  for v_key in select k from jsonb_object_keys(v_state) as k where v_state -> k is distinct from v_again -> k loop
    raise exception '%: event after event %, all together %', v_key, jsonb_pretty(v_state -> v_key), jsonb_pretty(v_again -> v_key);
  end loop;
end $$;
create function pg_temp.one_order(p_events jsonb[], p_at timestamptz, p_is_checked boolean) returns jsonb language plpgsql as $$
declare
  v_state jsonb;
begin
  begin
    for i in 1 .. cardinality(p_events) loop
      perform pg_temp.deliver(p_events[i], p_at);
    end loop;
    if p_is_checked then
      perform pg_temp.assert_folded(p_at);
    end if;
    v_state := pg_temp.state() || jsonb_build_object('entitlements', pg_temp.entitlements(p_at));
    raise sqlstate 'DH999';
  exception when sqlstate 'DH999' then
    return v_state;
  end;
end $$;
"""

# store, original transaction, purchase token, token that it replaces
SUBSCRIPTIONS = [
    ("apple", "a", None, None),
    ("apple", "b", None, None),
    ("google", "g", "token-g", None),
    ("google", "h", "token-h", "token-g"),
]
BOUGHT = ["started", "renewed", "recovered"]
TYPES = [
    *BOUGHT, "canceled", "uncanceled", "grace", "billing_retry", "paused", "product_changed", "price_changed",
    "extended", "expired", "refunded", "revoked", "refund_reversed", "snapshot", "test", "novelty",
]  # fmt: skip
PRODUCTS = ["dochub.premium.monthly", "dochub.premium.yearly"]
Subscription = tuple[str, str, str | None, str | None]


def day(n: float) -> str:
    return (DAY0 + timedelta(days=n)).isoformat()


@st.composite
def transaction(draw: st.DrawFn, kind: str, subscription: Subscription) -> dict[str, Any]:
    _, original, token, linked = subscription
    period = draw(st.integers(0, 2))
    says = st.sampled_from([True, True, False])
    made: dict[str, Any] = {"transaction_id": original if period == 0 else f"{original}.{period}"}
    if draw(says):
        made["original_transaction_id"] = original
    if kind in (*BOUGHT, "snapshot") or draw(st.booleans()):
        made["product_id"] = draw(st.sampled_from(PRODUCTS))
    if draw(st.booleans()):
        made["purchased_at"] = day(30 * period + draw(st.sampled_from([0, 0, 5, -2])))
    if kind in BOUGHT or draw(st.booleans()):
        made["expires_at"] = day(30 * period + draw(st.sampled_from([30, 30, 40, 20, -3])))
    if kind == "grace" or draw(st.integers(0, 5)) == 0:
        made["grace_expires_at"] = day(30 * period + draw(st.sampled_from([36, 46])))
    if draw(st.integers(0, 7)) == 0:
        made["revoked_at"] = day(30 * period + draw(st.sampled_from([0, 10])))
    if kind == "refunded" and draw(st.booleans()):
        made["refund_percentage"] = draw(st.sampled_from([0, 10, 100]))
    if token and draw(says):
        made["token"] = token
        # By its token alone: what is no payment, and now and then a payment without an order.
        if (kind not in (*BOUGHT, "snapshot") and draw(st.booleans())) or draw(st.integers(0, 9)) == 0:
            made.pop("transaction_id")
            if draw(st.booleans()):
                made.pop("original_transaction_id", None)
    if linked and draw(says):
        made["linked_token"] = linked
    return made


@st.composite
def event(draw: st.DrawFn, number: int, subscriptions: list[Subscription], accounts: list[str]) -> dict[str, Any]:
    subscription = draw(st.sampled_from(subscriptions))
    kind = draw(st.sampled_from([*TYPES, *BOUGHT, *BOUGHT]))
    renewal: dict[str, Any] = {}
    if draw(st.booleans()):
        renewal["will_renew"] = draw(st.booleans())
    if kind == "product_changed" or draw(st.integers(0, 5)) == 0:
        renewal["pending_product_id"] = draw(st.sampled_from(PRODUCTS))
    if kind == "canceled" and draw(st.booleans()):
        renewal["cancel_reason"] = "voluntary"
    made = {
        "store": subscription[0],
        "environment": "production",
        # Not in the order of time, so that ties are decided by something else than their number.
        "notification_id": f"{draw(st.sampled_from('pqr'))}-{number}",
        "type": kind,
        # Few moments, so that many events are of the same.
        "occurred_at": day(draw(st.sampled_from([0, 10, 30, 31, 33, 45, 60, 61, 70]))),
        "transaction": draw(transaction(kind, subscription)),
        "renewal": renewal,
    }
    if draw(st.integers(0, 9)) == 0:
        # A second product of the order, or another order.
        other = made["transaction"] | {"product_id": draw(st.sampled_from(PRODUCTS))}
        made["transactions"] = [draw(st.sampled_from([other, draw(transaction(kind, subscription))]))]
    owner = draw(st.sampled_from(["user", "token", "hash", None, None]))
    if owner:
        account = draw(st.sampled_from(accounts))
        made["user_id" if owner == "user" else "account_token"] = (
            sha256(account.encode()).hexdigest() if owner == "hash" else account
        )
    return made


@st.composite
def history(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Events about one to three subscriptions, of one account or two, which may sign up somewhere among them."""
    size = draw(st.sampled_from([2, 3, 3, 3, 4, 4, 4, 5, 5, 6, 7, 8, 10, 12]))
    subscriptions = draw(st.lists(st.sampled_from(SUBSCRIPTIONS), min_size=1, max_size=3, unique=True))
    accounts = draw(st.sampled_from([[ADA], [ADA], [ADA, ADA, ADA, BEN], [ADA, BEN]]))
    events = [draw(event(number, subscriptions, accounts)) for number in range(size)]
    for account in sorted(set(accounts)):
        events.insert(draw(st.sampled_from([0, 0, 1, 2])), {"make": account})
    return events


def differing(states: list[dict[str, Any]]) -> str:
    first, second = states[:2]
    return json.dumps({k: [first[k], second[k]] for k in first if first[k] != second[k]}, indent=1)


@pytest.fixture
def deliveries(db: psycopg.Connection[Any]) -> psycopg.Connection[Any]:
    db.autocommit = False
    db.execute(STATE)
    return db


def ended(db: psycopg.Connection[Any], events: list[dict[str, Any]], *, is_checked: bool = False) -> dict[str, Any]:
    as_json = [json.dumps(e) for e in events]
    with db.transaction():  # so that what fails can be tried again, and says the same
        answer = db.execute("select pg_temp.one_order(%s::jsonb[], %s, %s)", [as_json, NOW, is_checked]).fetchone()
    assert answer
    state: dict[str, Any] = answer[0]
    return state


def outcomes(db: psycopg.Connection[Any], events: list[dict[str, Any]], rng: random.Random) -> None:
    # Those who sign up before anything else are there in every order.
    first = [e for n, e in enumerate(events) if "make" in e and all("make" in b for b in events[:n])]
    events = events[len(first) :]
    with db.transaction(force_rollback=True):
        for made in first:
            db.execute("select pg_temp.deliver(%s, %s)", [json.dumps(made), DAY0])
        if len(events) <= BY_INDUCTION:
            as_json = [json.dumps(e) for e in events]
            [found] = db.execute(
                "select pg_temp.orders(%s::jsonb[], '{}', %s, %s)", [as_json, ALL_ORDERS, NOW]
            ).fetchone() or [{}]
            for delivered, states in found.items():
                assert len(states) == 1, f"{delivered}: {differing(states)}"
        final = ended(db, events, is_checked=True)
        for n in range(RANDOM_ORDERS if len(events) > BY_INDUCTION else 1):
            # Repeats, anywhere after or before.
            order = events + rng.sample(events, rng.randint(0, 2))
            rng.shuffle(order)
            state = ended(db, order, is_checked=n == 0)
            assert state == final, f"{json.dumps(events)} {json.dumps(order)} {differing([final, state])}"


@pytest.mark.slow
@pytest.mark.server("18")  # the order of delivery is no matter of the version
@pytest.mark.timeout(7200 if ALL_ORDERS else 300)
def test_every_order_of_delivery_ends_in_the_same_row(deliveries: psycopg.Connection[Any]) -> None:
    """4.3.3–6: both stores, refunds whole and in part, reversals, upgrades, linked tokens, tokens alone, line items, pauses, grace,
    late, repeats, orphans, sign-ups in between, a second account."""
    seen = 0

    @settings(
        max_examples=HISTORIES,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(events=history(), seed=st.integers(0, 2**32))
    def run(events: list[dict[str, Any]], seed: int) -> None:
        nonlocal seen
        seen += 1
        outcomes(deliveries, events, random.Random(seed))

    run()
    assert seen >= HISTORIES


@st.composite
def nearly_in_order(draw: st.DrawFn) -> list[dict[str, Any]]:
    """A longer history as stores deliver it: periods one after the other, here and there a report that is late."""
    subscriptions = draw(st.lists(st.sampled_from(SUBSCRIPTIONS), min_size=1, max_size=2, unique=True))
    events = [draw(event(number, subscriptions, [ADA])) for number in range(draw(st.integers(8, 16)))]
    for made in events[:2]:
        made["user_id"] = ADA
        made.pop("account_token", None)
    events.sort(key=lambda made: (made["occurred_at"], made["notification_id"]))
    for _ in range(draw(st.integers(0, 2))):
        events.insert(draw(st.integers(0, len(events))), events.pop(draw(st.integers(0, len(events) - 1))))
    return events


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_event_after_event_is_what_all_events_are(deliveries: psycopg.Connection[Any]) -> None:
    """4.3.4, ADR 18: in the order in which the newest event is nearly always the next, where one more is folded into what is there."""

    deliveries.execute("select pg_temp.deliver(%s, %s)", [json.dumps({"make": ADA}), DAY0])

    @settings(
        max_examples=HISTORIES,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(events=nearly_in_order(), places=st.lists(st.integers(1, 16), min_size=2, max_size=2))
    def run(events: list[dict[str, Any]], places: list[int]) -> None:
        for place in {len(events), *(p for p in places if p <= len(events))}:
            ended(deliveries, events[:place], is_checked=True)

    run()
