"""Writing what is another's, or what nobody may write: every table, verb, preference and kind of upsert."""

import json
from itertools import product
from typing import Any

import psycopg
import pytest

pytestmark = pytest.mark.server(18)  # what is attacked is the API; test_proof.py runs on every server

ADA = "a0000000-0000-4000-8000-000000000001"
BEN = "b0000000-0000-4000-8000-000000000002"
BENS_COURSE = "f0000000-0000-4000-8000-000000000003"
BENS_SETTINGS = "90000000-0000-4000-8000-000000000003"

RETURNS = ("return=minimal", "return=representation", "return=headers-only")


@pytest.fixture(autouse=True)
def nothing_moves(state: Any) -> Any:
    """What is others' is as it was, and the attacker's own too but for what she may write."""
    before = state()
    yield
    for world, (was, now) in enumerate(zip(before, state(), strict=True)):
        for what in ("others", "own"):
            old, new = getattr(was, what), getattr(now, what)
            assert [table for table in old if old[table] != new[table]] == [], f"{what} changed in world {world + 1}"


def sample(table: str, columns: Any, user: str | None) -> dict[str, Any]:
    """A row with something plausible in every column."""
    values = {
        "uuid": BENS_COURSE, "text": "x", "jsonb": {}, "bytea": "\\x00", "boolean": True, "text[]": [],
        "timestamp with time zone": "2026-01-01T00:00:00Z", "interval": "1 day", "date": "2026-01-01",
    }  # fmt: skip
    row: dict[str, Any] = {column.name: values.get(column.type, 1) for column in columns}
    return row | ({"user_id": user} if "user_id" in row and user else {})


def test_insert_and_upsert(attacker: Any, shape: Any, granted: Any) -> None:
    for table, who in product(shape.columns, ("ada", None, "nobody", "no admin")):
        columns = shape.columns[table]
        may = granted(table, "authenticated" if who else "anon", "insert") and who != "no admin"
        own, bens = sample(table, columns, ADA), sample(table, columns, BEN)
        calls: list[tuple[str, str, Any, str]] = [
            ("POST", "", bens, "return=minimal"),
            ("POST", "", [own, bens], "return=representation"),
            ("POST", "", {}, "missing=default, return=representation"),
            ("PUT", f"?user_id=eq.{BEN}", bens, "return=representation"),
            ("POST", "", bens, "tx=rollback, return=representation"),
        ]
        for resolution in ("merge-duplicates", "ignore-duplicates"):
            calls += [
                ("POST", f"?on_conflict={','.join(unique)}", bens, f"resolution={resolution}, return=representation")
                for unique in shape.uniques.get(table, [])
            ]
            calls += [
                ("POST", f"?on_conflict={column.name}", bens, f"resolution={resolution}")
                for column in columns[: len(columns) if may else 2]
            ]
        calls += [("POST", "?columns=user_id", bens, "return=headers-only"), ("POST", "?select=*", bens, RETURNS[1])]
        for method, query, body, preference in calls:
            answer = attacker.send(
                method,
                f"/{table}{query}",
                who,
                json=body,
                headers={"Prefer": preference},
                same="code" if may else "body",
            )
            assert answer.status_code >= 400, (table, who, query, answer.text)
            assert may or answer.status_code in (401, 403, 400, 405), (table, who, answer.text)
        csv = ",".join(c.name for c in columns) + "\n" + ",".join("x" for c in columns)
        attacker.send("POST", f"/{table}", who, content=csv, headers={"Content-Type": "text/csv"}, same="code")


def test_update_and_delete(attacker: Any, shape: Any, granted: Any) -> None:
    for (table, columns), who in product(shape.columns.items(), ("ada", None, "without sub", "no admin")):
        filters = [f"?user_id=eq.{BEN}", f"?user_id=neq.{ADA}", f"?or=(user_id.eq.{BEN},user_id.is.null)"]
        for column in columns:
            body = {column.name: sample(table, columns, BEN)[column.name]}
            may = granted(table, "authenticated" if who else "anon", "update") and who != "no admin"
            for query, preference in list(zip(filters, RETURNS, strict=True))[: None if may else 1]:
                headers = {"Prefer": f"{preference}, count=exact"}
                answer = attacker.send("PATCH", f"/{table}{query}", who, json=body, headers=headers)
                assert answer.status_code >= 400 or answer.text in ("", "[]"), (table, column, answer.text)
        for query, preference in product([*filters, f"?limit=1&order=user_id.desc&user_id=neq.{ADA}"], RETURNS):
            headers = {"Prefer": f"{preference}, count=exact, max-affected=1"}
            answer = attacker.send("DELETE", f"/{table}{query}&select=*", who, headers=headers)
            assert answer.status_code >= 400 or answer.text in ("", "[]"), (table, answer.text)


def test_each_column_of_the_own_rows_that_is_not_granted(attacker: Any, shape: Any, granted: Any) -> None:
    """Vertical escalation: role, is_tester, balances, owners, times."""
    for table, columns in shape.columns.items():
        cell = granted(table, "authenticated", "update")
        allowed = next(iter(cell.values())) if isinstance(cell, dict) else []
        row = sample(table, columns, ADA)
        for column in columns:
            if column.name in allowed:
                continue
            value = {"role": "admin", "user_id": BEN}.get(column.name, row[column.name])
            for preference in RETURNS if allowed else RETURNS[:1]:
                body = {column.name: value} | ({allowed[0]: "x"} if allowed else {})
                answer = attacker.send("PATCH", f"/{table}", json=body, headers={"Prefer": preference})
                assert answer.status_code in (400, 403), (table, column, answer.text)
                body = {"user_id": ADA, column.name: value}
                headers = {"Prefer": f"{preference}, resolution=merge-duplicates"}
                answer = attacker.send("POST", f"/{table}", json=body, headers=headers)
                if column.name != "user_id":
                    assert answer.status_code in (400, 403), (table, column, answer.text)


def test_settings_of_others(attacker: Any) -> None:
    """The table that clients write: others' keys, owners and courses by every road."""
    mine = {"user_id": ADA, "course_code": "focus", "voice": "mine"}
    theirs = {"user_id": BEN, "course_code": "focus", "voice": "theirs"}
    upsert = "resolution=merge-duplicates, return=representation"
    key = "user_id,course_code,custom_course_id"
    for method, path, body, preference in [
        ("POST", "", [mine, theirs], "return=representation"),
        ("POST", "", [mine, theirs], "return=minimal"),
        ("POST", f"?on_conflict={key}", [theirs, mine], upsert),
        ("POST", f"?on_conflict={key}", [theirs], "resolution=ignore-duplicates"),
        ("POST", "?on_conflict=user_id,analytics_id", [theirs | {"analytics_id": BENS_SETTINGS}], upsert),
        ("POST", "?on_conflict=analytics_id", [mine | {"analytics_id": BENS_SETTINGS}], upsert),
        ("POST", "?columns=user_id,course_code,voice", [theirs], "return=minimal"),
        ("POST", "?columns=user_id,course_code", [{"user_id": BEN}], "missing=default"),
        ("PUT", f"?user_id=eq.{BEN}&analytics_id=eq.{BENS_SETTINGS}", theirs | {"analytics_id": BENS_SETTINGS}, "return=representation"),
        ("POST", "", {"user_id": ADA, "custom_course_id": BENS_COURSE}, "return=representation"),
        ("POST", "", {"user_id": ADA, "custom_course_id": BENS_COURSE[:-1] + "9"}, "return=representation"),
        ("POST", "", mine | {"created_at": "2020-01-01T00:00:00Z"}, "return=representation"),
        ("PATCH", "?course_code=eq.calm", {"user_id": BEN}, "return=representation"),
        ("PATCH", "?course_code=eq.calm", {"course_code": None, "custom_course_id": BENS_COURSE}, "return=representation"),
        ("PATCH", f"?user_id=eq.{ADA}", {"analytics_id": BENS_SETTINGS, "user_id": BEN}, "return=minimal"),
    ]:  # fmt: skip
        answer = attacker.send(method, f"/analytics{path}", json=body, headers={"Prefer": preference}, same="code")
        assert answer.status_code >= 400, (path, answer.text)
    # Another's course and one that nobody has are refused alike.
    refusals = {
        attacker.send("POST", "/analytics", json={"user_id": ADA, "custom_course_id": course}).text
        for course in (BENS_COURSE, BENS_COURSE[:-1] + "9")
    }
    assert len(refusals) == 1


def test_errors_of_keys_and_checks_print_no_row(attacker: Any) -> None:
    for body, status in [
        ({"course_code": "calm"}, 409),
        ({"course_code": "nosuch"}, 409),
        ({"course_code": "focus", "voice": "x" * 101}, 400),
        ({"course_code": "focus", "custom_course_id": BENS_COURSE}, 400),
        ({"voice": "neither"}, 400),
        ({"course_code": "focus", "analytics_id": "no uuid"}, 400),
    ]:
        answer = attacker.send("POST", "/analytics", json=body, same="code")
        assert answer.status_code == status, answer.text
        assert answer.json()["details"] in (None, 'Key is not present in table "courses".'), answer.text
    for body in ({"first_name": "x" * 101}, {"locale": "no locale!"}):
        assert attacker.send("PATCH", "/user_profile", json=body, same="code").json()["details"] is None


def test_what_a_foreign_key_tells(attacker: Any) -> None:
    """Covert by design (docs/security.md): that a course code exists, drafts too; nothing of what it stands for."""
    told = {}
    for code in ("draft", "gone", "nosuch"):
        path = "/analytics?select=course_code,courses(*)"
        answer = attacker.send("POST", path, json={"course_code": code}, headers={"Prefer": "return=representation"})
        told[code] = answer.status_code
        assert answer.status_code == 409 or answer.json() == [{"course_code": code, "courses": None}]
        attacker.send("DELETE", f"/analytics?course_code=eq.{code}")
    assert told == {"draft": 201, "gone": 201, "nosuch": 409}


def test_bodies_that_are_no_rows(attacker: Any) -> None:
    for table, method in product(
        ("analytics", "user_profile", "custom_courses", "courses", "cohorts"), ("POST", "PATCH", "PUT")
    ):
        for body in ("", "null", "1", '"x"', "[]", "[1]", "[[]]", "{", '{"voice": "\\u0000"}', '{"voice": "\\ud800"}', '{"": 1}', '[{"voice": 1}, {"x": 1}]',
                     '{"voice": ' + "[" * 20000 + "]" * 20000 + "}", '{"voice": "' + "x" * 1_000_000 + '"}', json.dumps({f"c{n}": 1 for n in range(3000)})):  # fmt: skip
            headers = {"Content-Type": "application/json", "Prefer": "return=representation"}
            attacker.send(method, f"/{table}?user_id=eq.{BEN}", content=body, headers=headers, same="code")


def test_the_suite_bites(attacker: Any, worlds: Any, state: Any) -> None:
    """With a policy planted that lets everybody write everything, the fingerprints see it."""
    with psycopg.connect(worlds.one.dsn, autocommit=True) as conn:
        conn.execute("create policy planted_select on public.analytics for select to authenticated using (true)")
        conn.execute("create policy planted on public.analytics for update to authenticated using (true)")
        before = state()
        kept = conn.execute(
            f"select analytics_id, induction, updated_at from public.analytics where user_id = '{BEN}'"
        ).fetchall()
        try:
            attacker.send("PATCH", f"/analytics?user_id=eq.{BEN}", json={"induction": "x"}, same="nothing")
            assert state()[0].others["public.analytics"] != before[0].others["public.analytics"]
        finally:
            conn.execute("drop policy planted on public.analytics; drop policy planted_select on public.analytics")
            with conn.transaction():
                conn.execute("set local session_replication_role = replica")
                for key, induction, updated_at in kept:
                    query = "update public.analytics set induction = %s, updated_at = %s where analytics_id = %s"
                    conn.execute(query, [induction, updated_at, key])
            attacker.faults.clear()
