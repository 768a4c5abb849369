"""4.3.10: the edge functions of docs/stores.md take in what the stores send, under Node against real PostgREST.

Only the stores' own libraries are stubs (tests/store/edge): a signature is the word "signed".
"""

import base64
import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import psycopg
import pytest

from dochub.token import token
from stores import (
    apple,
    apple_renewal,
    apple_transaction,
    day,
    google_line,
    google_product,
    google_product_resource,
    google_resource,
    google_subscription,
    google_void,
    ms,
    rfc,
    stripe,
    stripe_invoice,
    stripe_line,
    stripe_refund,
    stripe_session,
)

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "examples" / "stores"
FOR_EVER = day(20000)

Edge = Callable[..., httpx.Client]


@pytest.fixture
def edge(postgrest: Any) -> Iterator[Edge]:
    """`edge("apple", resources={…})`: the edge function of that file, running; an HTTP client of it."""
    if not (node := shutil.which("node")):
        pytest.skip("no Node on this machine")
    with ExitStack() as stack:

        def start(store: str, resources: Any = None) -> httpx.Client:
            settings = {
                "REST_URL": postgrest.url,
                "SERVICE_TOKEN": token(postgrest.secret, "service_role"),
                "BUNDLE_ID": "com.example.app",
                "APP_APPLE_ID": "41234",
                "PUSH_AUDIENCE": "https://example.com/google",
                "PUSH_ACCOUNT": "push@example.iam.gserviceaccount.com",
                "SENDER": "push@example.iam.gserviceaccount.com",
                "STRIPE_SECRET_KEY": "sk_test",
                "STRIPE_WEBHOOK_SECRET": "whsec_test",
                "RESOURCES": json.dumps(resources or {}),
            }
            command = [node, "--no-warnings", str(ROOT / "tests/store/edge/run.mjs"), str(EXAMPLES / f"{store}.ts")]
            running = stack.enter_context(
                subprocess.Popen(command, env=os.environ | settings, stdout=subprocess.PIPE, text=True)
            )
            stack.callback(running.kill)
            port = running.stdout.readline().strip() if running.stdout else ""
            return stack.enter_context(httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=30))

        yield start


@pytest.fixture
def user(postgrest: Any) -> str:
    user = str(uuid4())
    with psycopg.connect(postgrest.dsn, autocommit=True) as conn:
        conn.execute("insert into public.user_profile (user_id) values (%s)", [user])
    return user


def jws(payload: Any, signature: str = "signed") -> str:
    return f"{signature}.{base64.urlsafe_b64encode(json.dumps(payload).encode()).decode().rstrip('=')}"


def signed_apple(notification: Any, signature: str = "signed") -> Any:
    data = notification["data"]
    inner = {key: jws(data[key], signature) for key in ("signedTransactionInfo", "signedRenewalInfo") if key in data}
    return {"signedPayload": jws(notification | {"data": data | inner}, signature)}


def test_apple(edge: Edge, user: str, api: Any) -> None:
    """A subscription of production and a purchase of the sandbox, at one address; what Apple did not sign is refused."""
    function = edge("apple")
    info = apple_transaction("1", appAccountToken=user, expiresDate=ms(FOR_EVER))
    bought = apple("SUBSCRIBED", "INITIAL_BUY", uuid=str(uuid4()), transaction=info, renewal=apple_renewal("1"))
    assert function.post("/", json=signed_apple(bought, "forged")).status_code == 401
    answers = [function.post("/", json=signed_apple(bought)) for _ in range(2)]
    assert [(a.status_code, a.json()["disposition"], a.json()["entitled"]) for a in answers] == [
        (200, "applied", True),
        (200, "duplicate", True),
    ]
    pack = apple_transaction(
        "9", appAccountToken=user, productId="dochub.credits.10", expiresDate=None, environment="Sandbox"
    )
    charge = apple("ONE_TIME_CHARGE", uuid=str(uuid4()), transaction=pack, environment="Sandbox")
    assert function.post("/", json=signed_apple(charge)).json()["environment"] == "sandbox"
    assert api("authenticated", user).get("/rpc/my_entitlements").json()["plan"] == "premium"


def push(function: httpx.Client, notification: Any, bearer: str = "signed") -> httpx.Response:
    data = base64.b64encode(json.dumps(notification).encode()).decode()
    body = {"message": {"data": data, "messageId": str(uuid4())}, "subscription": "projects/p/subscriptions/s"}
    return function.post("/", json=body, headers={"Authorization": f"Bearer {bearer}"})


def test_google(edge: Edge, user: str, api: Any) -> None:
    """A subscription, a pack of credits, its void: each with what Google says of its token."""
    who = {"externalAccountIdentifiers": {"obfuscatedExternalAccountId": user}}
    function = edge("google", {
        "subscriptionsv2/raw-token-1": google_resource(google_line(expiryTime=rfc(FOR_EVER)), **who),
        "productsv2/raw-token-2": google_product_resource(obfuscatedExternalAccountId=user),
    })  # fmt: skip
    assert push(function, google_subscription(4), "forged").status_code == 401
    answer = push(function, google_subscription(4))
    assert (answer.status_code, answer.json()["disposition"], answer.json()["entitled"]) == (200, "applied", True)
    phone = api("authenticated", user)
    assert push(function, google_product()).json()["disposition"] == "applied"
    assert phone.get("/rpc/credit_balance").json()["bank"] == 10
    assert push(function, google_void("GPA.1111-2222-3333-44444")).json()["disposition"] == "applied"
    assert phone.get("/rpc/credit_balance").json()["bank"] == 0
    gone = push(function, google_subscription(13, "raw-token-of-long-ago"))
    assert (gone.status_code, gone.json()["disposition"]) == (200, "orphan")


def test_stripe(edge: Edge, user: str, api: Any) -> None:
    """A pack of credits by Checkout, given back; a subscription whose invoice comes before anybody knows whose it is."""
    lines = {
        "data": [
            {
                "quantity": 1,
                "amount_total": 499,
                "price": {"id": "p", "lookup_key": "dochub.credits.10", "product": "x"},
            }
        ]
    }
    session = stripe_session(client_reference_id=user)
    function = edge("stripe", {"cs_1": session | {"line_items": lines}})

    def send(event: Any, signature: str = "signed") -> httpx.Response:
        return function.post("/", json=event, headers={"Stripe-Signature": signature})

    bought = stripe("checkout.session.completed", session, name=str(uuid4()))
    assert send(bought, "forged").status_code == 401
    phone = api("authenticated", user)
    assert send(bought).json()["disposition"] == "applied"
    assert phone.get("/rpc/credit_balance").json()["bank"] == 10
    assert (
        send(stripe("refund.created", stripe_refund("re_1", 499), name=str(uuid4()))).json()["disposition"] == "applied"
    )
    assert phone.get("/rpc/credit_balance").json()["bank"] == 0
    line = stripe_line(999, day(0), FOR_EVER, lookup_key="dochub.premium.monthly")
    paid = stripe_invoice("in_1", line, reason="subscription_create", payment_intent="pi_2")
    answer = send(stripe("invoice.paid", paid, name=str(uuid4())))
    assert (answer.status_code, answer.json()["disposition"]) == (200, "orphan")
    named = stripe_session("subscription", id="cs_2", client_reference_id=user)
    function = edge("stripe", {"cs_2": named})
    answer = send(stripe("checkout.session.completed", named, name=str(uuid4())))
    assert (answer.json()["disposition"], answer.json()["entitled"]) == ("applied", True)


def test_the_guide_shows_what_runs() -> None:
    guide = (ROOT / "docs" / "stores.md").read_text()
    files = sorted(EXAMPLES.glob("*.ts"))
    assert [f.stem for f in files] == ["apple", "google", "stripe"]
    for file in files:
        assert f"```ts\n{file.read_text()}```" in guide, file.name
