"""4.3.10 under load: Stripe tells of a payment and of its refund in the same instant, several times each."""

import json
from typing import Any
from uuid import uuid4

from concurrency import at_once
from stores import day, stripe, stripe_dispute, stripe_refund, stripe_session

PAYMENTS = 12


def test_a_refund_in_the_instant_of_its_payment(db: Any, connect: Any, as_user: Any) -> None:
    """Whichever is first waits for the other, or sees it: everything that was bought is given back, and nothing waits any more."""
    user = str(uuid4())
    db.execute("insert into public.user_profile (user_id) values (%s)", [user])
    events = []
    for n in range(PAYMENTS):
        session = stripe_session(
            client_reference_id=user, payment_intent=f"pi_{n}", metadata={"product_id": "dochub.credits.10"}
        )
        back = stripe_refund(f"re_{n}", 499, payment_intent=f"pi_{n}")
        if n % 3 == 0:
            back = stripe_dispute("needs_response", 499, id=f"dp_{n}", payment_intent=f"pi_{n}")
        kind = "charge.dispute.created" if n % 3 == 0 else "refund.created"
        events.append(
            [
                stripe("checkout.session.completed", session, name=f"evt_p_{n}"),
                stripe(kind, back, name=f"evt_r_{n}", at=day(1)),
                stripe(kind, back, name=f"evt_r_{n}", at=day(1)),
                stripe("checkout.session.completed", session, name=f"evt_p_{n}"),
            ]
        )
    connections = [connect() for _ in range(4)]

    def deliver(n: int) -> list[Any]:
        answers = []
        for told in events:
            with as_user(connections[n], role="service_role"):
                answers += (
                    connections[n].execute("select public.apply_stripe_event(%s)", [json.dumps(told[n])]).fetchone()
                )
        return answers

    assert all(a["ok"] for answers in at_once(4, deliver) for a in answers)
    rows = db.execute("select refunded_percentage, count(*) from public.ai_credit_purchases group by 1").fetchall()
    assert rows == [(100, PAYMENTS)]
    assert db.execute("select bank, debt from public.ai_usage").fetchone() == (0, 0)
    assert db.execute("select distinct disposition from private.store_inbox").fetchall() == [("applied",)]
