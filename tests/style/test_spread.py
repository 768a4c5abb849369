"""Ready to be spread over several databases: no statement that a distribution by user refuses or runs wrongly.

`python tests/style/test_spread.py [folder of functions/ …]` prints the findings by file.
"""

import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from dochub import paths
from dochub.bodies import Function, Source, Statement, children, kind, nodes, qualified, relation, sources

pytestmark = pytest.mark.gate


RULES = {
    "calls": "calls a function that reads tables inside a statement that reads or writes tables: fetch first, into a variable",
    "exists": "exists (select from …) selects nothing: write select 1",
    "values": "a sub-select in INSERT … VALUES: fetch first",
    "rows": "a whole row of a per-user table as a value: name the columns",
    "update": "a STABLE or VOLATILE function of ours in UPDATE … SET or WHERE: call it before, into a variable",
    "now": "the time in ON CONFLICT DO UPDATE or RETURNING: use excluded.…, a variable",
    "joins": "a claim table in one statement with a per-user table or another claim table: two statements",
    "ctid": "a row named by its ctid, which is a node's own: use the key",
    "advisory": "an advisory lock, which is a node's own, as the only guard",
    "claims": "touches a claim table beside the one function of that kind",
}

# Claim table → the function through which every claim of that kind is made, looked up and given up.
CLAIMS = {
    "private.account_claims": "private.claim_account",
    "private.email_claims": "private.claim_email",
    "private.receipt_claims": "private.claim_receipt",
    "private.allowance_claims": "private.claim_allowance",
    "private.referral_code_claims": "private.claim_referral_code",
    "private.referral_payment_claims": "private.claim_referral_payment",
}

# (rule, function) → why it may.
EXCEPTIONS = {
    ("advisory", "private.handshake_lock"): "it only spares work: two builders store the same answer",
    ("advisory", "private.run_maintenance"): "maintenance runs on each node for itself",
    ("advisory", "private.drop_expired_logs"): "maintenance runs on each node for itself",
    ("advisory", "private.ensure_log_partitions"): "maintenance runs on each node for itself",
    ("rows", "public.state"): "a computed field of PostgREST's takes the row",
    ("rows", "public.entitled"): "a computed field of PostgREST's takes the row",
    ("rows", "private.subscription_state"): "what the computed fields hand on, who take the row",
    (
        "claims",
        "private.export_my_data",
    ): "an export asks each claim table what it holds of one user, in a statement of its own",
    (
        "claims",
        "private.same_person_evidence",
    ): "what two users hold is asked of each claim table by user, in a statement of its own",
    ("claims", "private.explain_cohort"): "tells support by which address a user would join: that which the user holds",
    (
        "claims",
        "private.waiting_links",
    ): "asks which addresses are a user's, and which of them somebody else has by now",
    (
        "claims",
        "private.unbound_events",
    ): "the inbox lies where the receipts' claims lie: both have the receipt for a key",
}

NOWS = {"now", "transaction_timestamp", "statement_timestamp", "clock_timestamp"}


class Finding(NamedTuple):
    """A construct of `rule` in `function`."""

    rule: str
    function: str
    file: str
    line: int
    what: str


class World(NamedTuple):
    """What the rules look things up in."""

    functions: dict[str, Function]
    users: frozenset[str]  # per-user tables: user_id comes first in the key
    readers: frozenset[str]  # functions that read or write tables, themselves or through what they call


def world(parsed: Iterable[Source]) -> World:
    parsed = list(parsed)
    functions = {f.name: f for s in parsed for f in s.functions}
    users = frozenset(t.name for s in parsed for t in s.tables if t.primary_key[:1] == ("user_id",))
    readers = {f.name for f in functions.values() if f.tables}
    while more := {f.name for f in functions.values() if {c.name for c in f.calls} & readers} - readers:
        readers |= more
    return World(functions, users, frozenset(readers))


def findings(parsed: Iterable[Source]) -> list[Finding]:
    """Everything that the rules find, exceptions included."""
    known = world(parsed)
    found = []
    for function in known.functions.values():
        for line, what in whole_signature(function, known):
            found.append(Finding("rows", function.name, str(function.file), line, what))
        for statement in function.statements:
            for rule, check in CHECKS.items():
                for line, what in check(statement, function, known):
                    found.append(Finding(rule, function.name, str(function.file), line, what))
    return sorted(set(found), key=lambda f: (f.file, f.line, f.rule, f.what))


Found = Iterator[tuple[int, str]]


def whole_signature(function: Function, known: World) -> Found:
    """Rows of per-user tables that go from call to call."""
    texts = [*(f"{a.name} {a.type}" for a in function.arguments), f"returns {function.returns}"]
    for text in texts:
        if (name := text.split()[-1].removesuffix("[]")) in known.users:
            yield function.line, f"{text.split()[0]} is a {name}"


def calls(statement: Statement, function: Function, known: World) -> Found:
    for call in statement.calls:
        if call.tables and call.name in known.readers:
            yield call.line, f"{call.name} beside {', '.join(sorted(call.tables))}"


def exists(statement: Statement, function: Function, known: World) -> Found:
    for node in nodes(statement.tree):
        if kind(node) == "SubLink" and node.subLinkType.name == "EXISTS_SUBLINK":
            select = node.subselect
            if not (select.targetList or select.valuesLists or select.larg):
                yield statement.line_of(node), "exists (select from …)"


def values(statement: Statement, function: Function, known: World) -> Found:
    for node in [statement.tree, *nodes(statement.tree)]:
        if kind(node) == "InsertStmt" and node.selectStmt is not None and node.selectStmt.valuesLists:
            for item in nodes(node.selectStmt.valuesLists):
                if kind(item) == "SubLink":
                    yield statement.line_of(item), f"into {relation(node.relation)}"


def rows(statement: Statement, function: Function, known: World) -> Found:
    """`select t from t as t`, `f(t.*)`, `(t.*) is distinct from …`."""
    for node, table in whole(statement.tree, {}, known):
        yield statement.line_of(node), f"a row of {table}"


def whole(node: Any, scope: dict[str, str | None], known: World) -> Iterator[tuple[Any, str]]:
    """(reference, table) of each whole row of a per-user table; `scope` is what the names of FROM lists mean here."""
    if kind(node) in ("SelectStmt", "InsertStmt", "UpdateStmt", "DeleteStmt"):
        items = [*(getattr(node, "fromClause", None) or ()), *(getattr(node, "usingClause", None) or ())]
        scope = scope | dict(meanings([*items, getattr(node, "relation", None)], known))
    for attribute, child in children(node):
        target = child.val if kind(child) == "ResTarget" and attribute in ("targetList", "returningList") else child
        if kind(target) == "ColumnRef":
            words = [part.sval if kind(part) == "String" else "*" for part in target.fields]
            # In a list of columns t.* is the columns.
            is_row = len(words) == 1 or (words[1:] == ["*"] and target is child)
            if is_row and (table := scope.get(words[0])):
                yield target, table
        yield from whole(child if target is child else target, scope, known)


def meanings(items: Iterable[Any], known: World) -> Iterator[tuple[str, str | None]]:
    """What the aliases of a FROM list mean: a per-user table, or (None) something else."""
    for item in items:
        if kind(item) == "JoinExpr":
            yield from meanings([item.larg, item.rarg], known)
        elif item is not None:
            name = relation(item) if kind(item) == "RangeVar" else None
            if alias := item.alias.aliasname if item.alias else getattr(item, "relname", None):
                yield alias, name if name in known.users else None


def update(statement: Statement, function: Function, known: World) -> Found:
    for node in [statement.tree, *nodes(statement.tree)]:
        if kind(node) == "UpdateStmt" or kind(node) == "OnConflictClause":
            for part in (node.targetList, node.whereClause):
                for item in [part, *nodes(part)]:
                    name = qualified(item.funcname) if kind(item) == "FuncCall" else None
                    if name in known.functions and known.functions[name].volatility != "immutable":
                        yield statement.line_of(item), f"{name} is {known.functions[name].volatility}"


def now(statement: Statement, function: Function, known: World) -> Found:
    for node in [statement.tree, *nodes(statement.tree)]:
        lists = [node.targetList] if kind(node) == "OnConflictClause" else []
        lists += [node.returningList] if kind(node) in ("InsertStmt", "UpdateStmt", "DeleteStmt") else []
        for item in nodes(tuple(part for part in lists if part)):
            is_now = kind(item) == "FuncCall" and item.funcname[-1].sval in NOWS
            if is_now or kind(item) == "SQLValueFunction":
                yield statement.line_of(item), "a time of the node's"


def joins(statement: Statement, function: Function, known: World) -> Found:
    claims = sorted(statement.tables & CLAIMS.keys())
    users = sorted(statement.tables & known.users)
    if claims and len(claims) + len(users) > 1:
        yield statement.line, " with ".join([*claims, *users])


def ctid(statement: Statement, function: Function, known: World) -> Found:
    for node in nodes(statement.tree):
        if kind(node) == "ColumnRef" and getattr(node.fields[-1], "sval", "") == "ctid":
            yield statement.line_of(node), "ctid"


def advisory(statement: Statement, function: Function, known: World) -> Found:
    for node in nodes(statement.tree):
        if kind(node) == "FuncCall" and "advisory" in (name := node.funcname[-1].sval):
            yield statement.line_of(node), name


def claims(statement: Statement, function: Function, known: World) -> Found:
    for table in sorted(statement.tables & CLAIMS.keys()):
        if function.name != CLAIMS[table]:
            yield statement.line, f"{table} is {CLAIMS[table]}'s"


CHECKS: dict[str, Callable[[Statement, Function, World], Found]] = {
    "calls": calls,
    "exists": exists,
    "values": values,
    "rows": rows,
    "update": update,
    "now": now,
    "joins": joins,
    "ctid": ctid,
    "advisory": advisory,
    "claims": claims,
}


def is_left(finding: Finding) -> bool:
    """It is no exception."""
    return (finding.rule, finding.function) not in EXCEPTIONS


def report(found: Iterable[Finding], folders: Iterable[str] = ()) -> str:
    """The findings by file, exceptions left out; `folders` are subjects."""
    lines: list[str] = []
    file = ""
    for finding in found:
        if not is_left(finding) or (folders and finding.file.split("/")[1] not in folders):
            continue
        if finding.file != file:
            file = finding.file
            lines += ["", file]
        name = finding.function.partition(".")[2]
        lines.append(f"  {finding.line}: {name}: {finding.rule}: {finding.what}")
    return "\n".join([*(f"{rule}: {text}" for rule, text in RULES.items()), *lines])


@pytest.fixture(scope="module")
def found(parsed: list[Source]) -> list[Finding]:
    return findings(parsed)


def test_the_rules_look_at_all_functions(parsed: list[Source]) -> None:
    here = world(parsed)
    assert len(here.functions) > 150
    assert len(here.users) > 20
    assert len(here.readers) > 50
    assert CLAIMS.keys() <= {t.name for s in parsed for t in s.tables}


def test_nothing_stands_in_the_way(found: list[Finding]) -> None:
    assert not [f for f in found if is_left(f)], report(found)


def test_every_exception_is_one_still(found: list[Finding], parsed: list[Source]) -> None:
    names = world(parsed).functions
    used = {(f.rule, f.function) for f in found}
    assert [key for key in EXCEPTIONS if key not in used] == [], "these are exceptions of nothing"
    assert all(len(reason) > 20 for reason in EXCEPTIONS.values())
    assert {function for _, function in EXCEPTIONS} <= names.keys()


TABLES = """
create table public.own (user_id uuid, a integer, at timestamptz, constraint k primary key (user_id));
create table private.email_claims (email text primary key, user_id uuid);
create table private.receipt_claims (receipt text primary key, user_id uuid);
"""
FUNCTION = "create function {} language plpgsql {} as $$ {}; end $$;\n"
READER = FUNCTION.format(
    "private.reads(p integer) returns integer", "stable", "begin return (select max(o.a) from public.own as o)"
)
THROUGH = FUNCTION.format("private.through(p integer) returns integer", "stable", "begin return private.reads(p)")
BARE = FUNCTION.format("private.bare(p integer) returns integer", "stable", "begin return p")
EXACT = FUNCTION.format("private.exact(p integer) returns integer", "immutable", "begin return p")

PLANTED = [
    ("calls", "perform o.a from public.own as o where o.a = private.reads(1)"),
    ("calls", "insert into public.own (user_id, a) values (null, private.through(1))"),
    ("calls", "v := (with w as (select o.a from public.own as o) select private.through(w.a) from w)"),
    (
        "calls",
        "for v in select o.a from public.own as o loop null; end loop; if private.bare(1) in (select private.reads(o.a) from public.own as o) then null; end if",
    ),
    ("exists", "if exists (select from public.own as o) then null; end if"),
    ("values", "insert into public.own (user_id, a) values (null, (select 1))"),
    ("rows", "perform o from public.own as o"),
    ("rows", "perform (select to_jsonb(o)) from public.own as o"),
    ("rows", "delete from public.own as o returning o into v"),
    ("rows", "perform to_jsonb(o) from public.own as o"),
    ("rows", "perform to_jsonb(own) from public.own"),
    ("rows", "perform 1 from public.own as o where (o.*) is distinct from (select null)"),
    ("rows", "perform 1 from public.own as o where row(o.*) = row(1)"),
    ("update", "update public.own as o set a = private.bare(o.a)"),
    ("update", "update public.own as o set a = 1 where o.a = private.bare(1)"),
    ("update", "insert into public.own as o (a) values (1) on conflict (user_id) do update set a = private.bare(1)"),
    ("now", "insert into public.own as o (a) values (1) on conflict (user_id) do update set at = now()"),
    ("now", "insert into public.own as o (a) values (1) on conflict (user_id) do update set at = current_timestamp"),
    ("now", "update public.own as o set a = 1 returning now() into v"),
    ("joins", "perform 1 from public.own as o join private.email_claims as c on c.user_id = o.user_id"),
    ("joins", "perform 1 from private.receipt_claims as r, private.email_claims as c"),
    ("ctid", "delete from public.own as o where o.ctid = any (array(select p.ctid from public.own as p))"),
    ("advisory", "perform pg_advisory_xact_lock(1)"),
    ("advisory", "if not pg_try_advisory_lock(1) then return; end if"),
    ("claims", "delete from private.email_claims as c where c.email = 'x'"),
]

HARMLESS = [
    "v := private.reads(1)",
    "perform private.reads(1)",
    "select r into v from private.reads(1) as r",
    "perform o.a from public.own as o where o.a = private.exact(1) and o.a = private.bare(2)",
    "if exists (select 1 from public.own as o) then null; end if",
    "select o.* into v from public.own as o",
    "perform (select o from unnest(array[1]) as o) from public.own as o",
    "perform o from unnest(array[1]) as o where o in (select o.a from public.own as o)",
    "insert into public.own (user_id, a, at) values (null, 1, now())",
    "insert into public.own as o (a) values (1) on conflict (user_id) do update set at = excluded.at",
    "update public.own as o set a = private.exact(o.a) where o.a = 1",
    "raise notice 'exists (select from public.own) ctid %', 1 -- pg_advisory_lock(1)\n",
]


def planted(tmp_path: Path, body: str, signature: str = "public.f() returns void") -> set[str]:
    """The rules that report a function of that body."""
    (tmp_path / "schema").mkdir()
    (tmp_path / "schema/t.sql").write_text(TABLES)
    (tmp_path / "functions/a").mkdir(parents=True)
    function = FUNCTION.format(signature, "volatile", f"declare v record; begin {body}")
    (tmp_path / "functions/a/f.sql").write_text(READER + THROUGH + BARE + EXACT + function)
    return {f.rule for f in findings(sources(tmp_path)) if f.function.endswith(".f")}


@pytest.mark.parametrize(("rule", "body"), PLANTED)
def test_a_planted_fault_is_reported(tmp_path: Path, rule: str, body: str) -> None:
    assert rule in planted(tmp_path, body)


def test_rows_that_go_from_call_to_call_are_reported(tmp_path: Path) -> None:
    assert planted(tmp_path, "null", "private.f(p_own public.own) returns void") == {"rows"}


def test_rows_that_are_returned_are_reported(tmp_path: Path) -> None:
    assert planted(tmp_path, "return null", "private.f() returns setof public.own") == {"rows"}


@pytest.mark.parametrize("body", HARMLESS)
def test_what_is_allowed_is_not_reported(tmp_path: Path, body: str) -> None:
    assert planted(tmp_path, body) == set()


def test_every_rule_has_a_planted_fault() -> None:
    assert {rule for rule, _ in PLANTED} == RULES.keys() == CHECKS.keys()


def main(words: list[str]) -> None:
    print(report(findings(sources(paths.root())), words))  # noqa: T201


if __name__ == "__main__":
    main(sys.argv[1:])
