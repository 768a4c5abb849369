"""4.1.3, 4.1.4: policies/personal_data.yaml against the catalog, the export, and what an erasure leaves of a whole account."""

import re
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest

Connection = psycopg.Connection[Any]
Rows = dict[str, list[dict[str, Any]]]
WORDS = ("delete", "erase", "keep", "tombstone")


def catalog(db: Connection) -> dict[str, list[str]]:
    """Table → columns, without partitions."""
    db.execute("set search_path = pg_catalog")
    return dict(
        db.execute(
            """
            select c.oid::regclass::text, array_agg(a.attname::text)
              from pg_class as c
              join pg_attribute as a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
             where c.relnamespace in ('public'::regnamespace, 'private'::regnamespace)
               and c.relkind in ('r', 'p') and not c.relispartition
             group by c.oid
            """
        ).fetchall()
    )


def classified(table: dict[str, Any]) -> list[str]:
    return [column for word in WORDS for column in table.get(word, [])]


@pytest.mark.gate
def test_every_column_is_classified_once(db: Connection, personal_data: dict[str, Any]) -> None:
    """4.1.3: a new table or column that nobody classified fails here."""
    tables, others = personal_data["tables"], personal_data["not_personal"]
    assert not tables.keys() & others.keys()
    said = {name: sorted(classified(table)) for name, table in tables.items()}
    said |= {name: sorted(columns) for name, columns in others.items()}
    assert said == {name: sorted(columns) for name, columns in catalog(db).items()}
    for name, table in tables.items():
        assert table["why"], name
        assert not table.keys() - {"why", "not_exported", *WORDS}, name
        assert "delete" not in table or not table.keys() & {"erase", "keep", "tombstone"}, name


@pytest.mark.gate
def test_a_table_with_a_user_is_personal(db: Connection, personal_data: dict[str, Any]) -> None:
    users = {name for name, columns in catalog(db).items() if any("user_id" in column for column in columns)}
    assert len(users) > 30
    assert users <= personal_data["tables"].keys()


def exported_tables(personal_data: dict[str, Any]) -> set[str]:
    return {n for n, t in personal_data["tables"].items() if "all" not in t.get("not_exported", {})}


@pytest.mark.gate
def test_the_export_names_every_table_with_a_user(db: Connection, personal_data: dict[str, Any]) -> None:
    """4.1.3: the function's source against the catalog and the file."""
    [(source,)] = db.execute(
        "select prosrc from pg_proc where oid = 'private.export_my_data(uuid)'::regprocedure"
    ).fetchall()
    source = re.sub(r"--.*", "", source)
    named = re.findall(
        r"\('((?:public|private)\.\w+)', \(select jsonb_agg\(to_jsonb\(t\)[^)]*\) from \(select \* from ([\w.]+) as \w\b",
        source,
    )
    more = r"into v_more\s+from (?:\(select \* from )?([\w.]+) as [^;]*;\s+v_rows := v_rows \|\| jsonb_build_object\('([\w.]+)', v_more"
    named += [(name, table) for table, name in re.findall(more, source)]
    assert all(name == table for name, table in named)
    assert len(named) == len({name for name, _ in named})
    assert {name for name, _ in named} == exported_tables(personal_data)
    assert {n for n, columns in catalog(db).items() if "user_id" in columns} <= {name for name, _ in named}


def of_the_person(db: Connection, user: UUID) -> Rows:
    """Every row about the user, by table, past row-level security."""
    rows: Rows = {}
    for table, columns in catalog(db).items():
        if "user_id" in columns:
            query = f"select to_jsonb(t) from {table} as t where t.user_id = %s"
            rows[table] = [row for (row,) in db.execute(query, [user])]
    return rows


def waiting(db: Connection, person: Any) -> Rows:
    """What is the person's and names no user: a link that waits, events that were bound to nobody."""
    purchase_id = person.facts["waiting"]["purchase_id"]
    inbox = db.execute(
        "select to_jsonb(t) from private.store_inbox as t where t.user_id is null and t.payload is not null"
    )
    return {"private.store_inbox": [row for (row,) in inbox]} | {
        table: [
            row
            for (row,) in db.execute(f"select to_jsonb(t) from {table} as t where t.purchase_id = %s", [purchase_id])
        ]
        for table in ("public.custom_course_purchases", "private.pending_custom_courses")
    }


def by_text(rows: list[dict[str, Any]]) -> list[str]:
    return sorted(str(sorted(row.items())) for row in rows)


def test_the_export_holds_every_row_about_the_user(db: Any, call: Any, person: Any, personal_data: Any) -> None:
    """4.1.3: all rows and columns but those that the file leaves out; what waits behind a link too."""
    db.execute("set timezone = 'UTC'")
    expected = of_the_person(db, person.user_id)
    for table, rows in waiting(db, person).items():
        expected[table] = expected.get(table, []) + rows
    assert [table for table, rows in expected.items() if not rows] == [], "the person has rows in every table"
    with db.transaction():
        db.execute("set transaction read only")
        answer = call("authenticated", person.user_id, "export_my_data", **person.claims)
    assert answer["ok"]
    assert answer["tables"].keys() == exported_tables(personal_data)
    for table, rows in expected.items():
        hidden = personal_data["tables"][table].get("not_exported", {})
        shown = [{column: value for column, value in row.items() if column not in hidden} for row in rows]
        assert by_text(answer["tables"][table]) == by_text(shown), table
    text = str(answer)
    assert [what for what, value in person.planted.items() if value.lower() not in text.lower()] == []
    assert str(person.facts["admin"]) not in text, "the administrator is another person"


def test_the_export_is_about_nobody_else(db: Any, call: Any, person: Any) -> None:
    """4.1.3: another user's export, and an unverified address', hold nothing of the person."""
    for claims in ({}, {"email": person.claims["email"]}, {"email": person.claims["email"], "email_verified": "true"}):
        answer = call("authenticated", uuid4(), "export_my_data", **claims)
        assert {table for table, rows in answer["tables"].items() if rows} == set(), claims


@pytest.fixture
def erase(call: Any, person: Any) -> Callable[[], Any]:
    return lambda: call("service_role", None, "erase_user", person.user_id)


def key(db: Connection, table: str) -> list[str]:
    query = """
        select a.attname::text from pg_index as i, unnest(i.indkey) as k (n), pg_attribute as a
         where i.indrelid = %s::regclass and i.indisprimary and a.attrelid = i.indrelid and a.attnum = k.n"""
    return [name for (name,) in db.execute(query, [table])]


def test_an_erasure_does_what_the_file_says(db: Any, person: Any, erase: Any, personal_data: Any) -> None:
    """4.1.4: rows deleted are gone, columns erased are empty, what is kept is the same to the byte."""
    before = of_the_person(db, person.user_id) | {
        "private.pending_custom_courses": waiting(db, person)["private.pending_custom_courses"]
    }
    answer = erase()
    assert (answer["ok"], answer["already"]) == (True, False)
    after = of_the_person(db, person.user_id) | {
        "private.pending_custom_courses": waiting(db, person)["private.pending_custom_courses"]
    }
    assert before.keys() == personal_data["tables"].keys() - {"public.discount_codes", "private.address_throttles"}
    for table, rows in before.items():
        words = personal_data["tables"][table]
        assert rows, f"{table}: nothing was tested"
        if "delete" in words:
            assert after[table] == [], table
            continue
        keys = key(db, table)
        left = {tuple(row[k] for k in keys): row for row in after[table]}
        for row in rows:
            now = left.pop(tuple(row[k] for k in keys))
            kept = words.get("keep", [])
            assert {c: now[c] for c in kept} == {c: row[c] for c in kept}, table
            assert {c: now[c] for c in words.get("erase", {})} == words.get("erase", {}), table
        # The erasure's own entry, and the purchase behind a link, which is now the tombstone's.
        added = {"private.audit_log": 1, "public.custom_course_purchases": 1, "private.receipt_claims": 1}
        assert len(left) == added.get(table, 0), (table, left)
    [profile] = after["public.user_profile"]
    assert profile["user_id"] == str(person.user_id)
    assert profile["erased_at"] == answer["erased_at"]


def test_nothing_planted_is_found_after_an_erasure(db: Any, person: Any, erase: Any, found: Any) -> None:
    """4.1.4: a scan of every column of every table and partition."""
    places = found(person.planted)
    assert {what for what in person.planted if what not in places} == set(), "the scan finds what there is"
    assert "private.store_inbox" in places["payload"]
    assert "private.app_logs_default" in places["app log"]
    erase()
    [cohort] = [person.planted.pop("cohort")]
    assert found(person.planted) == {}
    assert found({"cohort": cohort}) == {"cohort": {"public.cohorts"}}, "the cohort is there, its member is not"


def balances(db: Connection, user: UUID) -> Any:
    """Stored balances, the ledger's sums, and the numbers of its rows."""
    stored = "select weekly_used, bank, held, debt from public.ai_usage where user_id = %s"
    sums = "select sum(weekly_used), sum(bank), sum(held), sum(debt) from private.credit_ledger where user_id = %s"
    entries = "select count(*), sum(promotional) from private.credit_ledger where user_id = %s"
    granted = "select sum(remaining) from public.referral_credits where user_id = %s"
    return [db.execute(query, [user]).fetchone() for query in (stored, sums, entries, granted)]


def test_ledger_sums_are_unchanged(db: Any, person: Any, erase: Any) -> None:
    """4.1.4, 4.2.6: an open hold and all."""
    before = balances(db, person.user_id)
    assert before[0] == before[1]
    assert before[0][2] > 0, "there is a hold"
    erase()
    assert balances(db, person.user_id) == before


def test_twice_is_a_no_op(db: Any, call: Any, person: Any, erase: Any, everything: Any) -> None:
    """4.1.4: by whomever."""
    first = erase()
    before = everything()
    assert erase() == first | {"already": True}
    again = call("authenticated", person.user_id, "erase_my_account", "erase my account", **person.claims)
    assert again == first | {"already": True}
    assert everything() == before


def test_one_has_to_confirm(db: Any, call: Any, person: Any, everything: Any) -> None:
    """4.1.4: with the very words."""
    before = everything()
    for word in (None, "", "Erase my account", "erase my account ", "yes", str(person.user_id)):
        with pytest.raises(psycopg.Error) as error:
            call("authenticated", person.user_id, "erase_my_account", word)
        assert error.value.sqlstate == "PT400"
    assert everything() == before
    answer = call("authenticated", person.user_id, "erase_my_account", "erase my account")
    assert (answer["ok"], answer["already"]) == (True, False)
    [entry] = db.execute(
        "select action, actor_id, actor_class from private.audit_log order by at desc limit 1"
    ).fetchall()
    assert entry == ("erase_my_account", person.user_id, "client")


def test_an_account_never_used_is_erased_for_good(db: Any, call: Any) -> None:
    """4.1.4: the token of a user without an account leaves a tombstone; an unknown user is no user."""
    user = uuid4()
    assert call("authenticated", user, "erase_my_account", "erase my account")["ok"]
    assert call("authenticated", user, "ensure_profile")["code"] == "user_not_found"
    assert call("service_role", None, "erase_user", uuid4())["code"] == "user_not_found"


# How each function that a user may call is called as an erased one. What is not here fails the test below.
USER_CALLS: dict[str, list[Any]] = {
    "claim_custom_course_link": ["some-token"],
    "credit_balance": [],
    "deduct_credits": [1, "erased-key-1", "Erased Reason"],
    "ensure_profile": [{"first_name": "Erased", "time_zone": "Europe/Paris"}],
    "export_my_data": [],
    "handshake": [{"platform": "ios"}],
    "join_cohort": ["ERASED-CODE"],
    "leave_cohort": [],
    "my_referral_code": [],
    "log_events": [[{"kind": "log", "event_id": "erased-event", "message": "erased"}]],
    "my_courses": [],
    "my_entitlements": [],
    "record_plays": ["erased-device", {"erased-audio": 1}],
    "redeem_discount": ["TENCREDITS", "any", "erased-key-2"],
    "register_device": [{"device_id": "erased-device"}],
    "use_referral_code": ["ERASEDCODE"],
    "validate_discount": ["TENCREDITS", "any"],
}
NOT_ABOUT_A_USER = {"peek_custom_course_link", "erase_my_account", "state", "entitled"}


def test_every_function_refuses_an_erased_user(db: Any, call: Any, person: Any, erase: Any, everything: Any) -> None:
    """4.1.4: user_not_found, and nothing is written, though the token is as good as ever."""
    query = """
        select p.proname::text from pg_proc as p
         where p.pronamespace = 'public'::regnamespace and has_function_privilege('authenticated', p.oid, 'execute')"""
    assert {name for (name,) in db.execute(query)} == USER_CALLS.keys() | NOT_ABOUT_A_USER
    erase()
    before = everything()
    for function, arguments in USER_CALLS.items():
        answer = call("authenticated", person.user_id, function, *arguments, **person.claims)
        assert (answer["ok"], answer.get("code")) == (False, "user_not_found"), function
    assert everything() == before


def test_an_erased_user_writes_nothing_directly(
    db: Any, as_user: Any, person: Any, erase: Any, everything: Any
) -> None:
    """4.1.4: neither settings nor a name."""
    erase()
    before = everything()
    for statement, state in {
        "insert into public.analytics (course_code, voice) values ('sleep', 'anna')": "PT403",
        "update public.user_profile set first_name = 'Ada'": "23514",
    }.items():
        with pytest.raises(psycopg.Error) as error, as_user(db, person.user_id):
            db.execute(statement)
        assert error.value.sqlstate == state
    assert everything() == before


def late(notification: str, kind: str, **more: Any) -> dict[str, Any]:
    facts = {"transaction_id": "sub-2", "original_transaction_id": "sub-1", "product_id": "dochub.premium.monthly"}
    facts |= {"purchased_at": "2036-01-01T00:00:00Z", "expires_at": "2037-01-01T00:00:00Z"}
    return {
        "store": "apple",
        "environment": "production",
        "notification_id": notification,
        "type": kind,
        "occurred_at": "2026-01-05T00:00:00Z",
        "transaction": facts,
        "renewal": {"cancel_reason": "late-planted"},
    } | more


def test_nothing_late_brings_the_account_back(db: Any, call: Any, person: Any, erase: Any, found: Any) -> None:
    """4.1.4: store events are kept, ignored and without their payload; refunds are kept; jobs and purchases are refused."""

    def service(function: str, *arguments: Any) -> Any:
        return call("service_role", None, function, *arguments)

    def refund(transaction: str) -> dict[str, Any]:
        facts = {"store": "apple", "environment": "production", "transaction_id": transaction, "kind": "refund"}
        return facts | {"notification_id": f"late-{transaction}", "occurred_at": "2026-01-05T00:00:00Z"}

    erase()
    user = str(person.user_id)
    before = of_the_person(db, person.user_id)
    sums = balances(db, person.user_id)
    for n, (kind, more) in enumerate(
        [
            ("renewed", {}),
            ("renewed", {"user_id": user}),
            ("canceled", {"account_token": user}),
            ("SOMETHING_NEW", {}),
            ("SOMETHING_NEW", {"user_id": user}),
            ("SOMETHING_NEW", {"account_token": user.upper()}),
            ("refunded", {}),
        ]
    ):
        answer = service("apply_store_event", late(f"late-{n}", kind, **more))
        assert (answer["ok"], answer["disposition"], answer["entitled"]) == (True, "ignored", answer["entitled"]), kind
    consumable = {"transaction": {"transaction_id": "credits-1", "product_id": "dochub.credits.10"}}
    assert service("apply_store_event", late("late-9", "refunded", **consumable))["disposition"] == "ignored"
    assert service("refund_credit_purchase", refund("credits-1"))["ok"]
    for transaction in ("course-1", "custom-1", "link-1", "link-2"):
        assert service("refund_course_purchase", refund(transaction))["ok"], transaction
    for function, *arguments in (
        ("commit_credits", person.facts["hold_id"], 1, person.user_id),
        ("release_credits", person.facts["hold_id"], "failed", person.user_id),
        ("save_custom_course", person.user_id, person.facts["course"]),
        (
            "record_credit_purchase",
            person.user_id,
            {
                "store": "apple",
                "environment": "production",
                "transaction_id": "late",
                "product_id": "dochub.credits.10",
            },
        ),
        ("adjust_credits", person.user_id, 5, "late-key-1", "late-planted"),
        ("set_tester", person.user_id, True),
        ("set_user_role", person.user_id, "admin"),
        ("credit_balance", person.user_id),
        ("explain_entitlement", person.user_id),
    ):
        assert service(function, *arguments)["code"] == "user_not_found", function
    link = service(
        "issue_custom_course_link",
        person.claims["email"],
        None,
        {"store": "apple", "environment": "production", "transaction_id": "link-2"},
        None,
    )
    assert link["code"] == "token_already_claimed", "what waited is not sent out again"

    assert found({"late": "late-planted"}) == {}
    assert balances(db, person.user_id) == sums
    after = of_the_person(db, person.user_id)
    changed = {table for table in before if by_text(before[table]) != by_text(after[table])}
    assert changed == {"private.store_inbox"}, "which recognises the message when it comes again"
    assert found({w: v for w, v in person.planted.items() if w != "cohort"}) == {}


def test_a_new_account_is_no_first_time_buyer(db: Any, call: Any, person: Any, erase: Any) -> None:
    """4.1.4, 4.3.1: the same address, the same receipts, another account."""
    erase()
    db.execute(
        "insert into public.discount_codes (code, product_type, benefit_kind, benefit_value, first_time_only)"
        " values ('WELCOME', 'any', 'credits', 5, true)"
    )
    user, claims = uuid4(), person.claims
    assert call("authenticated", user, "ensure_profile", **claims)["ok"], "the address is free"
    for token in (person.facts["waiting"]["token"], person.facts["claimed"]["token"]):
        answer = call("authenticated", user, "claim_custom_course_link", token, **claims)
        assert answer["code"] == "token_already_claimed"
        assert call("anon", None, "peek_custom_course_link", token)["code"] == "token_already_claimed"
    receipt = {"store": "apple", "environment": "production", "price_micros": 1, "currency": "EUR"}
    consumable = receipt | {"transaction_id": "credits-1", "product_id": "dochub.credits.10"}
    course = receipt | {"transaction_id": "course-1", "course_code": "sleep"}
    for function, purchase in (("record_credit_purchase", consumable), ("record_course_purchase", course)):
        assert call("service_role", None, function, user, purchase)["code"] == "receipt_already_in_use"
    restored = call("service_role", None, "apply_store_event", late("restored", "renewed", user_id=str(user)))
    assert (restored["disposition"], restored["user_id"]) == ("applied", str(user)), (
        "a subscription moves to who restores it"
    )
    answer = call("authenticated", user, "validate_discount", "WELCOME", "any")
    assert answer["code"] == "not_first_purchase", "and says that its holder has bought before"


def test_an_erasure_frees_the_seat_and_leaves_others_alone(db: Any, call: Any, person: Any, erase: Any) -> None:
    """4.1.4, 4.7.2: seats_taken goes down by one; links to other addresses, and unverified ones, wait on."""
    purchase = {"store": "apple", "environment": "production"}
    other, course = f"x{person.claims['email']}", person.facts["course"] | {"title": "Other"}
    link = call(
        "service_role", None, "issue_custom_course_link", other, course, purchase | {"transaction_id": "link-3"}
    )
    neighbour = uuid4()
    call("authenticated", neighbour, "ensure_profile", {"first_name": "Ben"}, email=other)
    mine = call("service_role", None, "erase_user", neighbour)
    assert mine["ok"]
    erase()
    assert call("authenticated", uuid4(), "claim_custom_course_link", link["token"], email=other, email_verified=True)[
        "ok"
    ]
    seats = db.execute("select seats_taken from public.cohorts where slug = %s", [person.planted["cohort"]]).fetchone()
    assert seats == (1,)


def test_a_testers_sandbox_subscription_ends_with_the_account(db: Any, call: Any) -> None:
    """4.1.4, 4.3.2: subscriptions is still the fold of the transactions."""
    user = uuid4()
    call("authenticated", user, "ensure_profile")
    call("service_role", None, "set_tester", user, True)
    call(
        "service_role", None, "apply_store_event", late("sandbox", "started", environment="sandbox", user_id=str(user))
    )
    count = "select count(*) from public.subscriptions where user_id = %s"
    assert db.execute(count, [user]).fetchone() == (1,)
    call("service_role", None, "erase_user", user)
    assert db.execute(count, [user]).fetchone() == (0,)
