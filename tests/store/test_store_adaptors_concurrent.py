"""4.3.10 under load: Stripe tells of a payment and of its refund in the same instant."""

import json
import threading
import time
from typing import Any
from uuid import uuid4

import pytest

from stores import day, stripe, stripe_refund, stripe_session


@pytest.mark.parametrize("first", ["payment", "refund"])
def test_a_refund_in_the_instant_of_its_payment(db: Any, connect: Any, as_user: Any, first: str) -> None:
    """The second waits for the first, and sees it: what was bought is given back, and nothing waits any more."""
    user = str(uuid4())
    db.execute("insert into public.user_profile (user_id) values (%s)", [user])
    session = stripe_session(client_reference_id=user, metadata={"product_id": "dochub.credits.10"})
    told = {
        "payment": stripe("checkout.session.completed", session, name="evt_p"),
        "refund": stripe("refund.created", stripe_refund("re_1", 499), name="evt_r", at=day(1)),
    }
    [second] = told.keys() - {first}
    one, other = connect(), connect()

    def deliver(conn: Any, which: str) -> None:
        with as_user(conn, role="service_role"):
            conn.execute("select public.apply_stripe_event(%s)", [json.dumps(told[which])])

    with as_user(one, role="service_role"):
        one.execute("select public.apply_stripe_event(%s)", [json.dumps(told[first])])
        late = threading.Thread(target=deliver, args=(other, second))
        late.start()
        waits = "select 1 from pg_stat_activity where pid = %s and wait_event_type = 'Lock'"
        for _ in range(100):
            if not late.is_alive() or db.execute(waits, [other.info.backend_pid]).fetchone():
                break
            time.sleep(0.05)
        assert late.is_alive(), "it did not wait"
    late.join()
    assert db.execute("select bank, debt from public.ai_usage").fetchone() == (0, 0)
    assert db.execute("select distinct disposition from private.store_inbox").fetchall() == [("applied",)]
    # Whatever comes again then changes nothing.
    for which in told:
        deliver(one, which)
    assert db.execute("select refunded_percentage from public.ai_credit_purchases").fetchall() == [(100,)]
