"""dochub api openapi: valid, and about everything that is served."""

import re
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from dochub import access, paths
from dochub.api import openapi
from dochub.api.contract import FILE, contract
from dochub.api.database import read

Json = dict[str, Any]


@pytest.fixture
def document(db: psycopg.Connection[Any]) -> Json:
    example = openapi.Example({"p_amount": 1}, 402, {"ok": False, "code": "insufficient_credits"})
    return openapi.document(
        contract(paths.root()), access.contract(paths.root()), read(db), {"deduct_credits": [example]}
    )


@pytest.mark.gate
def test_it_is_valid_and_says_who_may_what(document: Json) -> None:
    OpenAPIV31SpecValidator(document).validate()
    spend = document["paths"]["/rpc/deduct_credits"]["post"]
    assert spend["security"] == [{"token": ["authenticated"]}, {"token": ["service_role"]}]
    assert spend["responses"].keys() >= {"200", "400", "401", "402", "403", "404", "409"}
    refused = spend["responses"]["402"]["content"]["application/json"]
    assert refused["schema"] == {"$ref": "#/components/schemas/refusal_insufficient_credits"}
    assert refused["examples"].keys() == {"insufficient_credits"}
    details = document["components"]["schemas"]["refusal_insufficient_credits"]["properties"]["details"]
    assert "resets_at" in details["contentSchema"]["properties"]
    assert document["paths"]["/rpc/handshake"].keys() == {"get", "post"}
    assert document["paths"]["/rpc/log_events"]["post"]["security"] == [{}, {"token": ["authenticated"]}]


@pytest.mark.gate
def test_tables_are_as_the_access_contract_says(document: Json) -> None:
    methods = {"select": "get", "insert": "post", "update": "patch", "delete": "delete"}
    agreed = access.contract(paths.root())
    served = {
        (f"/{table.removeprefix('public.')}", methods[command])
        for table, roles in agreed.tables.items()
        if table.startswith("public.")
        for role, commands in roles.items()
        if role in ("anon", "authenticated", "dochub_admin", "service_role")
        for command in commands
    }
    assert served == {(path, m) for path, item in document["paths"].items() if "/rpc/" not in path for m in item}
    profile = document["paths"]["/user_profile"]["patch"]["requestBody"]["content"]["application/json"]["schema"]
    assert profile["properties"].keys() == {"first_name", "last_name", "display_name", "locale"}
    assert document["components"]["schemas"]["row_courses"]["properties"]["status"]["enum"] == [
        "draft",
        "published",
        "retired",
    ]
    assert "state" in document["components"]["schemas"]["row_subscriptions"]["properties"]


@pytest.mark.gate
def test_references_lead_somewhere_and_no_name_is_left_out(document: Json) -> None:
    found = {r.removeprefix("#/components/") for r in references(document)}
    there = {f"{kind}/{name}" for kind in ("schemas", "responses") for name in document["components"][kind]}
    assert found - there == set()
    anchors = set(re.findall(r"&([a-z_]+)", (paths.root() / FILE).read_text()))
    assert {name for name in contract(paths.root()).defs if f"schemas/{name}" not in found} <= anchors, "each is used"


def references(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("$ref"), str):
            yield value["$ref"]
        for inner in value.values():
            yield from references(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from references(inner)


@pytest.mark.parametrize(
    ("form", "says"),
    [("openapi", '"openapi": "3.1.0"'), ("types", "export type Database"), ("schema", "json-schema.org")],
)
def test_the_command_prints_each_form(dsn: str, form: str, says: str) -> None:
    target = [] if form == "schema" else ["--target", dsn]
    done = subprocess.run(
        [sys.executable, "-m", "dochub", "api", form, *target], capture_output=True, text=True, check=True, timeout=60
    )
    assert says in done.stdout
