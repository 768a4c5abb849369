"""4.3.4: every order in which the stores' events are delivered, with repeats, ends in the same row and entitlement.

Up to six events every order is covered without trying each: for each set of events and each of them as the last, the
state after the set is compared, and that state holds all that later events look at; so by induction n * 2^(n-1)
deliveries stand for n! orders. Above six, 50 random orders. `DOCHUB_ALL_ORDERS=1` delivers in each of the n! orders;
`DOCHUB_HISTORIES` is how many histories there are (60; 300 in `make test-long`).
"""

import json
import os
import random
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

ALL_ORDERS = os.environ.get("DOCHUB_ALL_ORDERS") == "1"
HISTORIES = int(os.environ.get("DOCHUB_HISTORIES", "60"))
RANDOM_ORDERS = 50
USER = "a0000000-0000-4000-8000-000000000001"
DAY0 = datetime(2026, 3, 2, tzinfo=UTC)
NOW = DAY0 + timedelta(days=75)

# All that a later event, or a reader, looks at. Whether an event was stale depends on when it came; nobody looks at it.
STATE = """
create function pg_temp.state() returns jsonb language plpgsql as $$
begin
  return jsonb_build_object(
    'subscription', (select to_jsonb(s) from public.subscriptions as s),
    'transactions', (select jsonb_agg(to_jsonb(t) order by t.store, t.transaction_id)
                       from private.store_transactions as t),
    'attributes', (select jsonb_agg(to_jsonb(s) order by s.store, s.original_transaction_id)
                     from private.store_subscriptions as s),
    'events', (select jsonb_agg(to_jsonb(e) - '{event_id,disposition,state}'::text[]
                                order by e.store, e.notification_id)
                 from public.subscription_events as e),
    'claims', (select jsonb_agg(to_jsonb(c) order by c.store, c.transaction_id) from private.receipt_claims as c),
    'inbox', (select jsonb_agg(to_jsonb(i) - '{deliveries,disposition}'::text[]
                               || jsonb_build_object('waits', i.disposition = 'orphan')
                               order by i.store, i.notification_id)
                from private.store_inbox as i));
end $$;
create function pg_temp.entitlements(p_at timestamptz) returns jsonb language plpgsql as $$
begin
  return (select jsonb_agg(private.my_entitlements(u.user_id, p_at + n * interval '20 days') order by n)
            from public.user_profile as u, generate_series(-3, 3) as n);
end $$;
create function pg_temp.deliver(p_event jsonb, p_at timestamptz) returns void language plpgsql as $$
declare
  v_answer jsonb := private.apply_store_event(p_event, p_at);
begin
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
-- 4.3.4, ADR 18: what event after event has made is what all events together make.
create function pg_temp.assert_folded() returns void language plpgsql as $$
declare
  v_state jsonb := pg_temp.state();
  v_again jsonb;
  v_key text;
begin
  begin
    perform private.fold_events(s.user_id, s.store, s.environment)
       from (select distinct e.user_id, e.store, e.environment from public.subscription_events as e where e.store <> 'code') as s;
    perform private.fold_subscription(u.user_id) from public.ai_usage as u;
    v_again := pg_temp.state();
    raise sqlstate 'DH999';
  exception when sqlstate 'DH999' then
    null;
  end;
  for v_key in select k from jsonb_object_keys(v_state) as k where v_state -> k is distinct from v_again -> k loop
    raise exception '%: event after event %, all together %', v_key, jsonb_pretty(v_state -> v_key), jsonb_pretty(v_again -> v_key);
  end loop;
end $$;
create function pg_temp.one_order(p_events jsonb[], p_at timestamptz) returns jsonb language plpgsql as $$
declare
  v_state jsonb;
begin
  begin
    for i in 1 .. cardinality(p_events) loop
      perform pg_temp.deliver(p_events[i], p_at);
      perform pg_temp.assert_folded();
    end loop;
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
    *BOUGHT, "canceled", "uncanceled", "grace", "billing_retry", "paused", "product_changed",
    "price_changed", "extended", "expired", "refunded", "revoked", "refund_reversed", "test", "novelty",
]  # fmt: skip
PRODUCTS = ["dochub.premium.monthly", "dochub.premium.yearly"]


def day(n: float) -> str:
    return (DAY0 + timedelta(days=n)).isoformat()


@st.composite
def event(draw: st.DrawFn, number: int, subscriptions: list[tuple[str, str, str | None, str | None]]) -> dict[str, Any]:
    store, original, token, linked = draw(st.sampled_from(subscriptions))
    period = draw(st.integers(0, 2))
    kind = draw(st.sampled_from([*TYPES, *BOUGHT, *BOUGHT]))
    says = st.sampled_from([True, True, False])
    transaction: dict[str, Any] = {"transaction_id": original if period == 0 else f"{original}.{period}"}
    if draw(says):
        transaction["original_transaction_id"] = original
    if kind in BOUGHT or draw(st.booleans()):
        transaction["product_id"] = draw(st.sampled_from(PRODUCTS))
    if draw(st.booleans()):
        transaction["purchased_at"] = day(30 * period + draw(st.sampled_from([0, 0, 5, -2])))
    if kind in BOUGHT or draw(st.booleans()):
        transaction["expires_at"] = day(30 * period + draw(st.sampled_from([30, 30, 40, 20])))
    if kind == "grace" or draw(st.integers(0, 5)) == 0:
        transaction["grace_expires_at"] = day(30 * period + draw(st.sampled_from([36, 46])))
    if draw(st.integers(0, 7)) == 0:
        transaction["revoked_at"] = day(30 * period + draw(st.sampled_from([0, 10])))
    if token and draw(says):
        transaction["token"] = token
    if linked and draw(says):
        transaction["linked_token"] = linked
    renewal: dict[str, Any] = {}
    if draw(st.booleans()):
        renewal["will_renew"] = draw(st.booleans())
    if kind == "product_changed" or draw(st.integers(0, 5)) == 0:
        renewal["pending_product_id"] = draw(st.sampled_from(PRODUCTS))
    if kind == "canceled" and draw(st.booleans()):
        renewal["cancel_reason"] = "voluntary"
    made = {
        "store": store,
        "environment": "production",
        # Not in the order of time, so that ties are decided by something else than their number.
        "notification_id": f"{draw(st.sampled_from('pqr'))}-{number}",
        "type": kind,
        # Few moments, so that many events are of the same.
        "occurred_at": day(draw(st.sampled_from([0, 10, 30, 31, 33, 45, 60, 61, 70]))),
        "transaction": transaction,
        "renewal": renewal,
    }
    owner = draw(st.sampled_from(["user", "token", None, None]))
    if owner:
        made["user_id" if owner == "user" else "account_token"] = USER
    return made


@st.composite
def history(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Events about one or two subscriptions of each kind, the last with its user; some delivered again."""
    size = draw(st.sampled_from([2, 3, 3, 3, 4, 4, 4, 5, 5, 6, 7, 8, 10, 12]))
    subscriptions = draw(st.lists(st.sampled_from(SUBSCRIPTIONS), min_size=1, max_size=3, unique=True))
    return [draw(event(number, subscriptions)) for number in range(size)]


def differing(states: list[dict[str, Any]]) -> str:
    first, second = states[:2]
    return json.dumps({k: [first[k], second[k]] for k in first if first[k] != second[k]}, indent=1)


@pytest.fixture
def deliveries(db: psycopg.Connection[Any]) -> psycopg.Connection[Any]:
    db.autocommit = False
    db.execute("insert into public.user_profile (user_id) values (%s)", [USER])
    db.execute("select private.ensure_user(%s, %s)", [USER, DAY0])
    db.execute(STATE)
    return db


def outcomes(db: psycopg.Connection[Any], events: list[dict[str, Any]], rng: random.Random) -> None:
    as_json = [json.dumps(e) for e in events]
    if len(events) <= 6:
        [found] = db.execute("select pg_temp.orders(%s::jsonb[], '{}', %s, %s)", [as_json, ALL_ORDERS, NOW]).fetchone()
        for delivered, states in found.items():
            assert len(states) == 1, f"{delivered}: {differing(states)}"
    final = db.execute("select pg_temp.one_order(%s::jsonb[], %s)", [as_json, NOW]).fetchone()[0]
    for _ in range(RANDOM_ORDERS if len(events) > 6 else 1):
        # Repeats, anywhere after or before.
        order = as_json + rng.sample(as_json, rng.randint(0, 2))
        rng.shuffle(order)
        state = db.execute("select pg_temp.one_order(%s::jsonb[], %s)", [order, NOW]).fetchone()[0]
        assert state == final, differing([final, state])


@pytest.mark.slow
@pytest.mark.server("18")  # minutes; the order of delivery is no matter of the version
@pytest.mark.timeout(3600 if ALL_ORDERS else 900)
def test_every_order_of_delivery_ends_in_the_same_row(deliveries: psycopg.Connection[Any]) -> None:
    """4.3.4, 4.3.5: both stores, refunds, reversals, upgrades, linked tokens, pauses, grace, late, repeats, orphans."""
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
    events = [draw(event(number, subscriptions)) for number in range(draw(st.integers(8, 16)))]
    for made in events[:2]:
        made["user_id"] = USER
        made.pop("account_token", None)
    events.sort(key=lambda made: (made["occurred_at"], made["notification_id"]))
    for _ in range(draw(st.integers(0, 2))):
        events.insert(draw(st.integers(0, len(events))), events.pop(draw(st.integers(0, len(events) - 1))))
    return events


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_event_after_event_is_what_all_events_are(deliveries: psycopg.Connection[Any]) -> None:
    """4.3.4, ADR 18: in the order in which the newest event is nearly always the next, where one more is folded into what is there."""

    @settings(
        max_examples=HISTORIES // 3,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(events=nearly_in_order())
    def run(events: list[dict[str, Any]]) -> None:
        deliveries.execute("select pg_temp.one_order(%s::jsonb[], %s)", [[json.dumps(e) for e in events], NOW])

    run()
