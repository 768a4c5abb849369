"""Reading what is another's: every table, column, filter, order, count, embedding and form of answer that PostgREST has."""

from itertools import product
from typing import Any

import psycopg
import pytest

from dochub import paths

pytestmark = pytest.mark.server(18)  # what is attacked is the API; test_proof.py runs on every server

ADA = "a0000000-0000-4000-8000-000000000001"
BEN = "b0000000-0000-4000-8000-000000000002"
PERSONAS = {None: "anon", "ada": "authenticated", "nobody": "authenticated", "without sub": "authenticated"}
COUNTS = ("exact", "planned", "estimated")


def test_every_table_was_given_rows_with_marks(worlds: Any, contract: dict[str, Any]) -> None:
    with psycopg.connect(worlds.one.dsn) as conn:
        partitions = {
            parent: name
            for name, parent in conn.execute(
                "select inhrelid::regclass::text, inhparent::regclass::text from pg_inherits as i"
                " join pg_class as c on c.oid = i.inhparent and c.relkind = 'p'"
            )
        }
    base = [
        f"private.{t}"
        for t in ("plans", "stores", "store_products", "error_codes", "throttle_limits", "sync_generations")
    ]
    base += ["private.store_event_types", "private.store_prices", "private.currencies"]
    tables = [t for t in contract["tables"] if t not in base]
    lacking = [
        t for t in tables if t not in worlds.planted and partitions.get(t.removeprefix("public.")) not in worlds.planted
    ]
    assert not lacking, f"no rows to attack in {lacking}: add rows of Ada and Ben to tests/access/two_users.pgsql"
    assert worlds.own, "no raw payload or token among the attacker's own rows"


def test_tables_answer_as_the_contract_says(attacker: Any, shape: Any, granted: Any) -> None:
    for table, (who, role) in product(shape.columns, PERSONAS.items()):
        cell = granted(table, role, "select")
        answer = attacker.send("GET", f"/{table}?select=*", who)
        wanted = 200 if cell else 401 if who is None else 403
        assert answer.status_code == wanted, (table, who, answer.text)
        if cell == "own":
            assert bool(answer.json()) == (who == "ada"), (table, who)
        attacker.send("HEAD", f"/{table}?select=*", who)
        assert attacker.send("GET", f"/{table}", "no admin").status_code == 403


def column_tricks(name: str, type_: str) -> list[str]:
    tricks = [
        f"select={name}&order={name}.desc.nullslast",
        f"select=x:{name}::text&order={name}",
        f"select={name}&{name}=not.is.null&user_id=eq.{BEN}",
        f"or=(user_id.eq.{BEN},{name}.not.is.null)",
        f"not.and=(user_id.eq.{ADA},{name}.is.null)",
        f"select={name}::jsonb",
        f"select={name}::regclass",
        f"select={name}->m,{name}->>m&order={name}->>m.desc&{name}->>m=like.*zq7*",
    ]
    if type_ == "text":
        tricks += [
            f"{name}={operator}"
            for operator in (
                "like.zq7*",
                "ilike.*ZQ7*",
                "match.^zq7",
                "imatch.^[yz]q7",
                "fts.zq7x",
                "plfts(english).zq7x",
                "wfts(simple).zq7x",
                "like(any).{zq7*,fade*}",
                "gte.zq7",
                "not.lt.zq7",
                "in.(zq7x10001,x)",
            )
        ]
    elif type_ == "jsonb":
        tricks += [
            f'{name}=cs.{{"m":"zq7x10001"}}',
            f"{name}->m=not.is.null",
            f"{name}=neq.{{}}",
            f"{name}->0->>m=like.zq7*",
        ]
    elif type_.endswith("[]"):
        tricks += [f"{name}=cs.{{zq7x10001}}", f"{name}=ov.{{zq7x10001,x}}", f"{name}=cd.{{zq7x10001}}"]
    else:
        tricks += [
            f"{name}=gt.0",
            f"{name}=lt.98765",
            f"{name}=gte.2031-07-07",
            f"{name}=isdistinct.null",
            f"{name}=eq.{BEN}",
        ]
    return tricks


def test_columns_filters_and_orders(attacker: Any, shape: Any, granted: Any) -> None:
    """Blind extraction too: the answer to a filter or an order on another's value is the same in both worlds."""
    for table, columns in shape.columns.items():
        for column in columns:
            for n, trick in enumerate(column_tricks(*column)):
                for who, role in ((None, "anon"), ("ada", "authenticated")):
                    if granted(table, role, "select"):
                        attacker.send("GET", f"/{table}?{trick}", who)
                    elif n < 2:
                        status = attacker.send("GET", f"/{table}?{trick}", who).status_code
                        assert status == (403 if who else 401), (table, trick, status)
    assert sum(attacker.statuses.values()) > 4000


def rows_tricks(table: str) -> list[str]:
    return [
        f"user_id=eq.{BEN}", f"user_id=neq.{ADA}", f"user_id=in.({ADA},{BEN})", "user_id=not.is.null", f"user_id=not.eq.{ADA}",
        f"or=(user_id.eq.{BEN})", f"or=(user_id.eq.{BEN},user_id.eq.{ADA})", f"or=(and(user_id.eq.{BEN}),not.and(user_id.eq.{ADA}))",
        f"not.or=(user_id.eq.{ADA})", f"and=(user_id.not.eq.{ADA},or(user_id.is.null,user_id.not.is.null))",
        f"user_id=eq.{BEN}&user_id=eq.{BEN}", "limit=0", "limit=1000000", "offset=1", "offset=100000", "limit=-1", "offset=-1",
        "select=count", "select=count()", "select=user_id.count()", "select=user_id.max()", "select=*,state,entitled",
        f"select={table}", "select=x:user_id::text::uuid", "order=user_id.desc", "order=ctid", "order=1",
        "select=*,user_id.sum()", "user_id=is.unknown", "user_id=eq.any(select user_id)", "select=(select 1)", "select=*;select 1",
        'select="user_id"', 'select="user_id"::text', "columns=user_id", "on_conflict=user_id", "user_id=fts.x", "*=eq.1", "user_id=",
        f"{table}.user_id=eq.{BEN}", "x.user_id=eq.1", f"user_id=eq.{BEN}' or '1'='1", "select=*&select=user_id", "%00=eq.1", "user_id=eq.%00",
        "select=" + "user_id," * 500 + "user_id", "or=(" + "or(" * 60 + f"user_id.eq.{BEN}" + ")" * 60 + ")",
    ]  # fmt: skip


def test_row_filters_and_counts(attacker: Any, shape: Any, granted: Any) -> None:
    for table, who in product(shape.columns, (None, "ada", "without sub")):
        readable = granted(table, PERSONAS[who], "select")
        if not readable and who == "without sub":
            continue
        for trick in rows_tricks(table)[: 8 if not readable else 14 if who == "without sub" else None]:
            attacker.send("GET", f"/{table}?{trick}", who)
        if readable:
            for preference, trick in product(
                COUNTS, ("", f"?user_id=eq.{BEN}", f"?user_id=neq.{ADA}", "?limit=0", "?offset=5")
            ):
                if "offset" in trick and preference != "exact":
                    continue  # past the end it says the count in words
                same = "body" if preference == "exact" else "rows"
                attacker.send("GET", f"/{table}{trick}", who, same=same, headers={"Prefer": f"count={preference}"})
            for ranges in ("0-0", "1-", "0-999999", "5-2", "-1", "99999999999999999999-", "a-b"):
                headers = {"Range": ranges, "Range-Unit": "items", "Prefer": "count=exact"}
                attacker.send("HEAD", f"/{table}", who, headers=headers)
        else:
            attacker.send("HEAD", f"/{table}", who, headers={"Prefer": "count=planned"})


def planned(attacker: Any, table: str, column: str, value: str) -> str:
    answer = attacker.send(
        "GET", f"/{table}?select=user_id&{column}=eq.{value}", same="nothing", headers={"Prefer": "count=planned"}
    )
    assert answer.status_code in (200, 206), answer.text
    return str(answer.headers["content-range"])


def test_planned_counts(attacker: Any, shape: Any, granted: Any, worlds: Any) -> None:
    """They are the planner's guess, from statistics over all rows (docs/security.md): but no single row's value moves one."""
    asked = 0
    for table, columns in shape.columns.items():
        for column in columns:
            if granted(table, "authenticated", "select") == "own" and column.type in ("text", "uuid"):
                with psycopg.connect(worlds.one.dsn) as conn:
                    query = f"select {column.name}::text from public.{table} where user_id = '{BEN}' and {column.name}::text ~ '^(zq7x|fade5afe)'"
                    rows = conn.execute(query).fetchall()
                for (value,) in rows[:1]:
                    asked += 1
                    other = value.translate(str.maketrans("0123456789", "1234567890"))
                    assert planned(attacker, table, column.name, value) == planned(attacker, table, column.name, other)
    assert asked > 20


ACCEPTS = (
    "text/csv", "application/vnd.pgrst.object+json", "application/vnd.pgrst.object+json;nulls=stripped", "application/vnd.pgrst.array+json;nulls=stripped",
    "application/geo+json", "application/octet-stream", "text/plain", "text/xml", "application/openapi+json", "*/*", "nonsense", "",
)  # fmt: skip


def test_forms_of_the_answer(attacker: Any, shape: Any, granted: Any) -> None:
    for table, who, accept in product(shape.columns, (None, "ada"), ACCEPTS):
        if not granted(table, PERSONAS[who], "select") and accept != ACCEPTS[0]:
            continue
        attacker.send("GET", f"/{table}", who, headers={"Accept": accept})
        attacker.send("GET", f"/{table}?select=user_id&user_id=eq.{BEN}", who, headers={"Accept": accept})
    for table in shape.columns:
        for form in ("", "+json", "+text", '+json; for="application/json"; options=analyze|verbose|settings'):
            answer = attacker.send("GET", f"/{table}", headers={"Accept": f"application/vnd.pgrst.plan{form}"})
            assert answer.status_code >= 400, "plans must be off"


def test_embedding(attacker: Any, shape: Any) -> None:
    """Every foreign key, from both ends and over two steps."""
    assert len(shape.keys) > 20
    for key, who in product(shape.keys, ("ada", None)):
        column = key.columns[0]
        for near, far in ((key.table, key.target), (key.target, key.table)):
            named = f"{far}!{key.name}"
            for trick in (
                f"select=*,{named}(*)",
                f"select=*,x:{named}(*)",
                f"select=*,{named}!inner(*)",
                f"select=*,...{named}(*)",
                f"select=*,{far}!{column}(*)",
                f"select=*,{named}()&{far}=not.is.null",
                f"select=*,{named}()&{far}=is.null",
                f"select=*,x:{named}!inner(*)&x.user_id=eq.{BEN}",
                f"select=*,x:{named}(*)&x.user_id=neq.{ADA}&x.order=user_id.desc&x.limit=1",
                f"select=*,x:{named}(*)&order=x({column}).desc",
                f"select=*,x:{named}(count)",
                f"select=*,x:{named}(*,state,entitled)",
                f"select=*,{named}(*,{near}!{key.name}(*))",
                f"select=*,{named}!left(*,user_profile(*))&or=(user_id.eq.{BEN},{far}.not.is.null)",
                f"select=*,{named}(*,{near}!{key.name}(*,{named}(*)))",
            ):
                attacker.send("GET", f"/{near}?{trick}", who)
    for near, far in product(shape.columns, shape.columns):
        attacker.send("GET", f"/{near}?select=*,{far}(*)")


def test_the_suite_bites(attacker: Any, worlds: Any, shape: Any) -> None:
    """The same requests, with a policy planted that shows everything: every kind of look must see it."""
    if not paths.postgrest():
        pytest.skip("no postgrest")
    statement = "policy planted on public.audio_usage for select to authenticated using (true)"
    opened = [psycopg.connect(world.dsn, autocommit=True) for world in (worlds.one, worlds.two)]
    try:
        for conn in opened:
            conn.execute(f"create {statement}")
        attacker.send("GET", "/audio_usage?select=*", same="nothing")
        assert any(fault.startswith("shows") for fault in attacker.faults)
        attacker.faults.clear()
        for trick in (
            "?select=play_count&limit=1&order=user_id.desc",
            "?limit=1&select=x:audio_id::text&order=audio_id.desc",
        ):
            attacker.send("GET", f"/audio_usage{trick}")
            assert attacker.faults, trick
            attacker.faults.clear()
        attacker.send("HEAD", "/audio_usage", headers={"Prefer": "count=exact"})
        assert any("tells worlds apart" in fault for fault in attacker.faults)
    finally:
        attacker.faults.clear()
        for conn in opened:
            conn.execute("drop policy planted on public.audio_usage")
            conn.close()
