"""functions/api.yaml against the catalog and the bodies: drift in either direction fails."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from jsonschema import Draft202012Validator

from dochub import access, paths
from dochub.api import contract as contracts
from dochub.api.contract import Contract, contract
from dochub.bodies import Function, functions, kind, nodes, qualified
from dochub.errors import Problem

pytestmark = pytest.mark.gate

# A call whose refusals its caller does not pass on.
SWALLOWED = {
    ("private.bind_events", "private.judge_again"): "a refusal of an event that waited is counted; the sign-in goes on",
    ("private.replay_store_events", "private.judge_again"): "a refusal is counted in dispositions",
}

# What a function could not refuse with though something it calls can.
IMPOSSIBLE = {
    ("release_credits", "exceeds_reservation"): "it gives all back",
    ("record_credit_purchase", "idempotency_mismatch"): "its key has no parameters: the receipt is the key",
    ("record_course_purchase", "idempotency_mismatch"): "as above",
    ("apply_store_event", "unknown_product"): "an event about an unknown product waits in the inbox",
    ("apply_apple_notification", "unknown_product"): "as above",
    ("apply_google_notification", "unknown_product"): "as above",
    ("apply_stripe_event", "unknown_product"): "as above",
}
# Clients alone are told to wait when they are refused again and again (private.keep_idempotent), and these are the server's.
IMPOSSIBLE |= {
    (name, "too_many_attempts"): "clients alone are told to wait"
    for name in (
        *("adjust_credits", "reserve_credits", "release_discount", "apply_store_event", "apply_apple_notification"),
        *("apply_google_notification", "apply_stripe_event", "record_course_purchase", "record_credit_purchase"),
        "record_custom_course_purchase",
    )
}

# Keys that are taken out before the others are looked at.
BESIDE = {"is_active": "by update_discount_code", "transactions": "by private.event_lines"}

SQL_TYPES = {
    "integer": {"integer", "bigint"},
    "boolean": {"boolean"},
    "object": {"jsonb"},
    "array": {"jsonb"},
    "string": {"text", "interval"},
}


@pytest.fixture(scope="module")
def agreed() -> Contract:
    return contract(paths.root())


@pytest.fixture(scope="module")
def parsed() -> dict[str, Function]:
    return functions(paths.root())


def test_every_function_of_the_api_is_there_and_nothing_else(agreed: Contract) -> None:
    public = {f.removeprefix("public.") for f in access.contract(paths.root()).functions if f.startswith("public.")}
    computed = {field for fields in agreed.computed.values() for field in fields}
    assert agreed.functions.keys() | computed == public
    assert not agreed.functions.keys() & computed


def test_arguments_are_those_of_the_catalog(agreed: Contract, db: psycopg.Connection[Any]) -> None:
    found = db.execute("""
        select p.proname::text, coalesce(array_agg(a.name order by a.n) filter (where a.name is not null), '{}'),
               coalesce(array_agg(format_type(a.type, null) order by a.n) filter (where a.name is not null), '{}'), p.pronargs - p.pronargdefaults
          from pg_proc as p
          left join lateral unnest(p.proargnames, p.proargtypes::oid[]) with ordinality as a (name, type, n) on true
         where p.pronamespace = 'public'::regnamespace and p.prorettype = 'jsonb'::regtype
         group by p.oid, p.proname""").fetchall()
    assert {name for name, *_ in found} == agreed.functions.keys()
    for name, names, types, required in found:
        said = agreed.functions[name].arguments
        assert list(said) == names, name
        assert [a.is_optional for a in said.values()] == [n >= required for n in range(len(names))], name
        for argument, type_ in zip(names, types, strict=True):
            assert type_ in sql_types(said[argument].schema), f"{name}({argument} {type_})"


def sql_types(schema: dict[str, Any]) -> set[str]:
    if schema.get("format") in ("uuid", "date-time"):
        return {{"uuid": "uuid", "date-time": "timestamp with time zone"}[schema["format"]]}
    types = schema.get("type", "object")
    return set().union(*(SQL_TYPES[t] for t in ([types] if isinstance(types, str) else types) if t != "null"))


def test_computed_fields_are_those_of_the_catalog(agreed: Contract, db: psycopg.Connection[Any]) -> None:
    found = db.execute("""
        select t.relname::text, p.proname::text, format_type(p.prorettype, null)
          from pg_proc as p
          join pg_class as t on t.reltype = p.proargtypes[0] and t.relkind in ('r', 'p')
         where p.pronamespace = 'public'::regnamespace and p.pronargs = 1""").fetchall()
    assert {(table, field) for table, field, _ in found} == {
        (t, f) for t, fields in agreed.computed.items() for f in fields
    }
    for table, field, type_ in found:
        schema = agreed.computed[table][field]
        words = schema if "type" in schema else agreed.defs[schema["$ref"].rpartition("/")[2]]
        assert {"boolean": words.get("type") == "boolean", "text": "enum" in words}[type_]


def test_codes_are_those_that_the_bodies_can_return(
    agreed: Contract, parsed: dict[str, Function], db: psycopg.Connection[Any]
) -> None:
    """A code can be returned by whoever names it, and by whoever calls them and passes on what they answer."""
    registered = {code for (code,) in db.execute("select code from private.error_codes")}
    assert agreed.refusals.keys() == registered
    named = {name: named_codes(function, registered) for name, function in parsed.items()}
    assert {"insufficient_credits", "user_not_found"} <= named["private.take_credits"], "the bodies were read"
    wrong, cut, impossible = [], set(), set()
    for name, function in agreed.functions.items():
        reached: set[str] = set()
        waiting = [f"public.{name}"]
        while waiting:
            here = waiting.pop()
            reached.add(here)
            for call in {c.name for c in parsed[here].calls if c.name in parsed} - reached:
                if (here, call) in SWALLOWED:
                    cut.add((here, call))
                else:
                    waiting.append(call)
        can = set().union(*(named[f] for f in reached))
        impossible |= {(name, code) for code in can if (name, code) in IMPOSSIBLE}
        can -= {code for code in can if (name, code) in IMPOSSIBLE}
        wrong += [f"{name} can refuse {code}: not in api.yaml" for code in can - set(function.refuses)]
        wrong += [f"{name} cannot refuse {code}" for code in set(function.refuses) - can]
        wrong += [
            f"{name}: {code} is named twice" for code in set(function.refuses) if function.refuses.count(code) > 1
        ]
    assert sorted(wrong) == []
    assert (cut, impossible) == (SWALLOWED.keys(), IMPOSSIBLE.keys()), "each exception is needed"


def named_codes(function: Function, registered: set[str]) -> set[str]:
    return {
        node.val.sval
        for statement in function.statements
        for node in [statement.tree, *nodes(statement.tree)]
        if kind(node) == "A_Const" and kind(node.val) == "String" and node.val.sval in registered
    }


def test_comments_tell_every_code(agreed: Contract, db: psycopg.Connection[Any]) -> None:
    """In the function's own, or in that of the function whose refusals it says it has: `Refusals: as for apply_store_event`."""
    comments = dict(
        db.execute(
            "select p.proname::text, obj_description(p.oid, 'pg_proc') from pg_proc as p where p.pronamespace = 'public'::regnamespace"
        ).fetchall()
    )
    for name, function in agreed.functions.items():
        said = comments[name] + "".join(
            comments[other] for other in re.findall(r"[Rr]efusals: as (?:for )?([a-z_]+)", comments[name])
        )
        assert [code for code in function.refuses if code not in said] == [], name


def test_misuse_is_what_is_raised(agreed: Contract) -> None:
    sources = "\n".join(p.read_text() for p in (paths.root() / "functions").rglob("*.sql"))
    raised = set(re.findall(r"sqlstate '(PT\d{3})'|errcode = '(PT\d{3}|42501)'|sqlstate '(42501)'", sources))
    assert {code for codes in raised for code in codes if code} | {"42501"} == agreed.misuse.keys()
    assert all(code == f"PT{status}" for code, status in agreed.misuse.items() if code.startswith("PT"))


def test_objects_in_arguments_have_the_keys_that_are_taken(agreed: Contract, parsed: dict[str, Function]) -> None:
    """private.json_object_argument refuses any other key: each list of keys is that of an object in `inputs`, and back."""
    taken = {keys for function in parsed.values() for keys in key_lists(function)}
    said = {
        frozenset(schema["properties"].keys() - BESIDE.keys())
        for name, function in agreed.functions.items()
        if name != "log_server_event"  # its keys stand in a variable
        for argument in function.arguments.values()
        for schema in objects(agreed, argument.schema)
    }
    assert len(taken) > 10
    assert {tuple(sorted(keys)) for keys in taken ^ said} == set()


def key_lists(function: Function) -> Iterator[frozenset[str]]:
    for statement in function.statements:
        for node in [statement.tree, *nodes(statement.tree)]:
            is_call = kind(node) == "FuncCall" and qualified(node.funcname) == "private.json_object_argument"
            if is_call and kind(node.args[3]) == "A_ArrayExpr":
                yield frozenset(item.val.sval for item in node.args[3].elements)


def objects(agreed: Contract, schema: Any) -> Iterator[dict[str, Any]]:
    """The closed objects in a schema."""
    if isinstance(schema, list):
        for inner in schema:
            yield from objects(agreed, inner)
    elif isinstance(schema, dict):
        if "$ref" in schema:
            yield from objects(agreed, agreed.defs[schema["$ref"].rpartition("/")[2]])
        elif schema.get("properties") and schema["additionalProperties"] is False:
            yield schema
        for inner in schema.values():
            yield from objects(agreed, inner)


def test_it_is_a_json_schema(agreed: Contract) -> None:
    Draft202012Validator.check_schema(agreed.document())


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("  text:      {type: string}", "  text:      {type: string}\n  split:     {type: string}"),
        ("answer: *balance", "answer: {balance: balence}"),
        ("refuses: [payload_too_large]", "refuses: [payload_too_large]\n    sends: [text]"),
        ("  unknown_plan:         {plan: text}", "  unknown_plans:        {plan: text}"),
        ("misuse:", "misused:"),
        ("answer: *erased", "answer: {user_id: list of uuids}"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_told(tmp_path: Path, old: str, new: str) -> None:
    text = (paths.root() / contracts.FILE).read_text()
    assert old in text
    (tmp_path / "functions").mkdir()
    (tmp_path / contracts.FILE).write_text(text.replace(old, new))
    with pytest.raises(Problem, match=r"api\.yaml"):
        contract(tmp_path)
